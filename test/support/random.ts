// A small seeded generator, so that every random test can be repeated from the number it prints.
// The algorithm is sfc32 (Chris Doty-Humphrey, PractRand): fast, small, good enough for tests and
// for nothing else.

/** A source of reproducible randomness. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  next(): number;
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** A generator whose whole sequence follows from `seed`. */
export function seededRandom(seed: number): Random {
  const next = sfc32(seed);
  const below = (bound: number) => Math.floor((next() / 0x1_0000_0000) * bound);
  return {
    next,
    below,
    pick: (choices) => {
      if (choices.length === 0) throw new Error("nothing to pick from");
      return choices[below(choices.length)] as (typeof choices)[number];
    },
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  };
}

/** Numbers drawn before the first is used, so that near seeds do not begin alike. */
const WARM_UP = 16;

function sfc32(seed: number): () => number {
  let a = 0x9e3779b9;
  let b = Math.floor(seed / 0x1_0000_0000) | 0;
  let c = seed | 0;
  let counter = 1;
  const next = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < WARM_UP; round++) next();
  return next;
}
