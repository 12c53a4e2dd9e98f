// ASN.1 put together by hand, for messages that PKI.js would bring too much of itself for
// (docs/decisions/0017): asn1js encodes them. Rule: DER, as long as the caller gives the elements of
// a SET OF in their order. Follows X.690, sections 8 and 10.
import * as asn1js from "asn1js";
import type { Element } from "./asn1.ts";

/** The class of [0] and its like, as asn1js numbers them. */
const CONTEXT = 3;

export const sequence = (...elements: readonly Element[]): Element =>
  new asn1js.Sequence({ value: [...elements] as asn1js.AsnType[] });

export const setOf = (...elements: readonly Element[]): Element =>
  new asn1js.Set({ value: [...elements] as asn1js.AsnType[] });

/** [number] around elements: EXPLICIT for one, IMPLICIT for the elements of a SEQUENCE or SET. */
export const tagged = (number: number, ...elements: readonly Element[]): Element =>
  new asn1js.Constructed({
    idBlock: { tagClass: CONTEXT, tagNumber: number },
    value: [...elements] as asn1js.AsnType[],
  });

/** [number] IMPLICIT for a string of bytes, in one piece. */
export const taggedOctets = (number: number, bytes: Uint8Array): Element =>
  new asn1js.Primitive({
    idBlock: { tagClass: CONTEXT, tagNumber: number },
    valueHex: bytes.slice(),
  });

export const octetString = (bytes: Uint8Array): Element =>
  new asn1js.OctetString({ valueHex: bytes.slice() });

export const oid = (value: string): Element => new asn1js.ObjectIdentifier({ value });

export const integer = (value: number): Element => new asn1js.Integer({ value });

export const printableString = (value: string): Element => new asn1js.PrintableString({ value });

/** With NULL parameters, unless others are given. */
export const algorithm = (id: string, parameters: Element = new asn1js.Null()): Element =>
  sequence(oid(id), parameters);

/** The element whose encoding is `der`, its content kept as bytes, whatever is inside. */
export function whole(der: Uint8Array): Element {
  const [identifier = 0, length = 0] = der;
  const header = 2 + (length > 0x7f ? length - 0x80 : 0);
  const element = new asn1js.Primitive({
    idBlock: { tagClass: 1 + (identifier >> 6), tagNumber: identifier & 0x1f },
    valueHex: der.slice(header),
  });
  element.idBlock.isConstructed = (identifier & 0x20) !== 0;
  return element;
}

/** The bytes of an element. */
export const encode = (element: Element): Uint8Array => new Uint8Array(element.toBER());
