// Writes an identity as a PKCS#12 file that iOS of any age opens: triple DES and a MAC with SHA-1,
// which is all that iPhone OS 3 knows, one key and its certificates. (Such encryption is weak by
// today's measure: the file travels inside an encrypted profile, or its password is as long as a
// key.) Salts are arguments. Follows RFC 7292, sections 4 and 5 and appendix B.
import { createCipheriv, createHash, createHmac } from "node:crypto";
import { TAG } from "./asn1-tag.ts";
import {
  algorithm,
  der,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  taggedBytes,
} from "./der-write.ts";
import { bigEndian, bmpPassword, deriveKey, PURPOSE } from "./pkcs12-password.ts";

/** What goes into the file, and under what. */
export interface Pkcs12Order {
  /** PKCS#8 (DER). */
  readonly privateKey: Uint8Array;
  /** DER: the key's own first, then those that lead to its root. */
  readonly certificates: readonly Uint8Array[];
  /** The name that programs show for it. */
  readonly name: string;
  readonly password: string;
  /** Eight random bytes or more each: for the key, for the certificates and for the MAC. */
  readonly salts: {
    readonly key: Uint8Array;
    readonly certificates: Uint8Array;
    readonly mac: Uint8Array;
  };
}

const OID = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  pbeSha1TripleDes: "1.2.840.113549.1.12.1.3",
  sha1: "1.3.14.3.2.26",
} as const;
/** Rounds of the key derivation: what OpenSSL writes, and old phones do in a moment. */
const ITERATIONS = 2048;
const SHA1 = ["sha1", 64] as const;

/** The file. The same order gives the same bytes. */
export function makePkcs12(order: Pkcs12Order): Uint8Array {
  const { certificates, salts } = order;
  const [leaf] = certificates;
  if (!leaf) throw new RangeError("an identity has a certificate");
  const password = bmpPassword(order.password);
  const own = attributes(order.name, createHash("sha1").update(leaf).digest());
  const bags = certificates.map((certificate, at) =>
    certificateBag(certificate, at === 0 ? own : undefined),
  );
  const key = pbe(order.privateKey, password, salts.key);
  const shrouded = sequence(key.algorithm, octetString(key.encrypted));
  const keyBag = sequence(oid(OID.shroudedKeyBag), tagged(0, shrouded), own);
  const content = sequence(
    encryptedSafe(sequence(...bags), password, salts.certificates),
    dataSafe(sequence(keyBag)),
  );
  const mac = macOf(content, password, salts.mac);
  return new Uint8Array(sequence(integer(3), dataSafe(content), mac));
}

function certificateBag(certificate: Uint8Array, own: Uint8Array | undefined): Uint8Array {
  const bag = sequence(oid(OID.x509Certificate), tagged(0, octetString(certificate)));
  return sequence(oid(OID.certBag), tagged(0, bag), ...(own ? [own] : []));
}

/** The name, and what ties the key and its certificate together (PKCS#9; RFC 2985, 5.5). */
function attributes(name: string, keyId: Uint8Array): Uint8Array {
  return setOf(
    sequence(oid(OID.localKeyId), setOf(octetString(keyId))),
    sequence(oid(OID.friendlyName), setOf(der(TAG.bmpString, bigEndian(name)))),
  );
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C). */
function pbe(plain: Uint8Array, password: Uint8Array, salt: Uint8Array) {
  const how = { digest: SHA1, salt, iterations: ITERATIONS };
  const key = deriveKey(password, PURPOSE.key, { ...how, length: 24 });
  const iv = deriveKey(password, PURPOSE.iv, { ...how, length: 8 });
  const cipher = createCipheriv("des-ede3-cbc", key, iv);
  return {
    algorithm: sequence(
      oid(OID.pbeSha1TripleDes),
      sequence(octetString(salt), integer(ITERATIONS)),
    ),
    encrypted: Buffer.concat([cipher.update(Buffer.from(plain)), cipher.final()]),
  };
}

function encryptedSafe(plain: Uint8Array, password: Uint8Array, salt: Uint8Array): Uint8Array {
  const sealed = pbe(plain, password, salt);
  const info = sequence(oid(OID.data), sealed.algorithm, taggedBytes(0, sealed.encrypted));
  return sequence(oid(OID.encryptedData), tagged(0, sequence(integer(0), info)));
}

const dataSafe = (content: Uint8Array): Uint8Array =>
  sequence(oid(OID.data), tagged(0, octetString(content)));

function macOf(content: Uint8Array, password: Uint8Array, salt: Uint8Array): Uint8Array {
  const how = { digest: SHA1, salt, iterations: ITERATIONS, length: 20 };
  const key = deriveKey(password, PURPOSE.mac, how);
  const digest = createHmac("sha1", key).update(content).digest();
  const info = sequence(algorithm(OID.sha1), octetString(digest));
  return sequence(info, octetString(salt), integer(ITERATIONS));
}
