// The ActiveSync query string in its two forms, one meaning each (worker/wire/eas-query, MS-ASHTTP
// 2.2.1.1.1).
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../../worker/wire/base64.ts";
import {
  type EasQuery,
  formatEasQuery,
  MAX_QUERY_CHARACTERS,
  parseEasQuery,
  plainForm,
} from "../../worker/wire/eas-query.ts";
import { readOrRefused, refusalOf } from "../support/refusal.ts";
import { bytesOfHex, textVector } from "../support/vectors.ts";

const PHONE = { deviceId: "Appl87837L1XY7H", deviceType: "iPhone" } as const;
const plain = (parts: Partial<EasQuery>): EasQuery => ({
  form: "plain",
  command: "Sync",
  ...PHONE,
  ...parts,
});
const WHO = "DeviceId=Appl87837L1XY7H&DeviceType=iPhone";
const MICROSOFT = textVector("eas-query/microsoft-base64.txt").trim();
const base64 = (hex: string) => `?${encodeBase64(bytesOfHex(hex))}`;

/** Both directions: the value, and its query as it is written. */
const CASES: readonly (readonly [string, EasQuery, string])[] = [
  [
    "an iPhone's FolderSync",
    plain({ command: "FolderSync", user: "alice" }),
    `?User=alice&${WHO}&Cmd=FolderSync`,
  ],
  [
    "a user with domain and letters outside ASCII",
    plain({ user: "ACME\\jürgen+x@acme.example" }),
    `?User=ACME%5Cj%C3%BCrgen%2Bx%40acme.example&${WHO}&Cmd=Sync`,
  ],
  [
    "a reply that is kept in Sent Items",
    plain({ command: "SmartReply", collectionId: "5", itemId: "5:1", saveInSent: true }),
    `?${WHO}&Cmd=SmartReply&CollectionId=5&ItemId=5%3A1&SaveInSent=T`,
  ],
  [
    "a forward by LongId, one occurrence of a series",
    plain({ command: "SmartForward", longId: "RgAA==", occurrence: "20100621", saveInSent: false }),
    `?${WHO}&Cmd=SmartForward&LongId=RgAA%3D%3D&Occurrence=20100621&SaveInSent=F`,
  ],
  [
    "an attachment of Exchange 2003, named by a path",
    plain({ command: "GetAttachment", attachmentName: "Inbox/a&b%20c.EML/1_menu.pdf" }),
    `?${WHO}&Cmd=GetAttachment&AttachmentName=Inbox%2Fa%26b%2520c.EML%2F1_menu.pdf`,
  ],
  ["an empty user", plain({ user: "" }), `?User=&${WHO}&Cmd=Sync`],
  [
    "Microsoft's example of the base64 form",
    {
      form: "base64",
      command: "Sync",
      deviceId: "v140Device",
      deviceType: "SmartPhone",
      protocolVersion: "14.0",
      locale: 0x0409,
    },
    `?${MICROSOFT}`,
  ],
  [
    "a base64 query with everything in it",
    {
      form: "base64",
      command: "SmartReply",
      ...PHONE,
      protocolVersion: "12.1",
      locale: 0x0407,
      policyKey: 0xfedcba98,
      attachmentName: "a",
      collectionId: "5",
      itemId: "5:1",
      longId: "long",
      occurrence: "o",
      saveInSent: true,
      acceptMultiPart: true,
      user: "jürgen",
    },
    base64(`79030704 0f4170706c3837383337 4c31585937 48 0498badcfe 066950686f6e65
      000161 010135 0303353a31 04046c6f6e67 06016f 070103 08076ac3bc7267656e`),
  ],
  [
    "a policy key of 0, which is not no policy key",
    {
      form: "base64",
      command: "Ping",
      deviceId: "Appl1",
      deviceType: "iPad",
      protocolVersion: "14.1",
      locale: 0,
      policyKey: 0,
    },
    base64("8d120000 054170706c31 0400000000 0469506164"),
  ],
  [
    "a device id that is a GUID of 16 bytes",
    {
      form: "base64",
      command: "Sync",
      deviceId: "6F24CAD599A5BF1A690246B8C68FAE8D",
      deviceIdIsGuid: true,
      deviceType: "SmartPhone",
      protocolVersion: "12.1",
      locale: 0x0409,
    },
    base64("79000904 106f24cad599a5bf1a690246b8c68fae8d 00 0a536d61727450686f6e65"),
  ],
];

describe.each(CASES)("%s", (_, value, query) => {
  test("is read", () => {
    expect(parseEasQuery(query)).toEqual(value);
    expect(parseEasQuery(query.slice(1))).toEqual(value);
  });

  test("is written", () => {
    expect(formatEasQuery(value)).toBe(query);
  });

  test("cut short anywhere is refused or names the whole device and command all the same", () => {
    for (let length = 0; length < query.length; length++) {
      const read = readOrRefused(() => parseEasQuery(query.slice(0, length)));
      if (read !== "refused") expect(read.command).toBe(value.command);
    }
  });
});

describe("a plain query", () => {
  test("is read with its keys in any order", () => {
    const expected = plain({ user: "alice" });
    expect(parseEasQuery(`?Cmd=Sync&${WHO}&User=alice`)).toEqual(expected);
    expect(
      parseEasQuery(`?DeviceType=iPhone&Cmd=Sync&User=alice&DeviceId=Appl87837L1XY7H`),
    ).toEqual(expected);
  });

  test("keeps a bare plus sign a plus sign: phones leave it so in addresses", () => {
    expect(parseEasQuery(`?User=a+b@acme.example&${WHO}&Cmd=Sync`).user).toBe("a+b@acme.example");
  });

  test.each([
    ["no query at all", "", /no query/],
    ["a question mark alone", "?", /no query/],
    ["Cmd missing", `?${WHO}`, /Cmd is missing/],
    ["DeviceId missing", "?DeviceType=iPhone&Cmd=Sync", /DeviceId is missing/],
    ["DeviceType missing", "?DeviceId=Appl1&Cmd=Sync", /DeviceType is missing/],
    ["an unknown command", `?${WHO}&Cmd=Format`, /Cmd is unknown/],
    ["a command in small letters", `?${WHO}&Cmd=sync`, /Cmd is unknown/],
    ["a name every object has", `?${WHO}&Cmd=constructor`, /Cmd is unknown/],
    ["a command by number", `?${WHO}&Cmd=0`, /Cmd is unknown/],
    ["Cmd twice", `?${WHO}&Cmd=Provision&Cmd=FolderSync`, /Cmd stands twice/],
    ["Cmd twice, the same", `?${WHO}&Cmd=Sync&Cmd=Sync`, /Cmd stands twice/],
    ["User twice, once empty", `?User=&User=alice&${WHO}&Cmd=Sync`, /User stands twice/],
    ["Cmd and cmd", `?${WHO}&Cmd=Sync&cmd=Ping`, /unknown key/],
    ["a key in other letters", "?deviceid=Appl1&DeviceType=iPhone&Cmd=Sync", /unknown key/],
    ["an unknown key", `?${WHO}&Cmd=Sync&Log=1`, /unknown key/],
    ["a key every object has", `?${WHO}&Cmd=Sync&__proto__=1`, /unknown key/],
    ["a percent-encoded key", `?${WHO}&%43md=Sync`, /unknown key/],
    ["an empty pair", `?${WHO}&&Cmd=Sync`, /unknown key/],
    ["a key without a value", `?${WHO}&Cmd=Sync&User`, /User has no value/],
    ["broken percent-encoding", `?User=%zz&${WHO}&Cmd=Sync`, /percent/],
    ["percent-encoding that is not UTF-8", `?User=%fc&${WHO}&Cmd=Sync`, /percent/],
    ["a NUL", `?User=a%00b&${WHO}&Cmd=Sync`, /control/],
    ["a line end", `?User=a%0d%0aX:%20y&${WHO}&Cmd=Sync`, /control/],
    ["SaveInSent that is no T or F", `?${WHO}&Cmd=SendMail&SaveInSent=1`, /SaveInSent/],
    ["an empty DeviceId", "?DeviceId=&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    [
      "a DeviceId of 33 characters",
      `?DeviceId=${"A".repeat(33)}&DeviceType=x&Cmd=Sync`,
      /DeviceId/,
    ],
    ["a DeviceId with a comma", "?DeviceId=a,b&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    ["a DeviceId with a blank", "?DeviceId=a%20b&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    ["a DeviceId outside ASCII", "?DeviceId=%C3%A4&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    ["a DeviceId with a path", "?DeviceId=..%2F..&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    [
      "a DeviceId that is a path's step",
      "?DeviceId=..&DeviceType=iPhone&Cmd=Sync",
      /DeviceId is not/,
    ],
    ["a DeviceId that is a dot", "?DeviceId=.&DeviceType=iPhone&Cmd=Sync", /DeviceId is not/],
    ["a DeviceId with a line end", "?DeviceId=a%0A&DeviceType=iPhone&Cmd=Sync", /control/],
    ["a DeviceType with mark-up", "?DeviceId=a&DeviceType=%3Cb%3E&Cmd=Sync", /DeviceType is not/],
    [
      "a DeviceType of 65 characters",
      `?DeviceId=a&DeviceType=${"b".repeat(65)}&Cmd=Sync`,
      /DeviceType/,
    ],
    ["a user of 1,001 characters", `?User=${"u".repeat(1001)}&${WHO}&Cmd=Sync`, /User is too long/],
    ["an endless query", `?User=${"u".repeat(MAX_QUERY_CHARACTERS)}&${WHO}&Cmd=Sync`, /too long/],
  ])("refuses %s", (_, query, problem) => {
    expect(refusalOf(() => parseEasQuery(query))).toMatch(problem);
  });

  test.each([
    "Appl83042TD3A4T",
    "ApplDNPHG6NVDT9V",
    "androidc259148960",
    "6F24CAD599A5BF1A690246B8C68FAE8D",
    "IMEI355826020123456",
    "SAMSUNG.SGH-I617_1",
  ])("takes the device id %s", (deviceId) => {
    expect(parseEasQuery(`?DeviceId=${deviceId}&DeviceType=x&Cmd=Sync`).deviceId).toBe(deviceId);
  });

  test.each(["iPod", "SmartPhone", "PocketPC", "Android", "HTC Desire", "Nokia E72-1", "WP8"])(
    "takes the device type %s",
    (deviceType) => {
      const query = `?DeviceId=a&DeviceType=${encodeURIComponent(deviceType)}&Cmd=Sync`;
      expect(parseEasQuery(query).deviceType).toBe(deviceType);
    },
  );
});

describe("the plain form of a base64 query", () => {
  const base64: EasQuery = {
    ...{ form: "base64", command: "SmartReply", protocolVersion: "14.1", policyKey: 7, locale: 9 },
    ...{ deviceId: "a", deviceType: "HTC Desire", collectionId: "5", itemId: "5:1" },
  };

  test("names who asks, and says what headers do not", () => {
    const said = plainForm({ ...base64, saveInSent: true, acceptMultiPart: true }, "ACME\\alice");
    expect(said).toBe(
      "?User=ACME%5Calice&DeviceId=a&DeviceType=HTC%20Desire&Cmd=SmartReply" +
        "&CollectionId=5&ItemId=5%3A1&SaveInSent=T",
    );
    const { form, protocolVersion, policyKey, locale, ...says } = base64;
    const read = { ...says, form: "plain", user: "ACME\\alice", saveInSent: true };
    expect(parseEasQuery(said)).toEqual(read);
  });

  test("keeps the user it names, and no option that was only not set", () => {
    const said = plainForm({ ...base64, user: "bob", saveInSent: false }, "alice");
    expect(said).toContain("User=bob&");
    expect(said).not.toContain("SaveInSent");
  });

  test("of a plain one is itself", () => {
    expect(plainForm(parseEasQuery(`?${WHO}&Cmd=Sync`), "alice")).toBe(`?${WHO}&Cmd=Sync`);
  });
});
