// Reads the files of test/vectors. Their origins stand in test/vectors/ORIGIN.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const HOME = join(import.meta.dirname, "..", "vectors");

/** Bytes of a `.hex` file, named from test/vectors without its ending. */
export function hexVector(name: string): Uint8Array<ArrayBuffer> {
  return bytesOfHex(textVector(`${name}.hex`));
}

/** Content of a text file, named from test/vectors. */
export function textVector(name: string): string {
  return readFileSync(join(HOME, name), "utf8");
}

/** Bytes of hexadecimal digits; white space means nothing. */
export function bytesOfHex(digits: string): Uint8Array<ArrayBuffer> {
  const hex = digits.replace(/\s+/g, "");
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(hex)) throw new Error("not hexadecimal digits");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
