// RSA private keys of the authority, opened for use. Rule: the same key in the two forms that workerd
// takes: an object for signatures, PEM for decryption, which refuses the object. Follows RFC 5958.
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type RsaPublicKey, readRsaPublicKey } from "./rsa-public-key.ts";

export interface OpenedKey {
  /** For signatures. */
  readonly key: KeyObject;
  /** The same, PKCS#8 in PEM: for decryption. */
  readonly privateKeyPem: string;
  readonly publicKey: RsaPublicKey;
}

/** A private key (PKCS#8) for use, with its public half. @throws Error if it is not RSA's. */
export function openRsaKey(pkcs8: Uint8Array): OpenedKey {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  const privateKeyPem = key.export({ format: "pem", type: "pkcs8" }).toString();
  const spki = createPublicKey(privateKeyPem).export({ format: "der", type: "spki" });
  const publicKey = readRsaPublicKey(spki);
  if (!publicKey) throw new Error("a key of the authority is not RSA's");
  return { key, privateKeyPem, publicKey };
}
