// The API's own tokens, as rows.
import { path } from "./api.ts";
import { type CommandRow, count, optional, word } from "./command.ts";
import { instant, table } from "./output.ts";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly madeAt: number;
  readonly expiresAt: number;
}

const DEFAULT_DAYS = 90;

export const TOKEN_COMMANDS: readonly CommandRow[] = [
  {
    usage: "token create <name>",
    summary: "make an API token; it is shown once",
    options: [
      {
        flags: "--scope <scope>",
        text: "owner, administrator:TENANT, help-desk:TENANT or auditor:TENANT",
        required: true,
      },
      { flags: "--days <count>", text: `days until it expires (default: ${DEFAULT_DAYS})` },
    ],
    run: async (call) => {
      const body = {
        name: word(call, 0),
        scope: optional(call, "scope"),
        days: count(call, "days", DEFAULT_DAYS),
      };
      const json = (await call.api.json("POST", "/tokens", body)) as { id: string; token: string };
      return { json, text: `id ${json.id}\ntoken ${json.token}` };
    },
  },
  {
    usage: "token list",
    summary: "API tokens, without their secrets",
    run: async ({ api }) => {
      const json = (await api.json("GET", "/tokens")) as { tokens: Token[] };
      const text = table(
        json.tokens,
        [
          ["ID", (t) => t.id],
          ["NAME", (t) => t.name],
          ["SCOPE", (t) => t.scope],
          ["MADE", (t) => instant(t.madeAt)],
          ["EXPIRES", (t) => instant(t.expiresAt)],
        ],
        "No tokens besides the owner's.",
      );
      return { json, text };
    },
  },
  {
    usage: "token revoke <id>",
    summary: "end a token at once",
    run: async (call) => {
      const json = await call.api.json("DELETE", path`/tokens/${word(call, 0)}`);
      return { json, text: "The token is revoked." };
    },
  },
];
