// A CA's certificate as what it issues refers to it: the bytes of its name, and its key's identifier.
// Rule: the name is copied byte for byte, since clients compare it so (RFC 5280, 7.1, asks for less).
// Follows RFC 5280, 4.1.2.4 and 4.2.1.1.
import { createHash } from "node:crypto";
import { asn1Of, isTagged } from "./asn1.ts";
import { bitsOf } from "./rsa-public-key.ts";

export interface Issuer {
  /** Name (DER). */
  readonly name: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

/** What names a certificate: who issued it, and which one it is (IssuerAndSerialNumber of RFC 5652, 10.2.4). */
export interface CertificateNames {
  /** Name of its issuer (DER). */
  readonly issuerName: Uint8Array;
  /** Without leading zeros, lower-case hex. */
  readonly serialNumber: string;
  /** Name (DER). */
  readonly name: Uint8Array;
  /** SubjectPublicKeyInfo (DER) as it stands there. */
  readonly publicKey: Uint8Array;
}

const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
const asn1 = asn1Of("certificate");

/** Reads a CA's certificate (DER). @throws WireError */
export function readIssuer(der: Uint8Array): Issuer {
  const [, , , , name, key, ...rest] = fieldsOf(der);
  const [, bits] = asn1.list(key, "key");
  const extensions = rest.find((element) => isTagged(element, 3));
  const list = extensions ? asn1.list(asn1.inside(extensions, 3, "extensions"), "extensions") : [];
  for (const extension of list) {
    const parts = asn1.list(extension, "extension");
    if (asn1.oid(parts[0], "extension") !== SUBJECT_KEY_IDENTIFIER) continue;
    const value = asn1.octets(parts.at(-1), "extension");
    return { name: encoded(name), keyIdentifier: asn1.octets(asn1.parse(value), "identifier") };
  }
  const keyIdentifier = createHash("sha1").update(bitsOf(bits)).digest();
  return { name: encoded(name), keyIdentifier };
}

/** What a certificate (DER) is called. @throws WireError */
export function readNames(der: Uint8Array): CertificateNames {
  const [serial, , issuerName, , name, publicKey] = fieldsOf(der);
  return {
    issuerName: encoded(issuerName),
    serialNumber: serialOf(encoded(serial)),
    name: encoded(name),
    publicKey: encoded(publicKey),
  };
}

/** Serial number, algorithm, issuer, validity, subject, key, and what follows. */
function fieldsOf(der: Uint8Array) {
  const [content] = asn1.list(asn1.parse(der), "certificate");
  const fields = asn1.list(content, "certificate");
  return isTagged(fields[0], 0) ? fields.slice(1) : fields;
}

/** The hex digits of an INTEGER's value; its length fits in one byte, or it is none of ours. */
function serialOf(integer: Uint8Array): string {
  const digits = Buffer.from(integer.subarray(2)).toString("hex");
  return digits.replace(/^(?:00)+(?=..)/, "");
}

const encoded = (element: { valueBeforeDecodeView?: Uint8Array } | undefined): Uint8Array =>
  element?.valueBeforeDecodeView ?? asn1.wrong("a part is missing");
