// WBXML documents of foreign origin, both ways, whole and damaged (worker/wire/wbxml, MS-ASWBXML).
import { describe, expect, test } from "vitest";
import { decode, encode, peekRoot } from "../../worker/wire/wbxml.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { seededRandom } from "../support/random.ts";
import { readOrRefused } from "../support/refusal.ts";
import { LIBWBXML_PAGES, WBXML_CASES } from "./wbxml-cases.ts";

describe.each([...WBXML_CASES, ...LIBWBXML_PAGES])("$name", ({ value, bytes }) => {
  test("is read from the foreign bytes", () => {
    expect(decode(bytes)).toEqual(value);
  });

  test("is written as the same bytes", () => {
    expect(encode(value)).toEqual(bytes);
  });

  test("tells its root as soon as the root has arrived, and never another one", () => {
    const answers = prefixesOf(bytes).map((prefix) => peekRoot(prefix));
    expect(answers).toContain("incomplete");
    expect(answers.filter((answer) => answer !== "incomplete").length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set(["incomplete", value.tag]));
    expect(peekRoot(bytes)).toBe(value.tag);
  });

  test("is refused when cut short anywhere", () => {
    for (const prefix of prefixesOf(bytes)) expect(() => decode(prefix)).toThrow(WireError);
  });

  test("is refused with any byte behind it", () => {
    for (let byte = 0; byte <= 0xff; byte++) {
      expect(() => decode(Uint8Array.of(...bytes, byte))).toThrow(/bytes after the root/);
    }
  });

  test("damaged in one byte is read or refused, and nothing else happens", () => {
    const random = seededRandom(bytes.length);
    for (let round = 0; round < 300; round++) {
      const damaged = bytes.slice();
      damaged[random.below(bytes.length)] = random.below(0x100);
      expect(isReadOrRefused(damaged)).toBe(true);
    }
  });
});

test("garbage is refused or read, whether or not a good header stands before it", () => {
  const random = seededRandom(20100621);
  for (let round = 0; round < 5000; round++) {
    const garbage = random.bytes(random.below(80));
    expect(isReadOrRefused(garbage)).toBe(true);
    expect(isReadOrRefused(Uint8Array.of(3, 1, 0x6a, 0, ...garbage))).toBe(true);
  }
});

test("opaque bytes are a view of the document, not a copy of a whole message", () => {
  const bytes = WBXML_CASES.find(({ name }) => name === "send-mail-request")?.bytes;
  const mime = bytes && decode(bytes).content[2];
  if (typeof mime !== "object" || !(mime.content instanceof Uint8Array)) expect.fail("no opaque");
  else expect(mime.content.buffer).toBe(bytes?.buffer);
});

test("a document inside a larger buffer is read from its own bytes only", () => {
  const { bytes, value } = WBXML_CASES[0] ?? expect.fail();
  const larger = new Uint8Array(bytes.length + 20).fill(0x45);
  larger.set(bytes, 7);
  expect(decode(larger.subarray(7, 7 + bytes.length))).toEqual(value);
});

function prefixesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length));
}

function isReadOrRefused(bytes: Uint8Array): boolean {
  readOrRefused(() => decode(bytes));
  readOrRefused(() => peekRoot(bytes));
  return true;
}
