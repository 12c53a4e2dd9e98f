// A mail to be sent by somebody's own mail program: Internet Message Format (RFC 5322) with MIME
// (RFC 2045), non-ASCII headers as encoded words (RFC 2047). It is a draft: From and Date are the
// mail program's to fill in, and X-Unsent makes it open as one.
import { encodeBase64 } from "./base64.ts";

/** What a mail says, and to whom. */
export interface MailMessage {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Plain text; lines end with a line feed. */
  readonly text: string;
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
  const recipient = PLAIN_ADDRESS.test(to.address)
    ? [`To: ${phrase(to.name)} <${to.address}>`]
    : [];
  return [
    ...recipient,
    `Subject: ${unstructured(subject)}`,
    "X-Unsent: 1",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    ...lines(encodeBase64(utf8(text.replace(/\r?\n/g, CRLF)))),
    "",
  ].join(CRLF);
}

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
