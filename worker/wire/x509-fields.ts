// The fields of a certificate as they were encoded, for all that compares or hashes bytes: who signed
// a message, who issued whom. Rule: nothing is decoded that is not needed, and names are the same
// only if their bytes are. Follows RFC 5280, section 4.1.
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { bitString, sequence } from "./der-write.ts";

/** A certificate taken apart; all bytes are DER. */
export interface CertificateFields {
  readonly der: Uint8Array;
  /** What the issuer signed. */
  readonly toBeSigned: Uint8Array;
  /** The content of the serial number's INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** Values of the extensions by their identifiers. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
  /** AlgorithmIdentifier: its identifier, and all of it. */
  readonly signatureAlgorithm: { readonly oid: string; readonly der: Uint8Array };
  readonly signature: Uint8Array;
}

const asn1 = asn1Of("certificate");
const EXTENSION = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
} as const;
/** Bits of keyUsage, in its first byte (RFC 5280, 4.2.1.3). */
const KEY_CERT_SIGN = 0x04;

/** Takes one certificate (DER) apart. @throws WireError */
export function readCertificateFields(der: Uint8Array): CertificateFields {
  return fieldsOf(asn1.parse(der));
}

const kept = new WeakMap<Uint8Array, CertificateFields>();

/** The same of a certificate that is kept and looked at again and again: it is taken apart once. */
export function fieldsOfKept(der: Uint8Array): CertificateFields {
  const fields = kept.get(der) ?? readCertificateFields(der);
  kept.set(der, fields);
  return fields;
}

/** The same of an element that was read already. @throws WireError */
export function fieldsOf(certificate: Element): CertificateFields {
  const [toBeSigned, algorithm, signature] = asn1.list(certificate, "certificate");
  const parts = [...asn1.list(toBeSigned, "certificate")];
  if (isTagged(parts[0], 0)) parts.shift();
  const [serial, inner, issuer, , subject, publicKey, ...more] = parts;
  const der = asn1.encoded(certificate, "certificate");
  const outer = asn1.encoded(algorithm, "signature algorithm");
  if (!Buffer.from(outer).equals(asn1.encoded(inner, "signature algorithm")))
    return asn1.wrong("two signature algorithms");
  const signed = asn1.encoded(toBeSigned, "certificate");
  const bits = asn1.bits(signature, "signature");
  // Else the same certificate could come in several forms, each with a fingerprint of its own.
  if (!sequence(signed, outer, bitString(bits)).equals(der)) return asn1.wrong("not DER");
  return {
    der,
    toBeSigned: signed,
    serialNumber: asn1.integer(serial, "serial number"),
    issuer: asn1.encoded(issuer, "issuer"),
    subject: asn1.encoded(subject, "subject"),
    publicKey: asn1.encoded(publicKey, "public key"),
    extensions: extensionsIn(more.find((part) => isTagged(part, 3))),
    signatureAlgorithm: {
      oid: asn1.oid(asn1.list(algorithm, "signature algorithm")[0], "signature algorithm"),
      der: outer,
    },
    signature: bits,
  };
}

function extensionsIn(element: Element | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (!element) return found;
  for (const extension of asn1.list(asn1.inside(element, 3, "extensions"), "extensions")) {
    const parts = asn1.list(extension, "extension");
    const id = asn1.oid(parts[0], "extension");
    // RFC 5280, 4.2: at most once. Readers that disagree on which one counts can be played off.
    if (found.has(id)) asn1.wrong(`extension ${id} stands twice`);
    found.set(id, asn1.octets(parts.at(-1), "extension"));
  }
  return found;
}

/** The subject key identifier, if the certificate has one. @throws WireError */
export function subjectKeyIdentifier({ extensions }: CertificateFields): Uint8Array | undefined {
  const value = extensions.get(EXTENSION.subjectKeyIdentifier);
  return value && asn1.octets(asn1.parse(value), "subject key identifier");
}

/**
 * How many authorities may stand below this certificate: undefined if it is none (basicConstraints
 * says so, or keyUsage lacks keyCertSign), Infinity without a limit (RFC 5280, 4.2.1.9).
 */
export function pathLength({ extensions }: CertificateFields): number | undefined {
  const constraints = extensions.get(EXTENSION.basicConstraints);
  const usage = extensions.get(EXTENSION.keyUsage);
  if (!constraints) return undefined;
  const [isAuthority, length] = asn1.list(asn1.parse(constraints), "basic constraints");
  if (!asn1.truth(isAuthority)) return undefined;
  const bits = usage && asn1.bits(asn1.parse(usage), "key usage", 7);
  if (bits && ((bits[0] ?? 0) & KEY_CERT_SIGN) === 0) return undefined;
  return length ? asn1.count(length, "path length") : Number.POSITIVE_INFINITY;
}
