// Requests for a certificate (PKCS#10), as SCEP carries them. Rules: what is answered signed itself
// with its own key, else it is a WireError; subject and extensions that somebody asks for are not
// even read, because nobody decides here what a certificate says. Follows RFC 2986, RFC 2985 (5.4.1,
// challengePassword) and RFC 4055 (PSS).
import { constants, createPublicKey, verify } from "node:crypto";
import * as asn1js from "asn1js";
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { bitsOf, type RsaPublicKey, readRsaPublicKey } from "./rsa-public-key.ts";

export interface CertificationRequest {
  /** Undefined for a key that is not RSA's: its signature was not checked, and it gets nothing. */
  readonly publicKey: RsaPublicKey | undefined;
  /** The challenge password, as it was written. */
  readonly challenge: string | undefined;
}

const CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
const PSS = "1.2.840.113549.1.1.10";
/** Signature algorithms over RSA and their digests. */
const DIGEST_OF: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.5": "sha1",
  "1.3.14.3.2.29": "sha1",
  "1.2.840.113549.1.1.14": "sha224",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
};
const PSS_DIGESTS: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
/** RFC 4055, 3.1: what PSS means where it does not say. */
const PSS_DEFAULT = { digest: "sha1", saltLength: 20 };
/** Longer keys are not worth the time their signatures take. */
const KEY_BITS_MAX = 8_192;

const asn1 = asn1Of("PKCS#10");

/** Reads one request (DER) and checks its signature. @throws WireError */
export function readCertificationRequest(bytes: Uint8Array): CertificationRequest {
  const [info, algorithm, signature] = asn1.list(asn1.parse(bytes), "request");
  const [version, , key, attributes] = asn1.list(info, "content");
  if (asn1.count(version, "version") !== 0) return asn1.wrong("not version 1");
  const publicKey = readRsaPublicKey(encoded(key));
  if (!publicKey) return { publicKey, challenge: undefined };
  if (publicKey.bits > KEY_BITS_MAX) return asn1.wrong("the key is too long");
  if (!isSignedBy(publicKey, encoded(info), algorithm, bitsOf(signature)))
    return asn1.wrong("the request's own key did not sign it");
  return { publicKey, challenge: challengeIn(attributes) };
}

function isSignedBy(
  { spki }: RsaPublicKey,
  content: Uint8Array,
  algorithm: Element | undefined,
  signature: Uint8Array,
): boolean {
  const { digest, ...options } = methodOf(algorithm);
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    return verify(digest, content, { key, ...options }, signature);
  } catch {
    // Numbers that are no RSA key show here only.
    return false;
  }
}

function methodOf(algorithm: Element | undefined) {
  const [id, parameters] = asn1.list(algorithm, "algorithm");
  const name = asn1.oid(id, "algorithm");
  if (name === PSS) return { padding: constants.RSA_PKCS1_PSS_PADDING, ...pssOf(parameters) };
  const digest = DIGEST_OF[name] ?? asn1.wrong(`signature algorithm ${name}`);
  return { digest, padding: constants.RSA_PKCS1_PADDING };
}

/** Digest and length of the salt; the mask's digest is the same in all that is written today. */
function pssOf(parameters: Element | undefined) {
  let { digest, saltLength } = PSS_DEFAULT;
  for (const part of asn1.list(parameters, "parameters")) {
    if (isTagged(part, 0)) {
      const [id] = asn1.list(asn1.inside(part, 0, "digest"), "digest");
      const name = asn1.oid(id, "digest");
      digest = PSS_DIGESTS[name] ?? asn1.wrong(`digest ${name}`);
    }
    if (isTagged(part, 2)) saltLength = asn1.count(asn1.inside(part, 2, "salt"), "salt");
  }
  return { digest, saltLength };
}

function challengeIn(attributes: Element | undefined): string | undefined {
  if (!isTagged(attributes, 0) || !(attributes instanceof asn1js.Constructed)) return undefined;
  const found = attributes.valueBlock.value.flatMap((attribute) => {
    const [id, values] = asn1.list(attribute, "attribute");
    if (asn1.oid(id, "attribute") !== CHALLENGE_PASSWORD) return [];
    return asn1.list(values, "challenge");
  });
  if (found.length > 1) return asn1.wrong("several challenges");
  const [value] = found;
  return value && textOf(value);
}

/** DirectoryString or IA5String. */
function textOf(value: Element): string {
  return value instanceof asn1js.BaseStringBlock
    ? value.getValue()
    : asn1.wrong("the challenge is no text");
}

const encoded = (element: Element | undefined): Uint8Array =>
  element?.valueBeforeDecodeView ?? asn1.wrong("a part is missing");
