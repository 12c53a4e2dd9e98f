// The two profiles that lead to the one that stays: the Profile Service profile, which asks a phone who
// it is, and the one with the SCEP payload of its enrolment certificate. The rule: only what is needed
// is asked for, and neither has the identifier of the profile that stays, so that a phone which
// gives up half-way keeps what it had. Apple, "Over-the-Air Profile Delivery and Configuration",
// listings 2-5 and 2-6.
import type { MobileConfig, Payload } from "../wire/mobileconfig.ts";
import type { ProfileServiceProfile } from "../wire/profile-service.ts";
import type { IosVersion } from "./ios.ts";
import { type ScepOffer, scepContent } from "./profile-identity.ts";
import { named, payloadIdentifier } from "./profile-names.ts";
import { showable } from "./settings-text.ts";

/** Whom the profiles are for. */
export interface EnrolmentSubject {
  readonly tenant: { readonly name: string; readonly displayName: string; readonly origin: string };
  readonly user: string;
}

/**
 * What identifies the phone (UDID, SERIAL), says how to write to it (VERSION), and names it for
 * people (PRODUCT). IMEI and MEID would identify the person's line, too, and nobody here needs them.
 */
const ASKED = ["UDID", "VERSION", "PRODUCT", "SERIAL"] as const;

/** Where a tenant's phones post to, in both steps and ever after. */
export const enrolmentAddress = (origin: string): string => `${origin}/iphone/enrol`;

/** Where a tenant's phones speak SCEP. */
export const scepAddress = (origin: string): string => `${origin}/scep`;

/** The profile that a user who signed in takes to begin with. */
export function serviceProfile(
  { tenant, user }: EnrolmentSubject,
  challenge: string,
): ProfileServiceProfile {
  const organization = showable(tenant.displayName) || tenant.name;
  const keys = {
    PayloadType: "Profile Service",
    PayloadDisplayName: `${organization} enrolment`,
    PayloadDescription: `Shows ${organization} which device this is, and fetches the profile with the Exchange account.`,
    PayloadContent: {
      URL: enrolmentAddress(tenant.origin),
      DeviceAttributes: ASKED,
      Challenge: challenge,
    },
  };
  return named(rootOf({ tenant, user }), organization, keys) as ProfileServiceProfile;
}

/** The profile that answers the first POST: a single SCEP payload. */
export function enrolmentProfile(
  { tenant, user }: EnrolmentSubject,
  offer: ScepOffer,
  ios: IosVersion,
): MobileConfig {
  const organization = showable(tenant.displayName) || tenant.name;
  const root = rootOf({ tenant, user });
  const scep = {
    PayloadType: "com.apple.security.scep",
    PayloadDisplayName: "Certificate for the enrolment",
    PayloadContent: scepContent(offer, ios),
  };
  const payload = named(`${root}.identity`, organization, scep) as Payload;
  const keys = {
    PayloadType: "Configuration",
    PayloadDisplayName: `${organization} enrolment`,
    PayloadDescription: `Asks ${organization} for the certificate that the profile is encrypted to.`,
  };
  return named(root, organization, keys, [payload]) as MobileConfig;
}

const rootOf = ({ tenant, user }: EnrolmentSubject) =>
  `${payloadIdentifier(tenant.name, user)}.enrolment`;
