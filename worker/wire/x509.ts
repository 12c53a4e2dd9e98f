// Certificates of the signing identity: a root and the leaf that signs profiles. Rule: time, serial
// numbers and keys are arguments, so the same call with the same key gives the same certificate.
// Follows RFC 5280.
import "./reflect.ts";
import * as x509 from "@peculiar/x509";
import { IDENTITY_KEY_ALGORITHM } from "./key-algorithm.ts";
import { writePem } from "./pem.ts";

/** Who a certificate is about. Each part is cut to the 64 characters X.520 allows. */
export interface CertificateName {
  readonly commonName: string;
  readonly organization?: string;
}

/** What both kinds of certificate need. */
export interface CertificateRequest {
  readonly subject: CertificateName;
  /** Made by serial-number.ts. */
  readonly serial: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A self-signed root (DER) over `keys`. Certificate signatures are SHA-256; the phone compares the
 * root whole and never checks its own signature.
 */
export async function makeRoot(
  request: CertificateRequest & { readonly keys: CryptoKeyPair },
): Promise<Uint8Array> {
  const name = nameOf(request.subject);
  const certificate = await x509.X509CertificateGenerator.create({
    ...fields(request),
    issuer: name,
    subject: name,
    publicKey: request.keys.publicKey,
    signingKey: request.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(request.keys.publicKey),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/**
 * A certificate (DER) for signing profiles, issued by `issuer`. It has no extended key usage: the
 * profile installer wants none, and OpenSSL's `cms -verify` would refuse one that is not S/MIME's.
 */
export async function issue(
  request: CertificateRequest & {
    readonly publicKey: CryptoKey;
    readonly issuer: { readonly certificate: Uint8Array; readonly privateKey: CryptoKey };
  },
): Promise<Uint8Array> {
  const issuer = new x509.X509Certificate(request.issuer.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    ...fields(request),
    issuer: issuer.subjectName,
    subject: nameOf(request.subject),
    publicKey: request.publicKey,
    signingKey: request.issuer.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** When a certificate (DER) is valid. */
export function validity(certificate: Uint8Array): {
  readonly notBefore: Date;
  readonly notAfter: Date;
} {
  const { notBefore, notAfter } = new x509.X509Certificate(certificate);
  return { notBefore, notAfter };
}

/** When the first of these certificates (DER) expires, in milliseconds since 1970. */
export function notAfterOf(certificates: readonly Uint8Array[]): number {
  return Math.min(...certificates.map((der) => validity(der).notAfter.getTime()));
}

/** A chain of certificates as one PEM file, in the order given. */
export function toPem(certificates: readonly Uint8Array[]): string {
  return certificates.map((der) => writePem("CERTIFICATE", der)).join("");
}

function fields(request: CertificateRequest) {
  return {
    serialNumber: Buffer.from(request.serial).toString("hex"),
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    signingAlgorithm: { name: IDENTITY_KEY_ALGORITHM.name, hash: IDENTITY_KEY_ALGORITHM.hash },
  };
}

/** X.520's upper bound of a common name and of an organization's name, in characters. */
const NAME_LIMIT = 64;

function nameOf(subject: CertificateName): x509.Name {
  const part = (text: string) => [{ utf8String: [...text].slice(0, NAME_LIMIT).join("") }];
  return new x509.Name([
    ...(subject.organization ? [{ O: part(subject.organization) }] : []),
    { CN: part(subject.commonName) },
  ]);
}
