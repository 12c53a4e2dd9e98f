// Passwords of a tenant's local directory at rest: PBKDF2 with SHA-256 (RFC 8018, section 5.2). The
// platform refuses more than 100,000 iterations in production (and does not say so locally), so the
// count is stored with each hash and can rise when the platform's limit does.
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";

/** The most iterations that production accepts. */
export const ITERATIONS_MAX = 100_000;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** A password's hash as it is stored; `salt` and `hash` are base64. */
export interface StoredPassword {
  readonly iterations: number;
  readonly salt: string;
  readonly hash: string;
}

/** A fresh salted hash of `password`. */
export async function hashPassword(password: string): Promise<StoredPassword> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const hash = await derive(password, salt, ITERATIONS_MAX);
  return { iterations: ITERATIONS_MAX, salt: encodeBase64(salt), hash: encodeBase64(hash) };
}

/**
 * True if `password` is the one behind `stored`; without a stored hash the answer is false and
 * takes as long.
 */
export async function checkPassword(
  stored: StoredPassword | undefined,
  password: string,
): Promise<boolean> {
  const { iterations, salt, hash } = stored ?? NOBODYS;
  const derived = await derive(password, decodeBase64(salt, "password"), iterations);
  const same = crypto.subtle.timingSafeEqual(derived, decodeBase64(hash, "password"));
  return same && stored !== undefined;
}

const NOBODYS: StoredPassword = {
  iterations: ITERATIONS_MAX,
  salt: "AAAAAAAAAAAAAAAAAAAAAA==",
  hash: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
};

async function derive(password: string, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  if (iterations > ITERATIONS_MAX) throw new RangeError(`${iterations} iterations are too many`);
  const bytes = new TextEncoder().encode(password);
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, HASH_BYTES * 8));
}
