// The phone's own writer of DER, and of the BER that Apple's streaming encoder writes (X.690,
// sections 8 and 10): indefinite lengths, strings in pieces. It is not the Worker's: both sides must
// meet in the bytes.
import {
  CONSTRUCTED,
  context,
  INTEGER,
  OBJECT_IDENTIFIER,
  OCTET_STRING,
  SEQUENCE,
  SET,
} from "./der.ts";

type Bytes = Uint8Array;

/** Bytes one after another. */
export function joined(parts: readonly Bytes[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** One element with a definite length in its shortest form. */
export function element(identifier: number, ...parts: readonly Bytes[]): Uint8Array {
  const content = joined(parts);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256))
    length.unshift(rest % 256);
  const head = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length];
  return joined([Uint8Array.from([identifier, ...head]), content]);
}

/** One constructed element with an indefinite length: BER, not DER. */
export const indefinite = (identifier: number, ...parts: readonly Bytes[]) =>
  joined([Uint8Array.from([identifier, 0x80]), ...parts, Uint8Array.from([0, 0])]);

export const sequence = (...parts: readonly Bytes[]) => element(SEQUENCE, ...parts);
/** SET OF: the members in DER's order (X.690, section 11.6). */
export const setOf = (...parts: readonly Bytes[]) =>
  element(SET, ...[...parts].sort(Buffer.compare));
/** Context-specific, constructed [n]. */
export const tagged = (tag: number, ...parts: readonly Bytes[]) => element(context(tag), ...parts);
export const octetString = (content: Bytes) => element(OCTET_STRING, content);
export const nothing = () => element(0x05);
export const yes = () => element(0x01, Uint8Array.of(0xff));
export const utf8String = (text: string) => element(0x0c, Buffer.from(text, "utf8"));
export const printableString = (text: string) => element(0x13, Buffer.from(text, "latin1"));
/** A BIT STRING of whole bytes. */
export const bitString = (content: Bytes, unused = 0) =>
  element(0x03, Uint8Array.of(unused), content);

/** An OCTET STRING in pieces of `size` bytes, each with its own length. */
export function octetStringInPieces(content: Bytes, size: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size)
    pieces.push(octetString(content.subarray(at, at + size)));
  return indefinite(OCTET_STRING | CONSTRUCTED, ...pieces);
}

/** A non-negative INTEGER: a small number, or big-endian bytes. */
export function integer(value: number | Bytes): Uint8Array {
  const bytes = typeof value === "number" ? bytesOf(value) : [...value];
  while (bytes.length > 1 && bytes[0] === 0) bytes.shift();
  if ((bytes[0] ?? 0) > 0x7f) bytes.unshift(0);
  return element(INTEGER, Uint8Array.from(bytes));
}

function bytesOf(value: number): number[] {
  const bytes = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256))
    bytes.unshift(rest % 256);
  return bytes;
}

/** An OBJECT IDENTIFIER, given in dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let more = Math.floor(arc / 128); more > 0; more = Math.floor(more / 128))
      groups.unshift((more % 128) | 0x80);
    return groups;
  });
  return element(OBJECT_IDENTIFIER, Uint8Array.from(bytes));
}

/** A UTCTime, for years up to 2049 (RFC 5280, section 4.1.2.5.1). Milliseconds since 1970. */
export function utcTime(at: number): Uint8Array {
  const digits = new Date(at).toISOString().replace(/\D/g, "");
  return element(0x17, Buffer.from(`${digits.slice(2, 14)}Z`, "latin1"));
}
