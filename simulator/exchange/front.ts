// The front of the simulated Exchange: credentials, query, version, body, then the command. The
// rule it keeps: the order of IIS and Exchange; nothing is told to whoever is not authenticated; a
// departure from the protocol is noted as well as answered (MS-ASHTTP 2.2.2.1.1 and 3.2.5.1).
import { type EasQuery, parseEasQuery } from "../../worker/wire/eas-query.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { accountOf } from "./accounts.ts";
import { parseBody, readBody } from "./body.ts";
import { type CommandAnswer, httpStatus, statusOnly } from "./command.ts";
import { type CommandRow, commands } from "./commands.ts";
import { checkRequest } from "./grammar-check.ts";
import { bareAnswer, commandResponse, optionsAnswer, unauthorized } from "./http-answer.ts";
import type { RequestEntry } from "./request-log.ts";
import { deviceOf, mailboxOfUser, type Server } from "./server.ts";
import { signIn } from "./sign-in.ts";
import type { DeviceState, User } from "./state.ts";
import { headerProblems } from "./strictness.ts";
import { type EasVersion, spokenVersion } from "./traits.ts";
import { IDENTITY_HEADER } from "./trusted-identity.ts";
import { mustFetchWipe } from "./wipe.ts";

const PATH = "/Microsoft-Server-ActiveSync";

/** MS-ASCMD 2.2.2, common status codes from 14.0; their older twins are HTTP 403 and 449. */
const commonStatus = {
  userDisabled: 126,
  wipeRequested: 140,
  notProvisioned: 142,
  invalidPolicyKey: 144,
} as const;

/** A request on its way: what is known of it so far goes into `entry`. */
export interface Arrival {
  readonly server: Server;
  readonly request: Request;
  readonly url: URL;
  readonly entry: RequestEntry;
  readonly note: (problem: string) => void;
}

/** Answers a request. Never throws for anything a client can send. */
export async function answerRequest(arrival: Arrival): Promise<Response> {
  const { entry, request, server, url } = arrival;
  const { trait } = server;
  if (url.pathname.toLowerCase() !== PATH.toLowerCase()) return bareAnswer(trait, 404);
  if (url.pathname !== PATH) arrival.note("path in another spelling");
  const isOptions = request.method === "OPTIONS";
  const user = await signIn(arrival);
  if (isOptions && server.options.openOptions) return optionsAnswer(trait);
  if (!user) return unauthorized(trait, server.options.mailDomain);
  for (const problem of headerProblems(request.headers, takenBefore(server))) arrival.note(problem);
  if (isOptions) return user.easEnabled ? optionsAnswer(trait) : bareAnswer(trait, 403);
  if (request.method !== "POST") {
    arrival.note("method is neither OPTIONS nor POST");
    return bareAnswer(trait, 501, { allow: "OPTIONS,POST" });
  }
  const query = readQuery(arrival);
  if (typeof query === "number") return bareAnswer(trait, user.easEnabled ? query : 403);
  entry.command = query.command;
  const version = readVersion(arrival, query);
  if (version === 400 || version === 505) return bareAnswer(trait, version);
  const { mailboxAt = entry.site } = user;
  // MS-ASHTTP 3.1.5.2.2: the wrong server says which is the right one.
  if (mailboxAt !== entry.site)
    return bareAnswer(trait, 451, { "x-ms-location": mailboxAt + PATH });
  const answer = await answerCommand(arrival, user, query, version);
  return answer instanceof Response ? answer : commandResponse(trait, answer);
}

/** A server that trusts an issuer has somebody in front who reads what it signs. */
const takenBefore = ({ options }: Server) => (options.trust ? [IDENTITY_HEADER] : []);

/** What wire calls the two ways to name a command nobody knows. */
const unknownCommand = new Set(["Cmd is unknown", "unknown command code"]);
const unknownVersion = "unknown protocol version";

function readQuery({ entry, note, url }: Arrival): EasQuery | 400 | 501 | 505 {
  try {
    const query = parseEasQuery(url.search);
    entry.queryUser = query.user ?? "";
    entry.deviceId = query.deviceId;
    entry.deviceType = query.deviceType;
    entry.parameters = parametersOf(query);
    return query;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    note(`query is broken (${error.problem})`);
    if (error.problem === unknownVersion) return 505;
    return unknownCommand.has(error.problem) ? 501 : 400;
  }
}

/** MS-ASHTTP 2.2.1.1.1.2.5, in either form of query. */
function parametersOf(query: EasQuery): RequestEntry["parameters"] {
  const { attachmentName, collectionId, itemId, longId, occurrence } = query;
  const { saveInSent, acceptMultiPart } = query;
  const all = { attachmentName, collectionId, itemId, longId, occurrence };
  return Object.fromEntries(
    Object.entries({ ...all, saveInSent, acceptMultiPart }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function readVersion(
  { entry, note, request, server }: Arrival,
  query: EasQuery,
): EasVersion | 400 | 505 {
  const header = request.headers.get("ms-asprotocolversion");
  if (query.form === "base64" && header !== null && header !== query.protocolVersion) {
    note("MS-ASProtocolVersion differs from the version in the query");
    return 400;
  }
  const text = query.protocolVersion ?? header;
  if (text === null) {
    note("MS-ASProtocolVersion is missing");
    return 400;
  }
  entry.protocolVersion = text;
  const version = spokenVersion(server.trait, text);
  if (version === undefined) note("MS-ASProtocolVersion is none this server speaks");
  return version ?? 505;
}

async function answerCommand(
  arrival: Arrival,
  user: User,
  query: EasQuery,
  version: EasVersion,
): Promise<CommandAnswer | Response> {
  const { note, request, server } = arrival;
  const row = commands[query.command];
  const isKnown = row && version >= row.since && server.trait.commands.includes(query.command);
  if (!isKnown) {
    note("command is not one of this version");
    return httpStatus(501);
  }
  if (!user.easEnabled) {
    return refuse(server, row, version, { http: 403, status: commonStatus.userDisabled });
  }
  if (query.user !== undefined && accountOf(server.state, server.options, query.user) !== user) {
    note("User in the query differs from Authorization");
    return httpStatus(400);
  }
  if (request.headers.has("content-encoding")) {
    note("body is compressed");
    return httpStatus(400);
  }
  const bytes = await readBody(request);
  if (bytes === "too-large") return bareAnswer(server.trait, 413);
  if (bytes === "cut-short") return httpStatus(400);
  const contentType = request.headers.get("content-type");
  const isBase64Query = query.form === "base64";
  const parsed = parseBody(bytes, { row, version, contentType, isBase64Query });
  if ("problem" in parsed) {
    note(parsed.problem);
    return httpStatus(400);
  }
  const { document: body } = parsed;
  const device = deviceOf(server, user, query);
  const asking = { device, query, version };
  const blocked = wipeRefusal(arrival, row, asking) ?? policyRefusal(arrival, row, asking);
  if (blocked) return blocked;
  const problems = body ? checkRequest(body, version) : [];
  for (const problem of problems) note(problem);
  if (problems.length > 0) return malformed(row);
  const acceptMultiPart =
    query.acceptMultiPart ?? request.headers.get("ms-asacceptmultipart") === "T";
  const { signal } = request;
  return await row.run({
    ...{ server, user, mailbox: mailboxOfUser(server, user), device, version, query },
    ...{ body, bytes, acceptMultiPart, signal, note },
  });
}

interface Asking {
  readonly device: DeviceState;
  readonly query: EasQuery;
  readonly version: EasVersion;
}

/** Who is to be wiped must fetch the order; 403 for a phone without a key, which may not know 449 (MS-ASCMD 2.2.2). */
function wipeRefusal(
  { request, server }: Arrival,
  row: CommandRow,
  { device, query, version }: Asking,
): CommandAnswer | Response | undefined {
  if (query.command === "Provision" || !mustFetchWipe(device)) return undefined;
  const hasKey = query.form === "base64" || request.headers.has("x-ms-policykey");
  return refuse(server, row, version, {
    http: hasKey ? 449 : 403,
    status: commonStatus.wipeRequested,
  });
}

/** With a policy, whoever does not send its key must provision first (MS-ASPROV 3.2.5.1, R487). */
function policyRefusal(
  { request, server }: Arrival,
  row: CommandRow,
  on: Asking,
): CommandAnswer | Response | undefined {
  if (!server.options.requirePolicy || on.query.command === "Provision") return undefined;
  const key = on.query.policyKey?.toString() ?? request.headers.get("x-ms-policykey");
  if (key !== null && key !== "0" && key === on.device.policyKey) return undefined;
  const isNew = key === null || key === "0";
  const status = isNew ? commonStatus.notProvisioned : commonStatus.invalidPolicyKey;
  return refuse(server, row, on.version, { http: 449, status });
}

/**
 * The same refusal in both languages: an HTTP status up to 12.1, a status in the command's root
 * from 14.0.
 */
function refuse(
  { trait }: Server,
  row: CommandRow,
  version: EasVersion,
  refusal: { readonly http: 403 | 449; readonly status: number },
): CommandAnswer | Response {
  return version >= 140 && row.root && row.statusTag
    ? statusOnly(row.root, row.statusTag, refusal.status)
    : bareAnswer(trait, refusal.http);
}

function malformed(row: CommandRow): CommandAnswer {
  return row.root && row.statusTag && row.malformed !== undefined
    ? statusOnly(row.root, row.statusTag, row.malformed)
    : httpStatus(400);
}
