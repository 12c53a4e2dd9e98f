// The over-the-air enrolment, judged: what a phone's POST is, told by who signed it, never by a field
// in it. The rule: the phone's built-in certificate opens the first step, with a challenge that a
// signed-in user was given; a certificate made for the enrolment opens the second, for the phone it
// was made for, and its repetition when the profile expires; anything else opens nothing. Apple,
// "Over-the-Air Profile Delivery and Configuration", phases 2 and 3. Times are milliseconds.
import type { EnrolledDevice, IssuedCertificate } from "./certificates.ts";
import type { ChallengeReason } from "./challenge.ts";
import type { IosVersion } from "./ios.ts";
import { versionOfBuild } from "./ios-build.ts";
import { MADE_PER_HOUR } from "./issuance.ts";
import { type Result, refuse } from "./result.ts";

/** Whose key signed a POST; the signature itself was verified before. */
export type EnrolmentSigner =
  /** A certificate of those who issue phones' built-in ones. */
  | { readonly kind: "device" }
  /** A certificate of the tenant's book. */
  | { readonly kind: "issued"; readonly certificate: IssuedCertificate }
  | { readonly kind: "stranger" };

/** What the signed content says. */
export interface EnrolmentWords {
  readonly device: EnrolledDevice;
  readonly challenge?: string | undefined;
}

/** The step a POST asks for. */
export type EnrolmentStep =
  | { readonly step: "profile-service"; readonly version: IosVersion; readonly challenge: string }
  | {
      readonly step: "second-post" | "renewal";
      readonly version: IosVersion;
      readonly certificate: IssuedCertificate;
    };

/** Why a POST is not answered with a profile, as far as it is judged by itself. */
type PostReason =
  | "signer-unknown"
  | "challenge-missing"
  | "system-unknown"
  | "certificate-for-another-purpose"
  | "certificate-not-yet-valid"
  | "certificate-expired"
  | "certificate-revoked"
  | "certificate-on-another-device";

/** Every reason, those of challenges, accounts and the signing identity among them. */
export type EnrolmentReason =
  | PostReason
  | ChallengeReason
  | "message-unreadable"
  | "user-in-no-group"
  | "eas-not-allowed"
  | "policy-not-locked"
  | "certificates-off"
  | "too-many-identities"
  | "legacy-devices-off"
  | "signing-identity-expired";

/** What the phone hears. It learns which of these it is, and no more: reasons are for administrators. */
export type EnrolmentRefusal = "unreadable" | "refused" | "begin-again" | "busy" | "unavailable";

export const ENROLMENT_REFUSALS: Readonly<Record<EnrolmentReason, EnrolmentRefusal>> = {
  "message-unreadable": "unreadable",
  "signer-unknown": "refused",
  "challenge-missing": "refused",
  "system-unknown": "refused",
  "challenge-unknown": "refused",
  "challenge-used": "refused",
  "challenge-expired": "refused",
  "challenge-for-another-purpose": "refused",
  "challenge-of-another-device": "refused",
  "certificate-for-another-purpose": "refused",
  "certificate-not-yet-valid": "refused",
  // Its user signs in once more (Apple's sample sends such phones to the start, too: listing 2-7).
  "certificate-expired": "begin-again",
  "certificate-revoked": "begin-again",
  "certificates-off": "begin-again",
  "certificate-on-another-device": "refused",
  "user-in-no-group": "refused",
  "eas-not-allowed": "refused",
  "policy-not-locked": "refused",
  "too-many-identities": "busy",
  "legacy-devices-off": "refused",
  "signing-identity-expired": "unavailable",
};

/** A second POST so long after its certificate was issued is none of the walk that issued it. */
const WALK_LASTS = 24 * 3_600_000;

/** The step that `signer` and `words` open at `now`, or why they open none. */
export function judgePost(
  signer: EnrolmentSigner,
  words: EnrolmentWords,
  now: number,
): Result<EnrolmentStep, PostReason> {
  if (signer.kind === "stranger") return refuse("signer-unknown");
  return signer.kind === "device" ? firstPost(words) : laterPost(signer.certificate, words, now);
}

function firstPost({ device, challenge }: EnrolmentWords): Result<EnrolmentStep, PostReason> {
  // Also the built-in certificate at the second step, which brings no challenge.
  if (challenge === undefined) return refuse("challenge-missing");
  const version = systemOf(device);
  if (!version) return refuse("system-unknown");
  return { ok: true, step: "profile-service", version, challenge };
}

/** A challenge beside such a signature means nothing: some phones say theirs again. */
function laterPost(
  certificate: IssuedCertificate,
  { device }: EnrolmentWords,
  now: number,
): Result<EnrolmentStep, PostReason> {
  if (certificate.purpose !== "enrolment") return refuse("certificate-for-another-purpose");
  if (certificate.revoked) return refuse("certificate-revoked");
  if (now < certificate.notBefore) return refuse("certificate-not-yet-valid");
  if (now >= certificate.notAfter) return refuse("certificate-expired");
  if (!isOfPhone(certificate, device)) return refuse("certificate-on-another-device");
  const version = systemOf(device);
  if (!version) return refuse("system-unknown");
  const step = now - certificate.issuedAt < WALK_LASTS ? "second-post" : "renewal";
  return { ok: true, step, version, certificate };
}

/**
 * Macs, and virtual ones, have built-in certificates of the same CA, and builds that look alike
 * (22A380 is macOS 13): only what calls itself a phone, a pod or a pad is one.
 */
const IOS_PRODUCT = /^(?:iPhone|iPod|iPad)\d/;

const systemOf = ({ product, build }: EnrolledDevice): IosVersion | null =>
  IOS_PRODUCT.test(product ?? "") ? versionOfBuild(build) : null;

/**
 * The same UDID, and the serial number that was said at the first step. A certificate that was made
 * for no phone (a challenge by hand) is nobody's.
 */
function isOfPhone({ device: known }: IssuedCertificate, said: EnrolledDevice): boolean {
  return known !== undefined && known.udid === said.udid && known.serial === said.serial;
}

/** Certificates of one phone within an hour, however they come: more asks nobody in good faith. */
const CERTIFICATES_PER_HOUR = 20;
const HOUR = 3_600_000;

/**
 * Whether the phone of `enrolment` gets one more certificate for Exchange, after those it had. One
 * that was taken from it ends the enrolment, too, or it would fetch the next one by itself. And a copy
 * of its POST can be sent by anybody, though only the phone can read what it brings.
 */
export function judgeEarlier(
  enrolment: Pick<IssuedCertificate, "issuedAt">,
  earlier: readonly Pick<IssuedCertificate, "issuedAt" | "delivery" | "revoked">[],
  now: number,
): Result<object, "certificate-revoked" | "too-many-identities"> {
  const isTaken = earlier.some(
    ({ revoked }) => revoked && revoked.reason !== "superseded" && revoked.at >= enrolment.issuedAt,
  );
  if (isTaken) return refuse("certificate-revoked");
  const lately = earlier.filter(({ issuedAt }) => now - issuedAt < HOUR);
  const made = lately.filter(({ delivery }) => delivery === "profile");
  const isFew = made.length < MADE_PER_HOUR && lately.length < CERTIFICATES_PER_HOUR;
  return isFew ? { ok: true } : refuse("too-many-identities");
}

const DAY = 86_400_000;

/**
 * When a profile handed out at `now` expires, so that its phone asks for the next one: as soon as
 * the certificate in it may be renewed, and not after the one it asks with has ended.
 */
export function profileExpiry(
  enrolment: Pick<IssuedCertificate, "notAfter">,
  rules: { readonly validityDays: number; readonly renewalDays: number },
  now: number,
): number {
  const due = now + Math.max(rules.validityDays - rules.renewalDays, 1) * DAY;
  return Math.min(due, enrolment.notAfter);
}
