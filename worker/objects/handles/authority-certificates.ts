// The door to a tenant's authority, as far as phones' certificates go: its CA, challenges, SCEP, the
// book of what was issued. Private keys and challenges never come out, but for a challenge at the
// moment it is made and for an identity made for delivery. Times are milliseconds since 1970.
import type {
  CertificatePurpose,
  ChallengePurpose,
  ChallengeRecord,
  EnrolledDevice,
  EnrolmentAttempt,
  IssuedCertificate,
  RevocationReason,
  SubjectNames,
} from "../../core/certificates.ts";
import type { ChallengeReason } from "../../core/challenge.ts";
import type { IssuingRules } from "../../core/issuing-rules.ts";
import type { Result } from "../../core/result.ts";
import type { CertificateFacts, IdentityRefusal } from "../../core/signing-identity.ts";
import type { IdentitySource } from "../../wire/identity-file.ts";
import type { Remote } from "./remote.ts";

/** One CA of the tenant: the one that issues, the one that follows it, or one that only verifies what it issued. */
export interface AuthorityCa {
  readonly place: "current" | "next" | "former";
  readonly source: "made" | "imported";
  readonly madeAt: number;
  /** The CA's own certificate first, then what leads to its root. */
  readonly chain: readonly CertificateFacts[];
  readonly registrationAuthority?: CertificateFacts;
  /** Path of its CRL on the tenant's host: `/scep/crl/FINGERPRINT.crl`. */
  readonly crlPath: string;
  /** What it issued that is valid now. */
  readonly valid: number;
}

export interface AuthorityOverview {
  readonly rules: IssuingRules;
  readonly authorities: readonly AuthorityCa[];
}

/** Where certificates are for: names and addresses that go into them. */
export interface IssuingSite {
  /** The tenant's display name. */
  readonly organization: string;
  /** The tenant's first origin: the CRL's address. */
  readonly origin: string;
}

/** A challenge to be made. */
export interface ChallengeOrder {
  readonly user: string;
  readonly purpose: ChallengePurpose;
  readonly device?: EnrolledDevice;
  readonly madeBy: string;
  /** What goes into the certificate beside the user's name. */
  readonly names?: SubjectNames;
  /**
   * Id of the Profile Service challenge it was made for: of all that follow one, a single certificate
   * comes. Once it is there, the others are dropped, and takeProfileChallenge answers
   * `challenge-used`: a copy of the first POST opens nothing.
   */
  readonly follows?: string;
}

/** A SCEP request as it came over HTTP (RFC 8894, 4.1). */
export interface ScepOrder {
  readonly operation: string;
  /** Of PKIOperation: the message, DER. */
  readonly message: Uint8Array;
  /** The sender's network address, for the attempt's record. */
  readonly client: string;
}

export interface ScepAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** The certificate in the answer, issued now or before: whether its user may have it is the tenant's to say. */
  readonly handsOut?: IssuedCertificate;
  /** The same, if it was issued now: for the tenant's audit log. */
  readonly issued?: IssuedCertificate;
}

/** An identity whose key was made here, for iOS 3 and 4 and for delivery by hand. */
export interface MadeIdentity {
  /** PKCS#12 under 3DES with a SHA-1 MAC (RFC 7292), which iOS of any age opens. */
  readonly pkcs12: Uint8Array;
  readonly password: string;
  readonly certificate: IssuedCertificate;
}

/** The part of the authority that phones' certificates come from. */
export interface AuthorityCertificates {
  /** The CAs there are; makes the first one if there is none. */
  overview(site: IssuingSite): Remote<AuthorityOverview>;
  /** The rules alone, without a look at the CAs. */
  rules(): Remote<IssuingRules>;
  setRules(rules: Partial<IssuingRules>): Remote<IssuingRules>;
  /** Makes, or takes in, a CA that waits as `next`, in place of one that waited before; GetNextCACert tells of it. */
  prepareCa(site: IssuingSite): Remote<AuthorityCa>;
  importCa(
    source: IdentitySource,
    site: IssuingSite,
  ): Remote<{ readonly ok: true; readonly authority: AuthorityCa } | IdentityRefusal>;
  dropNextCa(): Remote<boolean>;
  /** `next` issues from now on; what the one before issued stays good until it ends. */
  rollOverCa(): Remote<Result<{ readonly current: AuthorityCa }, "no-next-authority">>;
  /** Certificates (DER) a phone needs to trust what this authority issues: the CA that issues, then up to its root. */
  caChain(site: IssuingSite): Remote<readonly Uint8Array[]>;
  /** The chain (DER) of the CA with this fingerprint, whatever its place, itself first; null if there is none. */
  chainOfCa(fingerprint: string): Remote<readonly Uint8Array[] | null>;
  /** The CRL (DER) of the CA with this fingerprint; null if there is none. */
  crl(fingerprint: string): Remote<Uint8Array | null>;

  /** Makes a challenge. Its text is in the answer and nowhere else. */
  newChallenge(
    order: ChallengeOrder,
  ): Remote<{ readonly challenge: string; readonly record: ChallengeRecord }>;
  /**
   * Uses a challenge of the Profile Service for the phone that shows it. The same phone may show it
   * again within its lifetime (its answer may have been lost); any other is refused.
   */
  takeProfileChallenge(
    challenge: string,
    device: EnrolledDevice,
  ): Remote<
    Result<{ readonly record: ChallengeRecord; readonly rules: IssuingRules }, ChallengeReason>
  >;
  challenges(): Remote<readonly ChallengeRecord[]>;
  dropChallenge(id: string): Remote<boolean>;

  /** Answers a SCEP request. Never throws for what was sent. */
  scep(order: ScepOrder, site: IssuingSite): Remote<ScepAnswer>;
  /** Makes a key and a certificate for it. The key is in the answer and nowhere else. */
  makeIdentity(
    order: Omit<ChallengeOrder, "purpose"> & { readonly delivery: "profile" | "by-hand" },
    site: IssuingSite,
  ): Remote<MadeIdentity>;

  /** The same for a phone of iOS 3 or 4, within its profile: where the rules have such, a few within the hour. */
  makePhonesIdentity(
    order: Omit<ChallengeOrder, "purpose"> & { readonly device: EnrolledDevice },
    site: IssuingSite,
  ): Remote<Result<{ readonly made: MadeIdentity }, "legacy-devices-off" | "too-many-identities">>;

  /** What another certificate of a user's phone is judged and made by. */
  phoneFacts(user: string, udid: string, site: IssuingSite): Remote<PhoneFacts>;
  /** The certificate with this fingerprint, if this authority issued it. */
  issued(fingerprint: string): Remote<IssuedCertificate | null>;
  /** Newest first. */
  certificates(query: CertificateQuery): Remote<CertificatePage>;
  /**
   * Binds a certificate to the DeviceId it is first seen with. Where the certificate knows the
   * phone's serial number, `appl` and the serial number is the only DeviceId of that form it takes.
   */
  bindCertificate(
    fingerprint: string,
    deviceId: string,
  ): Remote<
    Result<
      { readonly certificate: IssuedCertificate; readonly bound: "now" | "before" },
      "certificate-unknown" | "certificate-on-another-device"
    >
  >;
  /** For good. With "keyCompromise" its renewals are revoked, too: who had the key may have made them. */
  revokeCertificate(
    fingerprint: string,
    reason: RevocationReason,
    by: string,
  ): Remote<Result<{ readonly certificate: IssuedCertificate }, "no-such-certificate">>;
  /** Revokes all of a user's certificates of one device (bound to the DeviceId, or of the phone with its UDID). */
  revokeDevice(
    user: string,
    deviceId: string,
    reason: RevocationReason,
    by: string,
  ): Remote<readonly IssuedCertificate[]>;

  noteAttempt(attempt: Omit<EnrolmentAttempt, "at">): Remote<void>;
  /** Newest first: 500 of users, and 100 of whom nobody knew. */
  attempts(): Remote<readonly EnrolmentAttempt[]>;

  /**
   * A signed identity for a request that goes to an Exchange which trusts this service (a JSON Web
   * Token, RFC 7519, ES256): `sub` the login, `aud` the upstream's origin, a few minutes long.
   */
  identityToken(claims: {
    readonly login: string;
    readonly issuer: string;
    readonly audience: string;
  }): Remote<{ readonly token: string; readonly expiresAt: number }>;
  /** The public keys that verify identity tokens, as a JSON Web Key Set (RFC 7517). */
  identityKeys(): Remote<string>;
}

/** What the authority knows when a phone asks for one more certificate. */
export interface PhoneFacts {
  /** Its certificates for Exchange, newest first, 100 at most. */
  readonly earlier: readonly IssuedCertificate[];
  readonly rules: IssuingRules;
  /** Certificates (DER) between one that is issued now and its root. */
  readonly intermediates: readonly Uint8Array[];
}

export interface CertificateQuery {
  /** Only this user's. */
  readonly user?: string;
  readonly deviceId?: string;
  readonly udid?: string;
  readonly purpose?: CertificatePurpose;
  readonly state?: "all" | "valid" | "expiring" | "expired" | "revoked";
  readonly after?: string;
  /** 100 if absent, 500 at most. */
  readonly limit?: number;
}

export interface CertificatePage {
  readonly certificates: readonly IssuedCertificate[];
  readonly next?: string;
}
