// HalfSipHash-2-4 (Aumasson, Bernstein: the form of SipHash for 32-bit arithmetic, which JavaScript has): a keyed hash of
// short texts, made so that nobody who lacks the key can find two texts that collide. It is for maps in memory that must
// not hold the secrets they are looked up by. The platform's own digests cost a multiple where requests come close
// together, because each of them makes native objects (docs/decisions/0018).

/** Bytes of a key. */
export const HASH_KEY_BYTES = 8;
const WORD_BYTES = 4;
const BEYOND_BYTES = /[\u0100-\uffff]/;

/**
 * The 64-bit hash of `text`, whose characters are its bytes (ISO-8859-1), as a string of four code units; null if it has
 * other characters.
 */
export type TextHash = (text: string) => string | null;

/** Hashes under `key`. */
export function sipHash(key: Uint8Array): TextHash {
  const view = new DataView(key.buffer, key.byteOffset, HASH_KEY_BYTES);
  const [k0, k1] = [view.getInt32(0, true), view.getInt32(WORD_BYTES, true)];
  return (text) => {
    if (BEYOND_BYTES.test(text)) return null;
    let v0 = k0;
    let v1 = k1 ^ 0xee;
    let v2 = k0 ^ 0x6c796765;
    let v3 = k1 ^ 0x74656462;
    let first = 0;
    const last = Math.floor(text.length / WORD_BYTES);
    // Behind the last word come two finalizations, each of which gives half of the hash.
    for (let at = 0; at <= last + 2; at++) {
      const word = at <= last ? wordOf(text, at * WORD_BYTES) : 0;
      v3 ^= word;
      if (at === last + 1) v2 ^= 0xee;
      if (at === last + 2) {
        first = v1 ^ v3;
        v1 ^= 0xdd;
      }
      for (let round = at > last ? 4 : 2; round > 0; round--) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
    }
    const second = v1 ^ v3;
    return String.fromCharCode(first, first >>> 16, second, second >>> 16);
  };
}

/** Four characters from `at` on as one word, little-endian; the last word of a text ends in its length. */
function wordOf(text: string, at: number): number {
  const end = text.length - at;
  if (end >= WORD_BYTES)
    return (
      text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24)
    );
  let word = text.length << 24;
  for (let i = 0; i < end; i++) word |= text.charCodeAt(at + i) << (8 * i);
  return word;
}
