// Reads foreign ASN.1: files that people import, messages of phones and of SCEP clients. BER is read,
// because not every program writes DER: indefinite lengths, strings in pieces. Rules: whatever is not
// as expected is a WireError, never a value guessed at; depth, elements and identifiers are bounded,
// so that no bytes cost more than their length. By hand, because asn1js takes half a millisecond for
// a phone's message, ten times what its signature takes, and two seconds for a long identifier.
// Follows X.690, section 8.
import { TAG } from "./asn1-tag.ts";
import { WireError } from "./wire-error.ts";

/** An element and what is in it. The bytes are views of what was read. */
export interface Element {
  /** The identifier octet: class, whether constructed, number. */
  readonly tag: number;
  /** All of it, its header and (of an indefinite length) its end included. */
  readonly encoded: Uint8Array;
  /** The bytes inside; empty if there are elements inside. */
  readonly content: Uint8Array;
  /** The elements inside, if it is constructed. */
  readonly parts: readonly Element[];
}

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;
const CLASS = 0xc0;
const NUMBER = 0x1f;
/** Containers within containers: a PKCS#12 file has about fifteen. */
const DEPTH_MAX = 40;
const ELEMENTS_MAX = 5_000;
/** Bytes of an identifier; 2.25 and a UUID has 19. */
const OID_MAX = 32;

/** The walk for one format. */
export function asn1Of(format: string) {
  const wrong = (problem: string, offset = 0): never => {
    throw new WireError(format, problem, offset);
  };
  /** Exactly one element. */
  const parse = (bytes: Uint8Array): Element => {
    const element = readElement({ bytes, wrong, elements: 0 }, 0, bytes.length, 0);
    const { length } = element.encoded;
    return length === bytes.length ? element : wrong("something follows the ASN.1", length);
  };
  const parts = (element: Element | undefined, what: string): readonly Element[] =>
    element && isConstructed(element) ? element.parts : wrong(`${what} is missing`);
  /** The parts of a SEQUENCE or SET. */
  const list = (element: Element | undefined, what: string): readonly Element[] =>
    element?.tag === TAG.sequence || element?.tag === TAG.set
      ? element.parts
      : wrong(`${what} is missing`);
  /** What an explicit [number] holds. */
  const inside = (element: Element | undefined, number: number, what: string): Element =>
    (isTagged(element, number) && element?.parts[0]) || wrong(`${what} is missing`);
  /** The bytes an element was read from, on their own. */
  const encoded = (element: Element | undefined, what: string): Uint8Array =>
    element ? Uint8Array.from(element.encoded) : wrong(`${what} is missing`);
  return { wrong, parse, parts, list, inside, encoded, ...valuesOf(wrong) };
}

/** The values of elements that hold no others. */
function valuesOf(wrong: (problem: string) => never) {
  const contentOf = (element: Element | undefined, tag: number, what: string): Uint8Array =>
    element?.tag === tag ? Uint8Array.from(element.content) : wrong(what);
  const oid = (element: Element | undefined, what: string): string =>
    dotted(contentOf(element, TAG.oid, `${what} has no identifier`)) ??
    wrong(`${what} has a strange identifier`);
  /** The content of an INTEGER, as it stands. */
  const integer = (element: Element | undefined, what: string): Uint8Array => {
    const content = contentOf(element, TAG.integer, `${what} is no number`);
    return content.length > 0 ? content : wrong(`${what} is no number`);
  };
  /** A whole number that is not negative and small enough to count with. */
  const count = (element: Element | undefined, what: string): number => {
    const bytes = integer(element, what);
    if (bytes.length > 5 || (bytes[0] ?? 0) > 0x7f) return wrong(`${what} is no number`);
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  };
  const octets = (element: Element | undefined, what: string): Uint8Array => {
    const pieces = element && piecesOf(element);
    return pieces ? new Uint8Array(Buffer.concat(pieces)) : wrong(`${what} is missing`);
  };
  /** The bytes of a BIT STRING, whose last one may lack so many bits. */
  const bits = (element: Element | undefined, what: string, unusedMax = 0): Uint8Array => {
    const content = contentOf(element, TAG.bitString, `${what} is missing`);
    return (content[0] ?? 8) <= unusedMax ? content.slice(1) : wrong(`${what} is missing`);
  };
  const truth = (element: Element | undefined): boolean =>
    element?.tag === TAG.boolean && element.content.some((byte) => byte !== 0);
  /** A text of any of the kinds that names and passwords are written in. */
  const text = (element: Element | undefined, what: string): string =>
    (element && textOf(element)) ?? wrong(`${what} is no text`);
  return { oid, integer, count, octets, bits, truth, text };
}

/** True for [number] of the context. */
export function isTagged(element: Element | undefined, number: number): boolean {
  return element !== undefined && (element.tag & ~CONSTRUCTED) === (CONTEXT | number);
}

const isConstructed = ({ tag }: Element) => (tag & CONSTRUCTED) !== 0;

interface Scan {
  readonly bytes: Uint8Array;
  readonly wrong: (problem: string, offset: number) => never;
  /** How many were read so far. */
  elements: number;
}

/** The element that begins at `start`. What holds it ends at `end`. */
function readElement(scan: Scan, start: number, end: number, depth: number): Element {
  const { bytes, wrong } = scan;
  scan.elements++;
  if (scan.elements > ELEMENTS_MAX) return wrong("no ASN.1: too many elements", start);
  if (depth > DEPTH_MAX) return wrong("no ASN.1: nested too deep", start);
  if (end - start < 2) return wrong("no ASN.1: cut short", start);
  const tag = bytes[start] ?? 0;
  if (tag === 0 || (tag & NUMBER) === NUMBER) return wrong("no ASN.1", start);
  const { header, length } = readLength(scan, start + 1, end);
  const first = start + 1 + header;
  if ((tag & CONSTRUCTED) === 0) {
    if (length === undefined) return wrong("no ASN.1: no length", start);
    const content = bytes.subarray(first, first + length);
    return { tag, encoded: bytes.subarray(start, first + length), content, parts: [] };
  }
  const last = length === undefined ? end : first + length;
  const parts: Element[] = [];
  let at = first;
  // Two zeros end an indefinite length (8.1.5); before the end of a definite one they are no element.
  while (length === undefined ? !isEnd(bytes, at, end) : at < last) {
    const part = readElement(scan, at, last, depth + 1);
    parts.push(part);
    at += part.encoded.length;
  }
  const encoded = bytes.subarray(start, length === undefined ? at + 2 : last);
  return { tag, encoded, content: bytes.subarray(0, 0), parts };
}

const isEnd = (bytes: Uint8Array, at: number, end: number) =>
  at + 1 < end && bytes[at] === 0 && bytes[at + 1] === 0;

/** The length (undefined: indefinite) that stands at `at`, and the bytes it takes (8.1.3). */
function readLength({ bytes, wrong }: Scan, at: number, end: number) {
  const first = bytes[at] ?? 0;
  if (first === 0x80) return { header: 1, length: undefined };
  const digits = first < 0x80 ? 0 : first - 0x80;
  // Four bytes count more than any message has.
  if (digits > 4 || at + 1 + digits > end) return wrong("no ASN.1: cut short", at);
  let length = first < 0x80 ? first : 0;
  for (let digit = 1; digit <= digits; digit++) length = length * 256 + (bytes[at + digit] ?? 0);
  if (length > end - at - 1 - digits) return wrong("no ASN.1: cut short", at);
  return { header: 1 + digits, length };
}

/** An OCTET STRING, or [number] IMPLICIT for one: in one piece, or (BER) in several. */
function piecesOf(element: Element): readonly Uint8Array[] | undefined {
  const { tag, content, parts } = element;
  if (tag === TAG.octetString || (tag & (CLASS | CONSTRUCTED)) === CONTEXT) return [content];
  if (tag !== (TAG.octetString | CONSTRUCTED) && !isTagged(element, 0)) return undefined;
  const pieces = parts.map((part) => ((part.tag & CLASS) === 0 ? piecesOf(part) : undefined));
  return pieces.every((piece) => piece !== undefined) ? pieces.flat() : undefined;
}

/** The arcs of an OBJECT IDENTIFIER (8.19). */
function dotted(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.length > OID_MAX) return undefined;
  const arcs: bigint[] = [];
  let arc = 0n;
  let isInside = false;
  for (const byte of content) {
    if (!isInside && byte === 0x80) return undefined;
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    isInside = byte > 0x7f;
    if (isInside) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [both = 0n, ...rest] = arcs;
  const top = both < 80n ? both / 40n : 2n;
  return isInside ? undefined : [top, both - top * 40n, ...rest].join(".");
}

function textOf({ tag, content }: Element): string | undefined {
  const bytes = Buffer.from(content);
  switch (tag) {
    case TAG.utf8String:
      return bytes.toString("utf8");
    case TAG.printableString:
    case TAG.teletexString:
    case TAG.ia5String:
      return bytes.toString("latin1");
    case TAG.bmpString:
      return bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : undefined;
    default:
      return undefined;
  }
}
