// HTTP Basic credentials in the charsets phones and old browsers really send
// (worker/wire/basic-auth, RFC 7617).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BasicCredentials,
  formatBasic,
  MAX_HEADER_CHARACTERS,
  parseBasic,
} from "../../worker/wire/basic-auth.ts";
import { seededRandom } from "../support/random.ts";
import { readOrRefused, refusalOf } from "../support/refusal.ts";

/** Both directions: credentials and header. */
const CASES: readonly (readonly [string, BasicCredentials, string])[] = [
  [
    "RFC 7617's first example",
    { user: "Aladdin", password: "open sesame", charset: "utf-8" },
    "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  ],
  [
    "RFC 7617's second example, in UTF-8",
    { user: "test", password: "123£", charset: "utf-8" },
    "Basic dGVzdDoxMjPCow==",
  ],
  [
    "pä:ss in UTF-8",
    { user: "alice", password: "pä:ss", charset: "utf-8" },
    "Basic YWxpY2U6cMOkOnNz",
  ],
  [
    "pä:ss in ISO-8859-1",
    { user: "alice", password: "pä:ss", charset: "latin1" },
    "Basic YWxpY2U6cOQ6c3M=",
  ],
  [
    "a provisioning token before the user",
    { user: "ABCDEFGHIJKLMNOPQRSTUVWXYZ\\alice", password: "x", charset: "utf-8" },
    "Basic QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpcYWxpY2U6eA==",
  ],
  ["an empty password", { user: "alice", password: "", charset: "utf-8" }, "Basic YWxpY2U6"],
  ["an empty user", { user: "", password: "x", charset: "utf-8" }, "Basic Ong="],
  [
    "a byte order mark, as a character",
    { user: "\ufeffa", password: "b", charset: "utf-8" },
    "Basic 77u/YTpi",
  ],
];

describe.each(CASES)("%s", (_, credentials, header) => {
  test("is read", () => {
    expect(parseBasic(header)).toEqual(credentials);
  });

  test("is written", () => {
    expect(formatBasic(credentials)).toBe(header);
  });

  test("cut short anywhere is refused, absent, or fewer letters of the same", () => {
    for (let length = 0; length < header.length; length++) {
      const read = readOrRefused(() => parseBasic(header.slice(0, length)));
      if (read === null || read === "refused") continue;
      expect(`${credentials.user}:${credentials.password}`).toContain(read.user);
    }
  });
});

describe("there are no Basic credentials", () => {
  test.each([
    [undefined],
    [null],
    [""],
    ["Bearer abc"],
    ["Negotiate YWxpY2U6"],
    ["BasicYWxpY2U6"],
    ["Basics YWxpY2U6"],
    ["YWxpY2U6"],
  ])("in %j", (header) => {
    expect(parseBasic(header)).toBeNull();
  });
});

describe("the scheme", () => {
  test.each(["basic", "BASIC", "bAsIc"])("is read as %s, too", (scheme) => {
    expect(parseBasic(`${scheme} YWxpY2U6eA==`)?.user).toBe("alice");
  });

  test("may stand among blanks, and padding may be left out", () => {
    expect(parseBasic("  Basic   YWxpY2U6eA  ")?.password).toBe("x");
  });
});

describe("broken credentials are refused:", () => {
  test.each([
    ["nothing behind the scheme", "Basic", /no credentials/],
    ["blanks behind the scheme", "Basic   ", /no credentials/],
    ["no base64", "Basic alice:secret", /not base64/],
    ["URL-safe base64", "Basic YTpi_w==", /not base64/],
    ["two tokens", "Basic YTpi YTpi", /not base64/],
    ["wrong padding", "Basic YTpi=", /padded/],
    ["stray bits", "Basic YTpiY3", /stray/],
    ["no colon", `Basic ${btoa("alice")}`, /no colon/],
    ["a NUL", `Basic ${btoa("a\0:b")}`, /control/],
    ["a line end", `Basic ${btoa("a:b\r\nX-Admin: 1")}`, /control/],
    ["a DEL", `Basic ${btoa("a:\x7f")}`, /control/],
    [
      "a header that is too long",
      `Basic ${btoa(`a:${"b".repeat(MAX_HEADER_CHARACTERS)}`)}`,
      /long/,
    ],
  ])("%s", (_, header, problem) => {
    expect(refusalOf(() => parseBasic(header))).toMatch(problem);
  });

  test("and no refusal repeats any part of them", () => {
    const secret = `Basic ${btoa("alice:geheim\x01")}`;
    expect(refusalOf(() => parseBasic(secret))).not.toMatch(/alice|geheim|YWxp/);
  });
});

test("credentials that cannot be written are our own mistake", () => {
  expect(() => formatBasic({ user: "a:b", password: "c", charset: "utf-8" })).toThrow(/colon/);
  expect(() => formatBasic({ user: "a", password: "€", charset: "latin1" })).toThrow(/8859-1/);
  expect(() => formatBasic({ user: "a", password: "\n", charset: "utf-8" })).toThrow(/control/);
  expect(() => formatBasic({ user: "a", password: "\ud800", charset: "utf-8" })).toThrow(/Unicode/);
});

test("any credentials come back to the byte, in whichever charset they were sent", () => {
  const bytes = fc
    .uint8Array({ minLength: 1, maxLength: 60 })
    .map((raw) => raw.map((byte) => (byte < 0x20 || byte === 0x7f ? 0x3a : byte)))
    .filter((raw) => raw.includes(0x3a));
  fc.assert(
    fc.property(bytes, (raw) => {
      const header = `Basic ${Buffer.from(raw).toString("base64")}`;
      const read = parseBasic(header);
      expect(read && formatBasic(read)).toBe(header);
    }),
    { numRuns: 1000 },
  );
});

test("garbage is read, absent or refused", () => {
  const random = seededRandom(7617);
  for (let round = 0; round < 5000; round++) {
    const text = String.fromCharCode(...random.bytes(random.below(40)));
    readOrRefused(() => parseBasic(text));
    readOrRefused(() => parseBasic(`Basic ${text}`));
    readOrRefused(() => parseBasic(`Basic ${btoa(text)}`));
  }
});
