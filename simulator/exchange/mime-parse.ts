// Reads the RFC 5322 mail that a phone submits (SendMail, SmartReply, SmartForward). The rule it
// keeps: hostile input gives a Message or null, in bounded time; RFC 2045-2047 as far as phones use
// them.
import type { Attachment, Message } from "./state.ts";

/** A submitted mail: its content, and Bcc, which no recipient may see. */
export interface SubmittedMessage extends Message {
  readonly bcc: string;
}

/** Real mails nest two or three levels; more is an attack on the reader. */
const MAX_DEPTH = 8;
const MAX_PARTS = 200;

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Content {
  text: string | undefined;
  html: string | undefined;
  readonly attachments: Attachment[];
  parts: number;
}

/**
 * The mail in `bytes`, or null if it has no headers at all. Bodies lose NUL, which WBXML cannot
 * carry.
 */
export function parseMessage(bytes: Uint8Array): SubmittedMessage | null {
  // One character per byte: charsets are known only part by part.
  const part = splitPart(Buffer.from(bytes).toString("latin1"));
  if (part.headers.size === 0) return null;
  const content: Content = { text: undefined, html: undefined, attachments: [], parts: 0 };
  collect(part, content, 0);
  const header = (name: string) => decodeWords(part.headers.get(name) ?? "");
  return {
    from: header("from"),
    to: header("to"),
    cc: header("cc"),
    bcc: header("bcc"),
    subject: header("subject"),
    body: content.text ?? stripMarkup(content.html ?? ""),
    ...(content.html === undefined ? {} : { html: content.html }),
    attachments: content.attachments,
  };
}

function splitPart(raw: string): Part {
  const gap = /\r?\n\r?\n/.exec(raw);
  const startsWithGap = /^\r?\n/.exec(raw);
  if (startsWithGap) return { headers: new Map(), body: raw.slice(startsWithGap[0].length) };
  const head = gap ? raw.slice(0, gap.index) : raw;
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (/^[\w-]+$/.test(name) && !headers.has(name))
      headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: gap ? raw.slice(gap.index + gap[0].length) : "" };
}

function collect(part: Part, content: Content, depth: number): void {
  if (depth > MAX_DEPTH || ++content.parts > MAX_PARTS) return;
  const header = part.headers.get("content-type") ?? "text/plain";
  const type = (header.split(";")[0] ?? "").trim().toLowerCase();
  const boundary = parameter(header, "boundary");
  if (type.startsWith("multipart/") && boundary) {
    for (const piece of splitMultipart(part.body, boundary)) {
      collect(splitPart(piece), content, depth + 1);
    }
    return;
  }
  const disposition = part.headers.get("content-disposition") ?? "";
  const name = parameter(disposition, "filename") ?? parameter(header, "name");
  const bytes = decodeTransfer(part);
  const isText = name === undefined && !/^attachment/i.test(disposition);
  if (isText && type === "text/plain" && content.text === undefined) {
    content.text = decodeCharset(bytes, parameter(header, "charset"));
  } else if (isText && type === "text/html" && content.html === undefined) {
    content.html = decodeCharset(bytes, parameter(header, "charset"));
  } else {
    const safeType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : "application/octet-stream";
    content.attachments.push({
      name: decodeWords(name ?? "attachment").slice(0, 255),
      contentType: safeType,
      base64: bytes.toString("base64"),
    });
  }
}

/** The pieces between the boundary's lines (RFC 2046 5.1.1): preamble and epilogue left out. */
function splitMultipart(body: string, boundary: string): string[] {
  const pieces: string[] = [];
  const marker = `--${boundary}`;
  let start = -1;
  for (let at = findMarker(body, marker, 0); at >= 0; at = findMarker(body, marker, at + 1)) {
    if (start >= 0) pieces.push(body.slice(start, at).replace(/\r?\n$/, ""));
    const lineEnd = body.indexOf("\n", at);
    if (body.startsWith("--", at + marker.length) || lineEnd < 0) return pieces;
    start = lineEnd + 1;
  }
  if (start >= 0) pieces.push(body.slice(start));
  return pieces;
}

function findMarker(body: string, marker: string, from: number): number {
  for (let at = body.indexOf(marker, from); at >= 0; at = body.indexOf(marker, at + 1)) {
    if (at === 0 || body[at - 1] === "\n") return at;
  }
  return -1;
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*("([^"]*)"|[^;\\s]*)`, "i").exec(header);
  return found ? (found[2] ?? found[1]) : undefined;
}

function decodeTransfer(part: Part): Buffer {
  const encoding = (part.headers.get("content-transfer-encoding") ?? "").toLowerCase();
  if (encoding === "base64") return Buffer.from(part.body, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(part.body, "latin1");
  return decodeQuotedPrintable(part.body.replace(/=[ \t]*\r?\n/g, ""));
}

function decodeQuotedPrintable(text: string): Buffer {
  const decoded = text.replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, "latin1");
}

function decodeCharset(bytes: Uint8Array, charset = "utf-8"): string {
  const label = charset.toLowerCase() === "us-ascii" ? "utf-8" : charset;
  const text = decoderFor(label).decode(bytes);
  return text.replaceAll("\0", "");
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder("latin1");
  }
}

/** RFC 2047 encoded words in a header's value; raw bytes above 127 are read as UTF-8. */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, "$1$2");
  const raw = Buffer.from(joined, "latin1").toString("utf8").replaceAll("\0", "");
  return raw.replace(
    /=\?([\w.:-]+)\?([BbQq])\?([^?\s]*)\?=/g,
    (_match: string, charset: string, form: string, word: string) =>
      decodeCharset(
        form.toUpperCase() === "B"
          ? Buffer.from(word, "base64")
          : decodeQuotedPrintable(word.replaceAll("_", " ")),
        charset,
      ),
  );
}

function stripMarkup(html: string): string {
  return html
    .replace(/<(script|style)\b[^<>]*>[^<]*/gi, "")
    .replace(/<br\s*\/?>/gi, "\r\n")
    .replace(/<[^<>]*>/g, "");
}
