// Private keys that people import, read far enough to say which kind they are. Rule: only an RSA key
// goes on, as PKCS#8; everything else is named, so that the refusal can say what it was. Follows RFC
// 5958 (PKCS#8) and RFC 8017, appendix A.1 (PKCS#1).
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { PemBlock } from "./pem.ts";
import { WireError } from "./wire-error.ts";

/** A private key that can sign profiles, as far as its kind goes. */
export interface RsaKey {
  readonly pkcs8: Uint8Array;
  readonly bits: number;
  /** Modulus and exponent: what a certificate must hold to be this key's. */
  readonly publicId: string;
}

export type KeyAnswer =
  | { readonly ok: true; readonly key: RsaKey }
  | { readonly ok: false; readonly problem: "key-not-rsa"; readonly detail: string };

const FORMAT = "private key";

/** What a PEM block holds, if it is a private key of a kind known here; else undefined. */
export function readPemKey({ label, bytes }: PemBlock): KeyAnswer | undefined {
  if (label === "PRIVATE KEY") return readPkcs8(bytes);
  if (label === "RSA PRIVATE KEY") return read(bytes, "pkcs1");
  if (!label.endsWith(" PRIVATE KEY")) return undefined;
  const detail = label.slice(0, -" PRIVATE KEY".length);
  return { ok: false, problem: "key-not-rsa", detail };
}

/** A PKCS#8 PrivateKeyInfo (DER). @throws WireError */
export function readPkcs8(bytes: Uint8Array): KeyAnswer {
  return read(bytes, "pkcs8");
}

function read(bytes: Uint8Array, type: "pkcs8" | "pkcs1"): KeyAnswer {
  const { privateKey, publicKey } = keysOf(bytes, type);
  const kind = privateKey.asymmetricKeyType ?? "unknown";
  if (kind !== "rsa") return { ok: false, problem: "key-not-rsa", detail: kind.toUpperCase() };
  return {
    ok: true,
    key: {
      // Written anew: what follows the key, or stands beside it as an attribute, stays behind.
      pkcs8: new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" })),
      bits: privateKey.asymmetricKeyDetails?.modulusLength ?? 0,
      publicId: rsaPublicId(publicKey),
    },
  };
}

function keysOf(bytes: Uint8Array, type: "pkcs8" | "pkcs1") {
  try {
    const der = Buffer.from(bytes);
    const privateKey = createPrivateKey({ key: der, format: "der", type });
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch {
    // The reason names parts of OpenSSL or BoringSSL, which helps nobody.
    throw new WireError(FORMAT, `no ${type === "pkcs8" ? "PKCS#8" : "PKCS#1"} private key`);
  }
}

/**
 * The same text for the same RSA public key, however it was encoded: it is written anew as PKCS#1,
 * which has one form. (As a JWK, workerd exports only keys it knows the digest of.)
 */
export function rsaPublicId(key: KeyObject): string {
  return key.export({ format: "der", type: "pkcs1" }).toString("hex");
}
