// Seeded damage to good inputs: the mutations that break parsers, each small, several at a time.
import type { Random } from "../support/random.ts";
import type { FuzzTarget } from "./target.ts";

/** Inputs are kept below this, so that one of them takes microseconds. */
const USUAL_BYTES = 2048;
/** One input in this many is blown up, so that time growing faster than length shows. */
const LARGE_EVERY = 2000;
const LARGE_BYTES = 256 * 1024;
/** Values at which lengths and flags turn over. */
const EDGES = [0x00, 0x01, 0x03, 0x04, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xc0, 0xc3, 0xf8, 0xff];

type Damage = (bytes: Uint8Array, random: Random, target: FuzzTarget) => Uint8Array;

const DAMAGES: readonly Damage[] = [
  flipBit,
  setEdge,
  insertRandom,
  removeSlice,
  repeatSlice,
  insertWord,
  cutShort,
  spliceSeed,
];

/**
 * The input number `round` of a run: a seed of the target with one to eight damages, more often few
 * than many.
 */
export function damagedInput(target: FuzzTarget, random: Random, round: number): Uint8Array {
  let bytes = random.pick(target.seeds).slice(0, USUAL_BYTES);
  for (let left = 1 + random.below(1 + random.below(8)); left > 0; left--) {
    bytes = random.pick(DAMAGES)(bytes, random, target).slice(0, USUAL_BYTES);
  }
  return round % LARGE_EVERY === LARGE_EVERY - 1 ? blowUp(bytes, random) : bytes;
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
}

function setEdge(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.pick(EDGES);
  return bytes;
}

function insertRandom(bytes: Uint8Array, random: Random): Uint8Array {
  return insertAt(bytes, random.below(bytes.length + 1), random.bytes(1 + random.below(8)));
}

function removeSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.below(bytes.length + 1);
  const end = start + random.below(Math.min(32, bytes.length - start + 1));
  return join(bytes.subarray(0, start), bytes.subarray(end));
}

function repeatSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.below(bytes.length + 1);
  const slice = bytes.subarray(start, start + 1 + random.below(16));
  return insertAt(bytes, start, join(...Array.from({ length: 1 + random.below(20) }, () => slice)));
}

function insertWord(bytes: Uint8Array, random: Random, target: FuzzTarget): Uint8Array {
  const words = target.dictionary ?? [];
  if (words.length === 0) return setEdge(bytes, random);
  return insertAt(bytes, random.below(bytes.length + 1), random.pick(words));
}

function cutShort(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.below(bytes.length + 1));
}

function spliceSeed(bytes: Uint8Array, random: Random, target: FuzzTarget): Uint8Array {
  const other = random.pick(target.seeds);
  return join(
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  );
}

/** Repeats one slice of the input until it is long: deep nesting, endless lists, runs of text. */
function blowUp(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const slice = bytes.subarray(at, at + 1 + random.below(8));
  if (slice.length === 0) return bytes;
  const count = Math.floor(LARGE_BYTES / slice.length);
  const run = new Uint8Array(count * slice.length);
  for (let start = 0; start < run.length; start += slice.length) run.set(slice, start);
  return insertAt(bytes, at, run);
}

function insertAt(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  return join(bytes.subarray(0, at), inserted, bytes.subarray(at));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
