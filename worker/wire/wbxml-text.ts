// Strings inside WBXML: NUL-terminated UTF-8, most of them short and plain ASCII, so that these get
// a fast path.
import { refuse } from "./wbxml-header.ts";

/**
 * Up to this length a string is looked at byte by byte; above it the platform's decoder is faster.
 */
const SHORT = 64;
/** A byte order mark at the start of a text is a character of the text. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text of the bytes from `start` to `end`. A WireError if they are not UTF-8. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT && isAscii(bytes, start, end)) {
    return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
  }
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    return refuse("text is not UTF-8", start);
  }
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((bytes[at] ?? 0) > 0x7f) return false;
  }
  return true;
}
