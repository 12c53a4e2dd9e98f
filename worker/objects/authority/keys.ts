// Private keys of the authority: made, wrapped and unwrapped. The rule: at rest a key lies
// wrapped under a label that names it and its tenant; unwrapped it is in memory only.
import { IDENTITY_KEY_ALGORITHM } from "../../wire/key-algorithm.ts";
import { serialNumber } from "../../wire/serial-number.ts";
import { unwrapBytes, type WrappedKey, wrapBytes } from "../wrapping.ts";
import type { Ground } from "./ground-object.ts";

/** A wrapped key and what it was wrapped under. */
export interface StoredKey extends WrappedKey {
  readonly label: string;
}

/** A new RSA private key of 2048 bits: PKCS#8. */
export async function newRsaKey(): Promise<Uint8Array> {
  const keys = await crypto.subtle.generateKey(IDENTITY_KEY_ALGORITHM, true, ["sign", "verify"]);
  const { privateKey } = keys as CryptoKeyPair;
  return new Uint8Array((await crypto.subtle.exportKey("pkcs8", privateKey)) as ArrayBuffer);
}

/** Wraps a private key under a label that begins with `what`. */
export async function storeKey(
  ground: Ground,
  pkcs8: Uint8Array,
  what: string,
): Promise<StoredKey> {
  const label = `${what}-${crypto.randomUUID()}`;
  return { label, ...(await wrapBytes(await ground.wrapping(), pkcs8, ground.label(label))) };
}

export async function unwrapStored(ground: Ground, stored: StoredKey): Promise<Uint8Array> {
  return unwrapBytes(await ground.wrapping(), stored, ground.label(stored.label));
}

/** A serial number for a new certificate. */
export const newSerialNumber = () => serialNumber(crypto.getRandomValues(new Uint8Array(16)));
