// The letters that begin an over-the-air enrolment.
import { describe, expect, it } from "vitest";
import { buildPlist, type PlistValue, parsePlist } from "../../worker/wire/plist.ts";
import {
  encodeProfileService,
  type ProfileServiceProfile,
  readDeviceAttributes,
} from "../../worker/wire/profile-service.ts";
import { refusalOf } from "../support/refusal.ts";

const UDID = "2b6f0cc904d137be2e1730235f5664094b831186";
const answer = (attributes: { readonly [key: string]: PlistValue }) => buildPlist(attributes);
const refused = (attributes: { readonly [key: string]: PlistValue }) =>
  refusalOf(() => readDeviceAttributes(answer({ UDID, ...attributes })));

describe("the Profile Service profile", () => {
  const profile: ProfileServiceProfile = {
    PayloadType: "Profile Service",
    PayloadVersion: 1,
    PayloadIdentifier: "example.acme.enrolment",
    PayloadUUID: "00000000-0000-5000-8000-000000000000",
    PayloadDisplayName: "Acme",
    PayloadContent: {
      URL: "https://acme.example/iphone/enrol",
      DeviceAttributes: ["UDID", "VERSION", "PRODUCT", "SERIAL"],
      Challenge: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    },
  };

  it("has a dictionary as its content, not an array", () => {
    expect(parsePlist(encodeProfileService(profile))).toEqual(profile);
  });

  it("leaves the challenge out where there is none", () => {
    const { Challenge: _, ...PayloadContent } = profile.PayloadContent;
    const xml = Buffer.from(encodeProfileService({ ...profile, PayloadContent })).toString();
    expect(xml).not.toContain("Challenge");
  });
});

describe("a phone's answer", () => {
  it("is read with all it has, the groups of the IMEI put together", () => {
    const read = readDeviceAttributes(
      answer({
        UDID,
        VERSION: "8C148",
        PRODUCT: "iPhone2,1",
        SERIAL: "86945XYZ3NQ",
        IMEI: "01 161400 452322 6",
        MEID: "A0000009F11E36",
        CHALLENGE: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ICCID: "8949 0200 0010 0749 9999",
        DEVICE_NAME: "alice's iPhone",
        NotOnConsole: false,
      }),
    );
    expect(read).toEqual({
      udid: UDID,
      version: "8C148",
      product: "iPhone2,1",
      serial: "86945XYZ3NQ",
      imei: "011614004523226",
      meid: "A0000009F11E36",
      challenge: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    });
  });

  it("needs nothing but the UDID; what is left out or empty is absent", () => {
    expect(readDeviceAttributes(answer({ UDID }))).toEqual({ udid: UDID });
    expect(readDeviceAttributes(answer({ UDID, SERIAL: "", IMEI: "" }))).toEqual({ udid: UDID });
    expect(readDeviceAttributes(answer({ UDID: "00008030-001C2D223A90802E" }))).toEqual({
      udid: "00008030-001C2D223A90802E",
    });
  });

  it("gives the challenge back as text or as bytes", () => {
    const [text, bytes] = ["ABC", Buffer.from("ABC")].map(
      (CHALLENGE) => readDeviceAttributes(answer({ UDID, CHALLENGE })).challenge,
    );
    expect([text, bytes]).toEqual(["ABC", "ABC"]);
  });

  it.each([
    ["a name with markup", { SERIAL: "<b>" }],
    ["a line break", { SERIAL: "86945\nXYZ" }],
    ["a quote", { PRODUCT: 'iPhone"' }],
    ["text that is not ASCII", { PRODUCT: "iPhöne" }],
    ["a leading dash", { SERIAL: "-x" }],
    ["a blank", { SERIAL: "a b" }],
    ["a text of 65 characters", { SERIAL: "A".repeat(65) }],
    ["a number", { SERIAL: 1 }],
    ["a list", { UDID: [UDID] }],
    ["bytes", { VERSION: Buffer.from("8C148") }],
    ["a challenge that is a dictionary", { CHALLENGE: { a: "b" } }],
    ["a challenge of control characters", { CHALLENGE: Buffer.of(0, 1, 2) }],
    ["an empty UDID", { UDID: "" }],
  ])("is refused with %s", (_, attributes) => {
    expect(refused(attributes)).toMatch(/^device attributes/);
  });

  it("is refused if it is no dictionary, or no property list", () => {
    for (const content of [[UDID], UDID, 1, new Date(0), Buffer.from(UDID)] as PlistValue[]) {
      const bytes = buildPlist(content);
      expect(refusalOf(() => readDeviceAttributes(bytes))).toMatch(/no dictionary/);
    }
    expect(refusalOf(() => readDeviceAttributes(Buffer.from("UDID")))).toMatch(/^plist/);
    expect(refusalOf(() => readDeviceAttributes(new Uint8Array()))).toMatch(/^plist/);
    const long = answer({ UDID, DEVICE_NAME: "x".repeat(20_000) });
    expect(refusalOf(() => readDeviceAttributes(long))).toMatch(/more than 16384 bytes/);
  });

  it("does not take what stands in the prototype of objects for an attribute", () => {
    const xml = `<plist version="1.0"><dict><key>constructor</key><string>x</string></dict></plist>`;
    expect(refusalOf(() => readDeviceAttributes(Buffer.from(xml)))).toMatch(/no UDID/);
  });
});
