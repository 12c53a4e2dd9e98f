// What goes into a certificate, and which keys get one. The rule: nothing but the key comes from the
// request; who it speaks for, what it is for and how long is decided here. A certificate of an
// enrolment is none for TLS: a front that knows only the CA, not our book, must refuse it, too.
// RFC 5280, sections 4.1 and 4.2; Microsoft, "KB5014754" and MS-WCCE 2.2.2.7.7.4 (SID extension).
import type { CertificateContent } from "../wire/certificate-issue.ts";
import type {
  CertificatePurpose,
  EnrolledDevice,
  IssuedCertificate,
  SubjectNames,
} from "./certificates.ts";
import type { ChallengeReason } from "./challenge.ts";
import { type Result, refuse } from "./result.ts";

export type KeyProblem = "key-not-rsa" | "key-too-short" | "key-too-long" | "key-exponent";

/** Why no certificate is issued. The sender learns a failInfo, the administrator the reason. */
export type IssueReason =
  | ChallengeReason
  | KeyProblem
  | "certificate-unknown"
  | "certificate-revoked"
  | "certificate-expired"
  | "renewal-too-early"
  | "already-renewed"
  | "authority-expired"
  /** Another CA issues since the request was begun: asked again, it is answered. */
  | "authority-changed";

const DAY = 86_400_000;
/** Clocks of phones run behind: a certificate is valid from ten minutes before it was issued. */
export const BACK_DATED = 10 * 60_000;
const KEY_BITS_MIN = 2_048;
/** iPhone OS 3 and iOS 4 make keys of this length unless told otherwise. */
const LEGACY_KEY_BITS_MIN = 1_024;
/** No phone makes longer ones; each signature of theirs costs the gateway's processor. */
const KEY_BITS_MAX = 4_096;
/** Some readers take no exponent of more than 32 bits, and a long one only wastes their time. */
const EXPONENT_MAX = 2n ** 32n;
/** Identities made here for one phone within an hour, at most: each costs a key of 2,048 bits. */
export const MADE_PER_HOUR = 5;
/** Names of a certificate are text of mail before EAI: IA5String (RFC 5280, 4.2.1.6). */
const ASCII = /^[\x21-\x7e]+$/;
const DEVICE_SERIAL = /^[A-Za-z0-9]{1,32}$/;

/** Whether a public key may be certified. */
export function judgeKey(
  key: { readonly bits: number; readonly exponent: bigint } | undefined,
  { legacyDevices }: { readonly legacyDevices: boolean },
): Result<object, KeyProblem> {
  if (!key) return refuse("key-not-rsa");
  if (key.bits < (legacyDevices ? LEGACY_KEY_BITS_MIN : KEY_BITS_MIN))
    return refuse("key-too-short");
  if (key.bits > KEY_BITS_MAX) return refuse("key-too-long");
  const isGood = key.exponent >= 3n && key.exponent % 2n === 1n && key.exponent <= EXPONENT_MAX;
  return isGood ? { ok: true } : refuse("key-exponent");
}

/** Whether a certificate may be renewed at `now`. A certificate that ends later than that is not due. */
export function judgeRenewal(
  old: IssuedCertificate | undefined,
  rules: { readonly renewalDays: number },
  now: number,
): Result<
  { readonly old: IssuedCertificate },
  "certificate-unknown" | "certificate-revoked" | "certificate-expired" | "renewal-too-early"
> {
  if (!old) return refuse("certificate-unknown");
  if (old.revoked) return refuse("certificate-revoked");
  if (now >= old.notAfter) return refuse("certificate-expired");
  return old.notAfter - now <= rules.renewalDays * DAY
    ? { ok: true, old }
    : refuse("renewal-too-early");
}

/**
 * A phone asks for its next profile by the certificate of its enrolment, so that one lasts as long as
 * phones do: were it as short as the others, every user would sign in anew each year. Revoked, it is
 * out at once like any other.
 */
const ENROLMENT_DAYS = 5 * 365;

/** From when to when a certificate issued at `now` is valid: never outside its CA's own time. */
export function validityAt(
  now: number,
  purpose: CertificatePurpose,
  rules: { readonly validityDays: number },
  ca: { readonly notBefore: number; readonly notAfter: number },
): Result<{ readonly notBefore: number; readonly notAfter: number }, "authority-expired"> {
  if (now >= ca.notAfter) return refuse("authority-expired");
  // Certificates count in seconds.
  const second = (time: number) => Math.floor(time / 1_000) * 1_000;
  const notBefore = second(Math.max(now - BACK_DATED, ca.notBefore));
  const days =
    purpose === "enrolment" ? Math.max(ENROLMENT_DAYS, rules.validityDays) : rules.validityDays;
  const notAfter = second(Math.min(now + days * DAY, ca.notAfter));
  return { ok: true, notBefore, notAfter };
}

/**
 * What the certificate of `user` says. The names by which a server maps a certificate to a mailbox
 * stand only in one that opens mailboxes.
 */
export function contentOf(
  of: {
    readonly user: string;
    readonly purpose: CertificatePurpose;
    readonly device?: EnrolledDevice | undefined;
    readonly names?: SubjectNames | undefined;
  },
  site: { readonly organization: string; readonly crlAddress: string },
  validity: { readonly notBefore: number; readonly notAfter: number },
): CertificateContent {
  const { notBefore, notAfter } = validity;
  const serial = of.device?.serial;
  return {
    ...site,
    commonName: of.user,
    ...(serial && DEVICE_SERIAL.test(serial) && { deviceSerial: serial }),
    purpose: of.purpose,
    ...(of.purpose === "exchange" && mailboxNames(of.names ?? {})),
    notBefore,
    notAfter,
  };
}

function mailboxNames({ emailAddress, principalName, securityIdentifier }: SubjectNames) {
  return {
    ...(emailAddress && ASCII.test(emailAddress) && { emailAddress }),
    ...(principalName && { principalName }),
    ...(securityIdentifier && { securityIdentifier }),
  };
}

/**
 * Whether a certificate may be bound to this DeviceId (canonical). iOS 3 to 6 call themselves
 * `Appl` and their serial number: with a phone whose serial number is known, no other such DeviceId
 * is its own. Later systems choose an opaque one: the first that is seen is it.
 */
export function mayBeBound(
  { deviceId, device }: Pick<IssuedCertificate, "deviceId" | "device">,
  seen: string,
): boolean {
  if (deviceId !== undefined) return deviceId === seen;
  const serial = device?.serial?.toLowerCase();
  const named = serialInDeviceId(seen);
  return !serial || named === undefined || named === serial;
}

const SERIAL_PREFIX = "appl";

/** The serial number (lower case) that a canonical DeviceId of iOS 3 to 6 is made of; undefined for others. */
export const serialInDeviceId = (deviceId: string): string | undefined =>
  deviceId.startsWith(SERIAL_PREFIX) ? deviceId.slice(SERIAL_PREFIX.length) : undefined;
