// X.509 certificates as the phone judges them (RFC 5280, sections 4.1 and 4.2): names and
// extensions by the phone's own DER reader, dates, keys and signatures by node:crypto.
import { type KeyObject, X509Certificate } from "node:crypto";
import {
  BOOLEAN,
  context,
  type Der,
  DerProblem,
  expect,
  INTEGER,
  octetsOf,
  oidOf,
  readDer,
  SEQUENCE,
  smallIntegerOf,
} from "./der.ts";
import type { Signer } from "./state.ts";

export interface Certificate {
  readonly der: Uint8Array;
  readonly x509: X509Certificate;
  readonly key: KeyObject;
  /** Encoded names and serial, to be compared byte for byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly serial: Uint8Array;
  readonly keyIdentifier: Uint8Array | null;
  readonly authority: boolean;
  /** How many authorities may follow below this one; null for any number. */
  readonly pathLength: number | null;
  /** Bits of keyUsage from digitalSignature (0) on; null if the extension is absent. */
  readonly keyUsage: readonly number[] | null;
  /** A critical extension the phone does not know makes a certificate unusable. */
  readonly unknownCritical: string | null;
}

export const DIGITAL_SIGNATURE = 0;
export const CERTIFICATE_SIGNING = 5;

const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
const KEY_USAGE = "2.5.29.15";
const BASIC_CONSTRAINTS = "2.5.29.19";
/**
 * Critical extensions of the era that the phone knows: extended key usage and subject alternative
 * name besides.
 */
const KNOWN = new Set([
  SUBJECT_KEY_IDENTIFIER,
  KEY_USAGE,
  BASIC_CONSTRAINTS,
  "2.5.29.37",
  "2.5.29.17",
]);

const strict = (problem: string) => {
  throw new DerProblem(`certificate: ${problem}`, 0);
};

/** Reads one certificate. Throws DerProblem. */
export function readCertificate(der: Uint8Array): Certificate {
  const whole = expect(readDer(der, strict), SEQUENCE, "certificate");
  const fields = [...expect(whole.children[0], SEQUENCE, "tbsCertificate").children];
  if (fields[0]?.identifier === context(0)) fields.shift();
  const [serial, , issuer, , subject, key] = fields;
  expect(key, SEQUENCE, "subjectPublicKeyInfo");
  const extensions = fields.find((field) => field.identifier === context(3));
  return {
    der,
    ...parsed(der),
    serial: expect(serial, INTEGER, "serial number").content,
    issuer: expect(issuer, SEQUENCE, "issuer").bytes,
    subject: expect(subject, SEQUENCE, "subject").bytes,
    ...readExtensions(extensions?.children[0]?.children ?? []),
  };
}

function parsed(der: Uint8Array): Pick<Certificate, "x509" | "key"> {
  try {
    const x509 = new X509Certificate(der);
    return { x509, key: x509.publicKey };
  } catch {
    throw new DerProblem("certificate: not one node:crypto can read", 0);
  }
}

type Extensions = Pick<
  Certificate,
  "keyIdentifier" | "authority" | "pathLength" | "keyUsage" | "unknownCritical"
>;

function readExtensions(extensions: readonly Der[]): Extensions {
  const found: { -readonly [Name in keyof Extensions]: Extensions[Name] } = {
    ...{ keyIdentifier: null, authority: false, pathLength: null, keyUsage: null },
    unknownCritical: null,
  };
  for (const { children } of extensions) {
    const oid = oidOf(children[0]);
    const critical = children[1]?.identifier === BOOLEAN && children[1].content[0] !== 0;
    const value = octetsOf(children.at(-1), strict);
    if (critical && !KNOWN.has(oid)) found.unknownCritical = oid;
    if (oid === SUBJECT_KEY_IDENTIFIER)
      found.keyIdentifier = octetsOf(readDer(value, strict), strict);
    if (oid === KEY_USAGE) found.keyUsage = bitsOf(readDer(value, strict));
    if (oid !== BASIC_CONSTRAINTS) continue;
    const [first, second] = expect(readDer(value, strict), SEQUENCE, "basicConstraints").children;
    found.authority = first?.identifier === BOOLEAN && first.content[0] !== 0;
    if (second) found.pathLength = smallIntegerOf(second, "path length");
  }
  return found;
}

function bitsOf({ content }: Der): number[] {
  const bits: number[] = [];
  for (const [index, byte] of content.subarray(1).entries()) {
    for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) bits.push(index * 8 + bit);
  }
  return bits;
}

/** Who signed, as the install screen names them and replacement rules compare them. */
export function signerOf({ x509 }: Certificate): Signer {
  const common = /^CN=(.+)$/m.exec(x509.subject)?.[1] ?? x509.subject.split("\n").at(-1) ?? "";
  const oneLine = (name: string) => name.split("\n").join(", ");
  const names = { subject: oneLine(x509.subject), issuer: oneLine(x509.issuer) };
  return { name: common, ...names, fingerprint: x509.fingerprint256 };
}
