// A tenant's Exchange Adapter, as rows: how Exchange is reached and who is let in to it.
import { adapterOptions, adapterSettings } from "./adapter-options.ts";
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  count,
  type Option,
  optional,
  TENANT,
  tenantOf,
} from "./command.ts";
import { BadNews } from "./failure.ts";
import { facts, safe, table } from "./output.ts";

interface Check {
  readonly reachable: boolean;
  readonly findings: readonly {
    readonly level: string;
    readonly code: string;
    readonly says: string;
    readonly remedy: string;
    readonly detail?: string;
  }[];
  readonly versions?: readonly string[];
  readonly openOptions: boolean;
  readonly advice: string;
}
interface Effect {
  readonly count: number;
  readonly devices: readonly { readonly user: string; readonly deviceId: string }[];
  readonly reportOnly: boolean;
}

function checkText({ reachable, findings, versions, openOptions, advice }: Check): string {
  const head = facts([
    ["reachable", reachable],
    ["versions", versions?.join(" ")],
    ["answers OPTIONS to anybody", openOptions],
    ["credential check that fits", advice],
  ]);
  const rows = findings.map(
    ({ level, says, remedy, detail }) =>
      `${level}: ${safe(says)}${detail ? ` (${safe(detail)})` : ""}\n  ${safe(remedy)}`,
  );
  return [head, ...rows].join("\n\n");
}

function effectText({ count, devices, reportOnly }: Effect): string {
  if (count === 0) return "No device known now would be refused.";
  const rows = table(
    devices,
    [
      ["USER", (d) => d.user],
      ["DEVICE ID", (d) => d.deviceId],
    ],
    "",
  );
  const deed = reportOnly ? "reported, and let through" : "refused";
  return `${count} devices known now would be ${deed}:\n\n${rows}`;
}

interface Adapter {
  readonly saved: Readonly<Record<string, unknown>>;
  readonly running: Readonly<Record<string, unknown>>;
  readonly differs: readonly string[];
  readonly revision: number;
}

const REVISION: Option = {
  flags: "--revision <number>",
  text: "only if nobody saved settings since `adapter show` gave this number",
};
const revisionOf = (call: Call) =>
  optional(call, "revision") === undefined ? {} : { revision: count(call, "revision", 0) };

function adapterText({ saved, running, differs, revision }: Adapter): string {
  const rows = table(
    Object.keys({ ...running, ...saved }),
    [
      ["SETTING", (name) => name],
      ["RUNNING", (name) => running[name]],
      ["SAVED", (name) => saved[name]],
      ["", (name) => (differs.includes(name) ? "does not run yet" : "")],
    ],
    "",
  );
  return `${rows}\n\nrevision ${revision}`;
}

export const ADAPTER_COMMANDS: readonly CommandRow[] = [
  {
    usage: "adapter show",
    summary: "the adapter's settings, saved and running, and the number of what is saved",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", path`/tenants/${tenantOf(call)}/adapter`);
      return { json, text: adapterText(json as Adapter) };
    },
  },
  {
    usage: "adapter set",
    summary: "save settings of the Exchange Adapter; they run after a restart of the adapter",
    options: [TENANT, ...adapterOptions([]), REVISION],
    run: async (call) => {
      const json = await call.api.json("PATCH", path`/tenants/${tenantOf(call)}/adapter`, {
        ...adapterSettings(call),
        ...revisionOf(call),
      });
      return {
        json,
        text: `Saved. They run after: provost adapter restart --tenant ${tenantOf(call)}`,
      };
    },
  },
  {
    usage: "adapter restart",
    summary: "make the saved settings the running ones",
    options: [TENANT, REVISION],
    run: async (call) => {
      const where = path`/tenants/${tenantOf(call)}/adapter/restart`;
      const known = revisionOf(call);
      const body = "revision" in known ? known : undefined;
      const json = await call.api.json("POST", where, body);
      return { json, text: "The saved settings run now." };
    },
  },
  {
    usage: "adapter effect",
    summary: "which devices the saved settings would refuse, before they run",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", path`/tenants/${tenantOf(call)}/adapter/effect`);
      return { json, text: effectText(json as Effect) };
    },
  },
  {
    usage: "adapter check",
    summary: "try the way to Exchange, with a wrong password on purpose",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json(
        "POST",
        path`/tenants/${tenantOf(call)}/adapter/check`,
      )) as Check;
      const text = checkText(json);
      if (!json.reachable) throw new BadNews(text, json);
      return { json, text };
    },
  },
];
