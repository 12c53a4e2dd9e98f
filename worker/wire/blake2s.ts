// A keyed digest of short texts: BLAKE2s (RFC 7693), which was made for 32-bit arithmetic and so runs well in JavaScript.
// It is for maps in memory that must not hold the secrets they are looked up by. The platform's own digests cost several
// times as much where requests come close together: each call makes native objects (docs/decisions/0018).

/** A text's digest, as a string of 16 code units to look up by. */
export type KeyedDigest = (text: string) => string;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** RFC 7693, 2.6. */
const IV = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
/** RFC 7693, 2.7: the order in which each of the ten rounds takes the sixteen words of a block. */
const SIGMA =
  "0123456789abcdefea489fd61c02b753b8c052fdae3671947931dcbe265a40f8905724afe1bc683d" +
  "2c6a0b834d75fe19c51fed4a0763928bdb7ec13950f4862a6fe9b308c2d714a5a2847615fb9e3cd0";
const ORDER = Uint8Array.from(SIGMA, (digit) => Number.parseInt(digit, 16));

/** Digests under `key` (1 to 32 bytes), of texts as UTF-8. What was digested does not stay in memory. */
export function keyedDigest(key: Uint8Array): KeyedDigest {
  const encoder = new TextEncoder();
  // The key, padded to a block, comes before the text (RFC 7693, 3.3), and is taken in once.
  const block = new Int32Array(m.length);
  new Uint8Array(block.buffer).set(key);
  const begun = Int32Array.from(IV);
  begun[0] = (begun[0] ?? 0) ^ 0x01010000 ^ (key.length << 8) ^ DIGEST_BYTES;
  const ofNothing = Int32Array.from(begun);
  compress(ofNothing, block, BLOCK_BYTES, true);
  compress(begun, block, BLOCK_BYTES, false);
  const state = new Int32Array(IV.length);
  const units = new Uint16Array(state.buffer);
  let bytes = new Uint8Array(0);
  let words = new Int32Array(0);
  return (text) => {
    // A code unit takes three bytes at most.
    if (bytes.length < 3 * text.length) {
      bytes = new Uint8Array(Math.ceil((3 * text.length) / BLOCK_BYTES) * BLOCK_BYTES);
      words = new Int32Array(bytes.buffer);
    }
    const length = encoder.encodeInto(text, bytes).written;
    state.set(length === 0 ? ofNothing : begun);
    for (let at = 0; at < length; at += BLOCK_BYTES) {
      const end = Math.min(length, at + BLOCK_BYTES);
      compress(state, words.subarray(at / 4, at / 4 + m.length), BLOCK_BYTES + end, end === length);
    }
    bytes.fill(0, 0, length);
    return String.fromCharCode(...units);
  };
}

/** The working vector, and the block's words. */
const v = new Int32Array(2 * IV.length);
const m = new Int32Array(BLOCK_BYTES / 4);

/** Takes in one block; `length` is that of everything up to its end (RFC 7693, 3.2). */
function compress(state: Int32Array, block: Int32Array, length: number, isLast: boolean): void {
  v.set(state);
  v.set(IV, state.length);
  v[12] = (v[12] ?? 0) ^ length;
  if (isLast) v[14] = ~(v[14] ?? 0);
  m.set(block);
  for (let s = 0; s < ORDER.length; s += 16) {
    mix(0, 4, 8, 12, s);
    mix(1, 5, 9, 13, s + 2);
    mix(2, 6, 10, 14, s + 4);
    mix(3, 7, 11, 15, s + 6);
    mix(0, 5, 10, 15, s + 8);
    mix(1, 6, 11, 12, s + 10);
    mix(2, 7, 8, 13, s + 12);
    mix(3, 4, 9, 14, s + 14);
  }
  for (let i = 0; i < state.length; i++)
    state[i] = (state[i] ?? 0) ^ (v[i] ?? 0) ^ (v[i + state.length] ?? 0);
}

/** RFC 7693, 3.1: mixes two words of the block, by their place in the order, into four places of the vector. */
function mix(a: number, b: number, c: number, d: number, place: number): void {
  const x = m[ORDER[place] ?? 0] ?? 0;
  const y = m[ORDER[place + 1] ?? 0] ?? 0;
  let va = ((v[a] ?? 0) + (v[b] ?? 0) + x) | 0;
  let vd = (v[d] ?? 0) ^ va;
  vd = (vd >>> 16) | (vd << 16);
  let vc = ((v[c] ?? 0) + vd) | 0;
  let vb = (v[b] ?? 0) ^ vc;
  vb = (vb >>> 12) | (vb << 20);
  va = (va + vb + y) | 0;
  vd ^= va;
  vd = (vd >>> 8) | (vd << 24);
  vc = (vc + vd) | 0;
  vb ^= vc;
  v[a] = va;
  v[b] = (vb >>> 7) | (vb << 25);
  v[c] = vc;
  v[d] = vd;
}
