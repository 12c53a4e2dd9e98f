// A mail as RFC 5322 text: what Exchange sends when a phone asks for MIME (MIMEData of 2.5, body
// type 4 of 12.x). The rule it keeps: pure ASCII lines with CRLF, the same bytes each time,
// whatever the mail's text holds.
import type { Attachment, Message } from "./state.ts";

const CRLF = "\r\n";
/** RFC 2045: encoded lines of at most 76 characters. */
const LINE_CHARACTERS = 76;
/** RFC 2047: an encoded word of at most 75 characters leaves 45 bytes of text. */
const WORD_BYTES = 45;

/**
 * The mail's bytes. `received` is in milliseconds since 1970, `id` a text unique on this server.
 */
export function formatMessage(message: Message, received: number, id: string): string {
  const headers = [
    `From: ${encodeHeader(message.from)}`,
    `To: ${encodeHeader(message.to)}`,
    ...(message.cc ? [`Cc: ${encodeHeader(message.cc)}`] : []),
    `Subject: ${encodeHeader(message.subject)}`,
    `Date: ${new Date(received).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id.replace(/[^\w.:-]/g, "")}@exchange.simulated>`,
    "MIME-Version: 1.0",
  ];
  return [...headers, ...formatContent(message)].join(CRLF);
}

function formatContent(message: Message): string[] {
  const alternatives = [
    ...formatText("plain", message.body),
    ...(message.html === undefined ? [] : formatText("html", message.html)),
  ];
  const [only] = alternatives;
  const text =
    message.html === undefined && only ? only : formatMultipart("alternative", alternatives);
  if (message.attachments.length === 0) return text;
  return formatMultipart("mixed", [text, ...message.attachments.map(formatAttachment)]);
}

function formatText(subtype: string, text: string): string[][] {
  return [
    [
      `Content-Type: text/${subtype}; charset="utf-8"`,
      "Content-Transfer-Encoding: base64",
      "",
      ...base64Lines(Buffer.from(text, "utf8").toString("base64")),
      "",
    ],
  ];
}

/** A base64 line holds no underscore, so these boundaries cannot stand inside a part. */
function formatMultipart(subtype: string, parts: readonly (readonly string[])[]): string[] {
  const boundary = `_part_${subtype}_`;
  return [
    `Content-Type: multipart/${subtype}; boundary="${boundary}"`,
    "",
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    "",
  ];
}

function formatAttachment(attachment: Attachment): string[] {
  const name = encodeHeader(attachment.name.replace(/["\\\r\n]/g, "_"));
  return [
    `Content-Type: ${attachment.contentType}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    "Content-Transfer-Encoding: base64",
    "",
    ...base64Lines(attachment.base64),
    "",
  ];
}

function base64Lines(base64: string): string[] {
  const lines = [];
  for (let at = 0; at < base64.length; at += LINE_CHARACTERS) {
    lines.push(base64.slice(at, at + LINE_CHARACTERS));
  }
  return lines;
}

/** A header value in ASCII: RFC 2047 encoded words where it must be, line ends never. */
function encodeHeader(text: string): string {
  const line = text.replace(/[\r\n]+[ \t]*/g, " ");
  if (/^[\x20-\x7e]*$/.test(line)) return line;
  const address = /^(.*?)(\s*<[\x21-\x7e]*>)$/.exec(line);
  if (address && !line.includes(",")) {
    return `${encodeWords((address[1] ?? "").replace(/"/g, ""))}${address[2]}`;
  }
  return encodeWords(line);
}

function encodeWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  const encode = (part: string) => `=?utf-8?B?${Buffer.from(part, "utf8").toString("base64")}?=`;
  return words.map(encode).join(`${CRLF} `);
}
