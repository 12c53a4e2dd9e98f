// A mail as a client of each version sees it: MS-ASEMAIL for 2.5 (Body, MIMEData) and for 12.x
// (AirSyncBase:Body, MS-ASAIRS), conversation ids from 14.0. The rule it keeps: text is cut at
// whole characters, never inside one.
import { createHash } from "node:crypto";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { displayNames } from "./address.ts";
import { cleanText, optionalText } from "./command.ts";
import { formatMessage } from "./mime-format.ts";
import type { EmailItem } from "./state.ts";
import { restoreNode } from "./stored-node.ts";
import type { BodyOptions, BodyPreference } from "./sync-options.ts";
import type { EasVersion } from "./traits.ts";

const UTF8_CODE_PAGE = "65001";

/** All properties of a mail, for an Add or a Fetch. */
export function emailProperties(
  item: EmailItem,
  options: BodyOptions,
  version: EasVersion,
): Node[] {
  const { message } = item;
  return [
    ...optionalText("Email:To", message.to),
    ...optionalText("Email:Cc", message.cc),
    ...optionalText("Email:From", message.from),
    ...optionalText("Email:Subject", message.subject),
    el("Email:DateReceived", new Date(item.received).toISOString()),
    ...optionalText("Email:DisplayTo", displayNames(message.to)),
    ...optionalText("Email:ThreadTopic", threadTopic(message.subject)),
    el("Email:Importance", "1"),
    el("Email:Read", item.read ? "1" : "0"),
    ...(version >= 120 ? bodyOf12(item, options) : bodyOf25(item, options)),
    el("Email:MessageClass", "IPM.Note"),
    el("Email:InternetCPID", UTF8_CODE_PAGE),
    ...(version >= 120 ? flagAndClass(item) : []),
    ...(version >= 140 ? conversation(message.subject) : []),
  ];
}

/** What can change in a mail: Read, and from 12.0 the flag. */
export function changedEmailProperties(item: EmailItem, version: EasVersion): Node[] {
  const flag = version >= 120 ? [item.flag ? restoreNode(item.flag) : el("Email:Flag")] : [];
  return [el("Email:Read", item.read ? "1" : "0"), ...flag];
}

/**
 * A file reference that Fetch and GetAttachment understand: item id and place of the attachment.
 */
export function attachmentReference(item: EmailItem, index: number): string {
  return `${item.id}:${index}`;
}

/** The subject without its "Re:" and "Fw:". */
export function threadTopic(subject: string): string {
  return subject.replace(/^((re|fwd?):\s*)+/i, "");
}

function flagAndClass(item: EmailItem): Node[] {
  return [
    el("Email:ContentClass", "urn:content-classes:message"),
    item.flag ? restoreNode(item.flag) : el("Email:Flag"),
  ];
}

/**
 * Sixteen bytes for the conversation, five for the place in it (MS-ASEMAIL, ConversationId and
 * -Index).
 */
function conversation(subject: string): Node[] {
  const id = createHash("sha256").update(threadTopic(subject)).digest();
  return [
    el("Email2:ConversationId", new Uint8Array(id.subarray(0, 16))),
    el("Email2:ConversationIndex", new Uint8Array(id.subarray(16, 21))),
  ];
}

function bodyOf25(item: EmailItem, options: BodyOptions): Node[] {
  const attachments = item.message.attachments.map((attachment, index) =>
    el(
      "Email:Attachment",
      el("Email:AttMethod", "1"),
      el("Email:AttSize", String(Buffer.from(attachment.base64, "base64").length)),
      el("Email:DisplayName", cleanText(attachment.name)),
      el("Email:AttName", attachmentReference(item, index)),
    ),
  );
  return [
    ...(attachments.length > 0 ? [el("Email:Attachments", ...attachments)] : []),
    ...(options.mimeSupport === 2 ? mimeOf25(item, options) : plainOf25(item, options)),
  ];
}

function mimeOf25(item: EmailItem, options: BodyOptions): Node[] {
  const mime = formatMessage(item.message, item.received, item.id);
  const cut = cutText(mime, options.mimeTruncation);
  return [
    el("Email:MIMETruncated", cut.truncated ? "1" : "0"),
    ...(cut.truncated ? [el("Email:MIMESize", String(cut.size))] : []),
    el("Email:MIMEData", cut.text),
  ];
}

function plainOf25(item: EmailItem, options: BodyOptions): Node[] {
  const cut = cutText(item.message.body, options.truncation);
  return [
    el("Email:BodyTruncated", cut.truncated ? "1" : "0"),
    ...(cut.truncated ? [el("Email:BodySize", String(cut.size))] : []),
    el("Email:Body", cut.text),
  ];
}

function bodyOf12(item: EmailItem, options: BodyOptions): Node[] {
  const { message } = item;
  const attachments = message.attachments.map((attachment, index) =>
    el(
      "AirSyncBase:Attachment",
      el("AirSyncBase:DisplayName", cleanText(attachment.name)),
      el("AirSyncBase:FileReference", attachmentReference(item, index)),
      el("AirSyncBase:Method", "1"),
      el("AirSyncBase:EstimatedDataSize", String(Buffer.from(attachment.base64, "base64").length)),
    ),
  );
  const preference = choosePreference(item, options);
  return [
    ...(attachments.length > 0 ? [el("AirSyncBase:Attachments", ...attachments)] : []),
    airSyncBaseBody(bodyText(item, preference.type), preference),
    el("AirSyncBase:NativeBodyType", message.html === undefined ? "1" : "2"),
  ];
}

const wholePlainBody: BodyPreference = {
  type: 1,
  truncationSize: Number.MAX_SAFE_INTEGER,
  allOrNone: false,
};

/** MIME if the client asked for it for every mail, else HTML if both have it, else plain text. */
function choosePreference(item: EmailItem, options: BodyOptions): BodyPreference {
  const wanted = (type: 1 | 2 | 4) =>
    options.preferences.find((preference) => preference.type === type);
  const mime = options.mimeSupport === 2 ? wanted(4) : undefined;
  const html = item.message.html === undefined ? undefined : wanted(2);
  return mime ?? html ?? wanted(1) ?? wholePlainBody;
}

function bodyText(item: EmailItem, type: 1 | 2 | 4): string {
  if (type === 4) return formatMessage(item.message, item.received, item.id);
  return type === 2 ? (item.message.html ?? "") : item.message.body;
}

/** AirSyncBase:Body with as much of `whole` as the client wants (MS-ASAIRS 2.2.2.9). */
export function airSyncBaseBody(whole: string, preference: BodyPreference): Node {
  const cut = cutText(whole, preference.truncationSize);
  const isLeftOut = cut.truncated && (preference.allOrNone || cut.text === "");
  return el(
    "AirSyncBase:Body",
    el("AirSyncBase:Type", String(preference.type)),
    el("AirSyncBase:EstimatedDataSize", String(cut.size)),
    ...(cut.truncated ? [el("AirSyncBase:Truncated", "1")] : []),
    ...(isLeftOut ? [] : [el("AirSyncBase:Data", cut.text)]),
  );
}

/**
 * At most `bytes` bytes of a text in UTF-8, cut between two characters; `size` is the whole text's.
 */
export function cutText(whole: string, bytes: number) {
  const encoded = Buffer.from(cleanText(whole), "utf8");
  if (encoded.length <= bytes)
    return { text: cleanText(whole), size: encoded.length, truncated: false };
  let end = bytes;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return { text: encoded.subarray(0, end).toString("utf8"), size: encoded.length, truncated: true };
}
