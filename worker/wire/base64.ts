// Base64 as the query strings and Authorization headers of ActiveSync carry it (RFC 4648), read so
// that each value has one meaning: no blanks, padding whole or absent, unused bits zero, one
// alphabet at a time.
import { WireError } from "./wire-error.ts";

const STANDARD = /^[A-Za-z0-9+/]*$/;
const URL_SAFE = /^[A-Za-z0-9_-]*$/;

/**
 * Bytes of `text`, in the standard or the URL-safe alphabet. `format` names the caller's format in
 * the WireError.
 */
export function decodeBase64(text: string, format: string): Uint8Array {
  const digits = text.replace(/={1,2}$/, "");
  if (!STANDARD.test(digits) && !URL_SAFE.test(digits)) throw new WireError(format, "not base64");
  if (digits.length !== text.length && text.length % 4 !== 0) {
    throw new WireError(format, "base64 padded wrongly", digits.length);
  }
  if (digits.length % 4 === 1) throw new WireError(format, "base64 cut short", digits.length);
  const standard = digits.replaceAll("-", "+").replaceAll("_", "/");
  const binary = atob(standard);
  if (btoa(binary).replace(/=+$/, "") !== standard) {
    throw new WireError(format, "base64 with stray bits", digits.length);
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Base64 of `bytes` in the standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
