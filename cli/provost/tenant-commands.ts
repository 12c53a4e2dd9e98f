// Tenants, as rows.
import { adapterOptions, adapterSettings } from "./adapter-options.ts";
import { path } from "./api.ts";
import { type CommandRow, type Option, optional, said, word } from "./command.ts";
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
const ORIGIN: Option = {
  flags: "--origin <url>",
  text: "public origin, https://HOST[:PORT]; may be repeated, the first is written into profiles",
  required: true,
  repeatable: true,
};

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

export const TENANT_COMMANDS: readonly CommandRow[] = [
  {
    usage: "tenant create <name>",
    summary: "make a tenant: a customer with a host of its own and an Exchange behind it",
    options: [
      ORIGIN,
      { flags: "--display-name <text>", text: "what users see" },
      ...adapterOptions(["upstream"]),
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
    usage: "tenant rename <name>",
    summary: "change the name that users see; the short name and installed profiles stay",
    options: [{ flags: "--display-name <text>", text: "what users see", required: true }],
    run: async (call) => {
      const body = { displayName: optional(call, "displayName") };
      const json = await call.api.json("PATCH", path`/tenants/${word(call, 0)}`, body);
      return { json, text: "Users see the new name. Profiles have it from now on." };
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
