// What the WBXML decoder accepts besides Exchange's own way of writing, what it refuses, and by
// which name.
import { describe, expect, test } from "vitest";
import { decode, encode, peekRoot } from "../../worker/wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../worker/wire/wbxml-limits.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { refusalOf } from "../support/refusal.ts";
import { bytesOfHex } from "../support/vectors.ts";

const SYNC_KEY_7 = el("AirSync:Sync", el("AirSync:SyncKey", "7"));

const ACCEPTED: readonly (readonly [rule: string, hex: string, value: Node])[] = [
  ["the header Exchange writes", "03016a00 454b03370001 01", SYNC_KEY_7],
  ["WBXML 1.1", "01016a00 454b03370001 01", SYNC_KEY_7],
  ["WBXML 1.2", "02016a00 454b03370001 01", SYNC_KEY_7],
  ["another public identifier", "03056a00 454b03370001 01", SYNC_KEY_7],
  ["a public identifier of two bytes", "039f516a00 454b03370001 01", SYNC_KEY_7],
  ["a number with leading zeros", "0380016a00 454b03370001 01", SYNC_KEY_7],
  ["a text written in two strings", "03016a00 454b0300033700 01 01", SYNC_KEY_7],
  ["a root without content", "03016a00 05", el("AirSync:Sync")],
  ["a root with content that is none", "03016a00 4501", el("AirSync:Sync")],
  ["an empty text, which is not an empty element", "03016a00 450300 01", el("AirSync:Sync", "")],
  ["a switch to the page it is on", "03016a00 0000 05", el("AirSync:Sync")],
  ["empty opaque bytes", "03016a00 45c300 01", el("AirSync:Sync", new Uint8Array())],
  [
    "a length with leading zeros",
    "03016a00 45c3800141 01",
    el("AirSync:Sync", Uint8Array.of(0x41)),
  ],
  [
    "control characters other than NUL",
    "03016a00 4503010a7f00 01",
    el("AirSync:Sync", "\x01\n\x7f"),
  ],
  ["a byte order mark, as a character", "03016a00 4503efbbbf00 01", el("AirSync:Sync", "\ufeff")],
  ["a character of four bytes", "03016a00 4503f09f93b100 01", el("AirSync:Sync", "📱")],
];

const REFUSED: readonly (readonly [rule: string, hex: string, problem: RegExp])[] = [
  ["nothing", "", /cut short/],
  ["a header alone", "03016a00", /cut short/],
  ["WBXML 1.0, which has no charset", "00016a00 05", /version/],
  ["WBXML 1.4", "04016a00 05", /version/],
  ["a public identifier in a string table", "03006a00 05", /public identifier/],
  ["ISO-8859-1", "03010400 05", /charset 4 /],
  ["a string table", "03016a0141 05", /string table/],
  ["a number over 32 bits", "0390808080006a00 05", /over 32 bits/],
  ["a number of six bytes", "038080808080016a00 05", /over 32 bits/],
  ["XML", "3c3f786d6c", /version/],
  ["text before the root", "03016a00 03410005", /no root/],
  ["an END before the root", "03016a00 01", /no root/],
  ["two roots", "03016a00 0505", /after the root/],
  ["an unknown token", "03016a00 3f", /unknown token 0x3f on code page 0/],
  ["an unknown token with content", "03016a00 000d 6f01", /unknown token 0x2f on code page 13/],
  ["a code page above 25", "03016a00 001a05", /unknown code page 26/],
  ["the private page of another server", "03016a00 00fe05", /unknown code page 254/],
  ["a page switch before no element", "03016a00 45 0002 01", /switched without/],
  ["two page switches in a row", "03016a00 0001 0000 05", /switched without/],
  ["attributes", "03016a00 85 01", /attributes/],
  ["attributes and content", "03016a00 c5 01 01", /attributes/],
  ["ENTITY", "03016a00 45 0241 01", /ENTITY/],
  ["LITERAL", "03016a00 45 0400 01", /LITERAL /],
  ["LITERAL with content", "03016a00 45 4400 01", /LITERAL_C/],
  ["LITERAL with attributes", "03016a00 45 8400 01", /LITERAL_A /],
  ["LITERAL with both", "03016a00 45 c400 01", /LITERAL_AC/],
  ["a processing instruction", "03016a00 45 43 01", /PI/],
  ["STR_T", "03016a00 45 8300 01", /STR_T/],
  ["EXT_I", "03016a00 45 404100 01", /EXT_I_0/],
  ["EXT_T", "03016a00 45 8100 01", /EXT_T_1/],
  ["EXT", "03016a00 45 c2 01", /EXT_2/],
  ["text beside an element", "03016a00 45 05 034100 01", /mixed/],
  ["an element beside text", "03016a00 45 034100 05 01", /mixed/],
  ["opaque bytes beside text", "03016a00 45 034100 c30141 01", /opaque/],
  ["text beside opaque bytes", "03016a00 45 c30141 034100 01", /mixed/],
  ["opaque bytes twice", "03016a00 45 c30141 c30141 01", /opaque/],
  ["an element beside opaque bytes", "03016a00 45 c30141 05 01", /mixed/],
  ["a string without its NUL", "03016a00 45 034141", /without its end/],
  ["opaque bytes that end outside", "03016a00 45 c30441 01", /longer than the document/],
  ["opaque bytes of 4 GB", "03016a00 45 c38fffffff7f 01", /too long/],
  ["a lone continuation byte", "03016a00 45 038000 01", /not UTF-8/],
  ["ISO-8859-1 text", "03016a00 45 034772fcdf6500 01", /not UTF-8/],
  ["an overlong NUL", "03016a00 45 03c08000 01", /not UTF-8/],
  ["half a surrogate pair", "03016a00 45 03eda08000 01", /not UTF-8/],
  ["a character above U+10FFFF", "03016a00 45 03f490808000 01", /not UTF-8/],
  ["a character cut off by the NUL", "03016a00 45 03e2829200 03c300 01", /not UTF-8/],
];

describe("accepts", () => {
  test.each(ACCEPTED)("%s", (_, hex, value) => {
    expect(decode(bytesOfHex(hex))).toEqual(value);
  });
});

describe("refuses", () => {
  test.each(REFUSED)("%s", (_, hex, problem) => {
    expect(refusalOf(() => decode(bytesOfHex(hex)))).toMatch(problem);
  });

  test("a long text that is not UTF-8, as well as a short one", () => {
    const bytes = encode(el("AirSync:Sync", "x".repeat(500)));
    bytes[300] = 0xff;
    expect(refusalOf(() => decode(bytes))).toMatch(/not UTF-8/);
  });

  test("says where: the offset is that of the byte at fault", () => {
    try {
      decode(bytesOfHex("03016a00 45 4b 033700 01 3f 01"));
      expect.fail("was read");
    } catch (error) {
      expect(error).toMatchObject({ format: "WBXML", offset: 10 });
    }
  });
});

describe("limits", () => {
  const nested = (depth: number) => encode(deep(depth));

  test("16 MiB of document, not one byte more", () => {
    expect(refusalOf(() => decode(new Uint8Array(16 * 1024 * 1024 + 1)))).toMatch(/document over/);
  });

  test("a depth of 32", () => {
    expect(decode(nested(32)).tag).toBe("Search:And");
    expect(refusalOf(() => decode(nested(33)))).toMatch(/too deep/);
  });

  test("an element without content has no depth of its own to add", () => {
    const leaf = el("Search:And", el("Search:And", el("Search:And")));
    expect(decode(encode(leaf), { depth: 2 })).toEqual(leaf);
  });

  test("elements, counted whether empty or not", () => {
    const folders = el("Ping:Folders", ...Array.from({ length: 9 }, () => el("Ping:Folder")));
    expect(decode(encode(folders), { elements: 10 })).toEqual(folders);
    expect(refusalOf(() => decode(encode(folders), { elements: 9 }))).toMatch(/too many/);
  });

  test("text, in one string or in many", () => {
    const limits = { textBytes: 4 };
    expect(decode(bytesOfHex("03016a00 45 03414200 03434400 01"), limits).content).toBe("ABCD");
    const tooLong = ["0341424344 4500", "03414200 0343444500"];
    for (const text of tooLong) {
      const bytes = bytesOfHex(`03016a00 45 ${text} 01`);
      expect(refusalOf(() => decode(bytes, limits))).toMatch(/text too long/);
    }
    expect(refusalOf(() => decode(bytesOfHex("03016a00 45c3054141414141 01"), limits))).toMatch(
      /opaque bytes too long/,
    );
  });

  test("of the commands a gateway reads whole leave room for a Ping over a thousand folders", () => {
    const folder = el("Ping:Folder", el("Ping:Id", "1234567890"), el("Ping:Class", "Calendar"));
    const ping = el("Ping:Ping", el("Ping:Folders", ...Array.from({ length: 1000 }, () => folder)));
    expect(decode(encode(ping), COMMAND_LIMITS)).toEqual(ping);
  });
});

describe("hostile shapes cost no more than their length", () => {
  test("a million levels are refused at the limit and do not overflow the stack without one", () => {
    const bytes = new Uint8Array(4 + 1_000_000).fill(0x45);
    bytes.set([3, 1, 0x6a, 0]);
    expect(refusalOf(() => decode(bytes))).toMatch(/too deep/);
    const unlimited = { depth: Number.POSITIVE_INFINITY, elements: Number.POSITIVE_INFINITY };
    expect(refusalOf(() => decode(bytes, unlimited))).toMatch(/cut short/);
  });

  test("a tree of a hundred thousand levels is written and read", () => {
    const limits = { depth: 100_000, elements: 100_000 };
    expect(decode(encode(deep(100_000)), limits).tag).toBe("Search:And");
  });

  test("a million strings in a row are joined in seconds", { timeout: 5000 }, () => {
    const bytes = new Uint8Array(6 + 3_000_000);
    bytes.set([3, 1, 0x6a, 0, 0x45]);
    for (let at = 5; at < bytes.length - 1; at += 3) bytes.set([0x03, 0x41, 0x00], at);
    bytes[bytes.length - 1] = 0x01;
    expect(decode(bytes).content).toBe("A".repeat(1_000_000));
  });
});

describe("the root of a stream", () => {
  test("is told from a prefix on any code page", () => {
    expect(peekRoot(bytesOfHex("03016a00 000e 45"))).toBe("Provision:Provision");
    expect(peekRoot(bytesOfHex("03016a00 000d 05"))).toBe("Ping:Ping");
  });

  test.each([
    [""],
    ["03"],
    ["0301"],
    ["0381"],
    ["03016a"],
    ["03016a00"],
    ["03016a00 00"],
    ["03016a00 000e"],
  ])("is incomplete after %j", (hex) => {
    expect(peekRoot(bytesOfHex(hex))).toBe("incomplete");
  });

  test.each([
    ["3c"],
    ["0300"],
    ["030104"],
    ["03016a01"],
    ["03016a00 001a"],
    ["03016a00 01"],
    ["03016a00 03"],
    ["03016a00 3f"],
    ["03016a00 85"],
    ["03016a00 000e00"],
  ])("is refused at once after %j", (hex) => {
    expect(() => peekRoot(bytesOfHex(hex))).toThrow(WireError);
  });

  test("is found within 19 bytes", () => {
    const longest = bytesOfHex("03 8fffffff7f 808080806a 8080808000 000e 45");
    expect(longest.length).toBe(19);
    expect(peekRoot(longest)).toBe("Provision:Provision");
  });
});

/** `depth` elements inside each other; the innermost holds a text, so that it counts as a level. */
function deep(depth: number): Node {
  let node = el("Search:And", "");
  for (let level = 1; level < depth; level++) node = el("Search:And", node);
  return node;
}
