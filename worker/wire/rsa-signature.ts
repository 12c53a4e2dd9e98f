// RSA signatures of foreign messages and certificates. Rules: PKCS#1 v1.5 and PSS with SHA-1 to
// SHA-512 and nothing older; keys of 1024 to 8192 bits, because shorter ones are broken and longer
// ones cost more than a request may; an odd exponent of at least 3, because with 1 anybody signs.
// Follows RFC 8017, RFC 3370 (3.2), RFC 4056 and RFC 5754.
import { constants, verify } from "node:crypto";
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { readRsaKeySize } from "./rsa-public-key.ts";

export type DigestName = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

/** How a signature is to be checked. */
export interface SignatureScheme {
  readonly digest: DigestName;
  /** Bytes of the salt of PSS; undefined for PKCS#1 v1.5. */
  readonly saltLength?: number;
}

export const DIGESTS: Readonly<Record<string, DigestName>> = {
  "1.3.14.3.2.26": "SHA-1",
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
/** The names of digests in node:crypto. */
export const HASHES: Readonly<Record<DigestName, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};
const WITH_RSA: Readonly<Record<string, DigestName>> = {
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
};
const OID = {
  rsaEncryption: "1.2.840.113549.1.1.1",
  pss: "1.2.840.113549.1.1.10",
  mgf1: "1.2.840.113549.1.1.8",
} as const;
const BITS_MIN = 1024;
const BITS_MAX = 8192;
const EXPONENT_MIN = 3n;
/** Verification takes as long as the exponent has bits. */
const EXPONENT_MAX = 0xffff_ffffn;
/** RFC 4055, 3.1: what absent parameters of PSS mean. */
const SALT_DEFAULT = 20;

/**
 * The scheme of an AlgorithmIdentifier of a signature. `digest` is the one that stands beside it, if
 * there is one: they must agree. @throws WireError
 */
export function readSignatureScheme(
  element: Element | undefined,
  format: string,
  digest?: DigestName,
): SignatureScheme {
  const asn1 = asn1Of(format);
  const [id, parameters] = asn1.list(element, "signature algorithm");
  const name = asn1.oid(id, "signature algorithm");
  const scheme = schemeOf(name, parameters, format, digest);
  if (!scheme) return asn1.wrong(`signature algorithm ${name}`);
  return digest === undefined || digest === scheme.digest
    ? scheme
    : asn1.wrong("signature with another digest than it says");
}

function schemeOf(
  name: string,
  parameters: Element | undefined,
  format: string,
  digest?: DigestName,
): SignatureScheme | undefined {
  if (name === OID.pss) return pssOf(parameters, format);
  const found = name === OID.rsaEncryption ? digest : WITH_RSA[name];
  return found && { digest: found };
}

/** RSASSA-PSS-params (RFC 4055, 3.1); both digests must be the same (RFC 4056, 3). */
function pssOf(parameters: Element | undefined, format: string): SignatureScheme {
  const asn1 = asn1Of(format);
  const parts = parameters ? asn1.list(parameters, "parameters of PSS") : [];
  const part = (number: number) => {
    const found = parts.find((candidate) => isTagged(candidate, number));
    return found && asn1.inside(found, number, "parameters of PSS");
  };
  const digestOf = (element: Element | undefined) =>
    element
      ? DIGESTS[asn1.oid(asn1.list(element, "digest")[0], "digest")]
      : ("SHA-1" satisfies DigestName);
  const digest = digestOf(part(0));
  const mask = part(1);
  const [maskId, maskDigest] = mask ? asn1.list(mask, "mask") : [];
  if (mask && asn1.oid(maskId, "mask") !== OID.mgf1) return asn1.wrong("PSS with an unknown mask");
  if (!digest || digest !== digestOf(maskDigest)) return asn1.wrong("PSS with unknown digests");
  const salt = part(2);
  const trailer = part(3);
  if (trailer && asn1.count(trailer, "trailer") !== 1) return asn1.wrong("PSS with a trailer");
  return { digest, saltLength: salt ? asn1.count(salt, "salt") : SALT_DEFAULT };
}

/** What is wrong with a SubjectPublicKeyInfo as an RSA key, or undefined. @throws WireError */
export function rsaKeyProblem(publicKey: Uint8Array): string | undefined {
  const key = readRsaKeySize(publicKey);
  if (!key) return "key that is not RSA's";
  if (key.bits < BITS_MIN || key.bits > BITS_MAX) return `RSA key of ${key.bits} bits`;
  const isOdd = key.exponent % 2n === 1n;
  const isLikely = key.exponent >= EXPONENT_MIN && key.exponent <= EXPONENT_MAX;
  return isOdd && isLikely ? undefined : "RSA key whose exponent is not to be trusted";
}

/** True if the key (SubjectPublicKeyInfo) made `signature` over `signed`. Its rules are judged before. */
export function isSignedBy(
  publicKey: Uint8Array,
  { digest, saltLength }: SignatureScheme,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = { key: Buffer.from(publicKey), format: "der", type: "spki" } as const;
  const padding =
    saltLength === undefined
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  try {
    return verify(HASHES[digest], Buffer.from(signed), { ...key, ...padding }, signature);
  } catch {
    // A key that the platform does not take proves nothing.
    return false;
  }
}
