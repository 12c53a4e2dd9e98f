// Builds commander's program out of the command rows, and turns every way a command can end into
// text and exit code.
import { Command, CommanderError, Option as CommanderOption } from "commander";
import { ACCESS_RULE_COMMANDS } from "./access-rule-commands.ts";
import { ADAPTER_COMMANDS } from "./adapter-commands.ts";
import { ALIAS_COMMANDS } from "./alias-commands.ts";
import { makeApi } from "./api.ts";
import { AUTHORITY_COMMANDS } from "./authority-commands.ts";
import { CERTIFICATE_COMMANDS } from "./certificate-commands.ts";
import type { Answer, CommandRow, Option } from "./command.ts";
import { chooseConnection, DEFAULT_URL } from "./connection.ts";
import { DEVICE_COMMANDS } from "./device-commands.ts";
import { BadNews, Refused, Unreachable, UsageError } from "./failure.ts";
import { IDENTITY_COMMANDS } from "./identity-commands.ts";
import { IDENTITY_FILE_COMMANDS } from "./identity-file-command.ts";
import { KNOWN_DEVICE_COMMANDS } from "./known-device-commands.ts";
import { OPERATOR_COMMANDS } from "./operator-commands.ts";
import { jsonText, safe } from "./output.ts";
import { PEOPLE_COMMANDS } from "./people-commands.ts";
import { POLICY_COMMANDS } from "./policy-commands.ts";
import { POLICY_VIEW_COMMANDS } from "./policy-view-commands.ts";
import { RECORD_COMMANDS } from "./record-commands.ts";
import { remedyFor } from "./remedies.ts";
import { TENANT_COMMANDS } from "./tenant-commands.ts";
import { TOKEN_COMMANDS } from "./token-commands.ts";
import { TOP_COMMANDS } from "./top-command.ts";
import { WIRE_LOG_COMMANDS } from "./wire-log-commands.ts";

const COMMANDS: readonly CommandRow[] = [
  ...TENANT_COMMANDS,
  ...ADAPTER_COMMANDS,
  ...ALIAS_COMMANDS,
  ...POLICY_COMMANDS,
  ...POLICY_VIEW_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...DEVICE_COMMANDS,
  ...WIRE_LOG_COMMANDS,
  ...KNOWN_DEVICE_COMMANDS,
  ...ACCESS_RULE_COMMANDS,
  ...IDENTITY_COMMANDS,
  ...AUTHORITY_COMMANDS,
  ...CERTIFICATE_COMMANDS,
  ...IDENTITY_FILE_COMMANDS,
  ...RECORD_COMMANDS,
  ...TOP_COMMANDS,
  ...TOKEN_COMMANDS,
  ...OPERATOR_COMMANDS,
];

/** What the first words of two-word commands stand for. */
const SUBJECTS: Readonly<Record<string, string>> = {
  tenant: "customers and their public hosts",
  adapter: "a tenant's Exchange Adapter: the way to Exchange, and whom the gateway lets in",
  alias: "the names users type at the switching center",
  policy: "Device Settings Policies",
  group: "groups of users; each has a policy",
  user: "what is known of users",
  device: "phones that came through the gateway",
  "wire-log": "what one device and Exchange say to each other, written down for hours",
  "known-device": "phones that Exchange knew before",
  "access-rule": "rules by what clients say of themselves",
  identity: "the identity that signs a tenant's profiles",
  authority: "the certificate authority of client certificates",
  certificate: "client certificates of phones",
  enrolment: "phones that ask for client certificates, and challenges",
  token: "tokens for this command line and for scripts",
  operator: "people who may use the console",
};

const EXIT_USAGE = 2;
const EXIT_REFUSED = 1;
/** Commander's codes of endings that are no mistakes. */
const WANTED_ENDINGS = ["commander.helpDisplayed", "commander.version"];

/** Runs one command line (without node and script) and resolves to the exit code. */
export async function runProvost(argv: readonly string[], version: string): Promise<number> {
  const program = makeProgram(version);
  try {
    await program.parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    return ended(error, argv.includes("--json"));
  }
}

function makeProgram(version: string): Command {
  const program = new Command("provost")
    .description("Administers a running Provost through its API.")
    .version(version)
    .option(
      "--url <url>",
      `the API's address (PROVOST_URL; default: what npm start serves, ${DEFAULT_URL})`,
    )
    .option("--token <token>", "API token (better: PROVOST_TOKEN; default: the token of npm start)")
    .option("--json", "print the API's JSON and nothing else")
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const subjects = new Map<string, Command>();
  for (const row of COMMANDS) {
    const [first = "", ...rest] = row.usage.split(" ");
    const isPair = first in SUBJECTS;
    const parent = isPair ? subjectOf(program, subjects, first) : program;
    addCommand(program, parent.command(isPair ? rest.join(" ") : row.usage), row);
  }
  return program;
}

function subjectOf(program: Command, subjects: Map<string, Command>, name: string): Command {
  const known = subjects.get(name) ?? program.command(name).description(SUBJECTS[name] ?? "");
  subjects.set(name, known);
  return known;
}

function addCommand(program: Command, command: Command, row: CommandRow): void {
  command.description(row.summary);
  for (const option of row.options ?? []) command.addOption(commanderOption(option));
  command.action(async () => {
    requireOptions(command, row);
    const { json, ...wishes } = program.opts<{ url?: string; token?: string; json?: boolean }>();
    const api = makeApi(chooseConnection(wishes, process.env));
    const asJson = json === true;
    const [args, options] = [command.processedArgs, command.opts()];
    const answer = await row.run({ api, args, options, asJson });
    if (answer) print(answer, asJson);
  });
}

/**
 * Commander would complain about a missing option before it sees that it is there, misspelt: so
 * this comes last.
 */
function requireOptions(command: Command, row: CommandRow): void {
  for (const { flags, required } of row.options ?? []) {
    const name = new CommanderOption(flags).attributeName();
    if (required && command.getOptionValue(name) === undefined)
      command.error(`error: ${flags} is missing`);
  }
}

function commanderOption({ flags, text, required, choices, repeatable }: Option): CommanderOption {
  const option = new CommanderOption(flags, required ? `${text} (required)` : text);
  if (choices) option.choices([...choices]);
  if (repeatable)
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  return option;
}

function print({ json, text }: Answer, asJson: boolean): void {
  console.log(asJson ? jsonText(json) : text);
}

function ended(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) {
    return WANTED_ENDINGS.includes(error.code) ? 0 : EXIT_USAGE;
  }
  if (error instanceof UsageError) return complain(error.message, EXIT_USAGE);
  if (error instanceof Unreachable) return complain(error.message, EXIT_REFUSED);
  if (error instanceof Refused) return refused(error, asJson);
  if (!(error instanceof BadNews)) throw error;
  if (asJson) console.log(jsonText(error.answer));
  else console.error(error.message);
  return EXIT_REFUSED;
}

function complain(message: string, exitCode: number): number {
  console.error(`provost: ${safe(message)}`);
  return exitCode;
}

function refused({ error }: Refused, asJson: boolean): number {
  if (asJson) {
    console.log(jsonText({ error }));
    return EXIT_REFUSED;
  }
  const field = error.field === undefined ? "" : ` (${error.field})`;
  console.error(`provost: refused, ${safe(error.reason)}${safe(field)}: ${safe(error.message)}`);
  for (const problem of error.problems ?? []) console.error(`  ${problemText(problem)}`);
  const remedy = remedyFor(error.reason);
  if (remedy) console.error(`What to do: ${remedy}`);
  return EXIT_REFUSED;
}

function problemText(problem: unknown): string {
  const { setting, field, problem: what } = problem as Readonly<Record<string, string>>;
  const where = setting ?? field;
  return safe(where && what ? `${where}: ${what}` : JSON.stringify(problem));
}
