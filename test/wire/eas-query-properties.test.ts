// Rules that hold for every ActiveSync query and every device id (worker/wire/eas-query).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../../worker/wire/base64.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";
import {
  canonicalDeviceId,
  type EasQuery,
  formatEasQuery,
  parseEasQuery,
} from "../../worker/wire/eas-query.ts";
import { seededRandom } from "../support/random.ts";
import { readOrRefused } from "../support/refusal.ts";
import { textVector } from "../support/vectors.ts";

const MICROSOFT = textVector("eas-query/microsoft-base64.txt").trim();

describe("the canonical device id", () => {
  test("is the same for a phone's plain and base64 queries", () => {
    const fromPlain = parseEasQuery("?DeviceId=v140Device&DeviceType=SmartPhone&Cmd=Sync");
    const fromBase64 = parseEasQuery(MICROSOFT);
    expect(canonicalDeviceId(fromBase64.deviceId)).toBe(canonicalDeviceId(fromPlain.deviceId));
  });

  test.each([
    ["the text", "ApplSIM0001"],
    ["the text in other letters", "APPLSIM0001"],
    ["SOGo's upper-case hex", "4170706C53494D30303031"],
    ["Z-Push's lower-case hex", "4170706c53494d30303031"],
    ["hex of the text in other letters", "6170706c73696d30303031"],
  ])("of %s is the phone's", (_, spelling) => {
    expect(canonicalDeviceId(spelling)).toBe("applsim0001");
  });

  test.each([
    ["a GUID, whose bytes are no text", "6F24CAD599A5BF1A690246B8C68FAE8D"],
    ["hex digits of fewer than eight characters", "41707031323334"],
    ["an odd number of hex digits", "4170706c53494d303030313"],
    ["hex that spells signs", "2d2d2d2d2d2d2d2d2d2d"],
  ])("of %s is its own, in small letters", (_, id) => {
    expect(canonicalDeviceId(id)).toBe(id.toLowerCase());
  });

  test("of a canonical id is that id", () => {
    const ids = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
      fc.stringMatching(/^[A-Za-z0-9]{1,32}$/).map(hexOf),
      fc.stringMatching(/^[A-Za-z0-9]{8,16}$/).map((id) => hexOf(hexOf(id))),
    );
    fc.assert(
      fc.property(ids, (id) => {
        const canonical = canonicalDeviceId(id);
        expect(canonicalDeviceId(canonical)).toBe(canonical);
        expect(canonicalDeviceId(id.toUpperCase())).toBe(canonical);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("any query", () => {
  const value = fc.string({ unit: "grapheme", maxLength: 40 }).filter(isPlainText);
  const shared = {
    command: fc.constantFrom(...EAS_COMMANDS),
    deviceId: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/).filter((id) => !/^\.{1,2}$/.test(id)),
    deviceType: fc.stringMatching(/^[A-Za-z0-9 ._\-+/:()]{1,64}$/),
    user: value,
    collectionId: value,
    itemId: value,
    attachmentName: value,
    longId: value,
    occurrence: value,
  };
  const plainQueries = fc.record(
    { form: fc.constant("plain" as const), ...shared, saveInSent: fc.boolean() },
    { requiredKeys: ["form", "command", "deviceId", "deviceType"] },
  );
  const base64Queries = fc
    .tuple(
      fc.record(
        {
          form: fc.constant("base64" as const),
          ...shared,
          protocolVersion: fc.constantFrom("12.1", "14.0", "14.1", "16.0", "16.1"),
          locale: fc.nat(0xffff),
          policyKey: fc.nat(0xffffffff),
        },
        {
          requiredKeys: ["form", "command", "deviceId", "deviceType", "protocolVersion", "locale"],
        },
      ),
      fc.option(fc.record({ saveInSent: fc.boolean(), acceptMultiPart: fc.boolean() })),
    )
    .map(([query, options]) => ({ ...query, ...options }));

  test("comes back from its text as it was, and is written the same again", () => {
    fc.assert(
      fc.property(fc.oneof(plainQueries, base64Queries), (query) => {
        const written = formatEasQuery(query as EasQuery);
        expect(parseEasQuery(written)).toEqual(query);
        expect(formatEasQuery(parseEasQuery(written))).toBe(written);
        expect(written).toMatch(/^\?[\x21-\x7e]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test("of garbage is read or refused, and what is read comes back from its own text", () => {
    const random = seededRandom(121);
    const letters = "?&=%+/-_ACDIUcdeimsrvypTn0123456789";
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: random.below(60) }, () => random.pick([...letters])).join(
        "",
      );
      for (const query of [text, encodeBase64(Uint8Array.of(121, 0, ...random.bytes(40)))]) {
        const read = readOrRefused(() => parseEasQuery(query));
        if (read !== "refused") expect(parseEasQuery(formatEasQuery(read))).toEqual(read);
      }
    }
  });
});

function isPlainText(text: string): boolean {
  const fits = new TextEncoder().encode(text).length <= 255;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  return fits && text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text);
}

function hexOf(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}
