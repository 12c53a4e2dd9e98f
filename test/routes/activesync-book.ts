// The book of a tenant's authority, in memory, for route tests of the gateway: alice's certificate and others, which a test
// may change while the gateway runs.
import type { IssuedCertificate } from "../../worker/core/certificates.ts";
import type { AuthorityHandle } from "../../worker/objects/handles/authority.ts";
import { START } from "./activesync-kept.ts";

const DAY = 86_400_000;
export const ALICES = "a1".repeat(32);
export const BOBS = "b0".repeat(32);
export const ENROLMENTS = "e0".repeat(32);
export const STRANGERS = "ff".repeat(32);

/** A certificate for mail that was issued the day before and is valid for a year. */
const issued = (fingerprint: string, user: string): IssuedCertificate => ({
  fingerprint,
  serialNumber: fingerprint.slice(0, 8),
  user,
  purpose: "exchange",
  issuer: "c0".repeat(32),
  notBefore: START - DAY,
  notAfter: START + 365 * DAY,
  issuedAt: START - DAY,
  delivery: "scep",
});

export interface Book {
  readonly authority: Partial<AuthorityHandle>;
  /** Replaces what is written of a certificate. */
  write(fingerprint: string, change: Partial<IssuedCertificate>): void;
  /** Fingerprints that were looked up, in their order. */
  readonly asked: string[];
  /** Logins for which an identity was made. */
  readonly identities: {
    readonly login: string;
    readonly issuer: string;
    readonly audience: string;
  }[];
}

/** A book with alice's, bob's and an enrolment's certificate. */
export function openBook(now: () => number = () => START): Book {
  const book = new Map<string, IssuedCertificate>([
    [ALICES, issued(ALICES, "alice")],
    [BOBS, issued(BOBS, "bob")],
    [ENROLMENTS, { ...issued(ENROLMENTS, "alice"), purpose: "enrolment" }],
  ]);
  const asked: string[] = [];
  const identities: Book["identities"] = [];
  const write: Book["write"] = (fingerprint, change) => {
    const before = book.get(fingerprint);
    if (before) book.set(fingerprint, { ...before, ...change });
  };
  const authority: Partial<AuthorityHandle> = {
    issued: async (fingerprint) => {
      asked.push(fingerprint);
      return book.get(fingerprint) ?? null;
    },
    bindCertificate: async (fingerprint, deviceId) => {
      const certificate = book.get(fingerprint);
      if (!certificate) return { ok: false, reason: "certificate-unknown" };
      const bound = certificate.deviceId === undefined ? "now" : "before";
      if (bound === "before" && certificate.deviceId !== deviceId)
        return { ok: false, reason: "certificate-on-another-device" };
      write(fingerprint, { deviceId });
      return { ok: true, certificate, bound };
    },
    revokeDevice: async () => [],
    identityToken: async (claims) => {
      identities.push(claims);
      const token = `identity-${identities.length}-of-${claims.login}`;
      return { token, expiresAt: now() + 300_000 };
    },
  };
  return { authority, write, asked, identities };
}
