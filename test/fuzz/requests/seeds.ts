// Good requests of a phone in their parts, which are then damaged: every way of asking that the
// gateway reads, in plain and base64 form, with the words that mean something in each part.
import { encode } from "../../../worker/wire/wbxml.ts";
import { el, type Node } from "../../../worker/wire/wbxml-tree.ts";

/** One request, part by part. `TOKEN` in a text stands for the phone's provisioning token. */
export interface RequestSeed {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const EAS = "/Microsoft-Server-ActiveSync";
const WBXML = "application/vnd.ms-sync.wbxml";
const NOTHING = new Uint8Array();
const text = (written: string) => new TextEncoder().encode(written);

const plain = (
  command: string,
  body: Node | Uint8Array = NOTHING,
  contentType = WBXML,
  more = "",
): RequestSeed => ({
  method: "POST",
  path: EAS,
  query: `?User=TOKEN%5Calice&DeviceId=Appl87837L1XY7H&DeviceType=iPhone&Cmd=${command}${more}`,
  headers: { "MS-ASProtocolVersion": "12.1", "X-MS-PolicyKey": "0", "Content-Type": contentType },
  body: body instanceof Uint8Array ? body : encode(body),
});

/** 12.1, the command's code, locale 0x0409, the DeviceId, a policy key, the type (MS-ASHTTP 2.2.1.1.1.1). */
const base64 = (code: number, body: Node, parameters: readonly number[] = []): RequestSeed => {
  const [id, type] = [Buffer.from("Appl87837L1XY7H"), Buffer.from("iPhone")];
  const bytes = [121, code, 9, 4, id.length, ...id, 4, 1, 2, 3, 4, type.length, ...type];
  return {
    method: "POST",
    path: EAS,
    query: `?${Buffer.from([...bytes, ...parameters]).toString("base64")}`,
    headers: { "Content-Type": WBXML },
    body: encode(body),
  };
};

const folderSync = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));
const sync = el(
  "AirSync:Sync",
  el(
    "AirSync:Collections",
    el(
      "AirSync:Collection",
      ...[el("AirSync:SyncKey", "1"), el("AirSync:CollectionId", "5"), el("AirSync:GetChanges")],
    ),
  ),
);
const ping = el(
  "Ping:Ping",
  el("Ping:HeartbeatInterval", "480"),
  el("Ping:Folders", el("Ping:Folder", el("Ping:Id", "5"), el("Ping:Class", "Email"))),
);
const policy = (...more: readonly Node[]) =>
  el(
    "Provision:Provision",
    el(
      "Provision:Policies",
      el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"), ...more),
    ),
  );
const acknowledgement = policy(el("Provision:PolicyKey", "7"), el("Provision:Status", "1"));
const wiped = el("Provision:Provision", el("Provision:RemoteWipe", el("Provision:Status", "1")));
const information = el(
  "Settings:Settings",
  el(
    "Settings:DeviceInformation",
    el("Settings:Set", el("Settings:Model", "iPhone2C1"), el("Settings:OS", "iPhone OS 4.2.1")),
  ),
);
const fetchItem = el(
  "ItemOperations:ItemOperations",
  el(
    "ItemOperations:Fetch",
    el("ItemOperations:Store", "Mailbox"),
    el("AirSyncBase:FileReference", "5:17:0"),
  ),
);
const send = el(
  "ComposeMail:SendMail",
  el("ComposeMail:ClientId", "1"),
  el("ComposeMail:Mime", text("From: a\r\nTo: b\r\n\r\nText\r\n")),
);
const AUTODISCOVER =
  '<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006">' +
  "<Request><EMailAddress>alice@acme.example.com</EMailAddress><AcceptableResponseSchema>" +
  "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006" +
  "</AcceptableResponseSchema></Request></Autodiscover>";

export const REQUEST_SEEDS: readonly RequestSeed[] = [
  { method: "OPTIONS", path: EAS, query: "", headers: {}, body: NOTHING },
  plain("FolderSync", folderSync),
  plain("Sync", sync),
  plain("Sync"),
  plain("Ping", ping),
  plain("Ping"),
  plain("Provision", policy()),
  plain("Provision", acknowledgement),
  plain("Provision", wiped),
  plain("Settings", information),
  plain("ItemOperations", fetchItem),
  plain("GetAttachment", NOTHING, WBXML, "&AttachmentName=5%3A17%3A0"),
  plain("SendMail", text("From: a\r\nTo: b\r\n\r\nText\r\n"), "message/rfc822", "&SaveInSent=T"),
  {
    ...plain("SendMail", send),
    headers: { "MS-ASProtocolVersion": "14.1", "Content-Type": WBXML },
  },
  base64(9, folderSync),
  base64(20, policy()),
  base64(19, fetchItem, [7, 1, 2]),
  {
    method: "POST",
    path: "/autodiscover/autodiscover.xml",
    query: "",
    headers: { "Content-Type": "text/xml" },
    body: text(AUTODISCOVER),
  },
];

export const QUERY_WORDS = [
  ...["&Cmd=Provision", "Cmd=", "&User=", "TOKEN%5C", "&DeviceId=", "%00", "%2e%2e", "=&", "#"],
  ...["&DeviceType=SmartPhone", "&SaveInSent=T", "&LongId=", "==", "AAAA", "%ff", "\u00e4"],
].map(text);
export const HEADER_WORDS = [
  ...["0", "4294967295", "4294967296", "-1", "16.1", "2.5", "14.1", "12.1,14.1", "gzip", "chunked"],
  ...["Basic ", "Bearer ", "multipart/", "\t", ", ", "T", "\u00ff"],
].map(text);
/** Tokens of WBXML: header, switch of the code page, inline string, end, opaque, entity. */
export const BODY_WORDS = [
  ...[[3, 1, 0x6a, 0], [0, 14], [0, 7], [0, 13], [0, 18], [3, 0x30, 0], [1], [1, 1, 1]],
  ...[[0xc3, 0x81, 0, 0], [2, 0x81, 0], [0x45], [0x85], [0xc5], [4, 1], [0x43, 1], [0x4c, 1]],
].map((bytes) => Uint8Array.from(bytes));
