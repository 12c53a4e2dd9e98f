// The head of a WBXML document, and the numbers it is made of (WAP Binary XML Content Format
// 5.1-5.4). Exchange ActiveSync always writes 03 01 6A 00: WBXML 1.3, public identifier 1
// (unknown), UTF-8, empty string table. Read more widely: versions 1.1 to 1.3 and any numeric
// public identifier, because both are ignored by everybody. Not read: other charsets and string
// tables, which no ActiveSync client or server uses; a table would let one document say the same
// thing in two ways.
import { WireError } from "./wire-error.ts";

/**
 * Version 1.3, public identifier 1 (unknown or missing), charset 106 (UTF-8), string table of 0
 * bytes.
 */
export const HEADER: readonly number[] = [0x03, 0x01, 0x6a, 0x00];

const VERSIONS: ReadonlySet<number> = new Set([0x01, 0x02, 0x03]);
/** IANA MIBenum of UTF-8. */
const UTF_8 = 0x6a;
/** An mb_u_int32 takes at most five bytes of seven bits. */
const MULTI_BYTE_MAX = 5;

/** A number and where the next byte stands. */
interface Read {
  readonly value: number;
  readonly next: number;
}

export function refuse(problem: string, offset: number): never {
  throw new WireError("WBXML", problem, offset);
}

/**
 * Reads an mb_u_int32: seven bits a byte, most significant first, high bit set on all but the last.
 * Returns null if `bytes` end within it; a WireError if it does not fit 32 bits.
 */
export function readMultiByte(bytes: Uint8Array, start: number): Read | null {
  let value = 0;
  for (let length = 0; length < MULTI_BYTE_MAX; length++) {
    const byte = bytes[start + length];
    if (byte === undefined) return null;
    value = value * 0x80 + (byte & 0x7f);
    if (byte < 0x80) {
      if (value > 0xffffffff) break;
      return { value, next: start + length + 1 };
    }
  }
  return refuse("number over 32 bits", start);
}

/**
 * Checks the head. Returns the offset of the first byte after it, or null if `bytes` end within it.
 */
export function readHeader(bytes: Uint8Array): number | null {
  const version = bytes[0];
  if (version === undefined) return null;
  if (!VERSIONS.has(version)) refuse(`version byte ${version} is not WBXML 1.1 to 1.3`, 0);
  const publicId = readMultiByte(bytes, 1);
  if (publicId === null) return null;
  if (publicId.value === 0) refuse("public identifier in a string table", 1);
  const charset = readMultiByte(bytes, publicId.next);
  if (charset === null) return null;
  if (charset.value !== UTF_8) refuse(`charset ${charset.value} is not UTF-8`, publicId.next);
  const table = readMultiByte(bytes, charset.next);
  if (table === null) return null;
  if (table.value !== 0) refuse("string table is not empty", charset.next);
  return table.next;
}
