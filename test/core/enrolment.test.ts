// Who may take which step of the enrolment: told by who signed, whatever the content says.
import { describe, expect, it } from "vitest";
import type { EnrolledDevice, IssuedCertificate } from "../../worker/core/certificates.ts";
import {
  type EnrolmentSigner,
  type EnrolmentWords,
  judgeEarlier,
  judgePost,
  profileExpiry,
} from "../../worker/core/enrolment.ts";

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
const PHONE: EnrolledDevice = {
  udid: "2b6f0cc904d137be2e1730235f5664094b831186",
  serial: "83042TD3A4T",
  product: "iPhone2,1",
  build: "8C148",
};
const CERTIFICATE: IssuedCertificate = {
  fingerprint: "f1",
  serialNumber: "01",
  user: "alice",
  purpose: "enrolment",
  issuer: "ca",
  notBefore: NOW - DAY,
  notAfter: NOW + 365 * DAY,
  issuedAt: NOW - 60_000,
  delivery: "scep",
  device: PHONE,
};
const words = (change: Partial<EnrolledDevice> = {}, challenge?: string): EnrolmentWords => ({
  device: { ...PHONE, ...change },
  challenge,
});
const issued = (change: Partial<IssuedCertificate> = {}): EnrolmentSigner => ({
  kind: "issued",
  certificate: { ...CERTIFICATE, ...change },
});
const outcome = (signer: EnrolmentSigner, said: EnrolmentWords): string => {
  const judged = judgePost(signer, said, NOW);
  return judged.ok ? judged.step : judged.reason;
};

describe("the first POST", () => {
  it("is one that the built-in certificate signed, with a challenge", () => {
    expect(judgePost({ kind: "device" }, words({}, "CHALLENGE"), NOW)).toEqual({
      ok: true,
      step: "profile-service",
      version: [4, 2, 1],
      challenge: "CHALLENGE",
    });
  });

  it("may come from a phone that says no serial number", () => {
    const { serial: _, ...device } = PHONE;
    expect(outcome({ kind: "device" }, { device, challenge: "C" })).toBe("profile-service");
  });

  it("is refused without a challenge: the built-in certificate never opens the second step", () => {
    expect(outcome({ kind: "device" }, words())).toBe("challenge-missing");
  });

  it("is refused from a system that cannot be told", () => {
    expect(outcome({ kind: "device" }, words({ build: "banana" }, "C"))).toBe("system-unknown");
  });

  it("is refused from Macs, whose built-in certificates are of the same CA", () => {
    for (const product of ["VirtualMac2,1", "MacBookPro18,1", "", "xiPhone2,1"]) {
      const said = words({ product, build: "22A380" }, "C");
      expect(outcome({ kind: "device" }, said)).toBe("system-unknown");
    }
  });
});

describe("the second POST", () => {
  it("is one that a certificate of the enrolment signed", () => {
    const judged = judgePost(issued(), words(), NOW);
    expect(judged).toMatchObject({ ok: true, step: "second-post", version: [4, 2, 1] });
  });

  it("stays one if the phone says its challenge again: a field decides nothing", () => {
    expect(outcome(issued(), words({}, "CHALLENGE"))).toBe("second-post");
  });

  it("is a renewal when it comes a day later", () => {
    expect(outcome(issued({ issuedAt: NOW - DAY }), words())).toBe("renewal");
  });

  it.each([
    ["a stranger's signature", { kind: "stranger" }, words({}, "C"), "signer-unknown"],
    [
      "the certificate that opens mailboxes",
      issued({ purpose: "exchange" }),
      words(),
      "certificate-for-another-purpose",
    ],
    [
      "a revoked certificate",
      issued({ revoked: { at: NOW - 1, by: "operator", reason: "unspecified" } }),
      words(),
      "certificate-revoked",
    ],
    ["one that ended", issued({ notAfter: NOW }), words(), "certificate-expired"],
    ["one from the future", issued({ notBefore: NOW + 1 }), words(), "certificate-not-yet-valid"],
    ["another phone", issued(), words({ udid: "x" }), "certificate-on-another-device"],
    [
      "another phone's serial number",
      issued(),
      words({ serial: "87837L1XY7H" }),
      "certificate-on-another-device",
    ],
    [
      "a phone that keeps its serial number back",
      issued(),
      { device: { udid: PHONE.udid, product: "iPhone2,1", build: "8C148" } },
      "certificate-on-another-device",
    ],
    [
      "a certificate made for no phone",
      { kind: "issued", certificate: (({ device: _, ...rest }) => rest)(CERTIFICATE) },
      words(),
      "certificate-on-another-device",
    ],
  ] as readonly [string, EnrolmentSigner, EnrolmentWords, string][])(
    "is refused from %s",
    (_, signer, said, reason) => {
      expect(outcome(signer, said)).toBe(reason);
    },
  );

  it("is judged before its system: a stranger learns nothing by odd builds", () => {
    expect(outcome({ kind: "stranger" }, words({ build: "?" }))).toBe("signer-unknown");
  });
});

describe("a profile", () => {
  const rules = { validityDays: 365, renewalDays: 30 };
  it("expires when its certificate may be renewed", () => {
    const enrolment = { notAfter: NOW + 400 * DAY };
    expect(profileExpiry(enrolment, rules, NOW)).toBe(NOW + 335 * DAY);
  });
  it("expires with the certificate that the phone would ask with", () => {
    expect(profileExpiry({ notAfter: NOW + 10 * DAY }, rules, NOW)).toBe(NOW + 10 * DAY);
  });
  it("lives a day at least, whatever the rules", () => {
    const all = { validityDays: 30, renewalDays: 30 };
    expect(profileExpiry({ notAfter: NOW + 400 * DAY }, all, NOW)).toBe(NOW + DAY);
  });
});

describe("a phone that asks for one more certificate", () => {
  const had = (change: Partial<IssuedCertificate>): IssuedCertificate => ({
    ...CERTIFICATE,
    purpose: "exchange",
    ...change,
  });
  const taken = (at: number, reason: "keyCompromise" | "superseded" = "keyCompromise") =>
    had({ revoked: { at, by: "operator", reason } });
  const outcomeOf = (...earlier: IssuedCertificate[]) => {
    const judged = judgeEarlier(CERTIFICATE, earlier, NOW);
    return judged.ok ? "ok" : judged.reason;
  };

  it("gets it, also after one that was followed by another", () => {
    expect(outcomeOf()).toBe("ok");
    expect(outcomeOf(had({}), taken(NOW, "superseded"))).toBe("ok");
  });
  it("gets none after one was taken from it: its user signs in again", () => {
    expect(outcomeOf(had({}), taken(NOW))).toBe("certificate-revoked");
    expect(outcomeOf(taken(CERTIFICATE.issuedAt))).toBe("certificate-revoked");
  });
  it("gets it if that was before it enrolled anew", () => {
    expect(outcomeOf(taken(CERTIFICATE.issuedAt - 1))).toBe("ok");
  });
  it("gets no more than a few within an hour whose keys are made here", () => {
    const made = Array.from({ length: 5 }, () => had({ delivery: "profile", issuedAt: NOW - 1 }));
    expect(outcomeOf(...made.slice(1))).toBe("ok");
    expect(outcomeOf(...made)).toBe("too-many-identities");
    expect(outcomeOf(...made.map((one) => ({ ...one, delivery: "scep" as const })))).toBe("ok");
    const old = made.map((one) => ({ ...one, issuedAt: NOW - 3_600_000 }));
    expect(outcomeOf(...old)).toBe("ok");
    const many = Array.from({ length: 20 }, () => had({ delivery: "scep", issuedAt: NOW - 1 }));
    expect(outcomeOf(...many.slice(1))).toBe("ok");
    expect(outcomeOf(...many)).toBe("too-many-identities");
  });
});
