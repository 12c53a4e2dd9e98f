// The certificate a TLS front saw, as it tells of it: the field Client-Cert (RFC 9440, section 2.1),
// or what Cloudflare's edge gives in the same form. Rule: one byte sequence of a structured field
// (RFC 8941, 3.3.5) and nothing beside it; what is inside is one whole DER element, no more.
import { decodeBase64 } from "./base64.ts";
import { WireError } from "./wire-error.ts";

const FORMAT = "Client-Cert";
/** Text of a certificate of 12 KB: those of phones have 1 to 2. */
const LENGTH_MAX = 16_384;
const BYTE_SEQUENCE = /^ *:([A-Za-z0-9+/]*={0,2}): *$/;
const SEQUENCE = 0x30;

/** The certificate's bytes. Whether it is one, and whose, is for the caller. @throws WireError */
export function readClientCert(value: string): Uint8Array {
  if (value.length > LENGTH_MAX) throw new WireError(FORMAT, "too long", LENGTH_MAX);
  const [, base64] = BYTE_SEQUENCE.exec(value) ?? [];
  if (base64 === undefined) throw new WireError(FORMAT, "not one byte sequence");
  const bytes = decodeBase64(base64, FORMAT);
  if (wholeLength(bytes) !== bytes.length) throw new WireError(FORMAT, "not one certificate");
  return bytes;
}

/** Bytes of the SEQUENCE that begins here, by its own header; -1 for anything else. */
function wholeLength([tag, first = 0, second = 0, third = 0]: Uint8Array): number {
  if (tag !== SEQUENCE) return -1;
  // A certificate has more than 127 bytes and fewer than 65,536 (X.690, 8.1.3: lengths of length).
  if (first === 0x81) return second > 0x7f ? 3 + second : -1;
  return first === 0x82 && second > 0 ? 4 + second * 256 + third : -1;
}
