// Device Settings Policies and the groups they belong to, as rows.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, TENANT, tenantOf, word } from "./command.ts";
import { UsageError } from "./failure.ts";
import { facts, instant, short, table } from "./output.ts";
import { passwordFromInput } from "./password.ts";
import { FAMILIES, FAMILY, type Family, GROUP, groupOf, policyPath } from "./policy-path.ts";

interface Version {
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly lockedAt: number;
}
interface Policy {
  readonly group: string;
  readonly draft: Readonly<Record<string, unknown>>;
  readonly locked: Readonly<Partial<Record<Family, Version>>>;
}
interface Group {
  readonly name: string;
  readonly isDefault: boolean;
  readonly easAllowed: boolean;
  readonly clientCertificates?: string;
  readonly users: number;
  readonly locked: Readonly<Partial<Record<Family, string>>>;
  readonly hasUnlockedChanges: boolean;
}

/** Words for truth and falsehood that administrators write. */
const WORDS: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false };

/**
 * `KEY=VALUE` as a setting: yes, no, true and false are truth values, digits a number, everything
 * else text. Text that looks like one of those is written as JSON: `KEY='"1234"'`.
 */
function parseSetting(pair: string): [setting: string, value: unknown] {
  const cut = pair.indexOf("=");
  if (cut < 1) throw new UsageError(`Not KEY=VALUE: ${pair}`);
  const text = pair.slice(cut + 1);
  const key = pair.slice(0, cut);
  if (text.startsWith('"')) return [key, quoted(key, text)];
  return [key, WORDS[text.toLowerCase()] ?? (/^-?\d+$/.test(text) ? Number(text) : text)];
}

/** All settings of a command line; at most one of them reads standard input. */
async function settingsOf(pairs: readonly string[]): Promise<Record<string, unknown>> {
  const settings = pairs.map(parseSetting);
  const piped = settings.filter(([, value]) => value === "-");
  if (piped.length > 1) throw new UsageError("Only one setting can be read from standard input.");
  for (const setting of piped) setting[1] = await passwordFromInput();
  return Object.fromEntries(settings);
}

function quoted(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`The quotation of ${key}'s value does not end.`);
  }
}

function policyText({ group, draft, locked }: Policy): string {
  const families = Object.entries(FAMILIES) as [Family, string][];
  const head = facts([
    ["group", group],
    ...families.map(([family, name]) => [name, stateOf(locked[family])] as const),
  ]);
  const inForce: Readonly<Record<string, unknown>> = {
    ...locked["ios-profile"]?.values,
    ...locked["eas-security"]?.values,
  };
  const rows = table(
    Object.keys({ ...inForce, ...draft }).sort(),
    [
      ["SETTING", (setting) => setting],
      ["LOCKED", (setting) => inForce[setting] ?? "Not Set"],
      ["DRAFT", (setting) => draft[setting] ?? "Not Set"],
    ],
    "No setting is set.",
  );
  return `${head}\n\n${rows}`;
}

function stateOf(locked: Version | undefined): string {
  if (!locked) return "not Locked";
  return `Locked ${instant(locked.lockedAt)}, version ${short(locked.version)}`;
}

/** The body that names the family of the command line, or none for both. */
function families(call: Call): Record<string, unknown> | undefined {
  const family = optional(call, "family");
  return family === undefined ? undefined : { families: [family] };
}

async function edit(call: Call, change: Record<string, unknown>) {
  const json = await call.api.json("PATCH", policyPath(call), change);
  return {
    json,
    text: "The draft is changed. Phones get it after a Lock.",
  };
}

const policyCommands: readonly CommandRow[] = [
  {
    usage: "policy show",
    summary: "a group's policy: the draft and the Locked versions",
    options: [TENANT, GROUP],
    run: async (call) => {
      const json = (await call.api.json("GET", policyPath(call))) as Policy;
      return { json, text: policyText(json) };
    },
  },
  {
    usage: "policy set <setting=value...>",
    summary: "change settings of the draft; SETTING=- reads a secret value from standard input",
    options: [TENANT, GROUP],
    run: async (call) => edit(call, await settingsOf(call.args[0] as string[])),
  },
  {
    usage: "policy unset <setting...>",
    summary: "make settings of the draft Not Set",
    options: [TENANT, GROUP],
    run: (call) =>
      edit(call, Object.fromEntries((call.args[0] as string[]).map((setting) => [setting, null]))),
  },
  {
    usage: "policy lock",
    summary: "make the draft the version that phones get",
    options: [TENANT, GROUP, FAMILY],
    run: async (call) => {
      const json = await call.api.json("POST", `${policyPath(call)}/lock`, families(call));
      return {
        json,
        text:
          `The policy of ${groupOf(call)} is Locked. Phones get the iOS profile at their next ` +
          "provisioning, and Exchange ActiveSync security at their next request.",
      };
    },
  },
  {
    usage: "policy unlock",
    summary:
      "take Locked versions out of force; without a Locked iOS profile nobody can be provisioned",
    options: [TENANT, GROUP, FAMILY],
    run: async (call) => {
      const json = await call.api.json("POST", `${policyPath(call)}/unlock`, families(call));
      return { json, text: `The policy of ${groupOf(call)} is no longer Locked.` };
    },
  },
];

const groupPath = (call: Call) => path`/tenants/${tenantOf(call)}/groups/${word(call, 0)}`;

const groupCommands: readonly CommandRow[] = [
  {
    usage: "group add <group>",
    summary: "make a group with an empty policy",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("POST", path`/tenants/${tenantOf(call)}/groups`, {
        name: word(call, 0),
      });
      return { json, text: `Group ${word(call, 0)} is made.` };
    },
  },
  {
    usage: "group list",
    summary: "all groups",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", path`/tenants/${tenantOf(call)}/groups`);
      const { groups } = json as { groups: Group[] };
      const text = table(
        groups,
        [
          ["GROUP", ({ name }) => name],
          ["DEFAULT", ({ isDefault }) => isDefault],
          ["USERS", ({ users }) => users],
          ["EAS", ({ easAllowed }) => easAllowed],
          ["CERTIFICATES", ({ clientCertificates }) => clientCertificates],
          ["IOS PROFILE", ({ locked }) => short(locked["ios-profile"]) || "not Locked"],
          ["EAS SECURITY", ({ locked }) => short(locked["eas-security"]) || "not Locked"],
          ["CHANGES", ({ hasUnlockedChanges }) => hasUnlockedChanges],
        ],
        "No groups.",
      );
      return { json, text };
    },
  },
  {
    usage: "group remove <group>",
    summary: "remove an empty group that is not the default",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", groupPath(call));
      return { json, text: `Group ${word(call, 0)} is gone.` };
    },
  },
  {
    usage: "group eas <group> <yes|no>",
    summary: "may the users of a group use Exchange ActiveSync?",
    options: [TENANT],
    run: async (call) => {
      const answer = WORDS[word(call, 1).toLowerCase()];
      if (answer === undefined) throw new UsageError(`Not yes or no: ${word(call, 1)}`);
      const json = await call.api.json("PUT", `${groupPath(call)}/eas`, { allowed: answer });
      const text = `Exchange ActiveSync is ${answer ? "" : "not "}allowed for ${word(call, 0)}.`;
      return { json, text };
    },
  },
  {
    usage: "group certificates <group> <way>",
    summary: "how a group's phones sign in: off, with-password, alone, or as-adapter",
    options: [TENANT],
    run: async (call) => {
      const way = word(call, 1);
      const body = { clientCertificates: way === "as-adapter" ? null : way };
      const json = await call.api.json("PUT", `${groupPath(call)}/certificates`, body);
      return { json, text: `How phones of ${word(call, 0)} sign in is saved.` };
    },
  },
  {
    usage: "group default [group]",
    summary:
      "the group of users whose record names none; without a name, such users belong to no group",
    options: [TENANT],
    run: async (call) => {
      const group = (call.args[0] as string | undefined) ?? null;
      const json = await call.api.json("PUT", path`/tenants/${tenantOf(call)}/default-group`, {
        group,
      });
      return {
        json,
        text: group ? `The default group is ${group}.` : "There is no default group any more.",
      };
    },
  },
];

export const POLICY_COMMANDS = [...policyCommands, ...groupCommands];
