// HTTP Basic credentials (RFC 7617). Phones send UTF-8, Outlook and old browsers ISO-8859-1, and
// nothing in the header says which: bytes that are valid UTF-8 are taken for UTF-8, all others for
// ISO-8859-1.
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { WireError } from "./wire-error.ts";

/** A user name and a password, and the charset that turns them back into the same bytes. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
  readonly charset: "utf-8" | "latin1";
}

/** Longest header value read; RFC 7617 sets no limit. Room for 3,000 bytes of user and password. */
export const MAX_HEADER_CHARACTERS = 4096;

const FORMAT = "Basic credentials";
/**
 * RFC 7617 forbids control characters in both parts; NUL and line ends would travel on into headers
 * and logs.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Credentials of an Authorization header's value; null if there is none or its scheme is another
 * one. A WireError if it says Basic and is broken: no or wrong base64, no colon, control
 * characters, too long.
 */
export function parseBasic(header: string | undefined | null): BasicCredentials | null {
  const scheme = /^[ \t]*([A-Za-z]+)(?:[ \t]|$)/.exec(
    header?.slice(0, MAX_HEADER_CHARACTERS) ?? "",
  );
  if (!header || scheme?.[1]?.toLowerCase() !== "basic") return null;
  if (header.length > MAX_HEADER_CHARACTERS) throw new WireError(FORMAT, "header too long");
  const token = header.slice(scheme[0].length).replace(/^[ \t]+|[ \t]+$/g, "");
  if (token === "") throw new WireError(FORMAT, "no credentials after the scheme", header.length);
  if (/[-_]/.test(token)) throw new WireError(FORMAT, "not base64");
  const { text, charset } = decodeText(decodeBase64(token, FORMAT));
  const colon = text.indexOf(":");
  if (colon < 0) throw new WireError(FORMAT, "no colon between user and password");
  if (CONTROL.test(text)) throw new WireError(FORMAT, "control character");
  return { user: text.slice(0, colon), password: text.slice(colon + 1), charset };
}

/**
 * The Authorization header's value. Throws if the user holds a colon or a part does not fit the
 * charset.
 */
export function formatBasic({ user, password, charset }: BasicCredentials): string {
  if (user.includes(":")) throw new Error("a user name in Basic credentials cannot hold a colon");
  const text = `${user}:${password}`;
  if (CONTROL.test(text)) throw new Error("Basic credentials cannot hold control characters");
  return `Basic ${encodeBase64(charset === "utf-8" ? encodeUtf8(text) : encodeLatin1(text))}`;
}

/** The user as bytes, one character each, for withUser. Throws as formatBasic does. */
export function userBytes(user: string, charset: BasicCredentials["charset"]): string {
  return atob(formatBasic({ user, password: "", charset }).slice("Basic ".length)).slice(0, -1);
}

/**
 * A header's value that parseBasic has read, with another user in it; the password's bytes stay as
 * they are.
 */
export function withUser(header: string, bytes: string): string {
  const value = header.trimEnd();
  const start = Math.max(value.lastIndexOf(" "), value.lastIndexOf("\t")) + 1;
  const binary = atob(value.slice(start));
  return `Basic ${btoa(bytes + binary.slice(binary.indexOf(":")))}`;
}

function decodeText(bytes: Uint8Array): { text: string; charset: BasicCredentials["charset"] } {
  try {
    return { text: utf8.decode(bytes), charset: "utf-8" };
  } catch {
    // TextDecoder's "latin1" is windows-1252, which is not one byte to one character both ways;
    // this is.
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return { text, charset: "latin1" };
  }
}

function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new Error("Basic credentials are not well-formed Unicode");
  return new TextEncoder().encode(text);
}

function encodeLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff) throw new Error("Basic credentials do not fit ISO-8859-1");
    return code;
  });
}
