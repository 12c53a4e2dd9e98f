// A tenant's Exchange Adapter, as rows: how Exchange is reached and who is let in to it.
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  type Option,
  optional,
  said,
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

/** The Exchange Adapter's settings: option, field of the API. */
const ADAPTER_OPTIONS: readonly (Option & { readonly field: string })[] = [
  { field: "upstream", flags: "--upstream <url>", text: "origin of the tenant's Exchange" },
  {
    field: "loginForm",
    flags: "--login-form <form>",
    text: "how Exchange wants the user: user, DOMAIN\\user or user@domain",
  },
  {
    field: "mailDomain",
    flags: "--mail-domain <domain>",
    text: "domain of users' e-mail addresses",
  },
  {
    field: "privateUpstream",
    flags: "--private-upstream <yes|no>",
    text: "may Exchange have a private or loopback address?",
    choices: ["yes", "no"],
  },
  {
    field: "credentialCheck",
    flags: "--credential-check <way>",
    text: "who judges passwords",
    choices: ["options", "folder-sync", "local-directory"],
  },
  {
    field: "onlyProvisioned",
    flags: "--only-provisioned <yes|no>",
    text: "allow only iOS devices that have been provisioned?",
    choices: ["yes", "no"],
  },
  {
    field: "reportOnly",
    flags: "--report-only <yes|no>",
    text: "decide and record, but let through what would be refused?",
    choices: ["yes", "no"],
  },
  {
    field: "otherClients",
    flags: "--other-clients <answer>",
    text: "answer to clients that are no iOS devices",
    choices: ["deny", "allow"],
  },
];

/** The adapter's options, those of `fields` required. */
export const adapterOptions = (fields: readonly string[]): readonly Option[] =>
  ADAPTER_OPTIONS.map((option) => ({ ...option, required: fields.includes(option.field) }));

/** What was said of the adapter's settings, as the API wants it. */
export function adapterSettings(call: Call): Record<string, unknown> {
  const value = (field: string) => {
    const text = optional(call, field);
    return text === "yes" || text === "no" ? text === "yes" : text;
  };
  return said(Object.fromEntries(ADAPTER_OPTIONS.map(({ field }) => [field, value(field)])));
}

export const ADAPTER_COMMANDS: readonly CommandRow[] = [
  {
    usage: "adapter set",
    summary: "save settings of the Exchange Adapter; they run after a restart of the adapter",
    options: [TENANT, ...adapterOptions([])],
    run: async (call) => {
      const json = await call.api.json(
        "PATCH",
        path`/tenants/${tenantOf(call)}/adapter`,
        adapterSettings(call),
      );
      return {
        json,
        text: `Saved. They run after: provost adapter restart --tenant ${tenantOf(call)}`,
      };
    },
  },
  {
    usage: "adapter restart",
    summary: "make the saved settings the running ones",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("POST", path`/tenants/${tenantOf(call)}/adapter/restart`);
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
