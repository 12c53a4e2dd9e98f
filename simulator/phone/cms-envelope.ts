// Messages encrypted for one certificate (PKCS#7 1.5 and RFC 5652, section 6: EnvelopedData with
// RSA key transport): SCEP's requests and answers, and the content of an encrypted profile (Apple's
// Over-the-Air document, listing 2-13).
import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { readCertificate } from "./certificate.ts";
import { issuerAndSerial } from "./cms-write.ts";
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
  SET,
  sameBytes,
  smallIntegerOf,
} from "./der.ts";
import {
  element,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
} from "./der-write.ts";

const ENVELOPED_DATA = "1.2.840.113549.1.7.3";
const DATA = "1.2.840.113549.1.7.1";
const RSA = "1.2.840.113549.1.1.1";

interface Cipher {
  readonly oid: string;
  readonly name: string;
  readonly keyBytes: number;
  readonly blockBytes: number;
}

/** Content ciphers; a phone of the era writes 3DES, and reads AES from the systems that know it. */
const CIPHERS = {
  "3des": { oid: "1.2.840.113549.3.7", name: "des-ede3-cbc", keyBytes: 24, blockBytes: 8 },
  "aes-128": { oid: "2.16.840.1.101.3.4.1.2", name: "aes-128-cbc", keyBytes: 16, blockBytes: 16 },
  "aes-192": { oid: "2.16.840.1.101.3.4.1.22", name: "aes-192-cbc", keyBytes: 24, blockBytes: 16 },
  "aes-256": { oid: "2.16.840.1.101.3.4.1.42", name: "aes-256-cbc", keyBytes: 32, blockBytes: 16 },
} as const satisfies Record<string, Cipher>;
export type CipherName = keyof typeof CIPHERS;

/** Encrypts for whoever has the key of `recipient` (DER). */
export function sealEnvelope(
  content: Uint8Array,
  recipient: Uint8Array,
  cipher: CipherName,
): Uint8Array {
  const { oid, name, keyBytes, blockBytes } = CIPHERS[cipher];
  const [key, iv] = [randomBytes(keyBytes), randomBytes(blockBytes)];
  const writer = createCipheriv(name, key, iv);
  const hidden = Buffer.concat([writer.update(content), writer.final()]);
  const padding = constants.RSA_PKCS1_PADDING;
  const wrapped = publicEncrypt({ key: readCertificate(recipient).key, padding }, key);
  const recipientInfo = sequence(
    integer(0),
    issuerAndSerial(recipient),
    sequence(objectIdentifier(RSA), nothing()),
    octetString(new Uint8Array(wrapped)),
  );
  const encrypted = sequence(
    objectIdentifier(DATA),
    sequence(objectIdentifier(oid), octetString(iv)),
    element(0x80, hidden),
  );
  const enveloped = sequence(integer(0), setOf(recipientInfo), encrypted);
  return sequence(objectIdentifier(ENVELOPED_DATA), tagged(0, enveloped));
}

/**
 * Decrypts what was encrypted for `certificate` (DER). `ber` hears of forms that are not DER. Throws
 * DerProblem if it is malformed, meant for another, or does not open.
 */
export function openEnvelope(
  bytes: Uint8Array,
  on: {
    readonly certificate: Uint8Array;
    readonly key: KeyObject;
    readonly ber: (problem: string) => void;
  },
): Uint8Array {
  const [type, wrapped] = expect(readDer(bytes, on.ber), SEQUENCE, "ContentInfo").children;
  if (oidOf(type) !== ENVELOPED_DATA) throw new DerProblem("not EnvelopedData", 0);
  const enveloped = expect(wrapped, context(0), "content").children[0];
  const [version, recipients, encrypted] = expect(enveloped, SEQUENCE, "EnvelopedData").children;
  if (smallIntegerOf(version, "EnvelopedData version") !== 0)
    throw new DerProblem("EnvelopedData of an unknown version", 0);
  const own = expect(recipients, SET, "recipientInfos").children.find((info) =>
    isFor(info, on.certificate),
  );
  if (!own) throw new DerProblem("encrypted for another certificate", 0);
  const [, , algorithm, wrappedKey] = own.children;
  if (oidOf(algorithm?.children[0]) !== RSA)
    throw new DerProblem("the content's key is not under plain RSA", 0);
  const key = unwrap(expect(wrappedKey, OCTET_STRING, "encryptedKey").content, on.key);
  return decrypted(encrypted, key, on.ber);
}

function isFor(info: Der, certificate: Uint8Array): boolean {
  const identifier = info.children[1];
  return identifier !== undefined && sameBytes(identifier.bytes, issuerAndSerial(certificate));
}

function unwrap(wrapped: Uint8Array, key: KeyObject): Buffer {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, wrapped);
  } catch {
    throw new DerProblem("the content's key does not open", 0);
  }
}

function decrypted(
  encrypted: Der | undefined,
  key: Buffer,
  ber: (problem: string) => void,
): Uint8Array {
  const [type, algorithm, hidden] = expect(encrypted, SEQUENCE, "EncryptedContentInfo").children;
  if (oidOf(type) !== DATA) throw new DerProblem("the encrypted content is not data", 0);
  const [oid, iv] = expect(algorithm, SEQUENCE, "contentEncryptionAlgorithm").children;
  const cipher = Object.values(CIPHERS).find((one) => one.oid === oidOf(oid));
  if (!cipher) throw new DerProblem(`cipher ${oidOf(oid)} is unknown to this phone`, 0);
  const start = expect(iv, OCTET_STRING, "initialisation vector").content;
  if (key.length !== cipher.keyBytes || start.length !== cipher.blockBytes)
    throw new DerProblem("the content's key has another length", 0);
  try {
    const reader = createDecipheriv(cipher.name, key, start);
    return new Uint8Array(Buffer.concat([reader.update(contentOf(hidden, ber)), reader.final()]));
  } catch (problem) {
    if (problem instanceof DerProblem) throw problem;
    throw new DerProblem("the content does not open", 0);
  }
}

/** [0] IMPLICIT OCTET STRING: whole, or in pieces (BER), which is reported. */
function contentOf(hidden: Der | undefined, ber: (problem: string) => void): Uint8Array {
  if (hidden?.identifier === 0x80) return hidden.content;
  const pieces = expect(hidden, context(0), "encryptedContent").children;
  ber("encrypted content in pieces");
  return new Uint8Array(Buffer.concat(pieces.map((piece) => octetsOf(piece, ber))));
}
