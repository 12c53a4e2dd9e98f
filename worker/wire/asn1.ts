// A walk through foreign ASN.1, for files that people import: asn1js takes the bytes apart (BER,
// because not every program writes DER), these functions say what must stand where. Rule: whatever
// is not as expected is a WireError, never a value guessed at. Follows X.690.
import * as asn1js from "asn1js";
import { WireError } from "./wire-error.ts";

/** An element, as asn1js read it. */
export type Element = asn1js.BaseBlock;

const UNIVERSAL = 1;
const CONTEXT = 3;
/** Containers within containers: a PKCS#12 file has about fifteen. */
const DEPTH_MAX = 40;
const ELEMENTS_MAX = 5_000;

/** The walk for one format. */
export function asn1Of(format: string) {
  const wrong = (problem: string): never => {
    throw new WireError(format, problem);
  };
  /** Exactly one element. */
  const parse = (bytes: Uint8Array): Element => {
    const { result, offset } = parsed(bytes) ?? wrong("no ASN.1");
    return offset === bytes.length ? result : wrong("no ASN.1, or something follows it");
  };
  const parts = (element: Element | undefined, what: string): readonly Element[] =>
    element instanceof asn1js.Constructed ? element.valueBlock.value : wrong(`${what} is missing`);
  /** The parts of a SEQUENCE or SET. */
  const list = (element: Element | undefined, what: string): readonly Element[] =>
    element?.idBlock.tagClass === UNIVERSAL ? parts(element, what) : wrong(`${what} is missing`);
  /** What an explicit [number] holds. */
  const inside = (element: Element | undefined, number: number, what: string): Element =>
    (isTagged(element, number) ? parts(element, what)[0] : undefined) ??
    wrong(`${what} is missing`);
  const oid = (element: Element | undefined, what: string): string =>
    element instanceof asn1js.ObjectIdentifier
      ? element.getValue()
      : wrong(`${what} has no identifier`);
  /** A whole number that is not negative and small enough to count with. */
  const count = (element: Element | undefined, what: string): number => {
    const bytes = element instanceof asn1js.Integer ? element.valueBlock.valueHexView : undefined;
    if (!bytes || bytes.length > 5 || (bytes[0] ?? 0) > 0x7f) return wrong(`${what} is no number`);
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  };
  /** The content of an INTEGER, as it stands. */
  const integer = (element: Element | undefined, what: string): Uint8Array =>
    element instanceof asn1js.Integer
      ? new Uint8Array(element.valueBlock.valueHexView)
      : wrong(`${what} is no number`);
  const octets = (element: Element | undefined, what: string): Uint8Array =>
    bytesOf(element) ?? wrong(`${what} is missing`);
  /** A BIT STRING of whole bytes, or of single bits. */
  const bits = (element: Element | undefined, what: string): Uint8Array =>
    element instanceof asn1js.BitString && !element.idBlock.isConstructed
      ? new Uint8Array(element.valueBlock.valueHexView)
      : wrong(`${what} is missing`);
  const truth = (element: Element | undefined): boolean =>
    element instanceof asn1js.Boolean && element.getValue();
  /** The bytes an element was read from, on their own. */
  const encoded = (element: Element | undefined, what: string): Uint8Array =>
    element ? new Uint8Array(element.valueBeforeDecodeView) : wrong(`${what} is missing`);
  return { wrong, parse, parts, list, inside, oid, count, integer, octets, bits, truth, encoded };
}

/** True for [number] of the context. */
export function isTagged(element: Element | undefined, number: number): boolean {
  return element?.idBlock.tagClass === CONTEXT && element.idBlock.tagNumber === number;
}

function parsed(bytes: Uint8Array): asn1js.FromBerResult | undefined {
  try {
    const limits = { maxDepth: DEPTH_MAX, maxNodes: ELEMENTS_MAX, parseEmbedded: false };
    const read = asn1js.fromBER(bytes, limits);
    return read.offset > 0 ? read : undefined;
  } catch {
    // asn1js throws errors of many kinds at hostile bytes; all of them mean the same.
    return undefined;
  }
}

/** An OCTET STRING, or [0] IMPLICIT for one: in one piece, or (BER) in several. */
function bytesOf(element: Element | undefined): Uint8Array | undefined {
  if (element instanceof asn1js.OctetString) return new Uint8Array(element.getValue());
  if (element instanceof asn1js.Primitive) return element.valueBlock.valueHexView;
  if (!(element instanceof asn1js.Constructed) || !isTagged(element, 0)) return undefined;
  const pieces = element.valueBlock.value.map(bytesOf);
  return pieces.every((piece) => piece !== undefined) ? Buffer.concat(pieces) : undefined;
}
