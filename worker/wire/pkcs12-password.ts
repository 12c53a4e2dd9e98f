// What a password does to a PKCS#12 file: checks its MAC and decrypts its parts. Rules: the
// algorithms that OpenSSL 3, OpenSSL with -legacy, Windows and Java write, but for RC2 with 40 bits,
// which anybody reads; what is not read is named. PKI.js and WebCrypto know neither triple DES nor
// the key derivation of RFC 7292, appendix B, so both are here. Follows RFC 7292 and RFC 8018.
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { asn1Of, type Element } from "./asn1.ts";
import { TAG } from "./asn1-tag.ts";

/** Why a file that is whole does not open. */
export interface PasswordProblem {
  readonly ok: false;
  readonly problem: "wrong-password" | "pkcs12-algorithm" | "pkcs12-iterations";
  /** The algorithm or the number. */
  readonly detail?: string;
}

/**
 * The platform derives keys by PBKDF2 with at most so many rounds, and hashes so often within a
 * request's time.
 */
const ITERATIONS_MAX = 100_000;

const OID = {
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  pbeSha1TripleDes: "1.2.840.113549.1.12.1.3",
} as const;
/** Message digests of MACs, with the block the key derivation works in (bytes). */
const DIGESTS: Readonly<Record<string, readonly [name: string, block: number]>> = {
  "1.3.14.3.2.26": ["sha1", 64],
  "2.16.840.1.101.3.4.2.1": ["sha256", 64],
  "2.16.840.1.101.3.4.2.2": ["sha384", 128],
  "2.16.840.1.101.3.4.2.3": ["sha512", 128],
};
const PSEUDO_RANDOM: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const CIPHERS: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  "2.16.840.1.101.3.4.1.2": ["aes-128-cbc", 16],
  "2.16.840.1.101.3.4.1.22": ["aes-192-cbc", 24],
  "2.16.840.1.101.3.4.1.42": ["aes-256-cbc", 32],
  "1.2.840.113549.3.7": ["des-ede3-cbc", 24],
};
/** Algorithms that are met and not read, by the names their writers give them. */
const NAMES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.12.1.1": "RC4-128",
  "1.2.840.113549.1.12.1.2": "RC4-40",
  "1.2.840.113549.1.12.1.4": "2-key 3DES",
  "1.2.840.113549.1.12.1.5": "RC2-128",
  "1.2.840.113549.1.12.1.6": "RC2-40",
  "1.2.840.113549.1.5.14": "PBMAC1",
  "1.3.6.1.4.1.11591.4.11": "scrypt",
  "1.2.840.113549.2.5": "MD5",
};

const asn1 = asn1Of("PKCS#12");
const unread = (oid: string): PasswordProblem => ({
  ok: false,
  problem: "pkcs12-algorithm",
  detail: NAMES[oid] ?? oid,
});
const tooMany = (iterations: number): PasswordProblem => ({
  ok: false,
  problem: "pkcs12-iterations",
  detail: String(iterations),
});
const WRONG: PasswordProblem = { ok: false, problem: "wrong-password" };

/** A password in the two forms a file may want it in. */
interface Password {
  readonly text: string;
  /** BMPString with its closing zeros (RFC 7292, B.1). */
  readonly bmp: Uint8Array;
}
type Opened = { readonly ok: true; readonly password: Password } | PasswordProblem;

/** Checks the MAC of `content`; the answer holds the password as the file's writer understood it. */
export function checkMac(macData: Element, content: Uint8Array, password: string): Opened {
  const [mac, salt, rounds] = asn1.list(macData, "MAC");
  const [algorithm, value] = asn1.list(mac, "MAC");
  const oid = asn1.oid(asn1.list(algorithm, "MAC")[0], "MAC");
  const digest = DIGESTS[oid];
  if (!digest) return unread(oid);
  const iterations = rounds ? asn1.count(rounds, "MAC") : 1;
  if (iterations > ITERATIONS_MAX) return tooMany(iterations);
  const expected = asn1.octets(value, "MAC");
  const found = formsOf(password).find(({ bmp }) => {
    const length = createHash(digest[0]).digest().length;
    const how = { digest, salt: asn1.octets(salt, "MAC"), iterations, length };
    const key = deriveKey(bmp, PURPOSE.mac, how);
    const made = createHmac(digest[0], key).update(content).digest();
    return made.length === expected.length && timingSafeEqual(made, expected);
  });
  return found ? { ok: true, password: found } : WRONG;
}

/** Decrypts `content` as `algorithm` (an AlgorithmIdentifier) says. */
export function decrypt(
  algorithm: Element | undefined,
  content: Uint8Array,
  password: Password,
): { readonly ok: true; readonly plain: Uint8Array } | PasswordProblem {
  const [id, parameters] = asn1.list(algorithm, "encryption");
  const oid = asn1.oid(id, "encryption");
  if (oid === OID.pbes2) return decryptPbes2(parameters, content, password);
  if (oid !== OID.pbeSha1TripleDes) return unread(oid);
  const [salt, rounds] = asn1.list(parameters, "encryption");
  const iterations = asn1.count(rounds, "encryption");
  if (iterations > ITERATIONS_MAX) return tooMany(iterations);
  const how = { digest: ["sha1", 64], salt: asn1.octets(salt, "encryption"), iterations } as const;
  const key = deriveKey(password.bmp, PURPOSE.key, { ...how, length: 24 });
  const iv = deriveKey(password.bmp, PURPOSE.iv, { ...how, length: 8 });
  return opened("des-ede3-cbc", key, iv, content);
}

/** PBES2 (RFC 8018, 6.2) with PBKDF2. */
function decryptPbes2(parameters: Element | undefined, content: Uint8Array, password: Password) {
  const [derivation, encryption] = asn1.list(parameters, "encryption");
  const [kdf, kdfParameters] = asn1.list(derivation, "key derivation");
  const kdfOid = asn1.oid(kdf, "key derivation");
  if (kdfOid !== OID.pbkdf2) return unread(kdfOid);
  const [salt, rounds, ...rest] = asn1.list(kdfParameters, "key derivation");
  const named = rest.find((part) => part.tag === TAG.sequence);
  const prf = named ? asn1.oid(asn1.list(named, "key derivation")[0], "key derivation") : undefined;
  const hash = prf === undefined ? "sha1" : PSEUDO_RANDOM[prf];
  if (!hash) return unread(prf ?? "");
  const [cipherId, vector] = asn1.list(encryption, "encryption");
  const cipher = CIPHERS[asn1.oid(cipherId, "encryption")];
  if (!cipher) return unread(asn1.oid(cipherId, "encryption"));
  const iterations = asn1.count(rounds, "key derivation");
  if (iterations > ITERATIONS_MAX) return tooMany(iterations);
  if (iterations === 0) return asn1.wrong("key derivation without a round");
  const key = pbkdf2Sync(
    password.text,
    asn1.octets(salt, "key derivation"),
    iterations,
    cipher[1],
    hash,
  );
  return opened(cipher[0], key, asn1.octets(vector, "encryption"), content);
}

function opened(cipher: string, key: Uint8Array, iv: Uint8Array, content: Uint8Array) {
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    const plain = Buffer.concat([decipher.update(content), decipher.final()]);
    return { ok: true, plain: new Uint8Array(plain) } as const;
  } catch {
    return WRONG;
  }
}

/** Without a password, some programs derive keys from two zero bytes and some from none. */
function formsOf(text: string): readonly Password[] {
  const form: Password = { text, bmp: bmpPassword(text) };
  return text === "" ? [form, { text, bmp: new Uint8Array() }] : [form];
}

/** A text as BMPStrings hold it: UTF-16, the larger byte first. */
export const bigEndian = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

/** A password as keys are derived from it: a BMPString with its closing zeros (RFC 7292, B.1). */
export const bmpPassword = (text: string): Buffer => bigEndian(`${text}\0`);

/** What a derived key is for (RFC 7292, B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

/** The key derivation of RFC 7292, B.2. `length` is in bytes. */
export function deriveKey(
  password: Uint8Array,
  purpose: number,
  how: {
    readonly digest: readonly [name: string, block: number];
    readonly salt: Uint8Array;
    readonly iterations: number;
    readonly length: number;
  },
): Uint8Array {
  const [hash, block] = how.digest;
  const diversifier = new Uint8Array(block).fill(purpose);
  const state = Buffer.concat([repeated(how.salt, block), repeated(password, block)]);
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < how.length; length += pieces.at(-1)?.length ?? 0) {
    let piece = createHash(hash).update(diversifier).update(state).digest();
    for (let round = 1; round < how.iterations; round++) {
      piece = createHash(hash).update(piece).digest();
    }
    pieces.push(piece);
    const addend = Buffer.alloc(block, piece);
    for (let at = 0; at < state.length; at += block) addTo(state.subarray(at, at + block), addend);
  }
  return Buffer.concat(pieces).subarray(0, how.length);
}

/** `bytes` over and over, up to a whole number of blocks; nothing stays nothing. */
function repeated(bytes: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(bytes.length / block);
  return length === 0 ? new Uint8Array() : Buffer.alloc(length, bytes);
}

/** number + addend + 1, in place, without the carry out of it. */
function addTo(number: Uint8Array, addend: Uint8Array): void {
  let carry = 1;
  for (let at = number.length - 1; at >= 0; at--) {
    const sum = (number[at] ?? 0) + (addend[at] ?? 0) + carry;
    number[at] = sum & 0xff;
    carry = sum >> 8;
  }
}
