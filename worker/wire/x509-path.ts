// Whether a certificate was issued, link by link, below one of the anchors. Rules: each link's names
// are the same bytes, each signature is right, each issuer may issue; dates count for nothing, on
// purpose: the authorities above every iPhone's built-in certificate ended in 2014 and 2022, and
// phones go on using it. Follows RFC 5280, section 6, and Apple's "Over-the-Air Profile Delivery".
import { verify } from "node:crypto";
import { asn1Of } from "./asn1.ts";
import { HASHES, isSignedBy, readSignatureScheme, rsaKeyProblem } from "./rsa-signature.ts";
import { WireError } from "./wire-error.ts";
import {
  type CertificateFields,
  fieldsOfKept,
  pathLength,
  readCertificateFields,
} from "./x509-fields.ts";

const FORMAT = "certificate";
/** Apple's chain has three authorities. */
const LINKS_MAX = 6;
/** Signatures checked for one leaf: strangers may send many authorities of one name. */
const CHECKS_MAX = 24;

const ECDSA_WITH: Readonly<Record<string, keyof typeof HASHES>> = {
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const EC_KEY = "1.2.840.10045.2.1";

/** Those of a chain (DER) that are below its root: a root is its own issuer. @throws WireError */
export const belowRoot = (chain: readonly Uint8Array[]): readonly Uint8Array[] =>
  chain.filter((certificate) => {
    const { issuer, subject } = fieldsOfKept(certificate);
    return !Buffer.from(issuer).equals(subject);
  });

/**
 * True if `leaf` was issued by an anchor, or by authorities among `others` that lead to one (all
 * DER). An anchor needs no signature of its own and is none of its own leaves. What cannot be read
 * proves nothing.
 */
export function isIssuedWithin(
  leaf: Uint8Array,
  others: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
): boolean {
  const [start] = readable([leaf]);
  if (!start) return false;
  const trusted = readable(anchors, fieldsOfKept);
  const between = readable(others).filter(
    (other) => !trusted.some((anchor) => isSame(anchor, other)),
  );
  let checks = 0;
  const issued = (certificate: CertificateFields, by: CertificateFields, below: number) =>
    Buffer.from(certificate.issuer).equals(by.subject) &&
    mayIssue(by, below) &&
    checks++ < CHECKS_MAX &&
    isSignedByIssuer(certificate, by);
  const leads = (certificate: CertificateFields, below: number): boolean =>
    below < LINKS_MAX &&
    (trusted.some((anchor) => issued(certificate, anchor, below)) ||
      between.some((other) => issued(certificate, other, below) && leads(other, below + 1)));
  return leads(start, 0);
}

function readable(
  certificates: readonly Uint8Array[],
  read = readCertificateFields,
): readonly CertificateFields[] {
  return certificates.flatMap((der) =>
    refusedAs<readonly CertificateFields[]>([], () => [read(der)]),
  );
}

const isSame = (one: CertificateFields, other: CertificateFields): boolean =>
  Buffer.from(one.der).equals(other.der);

/** True if an authority may issue, with so many others below it. */
function mayIssue(authority: CertificateFields, below: number): boolean {
  return refusedAs(false, () => (pathLength(authority) ?? -1) >= below);
}

/** True if the issuer's key made the certificate's signature. */
function isSignedByIssuer(certificate: CertificateFields, issuer: CertificateFields): boolean {
  return refusedAs(false, () => {
    const { toBeSigned, signature, signatureAlgorithm } = certificate;
    const digest = ECDSA_WITH[signatureAlgorithm.oid];
    if (digest) return isSignedByCurve(issuer.publicKey, digest, toBeSigned, signature);
    const scheme = readSignatureScheme(asn1Of(FORMAT).parse(signatureAlgorithm.der), FORMAT);
    if (rsaKeyProblem(issuer.publicKey)) return false;
    return isSignedBy(issuer.publicKey, scheme, toBeSigned, signature);
  });
}

/** ECDSA: a tenant may anchor an authority of its own, and those of today have such keys. */
function isSignedByCurve(
  publicKey: Uint8Array,
  digest: keyof typeof HASHES,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const asn1 = asn1Of(FORMAT);
  const [algorithm] = asn1.list(asn1.parse(publicKey), "public key");
  if (asn1.oid(asn1.list(algorithm, "public key")[0], "public key") !== EC_KEY) return false;
  try {
    const key = { key: Buffer.from(publicKey), format: "der", type: "spki" } as const;
    return verify(HASHES[digest], Buffer.from(signed), key, signature);
  } catch {
    // A curve that the platform does not know proves nothing.
    return false;
  }
}

function refusedAs<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return otherwise;
    throw error;
  }
}
