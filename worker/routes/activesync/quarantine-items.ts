// ItemOperations of the quarantine mailbox (12.0 and later, MS-ASCMD 2.2.1.10): the message on demand, inline or as a part
// behind the WBXML. The rule: there are no attachments and no documents, and nothing is emptied or moved.
import { messageId, messageName, QUARANTINE_INBOX } from "../../core/quarantine.ts";
import { encode } from "../../wire/wbxml.ts";
import { child, el, type Node, text } from "../../wire/wbxml-tree.ts";
import { encodedAnswer, wbxmlAnswer } from "./own-answers.ts";
import { mailProperties, readWishes, type Shown } from "./quarantine-mail.ts";

/** MS-ASCMD, Status (ItemOperations). */
const STATUS = {
  success: "1",
  protocolError: "2",
  serverError: "3",
  notFound: "6",
  noAttachment: "15",
} as const;

const MULTIPART_TYPE = "application/vnd.ms-sync.multipart";
const ID_MAX_LENGTH = 64;
/** Each may bring the whole message: more than a phone asks for, and a small request is no large answer. */
const MAX_OPERATIONS = 100;

/** The answer; `isMultipart` if the phone asked for parts behind the document. */
export function itemOperationsAnswer(shown: Shown, body: Node, isMultipart: boolean): Response {
  const asked = Array.isArray(body.content) ? (body.content as readonly Node[]) : [];
  const operations = asked.length <= MAX_OPERATIONS ? asked : [];
  const parts: Uint8Array[] = [];
  const responses = operations.flatMap((operation) => {
    const answer = ANSWERS[operation.tag as keyof typeof ANSWERS];
    return answer ? [answer(shown, operation, isMultipart ? parts : null)] : [];
  });
  const status = responses.length > 0 ? STATUS.success : STATUS.protocolError;
  const root = el(
    "ItemOperations:ItemOperations",
    el("ItemOperations:Status", status),
    ...(responses.length > 0 ? [el("ItemOperations:Response", ...responses)] : []),
  );
  return isMultipart ? multipartAnswer([encode(root), ...parts]) : wbxmlAnswer(root);
}

type Operation = (shown: Shown, operation: Node, parts: Uint8Array[] | null) => Node;

const ANSWERS = {
  "ItemOperations:Fetch": fetchAnswer,
  "ItemOperations:EmptyFolderContents": (_shown, operation) =>
    el(
      "ItemOperations:EmptyFolderContents",
      el("ItemOperations:Status", STATUS.serverError),
      el("AirSync:CollectionId", short(text(operation, "AirSync:CollectionId"))),
    ),
  "ItemOperations:Move": (_shown, operation) => {
    const conversation = child(operation, "ItemOperations:ConversationId");
    return el(
      "ItemOperations:Move",
      el("ItemOperations:Status", STATUS.notFound),
      ...(conversation ? [conversation] : []),
    );
  },
} as const satisfies Record<string, Operation>;

const short = (id = "") => (id.length <= ID_MAX_LENGTH ? id : "");

function fetchAnswer(shown: Shown, operation: Node, parts: Uint8Array[] | null): Node {
  const fetched = (status: string, ...rest: readonly Node[]) =>
    el("ItemOperations:Fetch", el("ItemOperations:Status", status), ...rest);
  if (child(operation, "AirSyncBase:FileReference")) return fetched(STATUS.noAttachment);
  const current = messageId(messageName(shown.why));
  if (text(operation, "AirSync:ServerId") !== current) return fetched(STATUS.notFound);
  const wishes = readWishes(child(operation, "ItemOperations:Options"));
  const properties = mailProperties(shown, wishes);
  return fetched(
    STATUS.success,
    el("AirSync:CollectionId", QUARANTINE_INBOX),
    el("AirSync:ServerId", current),
    el("AirSync:Class", "Email"),
    el(
      "ItemOperations:Properties",
      ...properties.map((property) => (parts ? partedBody(property, parts) : property)),
    ),
  );
}

/** A body whose content stands behind the document; everything else stays as it is (MS-ASCMD 2.2.3.130). */
function partedBody(property: Node, parts: Uint8Array[]): Node {
  if (property.tag !== "AirSyncBase:Body" || !Array.isArray(property.content)) return property;
  const inner = (property.content as readonly Node[]).map((node) => {
    if (node.tag !== "AirSyncBase:Data" || typeof node.content !== "string") return node;
    const number = parts.push(new TextEncoder().encode(node.content));
    return el("ItemOperations:Part", String(number));
  });
  return el(property.tag, ...inner);
}

const INTEGER_BYTES = 4;

/** Number of parts, offset and length of each, all little endian in 4 bytes, then the parts (MS-ASCMD 2.2.1.10.1). */
function multipartAnswer(parts: readonly Uint8Array[]): Response {
  const head = INTEGER_BYTES * (1 + 2 * parts.length);
  const size = parts.reduce((sum, part) => sum + part.length, head);
  const whole = new Uint8Array(size);
  const view = new DataView(whole.buffer);
  view.setUint32(0, parts.length, true);
  let offset = head;
  for (const [index, part] of parts.entries()) {
    view.setUint32(INTEGER_BYTES * (1 + 2 * index), offset, true);
    view.setUint32(INTEGER_BYTES * (2 + 2 * index), part.length, true);
    whole.set(part, offset);
    offset += part.length;
  }
  return encodedAnswer(whole, MULTIPART_TYPE);
}
