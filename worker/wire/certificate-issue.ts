// Certificates that an authority issues: to phones, to its registration authority, and its own. Rules:
// every byte but the key comes from the arguments; random numbers and times are arguments, too, and
// signing is synchronous, so that nothing happens between a decision and its certificate. Signatures
// are RSA PKCS#1 v1.5 with SHA-256. Follows RFC 5280, 4.1 and 4.2; MS-WCCE 2.2.2.7.7.4 (SID).
import { type KeyObject, sign } from "node:crypto";
import { TAG } from "./asn1-tag.ts";
import {
  algorithm,
  bitString,
  der,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  tagged,
  taggedBytes,
  time,
  utf8String,
} from "./der-write.ts";
import type { Issuer } from "./issuer.ts";
import type { RsaPublicKey } from "./rsa-public-key.ts";

/** What a phone's certificate says. Times are milliseconds since 1970. */
export interface CertificateContent {
  readonly organization: string;
  readonly commonName: string;
  /** The phone's serial number, letters and digits. */
  readonly deviceSerial?: string;
  readonly purpose: "enrolment" | "exchange";
  /** ASCII. */
  readonly emailAddress?: string;
  readonly principalName?: string;
  readonly securityIdentifier?: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly crlAddress: string;
}

/** Who signs: the CA's certificate as far as others name it, and its key. */
export interface SigningIssuer {
  readonly issuer: Issuer;
  readonly key: KeyObject;
}

/**
 * 2.25 and a UUID of our own (ITU-T X.667), in arcs of 28 bits: what only this service writes and
 * reads. As the one arc it should be, Go before 1.23 would not read a certificate that has it, nor
 * would the fronts and clients written in Go (micromdm's scepclient: "malformed extension OID field").
 */
const PRIVATE_ARC = "2.25.65141.226599575.172194476.190871436.210254045";
const PURPOSE_VERSION = 1;

/** Encoded once: a certificate has a score of them. */
const OID = {
  organization: oid("2.5.4.10"),
  commonName: oid("2.5.4.3"),
  serialNumber: oid("2.5.4.5"),
  subjectKeyIdentifier: oid("2.5.29.14"),
  keyUsage: oid("2.5.29.15"),
  subjectAltName: oid("2.5.29.17"),
  basicConstraints: oid("2.5.29.19"),
  crlDistributionPoints: oid("2.5.29.31"),
  authorityKeyIdentifier: oid("2.5.29.35"),
  extendedKeyUsage: oid("2.5.29.37"),
  clientAuth: oid("1.3.6.1.5.5.7.3.2"),
  principalName: oid("1.3.6.1.4.1.311.20.2.3"),
  securityExtension: oid("1.3.6.1.4.1.311.25.2"),
  objectSid: oid("1.3.6.1.4.1.311.25.2.1"),
  /** The extension that says what a certificate was made for: SEQUENCE { version, purpose }. */
  purpose: oid(`${PRIVATE_ARC}.1`),
  /** The key usage of a certificate that only enrols, in place of a TLS client's. */
  enrolmentUsage: oid(`${PRIVATE_ARC}.2`),
} as const;

/** Bits of KeyUsage (RFC 5280, 4.2.1.3), as the one byte they fill and the bits unused in it. */
const USAGE = {
  /** digitalSignature, keyEncipherment. */
  signsAndOpens: [5, 0xa0],
  /** keyCertSign, cRLSign. */
  certifies: [1, 0x06],
} as const;

/** sha256WithRSAEncryption. */
const SIGNATURE = algorithm("1.2.840.113549.1.1.11");

/** A phone's certificate (DER). */
export function issuePhoneCertificate(
  content: CertificateContent,
  publicKey: RsaPublicKey,
  serial: Uint8Array,
  by: SigningIssuer,
): Uint8Array {
  const { deviceSerial } = content;
  const subject = nameOf([
    [OID.organization, utf8String(content.organization)],
    [OID.commonName, utf8String(content.commonName)],
    ...(deviceSerial ? [[OID.serialNumber, printableString(deviceSerial)] as const] : []),
  ]);
  const extensions = [
    ...USES[content.purpose],
    ...identifiers(publicKey, by.issuer),
    ...alternativeNames(content),
    ...securityIdentifier(content),
    distributionPoint(content.crlAddress),
  ];
  return certificate({ ...content, subject, serial, publicKey, extensions }, by);
}

/** What certificates of a purpose say of their use; always the same. */
const usesOf = (purpose: CertificateContent["purpose"], usage: Uint8Array) => [
  extension(OID.basicConstraints, sequence(), true),
  keyUsage(USAGE.signsAndOpens),
  extension(OID.extendedKeyUsage, sequence(usage)),
  extension(OID.purpose, sequence(integer(PURPOSE_VERSION), utf8String(purpose))),
];
const USES = {
  exchange: usesOf("exchange", OID.clientAuth),
  enrolment: usesOf("enrolment", OID.enrolmentUsage),
} as const;

/** What the authority's own certificates say. Times are milliseconds since 1970. */
export interface AuthorityContent {
  readonly organization: string;
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A self-signed CA (DER), which issues to nobody who could issue again. */
export function makeAuthorityCertificate(
  content: AuthorityContent,
  publicKey: RsaPublicKey,
  serial: Uint8Array,
  key: KeyObject,
): Uint8Array {
  const subject = authorityName(content);
  const issuer = { name: subject, keyIdentifier: publicKey.keyIdentifier };
  const constraints = sequence(der(TAG.boolean, Uint8Array.of(0xff)), integer(0));
  const extensions = [
    extension(OID.basicConstraints, constraints, true),
    keyUsage(USAGE.certifies),
    ...identifiers(publicKey, issuer),
  ];
  return certificate({ ...content, subject, serial, publicKey, extensions }, { issuer, key });
}

/** The certificate (DER) of a registration authority, which opens and signs SCEP messages (RFC 8894, 2.1.2). */
export function issueRegistrationAuthority(
  content: AuthorityContent,
  publicKey: RsaPublicKey,
  serial: Uint8Array,
  by: SigningIssuer,
): Uint8Array {
  const subject = authorityName(content);
  const extensions = [
    extension(OID.basicConstraints, sequence(), true),
    keyUsage(USAGE.signsAndOpens),
    ...identifiers(publicKey, by.issuer),
  ];
  return certificate({ ...content, subject, serial, publicKey, extensions }, by);
}

interface Fields {
  readonly subject: Uint8Array;
  readonly serial: Uint8Array;
  readonly publicKey: RsaPublicKey;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Uint8Array[];
}

const VERSION_3 = tagged(0, integer(2));

function certificate(fields: Fields, { issuer, key }: SigningIssuer): Uint8Array {
  const { notBefore, notAfter } = fields;
  const content = sequence(
    VERSION_3,
    integer(fields.serial),
    SIGNATURE,
    issuer.name,
    sequence(time(new Date(notBefore)), time(new Date(notAfter))),
    fields.subject,
    fields.publicKey.spki,
    tagged(3, sequence(...fields.extensions)),
  );
  return signed(content, key);
}

/** SEQUENCE { content, algorithm, signature }: certificates and revocation lists are made so. */
export function signed(content: Uint8Array, key: KeyObject): Uint8Array {
  return Uint8Array.from(sequence(content, SIGNATURE, bitString(sign("sha256", content, key))));
}

/** The algorithm `signed` writes, as it stands inside the content, too. */
export const signatureAlgorithm: Uint8Array = SIGNATURE;

/** Extension (RFC 5280, 4.2): DER, around its value's DER. */
export function extension(id: Uint8Array, value: Uint8Array, critical = false): Uint8Array {
  const flag = critical ? [der(TAG.boolean, Uint8Array.of(0xff))] : [];
  return sequence(id, ...flag, octetString(value));
}

/** The extension by which a certificate or list names its issuer's key (4.2.1.1). */
export const authorityKeyIdentifier = (keyIdentifier: Uint8Array) =>
  extension(OID.authorityKeyIdentifier, sequence(taggedBytes(0, keyIdentifier)));

const identifiers = (publicKey: RsaPublicKey, issuer: Issuer) => [
  extension(OID.subjectKeyIdentifier, octetString(publicKey.keyIdentifier)),
  authorityKeyIdentifier(issuer.keyIdentifier),
];

function keyUsage(bits: readonly number[]): Uint8Array {
  return extension(OID.keyUsage, der(TAG.bitString, Uint8Array.from(bits)), true);
}

function nameOf(parts: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return sequence(...parts.map(([id, value]) => setOf(sequence(id, value))));
}

const authorityName = ({ organization, commonName }: AuthorityContent) =>
  nameOf([
    [OID.organization, utf8String(organization)],
    [OID.commonName, utf8String(commonName)],
  ]);

/** rfc822Name [1]; otherName [0] with the user principal name (Microsoft). */
function alternativeNames({ emailAddress, principalName }: CertificateContent): Uint8Array[] {
  const names = [
    ...(emailAddress ? [taggedBytes(1, Buffer.from(emailAddress, "latin1"))] : []),
    ...(principalName ? [tagged(0, OID.principalName, tagged(0, utf8String(principalName)))] : []),
  ];
  return names.length > 0 ? [extension(OID.subjectAltName, sequence(...names))] : [];
}

/** The account's SID, by which Active Directory maps a certificate strongly. */
function securityIdentifier({ securityIdentifier: sid }: CertificateContent): Uint8Array[] {
  if (!sid) return [];
  const value = tagged(0, octetString(Buffer.from(sid, "latin1")));
  return [extension(OID.securityExtension, sequence(tagged(0, OID.objectSid, value)))];
}

function distributionPoint(address: string): Uint8Array {
  const fullName = tagged(0, taggedBytes(6, Buffer.from(address, "latin1")));
  return extension(OID.crlDistributionPoints, sequence(sequence(tagged(0, fullName))));
}
