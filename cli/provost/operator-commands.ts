// Operators of the console, as rows. A link that sets a password is printed once and is worth as
// much as that password until it is used.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, word } from "./command.ts";
import { BadNews } from "./failure.ts";
import { instant, safe, table } from "./output.ts";

interface Operator {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly madeAt: number;
  readonly hasPassword: boolean;
}
interface SetUp {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: number;
}

async function operators(call: Call): Promise<Operator[]> {
  return ((await call.api.json("GET", "/operators")) as { operators: Operator[] }).operators;
}

/** The path of the operator whose name is the first argument. */
async function operatorPath(call: Call): Promise<string> {
  const name = word(call, 0).toLowerCase();
  const operator = (await operators(call)).find((known) => known.name === name);
  if (!operator) {
    throw new BadNews(`provost: there is no operator ${safe(name)}: provost operator list`, {
      error: { reason: "no-such-operator" },
    });
  }
  return path`/operators/${operator.id}`;
}

const linkText = ({ name, link, expiresAt }: SetUp) =>
  `${link}\nHand this link to ${name}: it sets the password, once, until ${instant(expiresAt)}.`;

export const OPERATOR_COMMANDS: readonly CommandRow[] = [
  {
    usage: "operator add <name>",
    summary: "let somebody use the console; prints the one-time link that sets the password",
    options: [
      {
        flags: "--scope <scope>",
        text: "owner, administrator:TENANT, help-desk:TENANT or auditor:TENANT",
        required: true,
      },
    ],
    run: async (call) => {
      const body = { name: word(call, 0), scope: optional(call, "scope") };
      const json = (await call.api.json("POST", "/operators", body)) as SetUp;
      return { json, text: linkText(json) };
    },
  },
  {
    usage: "operator list",
    summary: "who may use the console",
    run: async (call) => {
      const found = await operators(call);
      const text = table(
        found,
        [
          ["NAME", (o) => o.name],
          ["SCOPE", (o) => o.scope],
          ["MADE", (o) => instant(o.madeAt)],
          ["PASSWORD", (o) => o.hasPassword],
        ],
        "Nobody yet: provost operator add NAME --scope owner",
      );
      return { json: { operators: found }, text };
    },
  },
  {
    usage: "operator renew <name>",
    summary: "a fresh link for who lost theirs or the password; ends the sessions and the password",
    run: async (call) => {
      const where = `${await operatorPath(call)}/set-up`;
      const json = (await call.api.json("POST", where)) as SetUp;
      return { json, text: linkText(json) };
    },
  },
  {
    usage: "operator remove <name>",
    summary: "end somebody's use of the console at once",
    run: async (call) => ({
      json: await call.api.json("DELETE", await operatorPath(call)),
      text: `${word(call, 0)} is no operator any more.`,
    }),
  },
];
