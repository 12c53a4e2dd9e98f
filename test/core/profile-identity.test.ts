// The identity in a profile, by system: what names it, what travels along, and what never does.
import { describe, expect, it } from "vitest";
import type { IosVersion } from "../../worker/core/ios.ts";
import { lock, type PolicyValues } from "../../worker/core/policy.ts";
import { buildProfile, type CertificateProof } from "../../worker/core/profile.ts";
import { type AccountIdentity, identityForm } from "../../worker/core/profile-identity.ts";
import { encodePayloads, encodeProfile } from "../../worker/wire/mobileconfig.ts";
import { parsePlist } from "../../worker/wire/plist.ts";
import { EAS, payloadOf, TODAY } from "../support/profiles.ts";

const SCEP: AccountIdentity = {
  kind: "scep",
  url: "https://mail.acme.example/scep",
  caName: "acme",
  challenge: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  organization: "Acme",
  user: "alice",
  keyBits: 2048,
  intermediates: [],
};
const PKCS12: AccountIdentity = {
  kind: "pkcs12",
  pkcs12: Uint8Array.of(0x30, 1, 2, 3),
  password: "opens it",
  intermediates: [],
};
const profile = (
  identity: AccountIdentity,
  ios: IosVersion = TODAY,
  change: Partial<CertificateProof> = {},
  values: PolicyValues = {},
) =>
  buildProfile({
    tenant: { name: "acme", displayName: "Acme", origin: "https://mail.acme.example" },
    account: { user: "alice", emailAddress: "alice@acme.example", displayName: "Alice" },
    policy: lock(values, 0),
    ios,
    identity,
    login: "alice",
    ...change,
  });

it.each([
  [[3, 0, 0], "pkcs12"],
  [[3, 2, 2], "pkcs12"],
  [[4, 3, 5], "pkcs12"],
  [[5, 0, 0], "scep"],
  [TODAY, "scep"],
] as const)("a phone of iOS %j is given its identity by %s", (ios, form) => {
  expect(identityForm(ios)).toBe(form);
});

describe("an account with a certificate over SCEP", () => {
  it("names the payload that asks for it, which comes first", () => {
    const made = profile(SCEP);
    const [scep, account] = made.PayloadContent;
    expect(scep?.PayloadType).toBe("com.apple.security.scep");
    expect(account).toMatchObject({ PayloadType: EAS, PayloadCertificateUUID: scep?.PayloadUUID });
    expect(payloadOf(made, "com.apple.security.scep")?.PayloadContent).toEqual({
      URL: "https://mail.acme.example/scep",
      Name: "acme",
      Subject: [[["O", "Acme"]], [["CN", "alice"]]],
      Challenge: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      Keysize: 2048,
      "Key Type": "RSA",
      "Key Usage": 5,
      Retries: 5,
      RetryDelay: 5,
    });
  });

  it("carries no provisioning token and no password", () => {
    const account = payloadOf(profile(SCEP), EAS);
    expect(account).toMatchObject({ UserName: "alice", Host: "mail.acme.example", SSL: true });
    expect(JSON.stringify(account)).not.toMatch(/password/i);
  });

  it("points to Exchange's own front where there is one, in Exchange's form of the name", () => {
    const change = { accountHost: "eas.acme.example:8443", login: "ACME\\alice" };
    expect(payloadOf(profile(SCEP, TODAY, change), EAS)).toMatchObject({
      Host: "eas.acme.example:8443",
      SSL: true,
      UserName: "ACME\\alice",
    });
  });

  it("has another UUID with every challenge, and the same identifier: it replaces, never piles up", () => {
    const [one, other] = [profile(SCEP), profile({ ...SCEP, challenge: "Z".repeat(26) })];
    expect(one.PayloadUUID).not.toBe(other.PayloadUUID);
    expect(one.PayloadIdentifier).toBe(other.PayloadIdentifier);
  });
});

describe("an account with its identity inside", () => {
  it("has the PKCS#12 and what opens it, and names no other payload", () => {
    const made = profile(PKCS12, [4, 2, 1]);
    expect(made.PayloadContent.map(({ PayloadType }) => PayloadType)).toEqual([EAS]);
    expect(payloadOf(made, EAS)).toMatchObject({
      Certificate: PKCS12.pkcs12,
      CertificatePassword: "opens it",
    });
    expect(payloadOf(made, EAS)).not.toHaveProperty("PayloadCertificateUUID");
  });

  it("has another UUID with every identity", () => {
    const other = profile({ ...PKCS12, pkcs12: Uint8Array.of(0x30, 1, 2, 4) }, [4, 2, 1]);
    expect(other.PayloadUUID).not.toBe(profile(PKCS12, [4, 2, 1]).PayloadUUID);
  });
});

it("certificates in between go along, each with a name of its own, and none to be trusted", () => {
  const intermediates = [Uint8Array.of(0x30, 1), Uint8Array.of(0x30, 2)];
  const made = profile({ ...SCEP, intermediates });
  expect(made.PayloadContent.map(({ PayloadType }) => PayloadType)).toEqual([
    "com.apple.security.pkcs1",
    "com.apple.security.pkcs1",
    "com.apple.security.scep",
    EAS,
  ]);
  const names = made.PayloadContent.map(({ PayloadIdentifier }) => PayloadIdentifier);
  expect(new Set(names).size).toBe(4);
});

it("the payloads of an encrypted profile are a property list whose root is the array", () => {
  const made = profile(SCEP, TODAY, {}, { forcePIN: true });
  expect(parsePlist(encodePayloads(made.PayloadContent))).toEqual(made.PayloadContent);
});

it("says outside when it expires, and whether it can be removed", () => {
  const locked = { preventPolicyRemoval: "with-password", removalPassword: "let me go" };
  const expiresAt = Date.UTC(2027, 0, 2, 3, 4, 5);
  const made = profile(SCEP, TODAY, { expiresAt }, locked as PolicyValues);
  const read = parsePlist(encodeProfile(made));
  expect(read).toMatchObject({
    PayloadExpirationDate: new Date(expiresAt),
    PayloadRemovalDisallowed: true,
    HasRemovalPasscode: true,
  });
});

it("a phone before iOS 4 is told nothing of retries", () => {
  const content = payloadOf(profile(SCEP, [3, 1, 3]), "com.apple.security.scep")?.PayloadContent;
  expect(content).not.toHaveProperty("Retries");
});
