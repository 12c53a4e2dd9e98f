// RSA public keys as requests bring them (SubjectPublicKeyInfo), taken apart and written anew. Rule:
// one key has one encoding here, so that the same key is recognised however a client wrote it; what
// is no RSA key is named, what is no key is a WireError. Follows RFC 5280, 4.1.2.7, and RFC 8017, A.1.1.
import { createHash } from "node:crypto";
import { asn1Of, type Element } from "./asn1.ts";
import { algorithm, bitString, integer, sequence } from "./der-write.ts";

/** A public key, its numbers and its one encoding. */
export interface RsaPublicKey {
  /** Bits of the modulus. */
  readonly bits: number;
  readonly exponent: bigint;
  /** SubjectPublicKeyInfo (DER), written anew. */
  readonly spki: Uint8Array;
  /** SHA-256 of `spki`, lower-case hex. */
  readonly keyHash: string;
  /** RFC 5280, 4.2.1.2 (1): SHA-1 of the key's bits. */
  readonly keyIdentifier: Uint8Array;
}

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const asn1 = asn1Of("public key");

/** Undefined for keys of another kind. @throws WireError */
export function readRsaPublicKey(spki: Uint8Array): RsaPublicKey | undefined {
  const numbers = numbersIn(spki);
  if (!numbers) return undefined;
  const { modulus, exponent } = numbers;
  const publicKey = sequence(integer(modulus), integer(exponent));
  const written = sequence(algorithm(RSA_ENCRYPTION), bitString(publicKey));
  return {
    ...sizeOf(numbers),
    spki: written,
    keyHash: createHash("sha256").update(written).digest("hex"),
    keyIdentifier: createHash("sha1").update(publicKey).digest(),
  };
}

/** What decides whether a key may be trusted, and nothing else. Undefined for other kinds. @throws WireError */
export function readRsaKeySize(
  spki: Uint8Array,
): Pick<RsaPublicKey, "bits" | "exponent"> | undefined {
  const numbers = numbersIn(spki);
  return numbers && sizeOf(numbers);
}

interface Numbers {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

const sizeOf = ({ modulus, exponent }: Numbers) => ({
  bits: bitsIn(modulus),
  exponent: BigInt(`0x${Buffer.from(exponent).toString("hex")}`),
});

function numbersIn(spki: Uint8Array): Numbers | undefined {
  const [kind, bits] = asn1.list(asn1.parse(spki), "key");
  const [id] = asn1.list(kind, "algorithm");
  if (asn1.oid(id, "algorithm") !== RSA_ENCRYPTION) return undefined;
  const [modulus, exponent] = asn1
    .list(asn1.parse(asn1.bits(bits, "key")), "RSA key")
    .map(positive);
  return modulus && exponent ? { modulus, exponent } : asn1.wrong("RSA key is missing");
}

/** The number's bytes without leading zeros. */
function positive(element: Element): Uint8Array {
  const bytes = asn1.integer(element, "number");
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0 || (bytes[0] ?? 0) > 0x7f) return asn1.wrong("no positive number");
  return bytes.subarray(first);
}

const bitsIn = (bytes: Uint8Array) => bytes.length * 8 - (Math.clz32(bytes[0] ?? 0) - 24);
