// Certificates that people import, read for what the rules of a signing identity ask (RFC 5280,
// sections 4.1 and 4.2). Rule: a certificate that cannot be read whole is a WireError.
import "./reflect.ts";
import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { rsaPublicId } from "./private-key.ts";
import { WireError } from "./wire-error.ts";

/** A certificate as the rules see it. Times are milliseconds since 1970. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
  /** "RSA 2048", "EC", ...: the kind of its key, with its length if it is RSA. */
  readonly key: string;
  /** As in RsaKey; empty for other keys. */
  readonly publicId: string;
  /** Its key may make signatures under documents: no key usage, or one with digitalSignature. */
  readonly maySign: boolean;
  /** It may issue others, and lists of revoked ones, as far as its key usage goes. */
  readonly mayCertify: boolean;
  /** It may issue others. */
  readonly isAuthority: boolean;
}

const FORMAT = "certificate";
const ISSUES = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;

/** Reads one certificate (DER). @throws WireError */
export function readCertificate(der: Uint8Array): Certificate {
  const { parsed, publicKey } = opened(der);
  const usages = parsed.getExtension(x509.KeyUsagesExtension)?.usages;
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  const [notBefore, notAfter] = [parsed.notBefore.getTime(), parsed.notAfter.getTime()];
  if (Number.isNaN(notBefore + notAfter)) throw new WireError(FORMAT, "no validity");
  const isRsa = publicKey?.asymmetricKeyType === "rsa";
  return {
    der,
    subject: parsed.subject,
    issuer: parsed.issuer,
    notBefore,
    notAfter,
    fingerprint: createHash("sha256").update(der).digest("hex"),
    key: kindOf(publicKey),
    publicId: isRsa ? rsaPublicId(publicKey) : "",
    maySign: usages === undefined || (usages & x509.KeyUsageFlags.digitalSignature) !== 0,
    mayCertify: constraints?.ca === true && (usages === undefined || (usages & ISSUES) === ISSUES),
    isAuthority: constraints?.ca === true,
  };
}

/** What people are told of a certificate (DER). */
export function factsOf(der: Uint8Array) {
  const { subject, issuer, notBefore, notAfter, fingerprint, key } = readCertificate(der);
  return { subject, issuer, notBefore, notAfter, fingerprint, key };
}

/** True if `issuer` names itself as the issuer of `certificate`, and its key made the signature. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (certificate.issuer !== issuer.subject) return false;
  try {
    const { publicKey } = new X509Certificate(issuer.der);
    return new X509Certificate(certificate.der).verify(publicKey);
  } catch {
    // A signature algorithm that the platform does not know proves nothing.
    return false;
  }
}

function opened(der: Uint8Array) {
  try {
    const parsed = new x509.X509Certificate(der);
    // Extensions are read when asked for; hostile ones must fail here.
    parsed.extensions.length;
    return { parsed, publicKey: publicKeyOf(new X509Certificate(der)) };
  } catch {
    throw new WireError(FORMAT, "no X.509 certificate");
  }
}

/** Undefined for a kind of key that the platform does not know. */
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function kindOf(key: KeyObject | undefined): string {
  const kind = (key?.asymmetricKeyType ?? "unknown").toUpperCase();
  const bits = key?.asymmetricKeyDetails?.modulusLength;
  return bits === undefined ? kind : `${kind} ${bits}`;
}
