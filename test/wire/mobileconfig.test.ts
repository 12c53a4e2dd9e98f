// Configuration profiles as bytes.
import { describe, expect, it } from "vitest";
import {
  encodeEncryptedProfile,
  encodePayloads,
  encodeProfile,
  type MobileConfig,
  type ScepPayload,
} from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";

const common = (name: string) => ({
  PayloadVersion: 1 as const,
  PayloadIdentifier: `example.acme.${name}`,
  PayloadUUID: "00000000-0000-5000-8000-000000000000",
  PayloadDisplayName: name,
});
const profile = (displayName = "Acme"): MobileConfig => ({
  ...common("root"),
  PayloadType: "Configuration",
  PayloadDisplayName: displayName,
  PayloadContent: [
    {
      ...common("exchange"),
      PayloadType: "com.apple.eas.account",
      Host: "mail.acme.example:8443",
      SSL: true,
      EmailAddress: "alice@acme.example",
      UserName: "TOKEN\\alice",
    },
    {
      ...common("restrictions"),
      PayloadType: "com.apple.applicationaccess",
      allowCamera: false,
      ratingApps: 600,
      safariAcceptCookies: 1,
    },
  ],
});
const xmlOf = (value: MobileConfig) => new TextDecoder().decode(encodeProfile(value));

describe("configuration profiles", () => {
  it("hold every key of the value, and read back as it", () => {
    expect(parsePlist(encodeProfile(profile()))).toEqual(profile());
  });

  it("give the same bytes for the same value", () => {
    expect(encodeProfile(profile())).toEqual(encodeProfile(profile()));
  });

  it("write safariAcceptCookies as a real even when it is whole, and other numbers as integers", () => {
    const xml = xmlOf(profile()).replace(/\n\s*/g, "");
    expect(xml).toContain("<key>safariAcceptCookies</key><real>1</real>");
    expect(xml).toContain("<key>ratingApps</key><integer>600</integer>");
    expect(xml).toContain("<key>PayloadVersion</key><integer>1</integer>");
  });

  it.each([
    "</string><key>PayloadRemovalDisallowed</key><true/><string>",
    "<!-- --> ]]> &amp; &lt;",
    "\"quoted\" 'and' \\ backslashed",
    "ünïcödé 🐎 مرحبا",
  ])("keep the display name %j text", (name) => {
    const read = parsePlist(encodeProfile(profile(name)));
    expect(read).toEqual(profile(name));
  });
});

describe("encrypted profiles", () => {
  const scep: ScepPayload = {
    ...common("scep"),
    PayloadType: "com.apple.security.scep",
    PayloadContent: {
      URL: "https://acme.example/scep",
      Subject: [[["O", "Acme"]], [["CN", "alice"]]],
      Challenge: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      Keysize: 2048,
      "Key Type": "RSA",
      "Key Usage": 5,
      CAFingerprint: new Uint8Array(20).fill(7),
    },
  };

  it("encrypt a property list whose root is the array of payloads", () => {
    const payloads = [scep, ...profile().PayloadContent];
    const xml = new TextDecoder().decode(encodePayloads(payloads)).replace(/\n\s*/g, "");
    expect(xml).toMatch(/<plist version="1.0"><array><dict>/);
    // Apple's keys have a blank in them.
    expect(xml).toContain("<key>Key Type</key><string>RSA</string><key>Key Usage</key>");
    expect(xml).toContain("<key>safariAcceptCookies</key><real>1</real>");
    expect(parsePlist(encodePayloads(payloads))).toEqual(payloads);
  });

  it("hold the encrypted bytes and no payload", () => {
    const { PayloadContent: _, ...keys } = profile();
    const EncryptedPayloadContent = new Uint8Array([0x30, 0x80, 1, 2, 3]);
    const encrypted = { ...keys, IsEncrypted: true, EncryptedPayloadContent } as const;
    const read = parsePlist(encodeEncryptedProfile(encrypted));
    expect(read).toMatchObject({ IsEncrypted: true, PayloadType: "Configuration" });
    expect(read).not.toHaveProperty("PayloadContent");
    const { EncryptedPayloadContent: bytes } = read as { EncryptedPayloadContent: Uint8Array };
    expect(new Uint8Array(bytes)).toEqual(EncryptedPayloadContent);
  });
});
