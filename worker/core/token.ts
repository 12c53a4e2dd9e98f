// Provisioning tokens: what a profile carries in the domain part of its Exchange user name
// (`TOKEN\user`) as proof that a phone was provisioned (docs/decisions: provisioned means proof).
// 26 base32 characters (RFC 4648, section 6: A-Z and 2-7) hold 130 random bits; case means nothing,
// since iOS may fold it; only a hash is ever stored.
import { createHash } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const TOKEN_LENGTH = 26;
const BITS_PER_CHARACTER = 5;
/** Random bytes behind one token: 26 characters of 5 bits, rounded up to whole bytes. */
export const TOKEN_RANDOM_BYTES = 17;
const TOKEN = /^[A-Z2-7]{26}$/i;

/**
 * A fresh token made of `random`, in upper case.
 * @param random 17 bytes from a cryptographic source; the last 6 bits are not used.
 * @throws RangeError if there are not exactly 17.
 */
export function newToken(random: Uint8Array): string {
  if (random.length !== TOKEN_RANDOM_BYTES)
    throw new RangeError(`a token is made of ${TOKEN_RANDOM_BYTES} random bytes`);
  let token = "";
  let bits = 0;
  let held = 0;
  for (const byte of random) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= BITS_PER_CHARACTER && token.length < TOKEN_LENGTH; ) {
      held -= BITS_PER_CHARACTER;
      token += ALPHABET.charAt((bits >>> held) & 31);
    }
    bits &= (1 << held) - 1;
  }
  return token;
}

/**
 * True if `text` has the form of a token, in any case. Whether it was ever handed out only the
 * tenant knows.
 */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The form in which a token is stored and looked up: SHA-256 of the upper-cased token, in hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token.toUpperCase()).digest("hex");
}
