// The phone's own reader of PKCS#12 (RFC 7292; its key derivation: appendix B) in the one form that
// iPhones of every age open: 3DES under SHA-1 with a SHA-1 MAC. Rule: the MAC first, then the
// content; a wrong password and a damaged file are one answer.
import { createDecipheriv, createHash, createHmac, createPrivateKey } from "node:crypto";
import { readCertificate } from "./certificate.ts";
import {
  context,
  type Der,
  DerProblem,
  expect,
  OCTET_STRING,
  octetsOf,
  oidOf,
  readDer,
  SEQUENCE,
  sameBytes,
  smallIntegerOf,
} from "./der.ts";
import { type Identity, identityOf } from "./keychain.ts";

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const SHA1 = "1.3.14.3.2.26";
const SHA_AND_3DES = "1.2.840.113549.1.12.1.3";
const SHROUDED_KEY = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE = "1.2.840.113549.1.12.10.1.3";
const X509 = "1.2.840.113549.1.9.22.1";
const HASH_BYTES = 20;
const BLOCK_BYTES = 64;
const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;
const MAX_ROUNDS = 1_000_000;

const ber = (problem: string) => {
  throw new DerProblem(`PKCS#12: ${problem}`, 0);
};

/** The identity in a PKCS#12 file: its key and that key's certificate. Throws DerProblem. */
export function readPkcs12(bytes: Uint8Array, password: string): Identity {
  const [version, safe, mac] = expect(readDer(bytes, ber), SEQUENCE, "PFX").children;
  if (smallIntegerOf(version, "PFX version") !== 3) ber("unknown version");
  const content = dataOf(safe);
  const secret = bmp(password);
  checkMac(expect(mac, SEQUENCE, "macData"), content, secret);
  const bags = expect(readDer(content, ber), SEQUENCE, "AuthenticatedSafe").children.flatMap(
    (info) => bagsOf(info, secret),
  );
  const keys = bags.flatMap((bag) => keyOf(bag, secret));
  const certificates = bags.flatMap(certificateOf);
  const [key] = keys;
  if (!key || keys.length !== 1) return ber("not exactly one key");
  const own = certificates.find((der) => readCertificate(der).x509.checkPrivateKey(key));
  if (!own) return ber("no certificate of its key");
  return identityOf(own, key);
}

/** A password as PKCS#12 wants it: UTF-16, big-endian, with its zero at the end. */
const bmp = (password: string) => Buffer.from(`${password}\0`, "utf16le").swap16();

function dataOf(info: Der | undefined): Uint8Array {
  const [type, wrapped] = expect(info, SEQUENCE, "ContentInfo").children;
  if (oidOf(type) !== DATA) ber("its integrity is not by password");
  return octetsOf(expect(wrapped, context(0), "content").children[0], ber);
}

function checkMac(mac: Der, content: Uint8Array, secret: Buffer): void {
  const [digestInfo, salt, rounds] = mac.children;
  const [algorithm, digest] = expect(digestInfo, SEQUENCE, "DigestInfo").children;
  if (oidOf(algorithm?.children[0]) !== SHA1) ber("the MAC is not SHA-1");
  const on = { salt: octetsOf(salt, ber), rounds: rounds ? roundsOf(rounds) : 1 };
  const key = derive(secret, { ...on, purpose: "mac", bytes: HASH_BYTES });
  const actual = createHmac("sha1", key).update(content).digest();
  if (!sameBytes(actual, octetsOf(digest, ber))) ber("the password is wrong");
}

function roundsOf(element: Der): number {
  const rounds = smallIntegerOf(element, "iterations");
  return rounds > 0 && rounds <= MAX_ROUNDS ? rounds : ber("too many iterations");
}

/** Decrypts under an AlgorithmIdentifier of PKCS#12's own kind. */
function opened(algorithm: Der | undefined, hidden: Uint8Array, secret: Buffer): Uint8Array {
  const [oid, parameters] = expect(algorithm, SEQUENCE, "algorithm").children;
  if (oidOf(oid) !== SHA_AND_3DES) ber(`cipher ${oidOf(oid)} is unknown to this phone`);
  const [salt, rounds] = expect(parameters, SEQUENCE, "parameters").children;
  const on = { salt: octetsOf(salt, ber), rounds: roundsOf(expect(rounds, 0x02, "iterations")) };
  const key = derive(secret, { ...on, purpose: "key", bytes: 24 });
  const iv = derive(secret, { ...on, purpose: "iv", bytes: 8 });
  try {
    const reader = createDecipheriv("des-ede3-cbc", key, iv);
    return new Uint8Array(Buffer.concat([reader.update(hidden), reader.final()]));
  } catch {
    return ber("does not open");
  }
}

function bagsOf(info: Der, secret: Buffer): readonly Der[] {
  const [type, wrapped] = expect(info, SEQUENCE, "ContentInfo").children;
  if (oidOf(type) === DATA) return expect(readDer(dataOf(info), ber), SEQUENCE, "bags").children;
  if (oidOf(type) !== ENCRYPTED_DATA) return ber("content of an unknown kind");
  const encrypted = expect(expect(wrapped, context(0), "content").children[0], SEQUENCE, "data");
  const [, algorithm, hidden] = expect(encrypted.children[1], SEQUENCE, "content").children;
  const bytes = opened(algorithm, expect(hidden, 0x80, "encrypted content").content, secret);
  return expect(readDer(bytes, ber), SEQUENCE, "bags").children;
}

function keyOf({ children: [type, wrapped] }: Der, secret: Buffer) {
  if (oidOf(type) !== SHROUDED_KEY) return [];
  const [algorithm, hidden] = expect(wrapped?.children[0], SEQUENCE, "shrouded key").children;
  const pkcs8 = opened(algorithm, expect(hidden, OCTET_STRING, "key").content, secret);
  return [createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" })];
}

function certificateOf({ children: [type, wrapped] }: Der): Uint8Array[] {
  if (oidOf(type) !== CERTIFICATE) return [];
  const [kind, value] = expect(wrapped?.children[0], SEQUENCE, "certificate bag").children;
  if (oidOf(kind) !== X509) return [];
  return [octetsOf(expect(value, context(0), "certificate").children[0], ber)];
}

/** RFC 7292, appendix B.2, with SHA-1. */
function derive(
  secret: Buffer,
  on: {
    readonly salt: Uint8Array;
    readonly rounds: number;
    readonly purpose: keyof typeof PURPOSE;
    readonly bytes: number;
  },
): Buffer {
  const filled = (source: Uint8Array) =>
    Buffer.alloc(Math.ceil(source.length / BLOCK_BYTES) * BLOCK_BYTES, source);
  const diversifier = Buffer.alloc(BLOCK_BYTES, PURPOSE[on.purpose]);
  const state = Buffer.concat([filled(on.salt), filled(secret)]);
  const out: Buffer[] = [];
  for (let length = 0; length < on.bytes; length += HASH_BYTES) {
    let hash = createHash("sha1").update(diversifier).update(state).digest();
    for (let round = 1; round < on.rounds; round++) hash = createHash("sha1").update(hash).digest();
    out.push(hash);
    for (let at = 0; at < state.length; at += BLOCK_BYTES) addOnePlus(state, at, hash);
  }
  return Buffer.concat(out).subarray(0, on.bytes);
}

/** The block at `at` becomes itself plus the repeated hash plus one. */
function addOnePlus(state: Buffer, at: number, hash: Buffer): void {
  let carry = 1;
  for (let index = BLOCK_BYTES - 1; index >= 0; index--) {
    carry += (state[at + index] ?? 0) + (hash[index % HASH_BYTES] ?? 0);
    state[at + index] = carry & 0xff;
    carry >>= 8;
  }
}
