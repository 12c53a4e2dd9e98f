// Random secrets and ids as letters that need no escaping in a path, a header or a cookie (RFC 4648,
// section 5).
import { encodeBase64 } from "../../wire/base64.ts";

/** `bytes` random bytes of the platform's cryptographic source, in base64url without padding. */
export function randomText(bytes: number): string {
  const text = encodeBase64(crypto.getRandomValues(new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
