// Access rules as rows: what a client says of itself, and whether that blocks it, puts it into
// quarantine or lets it in. They hold at once.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, said, TENANT, tenantOf, word } from "./command.ts";
import { facts, table } from "./output.ts";

interface Rule {
  readonly id: string;
  readonly characteristic: string;
  readonly value: string;
  readonly level: string;
}
interface Tried {
  readonly verdict: string;
  readonly reason?: string;
  readonly isOnlyReported?: true;
  readonly rule?: Rule;
  readonly isIos: boolean;
  readonly model: string;
  readonly system?: string;
}

const rulesPath = (call: Call) => path`/tenants/${tenantOf(call)}/access-rules`;
const LOOKS_AT = {
  flags: "--looks-at <what>",
  text: "what the rule looks at",
  choices: ["deviceType", "model", "os", "userAgent"],
  required: true,
};

export const ACCESS_RULE_COMMANDS: readonly CommandRow[] = [
  {
    usage: "access-rule list",
    summary: "all rules",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json("GET", rulesPath(call))) as { rules: Rule[] };
      const text = table(
        json.rules,
        [
          ["LOOKS AT", (rule) => rule.characteristic],
          ["VALUE", (rule) => rule.value],
          ["LEVEL", (rule) => rule.level],
          ["ID", (rule) => rule.id],
        ],
        "No rules.",
      );
      return { json, text };
    },
  },
  {
    usage: "access-rule add <level> <value>",
    summary:
      "block, quarantine or allow what says this of itself (3.1.3; 3.1* for all that begin so)",
    options: [TENANT, LOOKS_AT],
    run: async (call) => {
      const [level, value] = [word(call, 0), word(call, 1)];
      const body = { level, value, characteristic: optional(call, "looksAt") };
      const json = await call.api.json("POST", rulesPath(call), body);
      return { json, text: `The rule holds now: ${level} ${value}.` };
    },
  },
  {
    usage: "access-rule remove <id>",
    summary: "remove a rule",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", `${rulesPath(call)}${path`/${word(call, 0)}`}`);
      return { json, text: "The rule is removed." };
    },
  },
  {
    usage: "access-rule try",
    summary: "what would happen to a client that says this of itself",
    options: [
      TENANT,
      { flags: "--user <name>", text: "whose it is" },
      { flags: "--device-id <id>", text: "its DeviceId" },
      { flags: "--device-type <type>", text: "its DeviceType" },
      { flags: "--user-agent <text>", text: "its User-Agent" },
      { flags: "--model <model>", text: "the model it tells in Settings" },
      { flags: "--os <system>", text: "the system it tells in Settings" },
      { flags: "--provisioned", text: "it has its profile" },
    ],
    run: async (call) => {
      const named = ["user", "deviceId", "deviceType", "userAgent", "model", "os"];
      const says = said(Object.fromEntries(named.map((name) => [name, optional(call, name)])));
      const provisioned = call.options.provisioned === true;
      const body = { ...says, provisioned };
      const json = (await call.api.json("POST", `${rulesPath(call)}/try`, body)) as Tried;
      return { json, text: triedText(json) };
    },
  },
];

const triedText = ({ verdict, reason, isOnlyReported, rule, isIos, model, system }: Tried) =>
  facts([
    ["verdict", isOnlyReported ? `${verdict} (only reported)` : verdict],
    ["reason", reason],
    ["rule", rule && `${rule.level} ${rule.characteristic} ${rule.value}`],
    [
      "taken for",
      [model, system, isIos ? "iOS device" : "no iOS device"].filter(Boolean).join(", "),
    ],
  ]);
