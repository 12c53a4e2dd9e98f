// Certificates that the tenant's own authority issues to phones, and the challenges that ask for
// them. The rule: what a certificate is for is decided when its challenge is made and written into
// it, so that one made for a phase of the enrolment opens no other door. Times are milliseconds
// since 1970. Apple, "Over-the-Air Profile Delivery and Configuration"; RFC 8894.

/**
 * What a certificate opens. `enrolment`: the second POST of the over-the-air enrolment, and its
 * repetition when the profile expires. `exchange`: the gateway, or Exchange itself.
 */
export const CERTIFICATE_PURPOSES = ["enrolment", "exchange"] as const;
export type CertificatePurpose = (typeof CERTIFICATE_PURPOSES)[number];

/**
 * What a challenge is good for: the first POST of the enrolment (Profile Service), or one
 * certificate of that purpose.
 */
export type ChallengePurpose = "profile-service" | CertificatePurpose;

/** What a phone says of itself in the enrolment, signed by its built-in certificate (facts: UDID, SERIAL, PRODUCT, VERSION, IMEI). */
export interface EnrolledDevice {
  readonly udid: string;
  readonly serial?: string;
  /** `iPhone2,1` */
  readonly product?: string;
  /** The build, `8C148`. */
  readonly build?: string;
  readonly imei?: string;
}

/** Further names of a user, into the subject alternative name (and Microsoft's SID extension). */
export interface SubjectNames {
  readonly emailAddress?: string;
  /** Active Directory: userPrincipalName. */
  readonly principalName?: string;
  /** Active Directory: objectSid, for strong certificate mapping. */
  readonly securityIdentifier?: string;
}

/** One certificate in the authority's book. */
export interface IssuedCertificate {
  /** SHA-256 of the certificate (DER), lower-case hex: what it is known by everywhere. */
  readonly fingerprint: string;
  /** Serial number, lower-case hex. */
  readonly serialNumber: string;
  /** Canonical user name of the person it speaks for. */
  readonly user: string;
  readonly purpose: CertificatePurpose;
  /** Fingerprint of the authority's certificate that issued it. */
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly issuedAt: number;
  /** How its key came to be, and how it travelled. `by-hand`: an administrator downloaded it. */
  readonly delivery: "scep" | "profile" | "by-hand";
  readonly device?: EnrolledDevice;
  /** Canonical DeviceId it is bound to: the first one seen with it, or the one its serial number makes. */
  readonly deviceId?: string;
  /** Fingerprint of the one it renews. */
  readonly renews?: string;
  readonly revoked?: {
    readonly at: number;
    readonly by: string;
    readonly reason: RevocationReason;
  };
}

/** RFC 5280, 5.3.1: the reasons that can happen here. */
export const REVOCATION_REASONS = [
  "unspecified",
  "keyCompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** A challenge as it may be shown: its secret is kept as a hash only. */
export interface ChallengeRecord {
  readonly id: string;
  readonly user: string;
  readonly purpose: ChallengePurpose;
  /** Bound to this phone, if it was made for one. */
  readonly device?: EnrolledDevice;
  readonly madeAt: number;
  /** An operator, an API token, or "provost" within an enrolment. */
  readonly madeBy: string;
  readonly expiresAt: number;
  readonly state: "open" | "used" | "expired" | "dropped";
  readonly usedAt?: number;
}

/** One try to enrol, good or bad, as administrators see it; the newest few hundred are kept. */
export interface EnrolmentAttempt {
  readonly at: number;
  /** Empty where nobody was known yet. */
  readonly user: string;
  /** Which door: the first or second POST, a SCEP message. */
  readonly step: "profile-service" | "second-post" | "scep" | "renewal";
  /** "ok", or why not (core/enrolment.ts, core/scep.ts). */
  readonly outcome: string;
  readonly device?: EnrolledDevice;
  /** The network address it came from. */
  readonly client: string;
  readonly detail: string;
}

/** Why a certificate shown at the gateway proves nothing. */
export type CertificateReason =
  | "certificate-unknown"
  | "certificate-for-another-purpose"
  | "certificate-not-yet-valid"
  | "certificate-expired"
  | "certificate-revoked"
  | "certificate-of-another-user"
  | "certificate-on-another-device";

/** How phones sign in: Exchange's two ways, and the two at once (AdapterSettings, groups). */
export const CLIENT_CERTIFICATES = ["off", "with-password", "alone"] as const;
export type ClientCertificates = (typeof CLIENT_CERTIFICATES)[number];
