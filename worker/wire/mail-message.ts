// Mails in the Internet Message Format (RFC 5322) with MIME (RFC 2045), non-ASCII headers as encoded
// words (RFC 2047): drafts, whose From and Date are the user's mail program's to fill in and which
// X-Unsent makes open as drafts, and whole mails as a server hands them out.
import { encodeBase64 } from "./base64.ts";

/** What a mail says, and to whom. */
export interface MailMessage {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Plain text; lines end with a line feed. */
  readonly text: string;
}

/** A whole mail in plain text and HTML. */
export interface WholeMail extends MailMessage {
  readonly from: MailMessage["to"];
  readonly html: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** Unique in its domain: letters, digits and hyphens, "@" and the domain. */
  readonly messageId: string;
}

/** MIME type of the file. */
export const MAIL_MESSAGE_TYPE = "message/rfc822";

const CRLF = "\r\n";
const BASE64_LINE = 76;
/**
 * Bytes in an encoded word: 64 characters with the 12 around their base64, so that the line has 76
 * at most with "Subject: " before them (RFC 2047, section 2).
 */
const WORD_BYTES = 39;
/** What stands in a header as it is; everything else is encoded, "=?" too. */
const PLAIN = /^[\x20-\x7e]*$/;
const HEADER_LINE = 70;
/** An address that needs no quoting (RFC 5322, section 3.4.1: dot-atom). */
const PLAIN_ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/**
 * The mail as the text of an .eml file. An address that would need quoting is left out, so that
 * nobody gets a mail that was not meant: the operator then types it.
 */
export function formatMailDraft({ to, subject, text }: MailMessage): string {
  return [
    ...addressed("To", to),
    `Subject: ${unstructured(subject)}`,
    "X-Unsent: 1",
    "MIME-Version: 1.0",
    ...textPart("plain", text),
  ].join(CRLF);
}

/** Stands in no part: base64 has no underscores. */
const BOUNDARY = "_alternative_";

/** The text of a mail that was received. Addresses are treated as in a draft. */
export function formatMail({ from, to, subject, date, messageId, text, html }: WholeMail): string {
  return [
    ...addressed("From", from),
    ...addressed("To", to),
    `Subject: ${unstructured(subject)}`,
    `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${messageId}>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    ...textPart("plain", text),
    `--${BOUNDARY}`,
    ...textPart("html", html),
    `--${BOUNDARY}--`,
    "",
  ].join(CRLF);
}

const addressed = (header: "From" | "To", { name, address }: MailMessage["to"]): string[] =>
  PLAIN_ADDRESS.test(address) ? [`${header}: ${phrase(name)} <${address}>`] : [];

const textPart = (subtype: "plain" | "html", text: string): string[] => [
  `Content-Type: text/${subtype}; charset=utf-8`,
  "Content-Transfer-Encoding: base64",
  "",
  ...lines(encodeBase64(utf8(text.replace(/\r?\n/g, CRLF)))),
  "",
];

const utf8 = (text: string) => new TextEncoder().encode(text);

function lines(base64: string): string[] {
  return base64.match(new RegExp(`.{1,${BASE64_LINE}}`, "g")) ?? [];
}

/** A display name: always encoded or quoted, so that commas and brackets in it stay text. */
function phrase(name: string): string {
  if (PLAIN.test(name) && !/[\\"]|=\?/.test(name) && name.length < HEADER_LINE) return `"${name}"`;
  return `${encodedWords(name)}${CRLF}`;
}

function unstructured(text: string): string {
  const isShort = text.length < HEADER_LINE;
  return PLAIN.test(text) && !text.includes("=?") && isShort ? text : encodedWords(text);
}

/** Encoded words of whole characters, folded one to a line. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text.toWellFormed()) {
    if (utf8(word + character).length > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((part) => `=?utf-8?B?${encodeBase64(utf8(part))}?=`).join(`${CRLF} `);
}
