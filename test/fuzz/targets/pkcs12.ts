// Fuzz target: PKCS#12 files. The MAC would stop nearly all damage at the door, so that what lies
// behind it is read as well: an input is read as a file, and as the content whose MAC was right.
import { openPkcs12, readSafes } from "../../../worker/wire/pkcs12.ts";
import { WireError } from "../../../worker/wire/wire-error.ts";
import { PKCS12, PKCS12_PASSWORD } from "../../support/identity-files.ts";
import type { FuzzTarget } from "../target.ts";

const password = {
  text: PKCS12_PASSWORD,
  bmp: Buffer.from(`${PKCS12_PASSWORD}\0`, "utf16le").swap16(),
};

/** Where the content begins: behind the version and the headers of what holds it. */
const CONTENT_AT = 30;
const contentOf = (file: Uint8Array) => {
  const length = ((file[CONTENT_AT + 2] ?? 0) << 8) + (file[CONTENT_AT + 3] ?? 0);
  return file.slice(CONTENT_AT, CONTENT_AT + 4 + length);
};

// Longer ones would be cut to the length of all inputs.
const SMALL = [PKCS12.smallAes, PKCS12.smallTripleDes] as const;

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

export const target: FuzzTarget = {
  name: "pkcs12",
  seeds: [...SMALL, ...SMALL.map(contentOf)],
  dictionary: ["3080", "0000", "a080", "2480", "0400", "020100", "02047fffffff", "0500"].map(
    fromHex,
  ),
  run(bytes) {
    const outcomes = [() => openPkcs12(bytes, PKCS12_PASSWORD), () => readSafes(bytes, password)];
    const refusals = outcomes.map(refusalOf).filter((refusal) => refusal !== undefined);
    if (refusals.length === outcomes.length) throw refusals[0];
  },
};

function refusalOf(read: () => unknown): WireError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}
