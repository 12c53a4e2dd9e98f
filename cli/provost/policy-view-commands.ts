// What is looked at before and after a Lock, as rows: the linter, differences, versions, previews.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, TENANT, tenantOf } from "./command.ts";
import { BadNews } from "./failure.ts";
import { instant, short, table } from "./output.ts";
import { FAMILY, GROUP, policyPath } from "./policy-path.ts";

interface Finding {
  readonly level: "error" | "warning" | "note";
  readonly code: string;
  readonly setting: string;
  readonly sentence: { readonly en: string };
}
interface Difference {
  readonly setting: string;
  readonly before?: unknown;
  readonly after?: unknown;
}
interface Lock {
  readonly family: string;
  readonly version: string;
  readonly lockedAt: number;
  readonly lockedBy: string;
  readonly inForce: boolean;
}
interface Preview {
  readonly profiles: readonly {
    readonly name: string;
    readonly keys: readonly unknown[];
    readonly left: readonly string[];
    readonly bytes: number;
  }[];
  readonly provision: readonly {
    readonly version: string;
    readonly elements: readonly unknown[];
    readonly left: readonly string[];
    readonly bytes: number;
  }[];
}

const SIDES = "draft, in-force or a version";

/** The path with a query of the options that were given. */
function asking(call: Call, end: string, names: readonly (readonly [string, string])[]): string {
  const said = names.flatMap(([option, name]) => {
    const value = optional(call, option);
    return value === undefined ? [] : [[name, value]];
  });
  const query = new URLSearchParams(said);
  return `${policyPath(call)}/${end}${query.size > 0 ? `?${query}` : ""}`;
}

function previewText({ profiles, provision }: Preview): string {
  const left = (ids: readonly string[]) => ids.join(" ");
  const phones = table(
    profiles,
    [
      ["FROM", (p) => p.name],
      ["KEYS", (p) => p.keys.length],
      ["BYTES", (p) => p.bytes],
      ["LEFT OUT", (p) => left(p.left)],
    ],
    "",
  );
  const documents = table(
    provision,
    [
      ["EAS", (p) => p.version],
      ["ELEMENTS", (p) => p.elements.length],
      ["BYTES", (p) => p.bytes],
      ["LEFT OUT", (p) => left(p.left)],
    ],
    "",
  );
  return `${phones}\n\n${documents}\n\nThe profiles and documents themselves: --json`;
}

export const POLICY_VIEW_COMMANDS: readonly CommandRow[] = [
  {
    usage: "policy lint",
    summary: "what is wrong, useless or surprising in the draft; ends with 1 if a Lock is refused",
    options: [TENANT, GROUP, FAMILY],
    run: async (call) => {
      const where = asking(call, "lint", [["family", "families"]]);
      const json = (await call.api.json("GET", where)) as { findings: Finding[] };
      const text = json.findings
        .map(({ level, sentence }) => `${level}: ${sentence.en}`)
        .join("\n");
      if (json.findings.some(({ level }) => level === "error")) throw new BadNews(text, json);
      return { json, text: text || "Nothing is wrong with the draft." };
    },
  },
  {
    usage: "policy diff",
    summary: "what differs between two states of a policy",
    options: [
      TENANT,
      GROUP,
      { flags: "--from <state>", text: `${SIDES} (default: in-force)` },
      { flags: "--to <state>", text: `${SIDES} (default: draft)` },
    ],
    run: async (call) => {
      const where = asking(call, "diff", [
        ["from", "from"],
        ["to", "to"],
      ]);
      const json = (await call.api.json("GET", where)) as { differences: Difference[] };
      const text = table(
        json.differences,
        [
          ["SETTING", (d) => d.setting],
          ["BEFORE", (d) => d.before ?? "Not Set"],
          ["AFTER", (d) => d.after ?? "Not Set"],
        ],
        "Nothing differs.",
      );
      return { json, text };
    },
  },
  {
    usage: "policy versions",
    summary: "every Lock of the group, newest first",
    options: [TENANT, GROUP],
    run: async (call) => {
      const json = (await call.api.json("GET", `${policyPath(call)}/versions`)) as {
        versions: Lock[];
      };
      const text = table(
        json.versions,
        [
          ["FAMILY", (l) => l.family],
          ["VERSION", (l) => short(l.version)],
          ["LOCKED", (l) => instant(l.lockedAt)],
          ["BY", (l) => l.lockedBy],
          ["IN FORCE", (l) => l.inForce],
        ],
        "The policy was never Locked.",
      );
      return { json, text };
    },
  },
  {
    usage: "policy version <version>",
    summary: "the values of a version that was ever Locked (its whole hash)",
    options: [TENANT],
    run: async (call) => {
      const [version = ""] = call.args;
      const where = path`/tenants/${tenantOf(call)}/policy-versions/${String(version)}`;
      const json = (await call.api.json("GET", where)) as {
        values: Readonly<Record<string, unknown>>;
      };
      const text = table(
        Object.entries(json.values).sort(),
        [
          ["SETTING", ([setting]) => setting],
          ["VALUE", ([, value]) => value],
        ],
        "It sets nothing.",
      );
      return { json, text };
    },
  },
  {
    usage: "policy preview",
    summary: "what each version of iOS and of Exchange ActiveSync would get, and how much it is",
    options: [TENANT, GROUP, { flags: "--of <state>", text: `${SIDES} (default: draft)` }],
    run: async (call) => {
      const where = asking(call, "preview", [["of", "of"]]);
      const json = (await call.api.json("GET", where)) as Preview;
      return { json, text: previewText(json) };
    },
  },
];
