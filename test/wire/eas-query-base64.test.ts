// The base64 form of the ActiveSync query, byte by byte (worker/wire/eas-query-base64, MS-ASHTTP
// 2.2.1.1.1.1).
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../../worker/wire/base64.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";
import { formatEasQuery, parseEasQuery } from "../../worker/wire/eas-query.ts";
import { refusalOf } from "../support/refusal.ts";
import { bytesOfHex } from "../support/vectors.ts";

const base64 = (hex: string) => `?${encodeBase64(bytesOfHex(hex))}`;
// 12.1, Sync, LCID 0x0409, DeviceId "Appl1", no policy key, DeviceType "iPhone"
const HEAD = "79000904 054170706c31 00 066950686f6e65";

describe("a base64 query", () => {
  test("is the same with standard or URL-safe digits, percent-encoded or not, padded or not", () => {
    // LCID 0xfbff and a policy key of 0xffffffff make both special digits.
    const query = base64("7900fffb 054170706c31 04ffffffff 066950686f6e65");
    expect(query).toMatch(/[+].*\/.*=$/s);
    const expected = parseEasQuery(query);
    const spellings = [
      query.replaceAll("+", "-").replaceAll("/", "_"),
      query.replaceAll("+", "%2B").replaceAll("/", "%2F").replaceAll("=", "%3D"),
      query.replaceAll("+", "%2b").replaceAll("/", "%2f").replaceAll("=", "%3d"),
      query.replace(/=+$/, ""),
    ];
    for (const spelling of spellings) expect(parseEasQuery(spelling)).toEqual(expected);
    expect(formatEasQuery(expected)).toBe(query);
  });

  test("reads the locale little-endian, the policy key unsigned", () => {
    const query = base64("79000904 054170706c31 04 010000f0 066950686f6e65");
    expect(parseEasQuery(query)).toMatchObject({ locale: 0x0409, policyKey: 0xf0000001 });
  });

  test("reads Options as a mask of bits", () => {
    const options = ["00", "01", "02", "03"].map((mask) =>
      parseEasQuery(base64(`${HEAD} 0701${mask}`)),
    );
    expect(options.map(({ saveInSent, acceptMultiPart }) => [saveInSent, acceptMultiPart])).toEqual(
      [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ],
    );
  });

  test.each([...EAS_COMMANDS.entries()])("has code %i for %s", (code, command) => {
    const hex = HEAD.replace(/^7900/, `79${code.toString(16).padStart(2, "0")}`);
    expect(parseEasQuery(base64(hex)).command).toBe(command);
  });

  test.each([
    ["a version nobody speaks (Microsoft's own negative test)", "bf000904 0131 00 0131", /version/],
    ["an unknown command code", "79180904 0131 00 0131", /command code/],
    ["no device id", "79000904 00 00 0131", /DeviceId is not/],
    ["a device id of 33 bytes", `79000904 21${"41".repeat(33)} 00 0131`, /DeviceId is not/],
    [
      "a device id of 15 bytes that is no text",
      `79000904 0f${"f1".repeat(15)} 00 0131`,
      /not UTF-8/,
    ],
    ["a device id that is text with a NUL", "79000904 03410042 00 0131", /control/],
    ["a policy key of 3 bytes", "79000904 0131 03010203 0131", /policy key/],
    ["no device type", "79000904 0131 00 00", /DeviceType is not/],
    ["an unknown parameter", `${HEAD} 020131`, /unknown parameter 2/],
    ["the ParentId of EAS 2.0", `${HEAD} 050131`, /unknown parameter 5/],
    ["a parameter twice", `${HEAD} 080131 080132`, /parameter 8 stands twice/],
    ["Options twice", `${HEAD} 070101 070101`, /parameter 7 stands twice/],
    ["Options of two bytes", `${HEAD} 07020101`, /Options is not one byte/],
    ["Options without a byte", `${HEAD} 0700`, /Options is not one byte/],
    ["an unknown bit in Options", `${HEAD} 070105`, /unknown bit/],
    ["a parameter longer than the query", `${HEAD} 08ff31`, /cut short/],
    ["a parameter without a length", `${HEAD} 08`, /cut short/],
    ["a user that is not UTF-8", `${HEAD} 0801fc`, /user is not UTF-8/],
    ["a user with a line end", `${HEAD} 0803410a42`, /control/],
  ])("refuses %s", (_, hex, problem) => {
    expect(refusalOf(() => parseEasQuery(base64(hex)))).toMatch(problem);
  });

  test.each([
    ["both alphabets at once", "?eQAJ-AE/", /not base64/],
    ["blanks", "?jAAJ BAp2", /not base64/],
    ["a character of neither alphabet", "?jAAJ*Ap2", /not base64/],
    ["too much padding", "?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l==", /padded/],
    ["too little padding", "?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25lAA=", /padded/],
    ["one digit too many", "?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25lA", /cut short/],
    ["stray bits behind the last byte", "?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25lAB", /stray/],
  ])("refuses %s", (_, query, problem) => {
    expect(refusalOf(() => parseEasQuery(query))).toMatch(problem);
  });
});
