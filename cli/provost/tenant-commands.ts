// Tenants, their Exchange Adapter and their aliases, as rows.
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  type Option,
  optional,
  said,
  TENANT,
  tenantOf,
  word,
} from "./command.ts";
import { BadNews } from "./failure.ts";
import { facts, table } from "./output.ts";

interface Tenant {
  readonly name: string;
  readonly displayName: string;
  readonly origins: readonly string[];
  readonly adapter?: {
    readonly saved: Record<string, unknown>;
    readonly running: Record<string, unknown>;
  };
}
interface Claim {
  readonly tenant: string;
  readonly state: string;
}
interface Check {
  readonly reachable: boolean;
  readonly problem?: string;
  readonly versions?: readonly string[];
  readonly openOptions?: boolean;
  readonly advice?: string;
}

const ORIGIN: Option = {
  flags: "--origin <url>",
  text: "public origin, https://HOST[:PORT]; may be repeated, the first is written into profiles",
  required: true,
  repeatable: true,
};

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
    field: "otherClients",
    flags: "--other-clients <answer>",
    text: "answer to clients that are no iOS devices",
    choices: ["deny", "allow"],
  },
];
const requiredFor = (fields: readonly string[]): readonly Option[] =>
  ADAPTER_OPTIONS.map((option) => ({ ...option, required: fields.includes(option.field) }));

function adapterSettings(call: Call): Record<string, unknown> {
  const value = (field: string) => {
    const text = optional(call, field);
    return text === "yes" || text === "no" ? text === "yes" : text;
  };
  return said(Object.fromEntries(ADAPTER_OPTIONS.map(({ field }) => [field, value(field)])));
}

function tenantText({ name, displayName, origins, adapter }: Tenant): string {
  const head = facts([
    ["name", name],
    ["display name", displayName],
    ["origins", origins.join(" ")],
  ]);
  if (!adapter) return head;
  const rows = Object.keys({ ...adapter.running, ...adapter.saved }).map((setting) => [
    setting,
    adapter.running[setting],
    adapter.saved[setting],
  ]);
  const differs = rows.some(([, running, saved]) => running !== saved);
  const settings = table(
    rows,
    [
      ["Exchange Adapter", (r) => r[0]],
      ["running", (r) => r[1]],
      ["saved", (r) => r[2]],
    ],
    "",
  );
  const advice = differs
    ? `\n\nSaved settings wait for: provost adapter restart --tenant ${name}`
    : "";
  return `${head}\n\n${settings}${advice}`;
}

const tenantCommands: readonly CommandRow[] = [
  {
    usage: "tenant create <name>",
    summary: "make a tenant: a customer with a host of its own and an Exchange behind it",
    options: [
      ORIGIN,
      { flags: "--display-name <text>", text: "what users see" },
      ...requiredFor(["upstream"]),
    ],
    run: async (call) => {
      const name = word(call, 0);
      const body = said({
        name,
        displayName: optional(call, "displayName"),
        origins: call.options.origin,
      });
      const json = await call.api.json("POST", "/tenants", { ...body, ...adapterSettings(call) });
      return {
        json,
        text: `Tenant ${name} is made. Next: provost alias claim ALIAS --tenant ${name}`,
      };
    },
  },
  {
    usage: "tenant list",
    summary: "all tenants",
    run: async ({ api }) => {
      const json = (await api.json("GET", "/tenants")) as { tenants: Tenant[] };
      const text = table(
        json.tenants,
        [
          ["NAME", (t) => t.name],
          ["DISPLAY NAME", (t) => t.displayName],
          ["ORIGINS", (t) => t.origins.join(" ")],
        ],
        "No tenants yet.",
      );
      return { json, text };
    },
  },
  {
    usage: "tenant show <name>",
    summary: "one tenant with the running and the saved settings of its Exchange Adapter",
    run: async (call) => {
      const json = (await call.api.json("GET", path`/tenants/${word(call, 0)}`)) as Tenant;
      return { json, text: tenantText(json) };
    },
  },
  {
    usage: "tenant origins <name>",
    summary: "replace the public origins",
    options: [ORIGIN],
    run: async (call) => {
      const body = { origins: call.options.origin };
      const json = await call.api.json("PATCH", path`/tenants/${word(call, 0)}`, body);
      return {
        json,
        text: "The origins are replaced. Phones keep the host that their profile names.",
      };
    },
  },
];

const adapterCommands: readonly CommandRow[] = [
  {
    usage: "adapter set",
    summary: "save settings of the Exchange Adapter; they run after a restart of the adapter",
    options: [TENANT, ...requiredFor([])],
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
    usage: "adapter check",
    summary: "try the way to Exchange, with a wrong password on purpose",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json(
        "POST",
        path`/tenants/${tenantOf(call)}/adapter/check`,
      )) as Check;
      const text = facts([
        ["reachable", json.reachable],
        ["problem", json.problem],
        ["versions", json.versions?.join(" ")],
        ["answers OPTIONS to anybody", json.openOptions],
        ["advice", json.advice],
      ]);
      if (!json.reachable) throw new BadNews(text, json);
      return { json, text };
    },
  },
];

const claimPath = (call: Call) => path`/aliases/${word(call, 0)}/claims/${tenantOf(call)}`;

const aliasCommands: readonly CommandRow[] = [
  {
    usage: "alias claim <alias>",
    summary: "claim an alias; a second claim of the same alias waits for the owner's approval",
    options: [TENANT],
    run: async (call) => {
      const body = { tenant: tenantOf(call) };
      const json = await call.api.json("POST", path`/aliases/${word(call, 0)}/claims`, body);
      const { alias, claim } = json as { alias: string; claim: Claim };
      const text =
        claim.state === "waiting"
          ? `${alias} belongs to another tenant; the claim waits for that owner's approval.`
          : `${alias} leads to ${claim.tenant} now.`;
      return { json, text };
    },
  },
  {
    usage: "alias show <alias>",
    summary: "who claims an alias",
    run: async (call) => {
      const json = (await call.api.json("GET", path`/aliases/${word(call, 0)}`)) as {
        claims: Claim[];
      };
      const approved = json.claims.filter(({ state }) => state !== "waiting").length;
      const claims = table(
        json.claims,
        [
          ["TENANT", (c) => c.tenant],
          ["STATE", (c) => c.state],
        ],
        "Nobody claims it.",
      );
      return { json, text: approved > 1 ? `${claims}\n\nNot unique: it leads nowhere.` : claims };
    },
  },
  {
    usage: "alias approve <alias>",
    summary:
      "as its owner, let another tenant share an alias; it is then not unique and leads nowhere, for both",
    options: [
      TENANT,
      { flags: "--owner <name>", text: "the tenant that owns the alias", required: true },
    ],
    run: async (call) => {
      const json = await call.api.json("POST", `${claimPath(call)}/approve`, {
        owner: optional(call, "owner"),
      });
      return { json, text: `${word(call, 0)} is claimed twice now and leads nowhere.` };
    },
  },
  {
    usage: "alias release <alias>",
    summary: "give a claim up, or turn a waiting one down",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", claimPath(call));
      return { json, text: `${tenantOf(call)} no longer claims ${word(call, 0)}.` };
    },
  },
];

export const TENANT_COMMANDS = [...tenantCommands, ...adapterCommands, ...aliasCommands];
