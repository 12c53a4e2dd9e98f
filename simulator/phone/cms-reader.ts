// A signed profile: CMS SignedData with its content inside (RFC 5652, section 5; PKCS#7 1.5 to a
// phone of 2009), read by the phone's own DER reader and verified by node:crypto, so that the
// Worker's signer is checked by another engine.
import { createHash, verify } from "node:crypto";
import { type Certificate, readCertificate } from "./certificate.ts";
import {
  context,
  type Der,
  DerProblem,
  expect,
  INTEGER,
  inSetOrder,
  OCTET_STRING,
  octetsOf,
  oidOf,
  readDer,
  SEQUENCE,
  SET,
  sameBytes,
  smallIntegerOf,
} from "./der.ts";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
/**
 * Digests a phone of the era knows (SHA-256 on OS 3 is not established; accepted, to be decided by
 * a trace).
 */
const DIGESTS = new Map<string, "SHA1" | "SHA256">([
  ["1.3.14.3.2.26", "SHA1"],
  ["2.16.840.1.101.3.4.2.1", "SHA256"],
]);
/** Signature algorithms: plain RSA (PKCS#1 v1.5), alone or with the digest it must agree with. */
const SIGNATURES = new Map<string, "SHA1" | "SHA256" | "any">([
  ["1.2.840.113549.1.1.1", "any"],
  ["1.2.840.113549.1.1.5", "SHA1"],
  ["1.2.840.113549.1.1.11", "SHA256"],
]);

/** What a verified message holds. Whether its signer is trusted is another question (chain.ts). */
export interface SignedContent {
  readonly content: Uint8Array;
  readonly signer: Certificate;
  /** All certificates in the message. */
  readonly certificates: readonly Certificate[];
  /** Its signed attributes: type -> the encoding of its one value. None if nothing but the content is signed. */
  readonly attributes: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads and verifies a message. `ber` hears of forms that are not DER. Throws DerProblem if the
 * message is malformed, if its content is not what was signed, or if the signature is wrong. `known` are
 * certificates that may have signed besides those in the message.
 */
export function readSigned(
  bytes: Uint8Array,
  ber: (problem: string) => void,
  known: readonly Certificate[] = [],
): SignedContent {
  const [type, wrapped] = expect(readDer(bytes, ber), SEQUENCE, "ContentInfo").children;
  if (oidOf(type) !== SIGNED_DATA) throw new DerProblem("not SignedData", type?.offset ?? 0);
  const [version, digests, encapsulated, ...rest] = expect(
    expect(wrapped, context(0), "content").children[0],
    SEQUENCE,
    "SignedData",
  ).children;
  const signedVersion = smallIntegerOf(version, "SignedData version");
  if (signedVersion !== 1 && signedVersion !== 3) throw new DerProblem("unknown version", 0);
  const content = readContent(encapsulated, ber);
  const certificates = (rest.find((part) => part.identifier === context(0))?.children ?? []).map(
    (element) => readCertificate(element.bytes),
  );
  const infos = expect(rest.at(-1), SET, "signerInfos").children;
  const [info] = infos;
  if (!info || infos.length !== 1) throw new DerProblem("not exactly one signer", 0);
  const listed = expect(digests, SET, "digestAlgorithms").children.map((one) =>
    oidOf(one.children[0]),
  );
  const around = { content, certificates: [...certificates, ...known], listed, ber };
  const signer = verifySigner(info, around);
  return { content, signer, certificates, attributes: attributesOf(info) };
}

/** Signed attributes by type; called once they are verified. */
function attributesOf({ children }: Der): Map<string, Uint8Array> {
  const attributes = children[3]?.identifier === context(0) ? children[3].children : [];
  return new Map(
    attributes.flatMap(({ children: [type, values] }) => {
      const [value, ...more] = values?.children ?? [];
      return value && more.length === 0 ? [[oidOf(type), value.bytes] as const] : [];
    }),
  );
}

/**
 * The certificates of a message that holds nothing else (PKCS#7 1.5, section 9.1: no signer), in
 * their order. Throws DerProblem.
 */
export function readCertificates(bytes: Uint8Array, ber: (problem: string) => void): Certificate[] {
  const [type, wrapped] = expect(readDer(bytes, ber), SEQUENCE, "ContentInfo").children;
  if (oidOf(type) !== SIGNED_DATA) throw new DerProblem("not SignedData", 0);
  const signed = expect(expect(wrapped, context(0), "content").children[0], SEQUENCE, "SignedData");
  const held = signed.children.find(({ identifier }) => identifier === context(0));
  return (held?.children ?? []).map((one) => readCertificate(one.bytes));
}

function readContent(encapsulated: Der | undefined, ber: (problem: string) => void): Uint8Array {
  const [type, explicit] = expect(encapsulated, SEQUENCE, "encapContentInfo").children;
  if (oidOf(type) !== DATA) throw new DerProblem("content is not data", type?.offset ?? 0);
  if (!explicit) throw new DerProblem("detached signature: the profile is missing", 0);
  return octetsOf(expect(explicit, context(0), "eContent").children[0], ber);
}

interface Around {
  readonly content: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly listed: readonly string[];
  readonly ber: (problem: string) => void;
}

function verifySigner(info: Der, around: Around): Certificate {
  const [version, identifier, digestAlgorithm, ...rest] = expect(
    info,
    SEQUENCE,
    "SignerInfo",
  ).children;
  const attributes = rest[0]?.identifier === context(0) ? rest.shift() : undefined;
  const [signatureAlgorithm, signature] = rest;
  const signer = findSigner(identifier, smallIntegerOf(version, "SignerInfo version"), around);
  const digestOid = oidOf(expect(digestAlgorithm, SEQUENCE, "digestAlgorithm").children[0]);
  const digest = DIGESTS.get(digestOid);
  if (!digest) throw new DerProblem(`digest ${digestOid} is unknown to this phone`, 0);
  if (!around.listed.includes(digestOid))
    around.ber("the signer's digest is not in digestAlgorithms");
  const algorithmOid = oidOf(
    expect(signatureAlgorithm, SEQUENCE, "signatureAlgorithm").children[0],
  );
  const algorithm = SIGNATURES.get(algorithmOid);
  if (!algorithm) throw new DerProblem(`signature ${algorithmOid} is unknown to this phone`, 0);
  if (algorithm !== "any" && algorithm !== digest) throw new DerProblem("two different digests", 0);
  const signed = attributes ? signedAttributes(attributes, digest, around) : around.content;
  const { key } = signer;
  if (key.asymmetricKeyType !== "rsa") throw new DerProblem("the signer's key is not RSA", 0);
  const value = expect(signature, OCTET_STRING, "signature").content;
  if (!verify(digest, signed, key, value))
    throw new DerProblem("the signature is wrong", info.offset);
  return signer;
}

/**
 * The certificate a SignerIdentifier names: by issuer and serial (version 1) or key identifier
 * (version 3).
 */
function findSigner(identifier: Der | undefined, version: number, around: Around): Certificate {
  const matches = version === 1 ? byIssuerAndSerial(identifier) : byKeyIdentifier(identifier);
  const signer = around.certificates.find(matches);
  if (!signer) throw new DerProblem("the signer's certificate is not in the message", 0);
  return signer;
}

function byIssuerAndSerial(identifier: Der | undefined): (one: Certificate) => boolean {
  const [issuer, serial] = expect(identifier, SEQUENCE, "issuerAndSerialNumber").children;
  const name = expect(issuer, SEQUENCE, "issuer").bytes;
  const number = expect(serial, INTEGER, "serialNumber").content;
  return (one) => sameBytes(one.issuer, name) && sameBytes(one.serial, number);
}

function byKeyIdentifier(identifier: Der | undefined): (one: Certificate) => boolean {
  const { content } = expect(identifier, 0x80, "subjectKeyIdentifier");
  return (one) => one.keyIdentifier !== null && sameBytes(one.keyIdentifier, content);
}

/**
 * Checks contentType and messageDigest and gives the bytes that were signed: the attributes with
 * their [0] tag changed back to SET (RFC 5652, section 5.4).
 */
function signedAttributes(attributes: Der, digest: "SHA1" | "SHA256", around: Around): Uint8Array {
  if (attributes.indefinite)
    throw new DerProblem("signed attributes are not DER", attributes.offset);
  if (!inSetOrder(attributes.children)) around.ber("signed attributes are not in DER's order");
  const type = oidOf(attributeOf(attributes, CONTENT_TYPE, "contentType"));
  if (type !== DATA) throw new DerProblem("contentType attribute differs from the content's", 0);
  const claimed = octetsOf(attributeOf(attributes, MESSAGE_DIGEST, "messageDigest"), around.ber);
  const actual = createHash(digest).update(around.content).digest();
  if (!sameBytes(claimed, actual)) throw new DerProblem("the content is not what was signed", 0);
  const retagged = attributes.bytes.slice();
  retagged[0] = SET;
  return retagged;
}

/** The single value of an attribute that must be there exactly once. */
function attributeOf(attributes: Der, oid: string, name: string): Der {
  const found = attributes.children.filter((attribute) => oidOf(attribute.children[0]) === oid);
  const values = found.flatMap((attribute) => expect(attribute.children[1], SET, name).children);
  const [value] = values;
  if (!value || values.length !== 1) throw new DerProblem(`${name} is not there exactly once`, 0);
  return value;
}
