// Configuration profiles as bytes.
import { describe, expect, it } from "vitest";
import { encodeProfile, type MobileConfig } from "../../worker/wire/mobileconfig.ts";
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
