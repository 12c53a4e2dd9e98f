// Aliases, as rows: the names users type at the switching center, and who claims them.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, TENANT, tenantOf, word } from "./command.ts";
import { table } from "./output.ts";

interface Claim {
  readonly tenant: string;
  readonly state: string;
}

const claimPath = (call: Call) => path`/aliases/${word(call, 0)}/claims/${tenantOf(call)}`;

export const ALIAS_COMMANDS: readonly CommandRow[] = [
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
    summary: "as its owner, let another tenant share an alias, which then leads nowhere, for both",
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
