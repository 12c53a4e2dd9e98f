// The mailbox of a device in quarantine. The rule it keeps: such a device is not thrown out, it finds one Inbox that
// holds one message, which says what to do; nothing of the real mailbox is asked for or told, and nothing that the phone
// wants to change or send is taken: a mail stays in its Outbox. Loaded late: few requests ever come here.
import { COMMAND_RULES, expectedBody } from "../../core/gateway-commands.ts";
import { messageName, type Quarantine } from "../../core/quarantine.ts";
import { quarantineMessage } from "../../core/quarantine-message.ts";
import type { GatewayReason } from "../../failures.ts";
import { decode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import type { Node } from "../../wire/wbxml-tree.ts";
import type { Gate } from "./admission.ts";
import { checkBody, wholeBody } from "./body.ts";
import { noteInformation } from "./device-information.ts";
import type { Held } from "./hold-review.ts";
import { bareAnswer, demandAnswer, nothingNew, saysStatus, wbxmlAnswer } from "./own-answers.ts";
import {
  estimateAnswer,
  folderChangeAnswer,
  folderSyncAnswer,
  hierarchyAnswer,
  moveAnswer,
} from "./quarantine-folders.ts";
import { type Hold, holdQuietly } from "./quarantine-hold.ts";
import { itemOperationsAnswer } from "./quarantine-items.ts";
import type { Shown } from "./quarantine-mail.ts";
import { answerPing } from "./quarantine-ping.ts";
import { foldersChanged, syncAnswer } from "./quarantine-sync.ts";
import { ACCESS_DENIED, noPolicyAnswer, oldRefusal, settingsAnswer } from "./quarantine-words.ts";
import { fail, namesOf } from "./refuse.ts";
import type { EasRequest } from "./request.ts";
import { wellFormed } from "./well-formed.ts";

export type { Quarantine } from "../../core/quarantine.ts";

/** One request with all that its answer needs. */
interface Visit {
  readonly gate: Gate;
  readonly request: EasRequest;
  readonly received: Request;
  readonly why: Quarantine;
  /** 2.5, 12.1 ...; a phone that names none is taken for one of 12.1. */
  readonly version: number;
  /** Absent for a request without a body. */
  readonly document: Node | undefined;
  readonly bytes: Uint8Array;
  readonly hold: Hold;
}

const USUAL_VERSION = 12.1;

/** The answer to one request of a device in quarantine, whose credentials verified. OPTIONS is not among them. */
export async function answerQuarantined(
  held: Held & { readonly received: Request },
  why: Quarantine,
): Promise<Response> {
  const { gate, request, received } = held;
  const { command } = request;
  if (command === "OPTIONS") return refused(gate, request, "body-of-another-command");
  const version = Number.parseFloat(request.device?.protocolVersion ?? "") || USUAL_VERSION;
  if (COMMAND_RULES[command].mime) return keepInOutbox(received, request, version);
  const read = await readDocument(received, request);
  if (!read.ok) return refused(gate, request, read.reason);
  const kind = command === "Ping" ? "Ping" : "Sync";
  const hold: Hold = (seconds) => holdQuietly(held, kind, seconds);
  const { document, bytes } = read;
  return answerTo({ gate, request, received, why, version, document, bytes, hold });
}

/**
 * SendMail and its kin, unread: an error leaves the mail in the phone's Outbox. Up to 12.1 that is an HTTP error, because
 * an answer with status 200 means that the mail is on its way.
 */
async function keepInOutbox(
  received: Request,
  { command }: EasRequest,
  version: number,
): Promise<Response> {
  await received.body?.cancel();
  return demandAnswer(command, String(version), { status: ACCESS_DENIED, http: 403 });
}

type ReadDocument =
  | { readonly ok: true; readonly document: Node | undefined; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: GatewayReason };

async function readDocument(received: Request, request: EasRequest): Promise<ReadDocument> {
  const { command, device } = request;
  if (command === "OPTIONS") return { ok: false, reason: "body-of-another-command" };
  const contentType = received.headers.get("content-type") ?? "";
  const expected = expectedBody(command, contentType, device?.protocolVersion ?? "");
  const checked = await checkBody(received, expected, COMMAND_RULES[command].empty);
  if (!checked.ok) return { ok: false, reason: checked.reason };
  const bytes = await wholeBody(checked);
  if (!bytes) return { ok: false, reason: "body-too-large" };
  if (bytes.length === 0) return { ok: true, document: undefined, bytes };
  const document = wellFormed(() => decode(bytes, COMMAND_LIMITS));
  return document ? { ok: true, document, bytes } : { ok: false, reason: "body-not-wbxml" };
}

async function answerTo(visit: Visit): Promise<Response> {
  const { document, version, why, gate } = visit;
  const { command } = visit.request;
  if (command === "Ping") return answerPing(gate, visit.request, visit.bytes, visit.hold);
  if (command === "Sync") {
    const { root, wait } = syncAnswer(await shownTo(visit), document, gate.tenant.adapter);
    if (root) return wbxmlAnswer(root);
    const end = wait > 0 ? await visit.hold(wait) : "quiet";
    return end === "quiet" ? nothingNew() : wbxmlAnswer(foldersChanged());
  }
  if (command === "GetHierarchy") return wbxmlAnswer(hierarchyAnswer());
  // GetAttachment and the commands of EAS 1.0: whatever they name is not here.
  if (!document) return bareAnswer(404);
  if (command === "Settings" || command === "Provision")
    // An access rule may speak of just what the phone says here.
    await noteInformation(gate, visit.request, document);
  if (command === "Settings") {
    const { to } = (await shownTo(visit)).message;
    return wbxmlAnswer(settingsAnswer(document, to.address, version));
  }
  if (command === "ItemOperations")
    return itemOperationsAnswer(await shownTo(visit), document, wantsParts(visit));
  const root = shortAnswer(document, version, messageName(why));
  if (root) return wbxmlAnswer(root);
  return root === null
    ? refused(gate, visit.request, "body-not-wbxml")
    : demandAnswer(command, String(version), { status: ACCESS_DENIED, http: 403 });
}

/** Answers that need nothing but the request. Null: it lacks what its schema requires; undefined: it is denied. */
function shortAnswer(document: Node, version: number, current: string): Node | null | undefined {
  switch (document.tag) {
    case "FolderHierarchy:FolderSync":
      return folderSyncAnswer(document);
    case "FolderHierarchy:FolderCreate":
    case "FolderHierarchy:FolderDelete":
    case "FolderHierarchy:FolderUpdate":
      return folderChangeAnswer(document.tag, document);
    case "GetItemEstimate:GetItemEstimate":
      return estimateAnswer(document, version, current);
    case "Move:MoveItems":
      return moveAnswer(document);
    case "Provision:Provision":
      return noPolicyAnswer(document);
  }
  return saysStatus(String(version)) ? undefined : (oldRefusal(document) ?? undefined);
}

/** The message for this device, in the language of the user's record. */
async function shownTo({ gate, request, why, version }: Visit): Promise<Shown> {
  const { tenant, handles } = gate;
  const { mailDomain } = tenant.adapter;
  const record = await handles.tenant(tenant.name).user(request.user);
  const { device = NO_DEVICE } = request;
  const message = quarantineMessage({
    why,
    company: tenant.displayName,
    origin: tenant.origins[0],
    mailDomain,
    user: {
      name: record?.displayName ?? request.user,
      address: record?.emailAddress ?? `${request.user}@${mailDomain}`,
    },
    device,
    ...(record?.language && { language: record.language }),
  });
  return { why, message, version };
}

const NO_DEVICE = { deviceId: "", deviceType: "", userAgent: "" };

/** Parts behind the document are asked for in the base64 query, or by a header (MS-ASHTTP 2.2.1.1.2). */
const wantsParts = ({ request, received }: Visit) =>
  request.query?.acceptMultiPart === true ||
  received.headers.get("ms-asacceptmultipart")?.trim().toUpperCase() === "T";

const refused = ({ tenant, client }: Gate, request: EasRequest, reason: GatewayReason) =>
  fail(tenant, reason, namesOf(request, client));
