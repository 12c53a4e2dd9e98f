// Writes DER (X.690, section 10): definite lengths, each the shortest there is. Rule: what these
// functions are given is trusted to be what they say; nothing is read back. Where speed counts they
// stand in for asn1js, which makes an object for every element.

import { TAG } from "./asn1-tag.ts";

/** One element: its identifier octet, then its contents, one after the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of contents) length += part.length;
  // Not by Buffer.concat: in workerd it takes four times as long, and a message has a hundred elements.
  const octets = length < 0x80 ? 0 : octetsIn(length);
  const element = Buffer.alloc(2 + octets + length);
  element[0] = tag;
  element[1] = octets === 0 ? length : 0x80 | octets;
  for (let at = 1 + octets, rest = length; at > 1; at--, rest = Math.floor(rest / 256))
    element[at] = rest % 256;
  let at = 2 + octets;
  for (const part of contents) {
    element.set(part, at);
    at += part.length;
  }
  return element;
}

function octetsIn(length: number): number {
  let octets = 1;
  while (length >= 256 ** octets) octets++;
  return octets;
}

export const sequence = (...parts: readonly Uint8Array[]) => der(TAG.sequence, ...parts);
/** A SET OF in the order DER asks for: by the encodings, the shorter first among equals (11.6). */
export const setOf = (...parts: readonly Uint8Array[]) =>
  der(TAG.set, ...[...parts].sort(Buffer.compare));
export const octetString = (bytes: Uint8Array) => der(TAG.octetString, bytes);
/** [number] around whole elements, as EXPLICIT tags are; also IMPLICIT in place of a SET or SEQUENCE. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]) =>
  der(0xa0 | number, ...parts);
/** [number] IMPLICIT in place of an element that is not constructed. */
export const taggedBytes = (number: number, bytes: Uint8Array) => der(0x80 | number, bytes);
export const utf8String = (text: string) => der(TAG.utf8String, Buffer.from(text, "utf8"));
export const printableString = (text: string) =>
  der(TAG.printableString, Buffer.from(text, "latin1"));
export const nothing = () => der(TAG.null);

/** A BIT STRING whose bits are whole bytes. */
export const bitString = (bytes: Uint8Array) => der(TAG.bitString, Uint8Array.of(0), bytes);

/** An INTEGER that is not negative: its bytes, the most significant first. */
export function integer(value: number | Uint8Array): Buffer {
  const bytes = typeof value === "number" ? bytesOf(value) : value;
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  const isNegative = (shortest[0] ?? 0) > 0x7f;
  return der(TAG.integer, isNegative ? Buffer.concat([Uint8Array.of(0), shortest]) : shortest);
}

/** Encoded once each: this code writes a few dozen of them, and none that a stranger chooses. */
const oids = new Map<string, Uint8Array>();

/** An OBJECT IDENTIFIER in dotted form; arcs may be of any length, as those below 2.25 are. */
export function oid(dotted: string): Uint8Array {
  const known = oids.get(dotted) ?? encodedOid(dotted);
  oids.set(dotted, known);
  return known;
}

function encodedOid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt);
  const arcs = [first * 40n + second, ...rest];
  return der(TAG.oid, Uint8Array.from(arcs.flatMap(base128)));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5); milliseconds are cut off. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return at.getUTCFullYear() < 2050
    ? der(TAG.utcTime, Buffer.from(digits.slice(2), "latin1"))
    : der(TAG.generalizedTime, Buffer.from(digits, "latin1"));
}

/** An AlgorithmIdentifier with NULL parameters, which the RSA and SHA families write (RFC 3370). */
export const algorithm = (dotted: string) => sequence(oid(dotted), nothing());

function bytesOf(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes.length > 0 ? bytes : [0]);
}

function base128(arc: bigint): number[] {
  const digits = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80);
  return digits;
}
