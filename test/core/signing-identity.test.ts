// Which certificates and keys can sign profiles, in which order they form a chain, and what is said
// of an identity as time goes by.
import { describe, expect, it } from "vitest";
import { isPublicRoot } from "../../worker/core/public-roots.ts";
import {
  type CertificateFacts,
  chainOf,
  EXPIRES_SOON,
  expiresAt,
  warningsOf,
} from "../../worker/core/signing-identity.ts";
import type { Certificate } from "../../worker/wire/certificate.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 1);
const KEY = { bits: 2048, publicId: "leaf's key" };

function certificate(subject: string, issuer: string, more: Partial<Certificate> = {}) {
  const whole: Certificate = {
    der: new TextEncoder().encode(`${subject} by ${issuer}`),
    subject,
    issuer,
    notBefore: NOW - DAY,
    notAfter: NOW + 365 * DAY,
    fingerprint: "f".repeat(64),
    key: "RSA 2048",
    publicId: subject === "leaf" ? KEY.publicId : `${subject}'s key`,
    maySign: subject === "leaf",
    mayCertify: subject !== "leaf",
    isAuthority: subject !== "leaf",
    ...more,
  };
  return whole;
}
const leaf = certificate("leaf", "issuing");
const issuing = certificate("issuing", "root");
const root = certificate("root", "root");
const byName = (one: Certificate, issuer: Certificate) => one.issuer === issuer.subject;

const chain = (certificates: readonly Certificate[], key = KEY, isIssuedBy = byName) => {
  const answer = chainOf(key, certificates, isIssuedBy, NOW);
  return answer.ok ? answer.chain.map(({ subject }) => subject) : [answer.problem, answer.detail];
};

describe("the chain of an imported key", () => {
  it("is put into order, whatever order the file has, and leaves strangers out", () => {
    const stranger = certificate("stranger", "stranger");
    expect(chain([root, stranger, issuing, leaf])).toEqual(["leaf", "issuing", "root"]);
    expect(chain([leaf, issuing, root])).toEqual(["leaf", "issuing", "root"]);
  });

  it("goes as far as the certificates do", () => {
    expect(chain([leaf, root])).toEqual(["leaf"]);
    expect(chain([issuing, leaf])).toEqual(["leaf", "issuing"]);
  });

  it("follows signatures, not names alone", () => {
    const namesake = certificate("issuing", "elsewhere", { notAfter: NOW + 900 * DAY });
    const bySignature = (one: Certificate, issuer: Certificate) =>
      byName(one, issuer) && issuer !== namesake;
    expect(chain([namesake, leaf, issuing, root], KEY, bySignature)).toEqual([
      "leaf",
      "issuing",
      "root",
    ]);
  });

  it("never goes over a certificate that may issue none, nor round in circles", () => {
    const noAuthority = certificate("issuing", "root", { isAuthority: false });
    expect(chain([leaf, noAuthority, root])).toEqual(["leaf"]);
    const [one, other] = [certificate("issuing", "other"), certificate("other", "issuing")];
    expect(chain([leaf, one, other])).toEqual(["leaf", "issuing", "other"]);
  });

  it("begins with the certificate that lasts longest, where the key has several", () => {
    const older = certificate("leaf", "older", { notAfter: NOW + DAY });
    expect(chain([older, leaf, issuing, root])).toEqual(["leaf", "issuing", "root"]);
  });

  it("may be one certificate that signed itself", () => {
    expect(chain([certificate("leaf", "leaf")])).toEqual(["leaf"]);
  });

  it.each([
    [[], KEY, "no-certificate", undefined],
    [Array.from({ length: 21 }, () => root), KEY, "too-many-certificates", undefined],
    [[leaf], { ...KEY, bits: 1024 }, "key-too-short", "1024"],
    [[leaf], { ...KEY, bits: 16_384 }, "key-too-long", "16384"],
    [[issuing, root], KEY, "key-of-no-certificate", undefined],
    [[certificate("leaf", "root", { maySign: false })], KEY, "not-for-signing", "leaf"],
    [[certificate("leaf", "root", { notAfter: NOW })], KEY, "certificate-expired", "leaf"],
    [
      [leaf, certificate("issuing", "root", { notAfter: 0 })],
      KEY,
      "certificate-expired",
      "issuing",
    ],
    [[certificate("leaf", "x", { notBefore: NOW + 1 })], KEY, "certificate-not-yet-valid", "leaf"],
  ])("is refused with its problem's name, row %#", (certificates, key, problem, detail) => {
    expect(chain(certificates, key)).toEqual([problem, detail]);
  });
});

const facts = (subject: string, issuer: string, more: Partial<CertificateFacts> = {}) => ({
  subject,
  issuer,
  notBefore: NOW - DAY,
  notAfter: NOW + 365 * DAY,
  fingerprint: "0".repeat(64),
  key: "RSA 2048",
  ...more,
});
/** ISRG Root X1, whose fingerprint its owner publishes. */
const PUBLIC = facts("root", "root", {
  fingerprint: "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6",
});

describe("warnings of an identity", () => {
  const imported = (...chain: CertificateFacts[]) => ({ source: "imported", chain }) as const;
  const good = imported(facts("leaf", "root"), PUBLIC);

  it("are none for an imported one under a public root", () => {
    expect(isPublicRoot(PUBLIC.fingerprint)).toBe(true);
    expect(warningsOf(good, NOW)).toEqual([]);
  });

  it("begin 60 days before the first certificate of the chain ends, and change with its end", () => {
    const end = expiresAt(good.chain);
    expect(end).toBe(NOW + 365 * DAY);
    expect(warningsOf(good, end - EXPIRES_SOON - 1)).toEqual([]);
    expect(warningsOf(good, end - EXPIRES_SOON)).toEqual(["expires-soon"]);
    expect(warningsOf(good, end - 1)).toEqual(["expires-soon"]);
    expect(warningsOf(good, end)).toEqual(["expired"]);
    const shortRoot = imported(facts("leaf", "root"), { ...PUBLIC, notAfter: NOW + DAY });
    expect(warningsOf(shortRoot, NOW)).toEqual(["expires-soon"]);
  });

  it("say that phones show Not Verified under a root of one's own", () => {
    const own = [facts("leaf", "root"), facts("root", "root")];
    expect(warningsOf(imported(...own), NOW)).toEqual(["not-verified"]);
    expect(warningsOf({ source: "made", chain: own }, NOW)).toEqual(["not-verified"]);
  });

  it("say that a chain does not reach its root", () => {
    expect(warningsOf(imported(facts("leaf", "issuing")), NOW)).toEqual(["chain-incomplete"]);
  });

  it("say that a key of the chain is weak, and that it is too early", () => {
    const weak = { ...PUBLIC, key: "RSA 1024" };
    expect(warningsOf(imported(facts("leaf", "root"), weak), NOW)).toEqual(["weak-key"]);
    const elliptic = { ...PUBLIC, key: "EC" };
    expect(warningsOf(imported(facts("leaf", "root"), elliptic), NOW)).toEqual([]);
    expect(warningsOf(good, NOW - 2 * DAY)).toEqual(["not-yet-valid"]);
  });
});
