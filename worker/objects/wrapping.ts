// Private keys at rest: PKCS#8 wrapped with AES-256-GCM (NIST SP 800-38D) under the Worker's
// WRAPPING_SECRET. The additional data names the owner and the purpose of a key, so that a wrapped
// key moved to another row does not open.
import { decodeBase64 } from "../wire/base64.ts";

const IV_BYTES = 12;

/** A private key as it is stored. */
export interface WrappedKey {
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** The secret (32 bytes in base64) as the key that wraps others. */
export function wrappingKey(secret: string): Promise<CryptoKey> {
  const bytes = decodeBase64(secret, "WRAPPING_SECRET");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Wraps an extractable private key under a fresh random IV. `label` says whose and what for. */
export async function wrapKey(
  wrapping: CryptoKey,
  key: CryptoKey,
  label: string,
): Promise<WrappedKey> {
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", key)) as ArrayBuffer;
  return wrapBytes(wrapping, new Uint8Array(pkcs8), label);
}

/** As `wrapKey`, for a key that is PKCS#8 already. */
export async function wrapBytes(
  wrapping: CryptoKey,
  pkcs8: Uint8Array,
  label: string,
): Promise<WrappedKey> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const ciphertext = await crypto.subtle.encrypt(algorithm(iv, label), wrapping, pkcs8);
  return { iv, ciphertext: new Uint8Array(ciphertext) };
}

/**
 * The private key again, extractable, for signatures with SHA-256.
 * @throws OperationError if the secret or the label is another one, or the bytes were changed.
 */
export async function unwrapKey(
  wrapping: CryptoKey,
  wrapped: WrappedKey,
  label: string,
): Promise<CryptoKey> {
  const pkcs8 = await unwrapBytes(wrapping, wrapped, label);
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return crypto.subtle.importKey("pkcs8", pkcs8, rsa, true, ["sign"]);
}

/** The private key again, as PKCS#8. @throws OperationError as `unwrapKey` does. */
export async function unwrapBytes(
  wrapping: CryptoKey,
  { iv, ciphertext }: WrappedKey,
  label: string,
): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, label), wrapping, ciphertext));
}

const algorithm = (iv: Uint8Array, label: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(label),
});
