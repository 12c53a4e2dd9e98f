// What goes into a certificate, which keys get one, when one may be renewed, and to which device one
// may be bound.
import { describe, expect, it } from "vitest";
import type { IssuedCertificate } from "../../worker/core/certificates.ts";
import {
  contentOf,
  judgeKey,
  judgeRenewal,
  mayBeBound,
  validityAt,
} from "../../worker/core/issuance.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 5, 1);
const SITE = { organization: "Acme Inc.", crlAddress: "https://acme.example/scep/crl/1.crl" };
const VALID = { notBefore: NOW, notAfter: NOW + DAY };
const NAMES = {
  emailAddress: "alice@acme.example",
  principalName: "alice@acme.example",
  securityIdentifier: "S-1-5-21-1-2-3-500",
};

const OLD: IssuedCertificate = {
  fingerprint: "f".repeat(64),
  serialNumber: "4a",
  user: "alice",
  purpose: "exchange",
  issuer: "c".repeat(64),
  notBefore: NOW - 340 * DAY,
  notAfter: NOW + 25 * DAY,
  issuedAt: NOW - 340 * DAY,
  delivery: "scep",
};

describe("a key", () => {
  it.each([
    [2048, 65_537n, false, undefined],
    [4096, 3n, false, undefined],
    [2047, 65_537n, false, "key-too-short"],
    [1024, 65_537n, false, "key-too-short"],
    [1024, 65_537n, true, undefined],
    [1023, 65_537n, true, "key-too-short"],
    [512, 65_537n, true, "key-too-short"],
    [4097, 65_537n, true, "key-too-long"],
    [2048, 1n, true, "key-exponent"],
    [2048, 65_536n, true, "key-exponent"],
    [2048, 2n ** 32n + 1n, true, "key-exponent"],
  ])("of %s bits with the exponent %s, old phones there: %s, is refused as %s", (...row) => {
    const [bits, exponent, legacyDevices, reason] = row;
    expect(judgeKey({ bits, exponent }, { legacyDevices })).toEqual(
      reason ? { ok: false, reason } : { ok: true },
    );
  });

  it("of another kind is refused", () => {
    expect(judgeKey(undefined, { legacyDevices: true })).toEqual({
      ok: false,
      reason: "key-not-rsa",
    });
  });
});

describe("what a certificate says", () => {
  it("of a mailbox's is all that servers map it by", () => {
    const device = { udid: "a", serial: "87945XYZA4S" };
    const of = { user: "alice", purpose: "exchange", device, names: NAMES } as const;
    expect(contentOf(of, SITE, VALID)).toEqual({
      ...SITE,
      ...NAMES,
      ...VALID,
      commonName: "alice",
      deviceSerial: "87945XYZA4S",
      purpose: "exchange",
    });
  });

  it("of an enrolment's holds no name that opens a mailbox", () => {
    const content = contentOf({ user: "alice", purpose: "enrolment", names: NAMES }, SITE, VALID);
    expect(content).toEqual({ ...SITE, ...VALID, commonName: "alice", purpose: "enrolment" });
  });

  it("leaves out what cannot stand there: a serial number or address of other characters", () => {
    const device = { udid: "a", serial: "8794\n5" };
    const names = { emailAddress: "älice@acme.example" };
    const content = contentOf({ user: "alice", purpose: "exchange", device, names }, SITE, VALID);
    expect(content).not.toHaveProperty("deviceSerial");
    expect(content).not.toHaveProperty("emailAddress");
  });
});

describe("the time of a certificate", () => {
  const rules = { validityDays: 365 };
  const ca = { notBefore: NOW - DAY, notAfter: NOW + 1_000 * DAY };

  it("is from ten minutes ago, in whole seconds", () => {
    const validity = { ok: true, notBefore: NOW - 600_000, notAfter: NOW + 365 * DAY };
    expect(validityAt(NOW + 999, "exchange", rules, ca)).toEqual(validity);
  });

  it("is five years for an enrolment, whatever the rules say of shorter ones", () => {
    const old = { notBefore: NOW - DAY, notAfter: NOW + 3_650 * DAY };
    const lasts = (days: number) => ({
      ok: true,
      notBefore: NOW - 600_000,
      notAfter: NOW + days * DAY,
    });
    expect(validityAt(NOW, "enrolment", rules, old)).toEqual(lasts(1_825));
    expect(validityAt(NOW, "enrolment", { validityDays: 3_000 }, old)).toEqual(lasts(3_000));
    expect(validityAt(NOW, "enrolment", rules, ca)).toEqual(lasts(1_000));
  });

  it("lies within that of its CA", () => {
    const young = { notBefore: NOW - 5_000, notAfter: NOW + DAY };
    expect(validityAt(NOW, "exchange", rules, young)).toEqual({ ok: true, ...young });
    const refusal = { ok: false, reason: "authority-expired" };
    expect(validityAt(NOW + DAY, "exchange", rules, young)).toEqual(refusal);
  });
});

describe("a renewal", () => {
  const rules = { renewalDays: 30 };
  const revoked = { at: NOW, by: "owner", reason: "superseded" } as const;

  it.each([
    ["is due in the last days", OLD, 30, undefined],
    ["is not due before them", OLD, 24, "renewal-too-early"],
    ["is due on the first of them", OLD, 25, undefined],
    ["is refused after the end", { ...OLD, notAfter: NOW }, 30, "certificate-expired"],
    ["is refused for what was revoked", { ...OLD, revoked }, 30, "certificate-revoked"],
    ["is refused for what is not in the book", undefined, 30, "certificate-unknown"],
  ])("%s", (_rule, old, renewalDays, reason) => {
    const answer = judgeRenewal(old, { ...rules, renewalDays }, NOW);
    expect(answer.ok ? undefined : answer.reason).toBe(reason);
  });
});

describe("a certificate may be bound", () => {
  const device = { udid: "a", serial: "87945XYZA4S" };

  it.each([
    ["to the first device", {}, "applxyz", true],
    ["to the device it is bound to", { deviceId: "one" }, "one", true],
    ["to no second device", { deviceId: "one" }, "two", false],
    ["to the name its serial number makes", { device }, "appl87945xyza4s", true],
    ["to no such name of another phone", { device }, "appl87945xyza4t", false],
    ["to an opaque name of a later system", { device }, "q3hj5l0vtd4rn8vqp1m6b2c9d0", true],
  ])("%s", (_rule, certificate, deviceId, expected) => {
    expect(mayBeBound(certificate, deviceId)).toBe(expected);
  });
});
