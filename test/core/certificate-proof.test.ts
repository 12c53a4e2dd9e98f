// What a client certificate proves, by its line in the authority's book, and whom it signs in.
import { describe, expect, test } from "vitest";
import {
  isProof,
  judgeCertificate,
  mayReceiveWipe,
  signInBy,
} from "../../worker/core/certificate-proof.ts";
import type { CertificateReason, IssuedCertificate } from "../../worker/core/certificates.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2011, 4, 2);
const good: IssuedCertificate = {
  fingerprint: "a".repeat(64),
  serialNumber: "0102",
  user: "alice",
  purpose: "exchange",
  issuer: "b".repeat(64),
  notBefore: NOW - DAY,
  notAfter: NOW + DAY,
  issuedAt: NOW - DAY,
  delivery: "scep",
  deviceId: "appl1",
};
const { deviceId: _, ...unbound } = good;
const revoked = { at: NOW - 1, by: "bob", reason: "keyCompromise" } as const;
const alicesPhone = { user: "alice", deviceId: "appl1", now: NOW };

describe("a client certificate", () => {
  test.each<[string, IssuedCertificate | null, Partial<typeof alicesPhone>, string]>([
    ["of this device is good", good, {}, "good"],
    ["that no device was seen with is good, and to be bound", unbound, {}, "presented"],
    [
      "without a device, as at OPTIONS, is good",
      good,
      { deviceId: undefined as never },
      "presented",
    ],
    ["that is not in the book proves nothing", null, {}, "certificate-unknown"],
    [
      "made for the enrolment opens no mailbox",
      { ...good, purpose: "enrolment" },
      {},
      "certificate-for-another-purpose",
    ],
    ["that was revoked proves nothing", { ...good, revoked }, {}, "certificate-revoked"],
    ["of another user proves nothing", good, { user: "bob" }, "certificate-of-another-user"],
    ["is valid in its first millisecond", good, { now: good.notBefore }, "good"],
    ["is not valid before", good, { now: good.notBefore - 1 }, "certificate-not-yet-valid"],
    ["is valid in its last millisecond", good, { now: good.notAfter }, "good"],
    ["is not valid afterwards", good, { now: good.notAfter + 1 }, "certificate-expired"],
    [
      "of another device proves nothing",
      good,
      { deviceId: "appl2" },
      "certificate-on-another-device",
    ],
    [
      "of a phone whose serial number is known is none of another serial number's",
      { ...unbound, device: { udid: "u", serial: "1" } },
      { deviceId: "appl2" },
      "certificate-on-another-device",
    ],
    [
      "of a phone whose serial number is known may be that serial number's",
      { ...unbound, device: { udid: "u", serial: "1" } },
      {},
      "presented",
    ],
    [
      "that was revoked and has ended is called revoked",
      { ...good, revoked },
      { now: good.notAfter + 1, user: "bob" },
      "certificate-revoked",
    ],
  ])("%s", (_name, certificate, change, expected) => {
    const proof = judgeCertificate(certificate, { ...alicesPhone, ...change });
    expect(proof).toBe(expected);
    expect(isProof(proof)).toBe(!expected.startsWith("certificate-"));
  });
});

describe("a wipe is told", () => {
  const on = { user: "alice", deviceId: "appl1", orderedAt: NOW };
  test.each<[string, IssuedCertificate | null, boolean]>([
    ["to the certificate of the device", good, true],
    ["to one that no device was seen with yet", unbound, true],
    ["to one that has ended", { ...good, notAfter: NOW - DAY }, true],
    ["to one that was revoked with the order", { ...good, revoked: { ...revoked, at: NOW } }, true],
    ["to one that was revoked after it", { ...good, revoked: { ...revoked, at: NOW + 1 } }, true],
    ["not to one that was revoked before it", { ...good, revoked }, false],
    ["not to another user's", { ...good, user: "bob" }, false],
    ["not to another device's", { ...good, deviceId: "appl2" }, false],
    [
      "not to one that no device was seen with, of another serial number",
      { ...unbound, device: { udid: "u", serial: "2" } },
      false,
    ],
    ["not to one of the enrolment", { ...good, purpose: "enrolment" }, false],
    ["not to a stranger's", null, false],
  ])("%s", (_name, certificate, expected) => {
    expect(mayReceiveWipe(certificate, on)).toBe(expected);
  });
});

describe("sign-in by a certificate", () => {
  const strict = { brings: "certificate", reportOnly: false } as const;
  const withPassword = { brings: "password", reportOnly: false } as const;
  const BAD: readonly CertificateReason[] = [
    "certificate-expired",
    "certificate-revoked",
    "certificate-not-yet-valid",
    "certificate-for-another-purpose",
    "certificate-on-another-device",
  ];

  test.each(["good", "presented"] as const)("alone: one that is %s is enough", (proof) => {
    expect(signInBy(proof, "alone", strict)).toEqual({ by: "certificate" });
    expect(signInBy(proof, "alone", withPassword)).toEqual({ by: "certificate" });
  });
  test("with a password or not used at all: the password decides, and must be there", () => {
    for (const way of ["off", "with-password"] as const) {
      expect(signInBy("good", way, withPassword)).toEqual({ by: "password" });
      expect(signInBy("good", way, strict)).toEqual({
        by: "nothing",
        reason: "credentials-missing",
      });
    }
  });
  test.each(BAD)("alone: %s is said, and no password stands in for it", (reason) => {
    for (const brought of [strict, withPassword])
      expect(signInBy(reason, "alone", brought)).toEqual({ by: "nothing", reason });
  });
  test("while the adapter only reports, a password may stand in, but no bad certificate signs in", () => {
    const reportOnly = true;
    expect(signInBy("certificate-expired", "alone", { ...withPassword, reportOnly })).toEqual({
      by: "password",
    });
    expect(signInBy("certificate-expired", "alone", { ...strict, reportOnly })).toEqual({
      by: "nothing",
      reason: "certificate-expired",
    });
  });
  test("a stranger's or another user's speaks for nobody: there the password decides", () => {
    for (const proof of ["certificate-unknown", "certificate-of-another-user"] as const) {
      expect(signInBy(proof, "alone", withPassword)).toEqual({ by: "password" });
      expect(signInBy(proof, "alone", strict)).toMatchObject({ reason: "credentials-missing" });
    }
  });
});
