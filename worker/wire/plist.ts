// Property lists as XML: what configuration profiles are made of. Package plist builds them,
// plist-read.ts reads them; this file guards both directions. Rule: the same value always gives the
// same bytes, and hostile bytes give a value or a WireError, nothing else. Follows Apple's
// PropertyList-1.0.dtd and plist(5).
import * as plist from "plist";
import { NOT_XML, readPlistText } from "./plist-read.ts";
import { WireError } from "./wire-error.ts";

/**
 * A number that must be written as `<real>` even when it is whole: plist 5 writes 1.0 as
 * `<integer>`.
 */
export interface PlistReal {
  readonly [REAL]: number;
}
const REAL: unique symbol = Symbol("plist real");

/**
 * Values of a property list. A fractional number is a real; members that are undefined are left
 * out.
 */
export type PlistValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | PlistReal
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue | undefined };

/** What reading gives: reals and integers are both numbers. */
export type ParsedPlist =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | ParsedPlist[]
  | { [key: string]: ParsedPlist };

/** Bytes a property list may have when it is read; a signed profile's content is about 4 KB. */
export const PLIST_SIZE_LIMIT = 65_536;
/** Nested containers a property list may have; a profile needs 4. */
export const PLIST_DEPTH_LIMIT = 32;

/** Marks `value` to be written as `<real>`, as Apple wants for some keys whatever the number. */
export function real(value: number): PlistReal {
  return { [REAL]: value };
}

/**
 * The XML form of `value`, in UTF-8. Equal values (in the order of their keys) give equal bytes.
 * Throws a WireError for what a property list cannot say: control characters, numbers beyond 2^53,
 * broken dates.
 */
export function buildPlist(value: PlistValue): Uint8Array {
  const reals: number[] = [];
  const xml = plist.build(plain(value, reals, 0));
  let next = 0;
  const text = xml.replaceAll(REAL_STAND_IN_XML, () => `<real>${reals[next++]}</real>`);
  return new TextEncoder().encode(text);
}

// Every real is built as this fraction and its own digits are put in afterwards, in document order.
// Text cannot be mistaken for it: the package escapes every "<" of a string or key.
const REAL_STAND_IN = 0.5;
const REAL_STAND_IN_XML = `<real>${REAL_STAND_IN}</real>`;

/** `value` as the package takes it, checked; reals are collected in document order. */
function plain(value: PlistValue, reals: number[], depth: number): plist.PlistValue {
  if (depth > PLIST_DEPTH_LIMIT) throw new WireError("plist", "nested too deep");
  if (typeof value === "string") return checkedText(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return number(value, reals);
  if (value instanceof Date) return checkedDate(value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, reals, depth + 1));
  if (REAL in value) return number(value[REAL] as number, reals, true);
  return dictionary(value as { readonly [key: string]: PlistValue | undefined }, reals, depth);
}

function dictionary(
  value: { readonly [key: string]: PlistValue | undefined },
  reals: number[],
  depth: number,
): plist.PlistValue {
  const members: { [key: string]: plist.PlistValue } = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    if (key === "__proto__") throw new WireError("plist", "key __proto__");
    members[checkedText(key)] = plain(member, reals, depth + 1);
  }
  return members;
}

function number(value: number, reals: number[], asReal = !Number.isInteger(value)): number {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new WireError("plist", "number out of range");
  }
  if (!asReal) return value;
  reals.push(value);
  return REAL_STAND_IN;
}

function checkedText(text: string): string {
  const found = NOT_XML.exec(text);
  if (found) throw new WireError("plist", "character that XML cannot carry", found.index);
  return text;
}

function checkedDate(date: Date): Date {
  const year = date.getUTCFullYear();
  // ISO 8601 needs a sign beyond four digits, which no reader of property lists expects.
  if (Number.isNaN(year) || year < 0 || year > 9999)
    throw new WireError("plist", "date out of range");
  return date;
}

/**
 * Reads an XML property list of at most `limit` bytes (UTF-8). Throws a WireError for anything
 * else: binary and old-style lists, entity declarations, deep nesting, broken numbers and dates.
 */
export function parsePlist(bytes: Uint8Array, limit: number = PLIST_SIZE_LIMIT): ParsedPlist {
  if (bytes.byteLength > limit) throw new WireError("plist", `more than ${limit} bytes`, limit);
  return readPlistText(decodeUtf8(bytes), PLIST_DEPTH_LIMIT);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new WireError("plist", "not UTF-8");
  }
}
