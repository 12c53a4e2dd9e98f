// The phone's own reader of DER (X.690, sections 8 and 10). It is not the Worker's: both sides must
// meet in the bytes. Rule: DER is read strictly; the few BER forms that the era's parser took
// (indefinite lengths, long length forms, strings in pieces) are read too, but reported, since a
// profile that needs them is a fault of the server.

/** Bytes that are no ASN.1 a phone can read. */
export class DerProblem extends Error {
  constructor(problem: string, offset: number) {
    super(`${problem} at byte ${offset}`);
    this.name = "DerProblem";
  }
}

/**
 * One element: its identifier byte, its whole encoding, its contents, and its children if it is
 * constructed.
 */
export interface Der {
  readonly identifier: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  readonly children: readonly Der[];
  readonly indefinite: boolean;
}

/** Identifier bytes: class, constructed bit and tag number together. */
export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const BOOLEAN = 0x01;
/** Context-specific, constructed [n]. */
export const context = (tag: number) => 0xa0 | tag;

export const CONSTRUCTED = 0x20;
/** Deepest nesting and longest element a phone would take. */
const MAX_DEPTH = 40;
const MAX_BYTES = 8 * 1024 * 1024;

interface Reader {
  readonly bytes: Uint8Array;
  readonly ber: (problem: string) => void;
}

/**
 * The one element that `bytes` are. `ber` hears of every form that is BER but not DER. Throws
 * DerProblem.
 */
export function readDer(bytes: Uint8Array, ber: (problem: string) => void): Der {
  if (bytes.length > MAX_BYTES) throw new DerProblem("too long", MAX_BYTES);
  const element = readElement({ bytes, ber }, 0, bytes.length, 0);
  if (element.bytes.length !== bytes.length) {
    throw new DerProblem("bytes after the end", element.bytes.length);
  }
  return element;
}

function readElement(reader: Reader, offset: number, limit: number, depth: number): Der {
  if (depth > MAX_DEPTH) throw new DerProblem("nested too deep", offset);
  const identifier = byteAt(reader, offset, limit);
  if ((identifier & 0x1f) === 0x1f) throw new DerProblem("tag number above 30", offset);
  const constructed = (identifier & CONSTRUCTED) !== 0;
  const length = readLength(reader, offset + 1, limit);
  if (length.value === null) {
    if (!constructed) throw new DerProblem("indefinite length of a primitive", offset);
    reader.ber("indefinite length");
    return readIndefinite(reader, { identifier, offset, from: length.next, limit, depth });
  }
  const end = length.next + length.value;
  if (end > limit) throw new DerProblem("longer than what holds it", offset);
  const children: Der[] = [];
  for (let at = length.next; constructed && at < end; ) {
    const element = readElement(reader, at, end, depth + 1);
    children.push(element);
    at += element.bytes.length;
  }
  const bytes = reader.bytes.subarray(offset, end);
  const content = reader.bytes.subarray(length.next, end);
  return { identifier, offset, bytes, content, children, indefinite: false };
}

function readIndefinite(
  reader: Reader,
  on: { identifier: number; offset: number; from: number; limit: number; depth: number },
): Der {
  const children: Der[] = [];
  let at = on.from;
  for (;;) {
    if (byteAt(reader, at, on.limit) === 0 && byteAt(reader, at + 1, on.limit) === 0) break;
    const element = readElement(reader, at, on.limit, on.depth + 1);
    children.push(element);
    at += element.bytes.length;
  }
  const { identifier, offset } = on;
  const bytes = reader.bytes.subarray(offset, at + 2);
  const content = reader.bytes.subarray(on.from, at);
  return { identifier, offset, bytes, content, children, indefinite: true };
}

function readLength(reader: Reader, offset: number, limit: number) {
  const first = byteAt(reader, offset, limit);
  if (first < 0x80) return { value: first, next: offset + 1 };
  if (first === 0x80) return { value: null, next: offset + 1 };
  const count = first & 0x7f;
  if (count > 4) throw new DerProblem("length of more than four bytes", offset);
  let value = 0;
  for (let i = 1; i <= count; i++) value = value * 256 + byteAt(reader, offset + i, limit);
  const shortest = value < 0x80 ? 0 : Math.ceil((32 - Math.clz32(value)) / 8);
  if (count !== shortest) reader.ber("length not in its shortest form");
  return { value, next: offset + 1 + count };
}

function byteAt(reader: Reader, offset: number, limit: number): number {
  const byte = offset < limit ? reader.bytes[offset] : undefined;
  if (byte === undefined) throw new DerProblem("ends too early", offset);
  return byte;
}

/** `element`, if its identifier is the wanted one. Throws DerProblem, naming `what`. */
export function expect(element: Der | undefined, identifier: number, what: string): Der {
  if (!element) throw new DerProblem(`${what} is missing`, 0);
  if (element.identifier !== identifier)
    throw new DerProblem(`${what} has another type`, element.offset);
  return element;
}

/** Longest number in an OBJECT IDENTIFIER: a UUID as one arc has 19 bytes (X.667, section 6.3). */
const MAX_ARC_BYTES = 19;

/** Dotted form of an OBJECT IDENTIFIER. */
export function oidOf(element: Der | undefined): string {
  const { content, offset } = expect(element, OBJECT_IDENTIFIER, "object identifier");
  const arcs: bigint[] = [];
  let [arc, length] = [0n, 0];
  for (const [index, byte] of content.entries()) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (++length > MAX_ARC_BYTES) throw new DerProblem("huge object identifier", offset);
    if (byte & 0x80) {
      if (index === content.length - 1) throw new DerProblem("cut object identifier", offset);
      continue;
    }
    const first = arc < 80n ? arc / 40n : 2n;
    arcs.push(...(arcs.length > 0 ? [arc] : [first, arc - 40n * first]));
    [arc, length] = [0n, 0];
  }
  if (arcs.length < 2) throw new DerProblem("empty object identifier", offset);
  return arcs.join(".");
}

/** Bytes of an OCTET STRING; one in pieces (BER) is joined and reported. */
export function octetsOf(element: Der | undefined, ber: (problem: string) => void): Uint8Array {
  if (element?.identifier !== (OCTET_STRING | CONSTRUCTED)) {
    return expect(element, OCTET_STRING, "octet string").content;
  }
  ber("octet string in pieces");
  const pieces = element.children.map((piece) => octetsOf(piece, ber));
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A small non-negative INTEGER. */
export function smallIntegerOf(element: Der | undefined, what: string): number {
  const { content, offset } = expect(element, INTEGER, what);
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) > 0x7f) {
    throw new DerProblem(`${what} is out of range`, offset);
  }
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** True if both are the same bytes. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** DER's order of SET OF: the encodings ascending as byte strings (X.690, section 11.6). */
export function inSetOrder(elements: readonly Der[]): boolean {
  return elements.every((element, index) => {
    const before = elements[index - 1];
    return !before || Buffer.compare(before.bytes, element.bytes) <= 0;
  });
}
