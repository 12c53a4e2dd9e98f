// The profiles of the over-the-air enrolment, each with what it takes from the tenant's authority: a
// challenge, or an identity. The rule: a challenge is bound as tightly as is known by then: to the
// user at the sign-in, to the phone from its first POST on. Apple, "Over-the-Air Profile Delivery and
// Configuration", listings 2-5 to 2-13.
import type { EnrolledDevice, IssuedCertificate } from "../core/certificates.ts";
import { MADE_BY_PHONES } from "../core/challenge.ts";
import { profileExpiry } from "../core/enrolment.ts";
import { type IosVersion, isLegacyDevice } from "../core/ios.ts";
import {
  type EnrolmentSubject,
  enrolmentProfile,
  scepAddress,
  serviceProfile,
} from "../core/profile-enrolment.ts";
import { type AccountIdentity, identityForm, type ScepOffer } from "../core/profile-identity.ts";
import type { Refused, Result } from "../core/result.ts";
import type { ChallengeOrder } from "../objects/handles/authority-certificates.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";
import { encodeProfile } from "../wire/mobileconfig.ts";
import { encodeProfileService } from "../wire/profile-service.ts";
import {
  encryptedProfile,
  intermediates,
  namesOf,
  type ProfileDesk,
  type SignedProfile,
  signed,
  siteOf,
} from "./account-profile.ts";

/** Who makes the challenges and identities of an enrolment: nobody but the service itself. */
const madeBy = MADE_BY_PHONES;

/** The profile that begins an enrolment of `user`, who has just signed in. */
export async function beginEnrolment(
  desk: ProfileDesk,
  user: string,
  ios: IosVersion,
): Promise<SignedProfile> {
  const order = { user, purpose: "profile-service", madeBy } as const;
  const { challenge } = await desk.authority.newChallenge(order);
  const profile = serviceProfile(subjectOf(desk, user), challenge);
  return signed(desk, encodeProfileService(profile), ios);
}

/** The answer to the first POST: how the phone asks for its enrolment certificate. */
export async function askForCertificate(
  desk: ProfileDesk,
  phone: {
    readonly user: string;
    readonly device: EnrolledDevice;
    readonly ios: IosVersion;
    /** Id of the challenge of the Profile Service. */
    readonly follows: string;
  },
): Promise<SignedProfile> {
  const { user, device, ios, follows } = phone;
  const order = { user, device, follows, madeBy, purpose: "enrolment" } as const;
  const offer = await scepOffer(desk, order, ios);
  const profile = enrolmentProfile(subjectOf(desk, user), offer, ios);
  return signed(desk, encodeProfile(profile), ios);
}

/** The profile that stays, encrypted to the certificate (DER) that signed the second POST. */
export async function finalProfile(
  desk: ProfileDesk,
  account: AccountFacts,
  phone: {
    readonly enrolment: IssuedCertificate & { readonly device: EnrolledDevice };
    readonly certificate: Uint8Array;
    readonly ios: IosVersion;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): Promise<SignedProfile | Refused<IdentityReason>> {
  const { enrolment, certificate, ios, now } = phone;
  const [rules, between, made] = await Promise.all([
    desk.authority.rules(),
    intermediates(desk),
    identityFor(desk, account, enrolment.device, ios),
  ]);
  if (!made.ok) return made;
  return encryptedProfile(desk, account, {
    identity: { ...made.identity, intermediates: between },
    recipient: certificate,
    ios,
    expiresAt: profileExpiry(enrolment, rules, now),
  });
}

/** Why a phone's identity is not made. */
type IdentityReason = "legacy-devices-off" | "too-many-identities";

/** An account's identity, before it is known what leads to its root. */
type Identity = AccountIdentity extends infer Kind
  ? Kind extends AccountIdentity
    ? Omit<Kind, "intermediates">
    : never
  : never;

async function identityFor(
  desk: ProfileDesk,
  account: AccountFacts,
  device: EnrolledDevice,
  ios: IosVersion,
): Promise<Result<{ readonly identity: Identity }, IdentityReason>> {
  const { authority, tenant } = desk;
  const { user } = account;
  const order = { user, madeBy, names: namesOf(account), device };
  if (identityForm(ios) === "scep") {
    const offer = await scepOffer(desk, { ...order, purpose: "exchange" }, ios);
    return { ok: true, identity: { kind: "scep", ...offer } };
  }
  const answer = await authority.makePhonesIdentity(order, siteOf(tenant));
  if (!answer.ok) return answer;
  const { pkcs12, password } = answer.made;
  return { ok: true, identity: { kind: "pkcs12", pkcs12, password } };
}

async function scepOffer(
  desk: ProfileDesk,
  order: ChallengeOrder,
  ios: IosVersion,
): Promise<ScepOffer> {
  const { authority, tenant } = desk;
  const isOld = isLegacyDevice(ios);
  const [{ challenge }, rules] = await Promise.all([
    authority.newChallenge(order),
    isOld ? authority.rules() : undefined,
  ]);
  return {
    url: scepAddress(tenant.origins[0]),
    caName: tenant.name,
    challenge,
    organization: tenant.displayName,
    user: order.user,
    keyBits: rules?.legacyDevices ? 1024 : 2048,
  };
}

const subjectOf = ({ tenant }: ProfileDesk, user: string): EnrolmentSubject => ({
  tenant: { name: tenant.name, displayName: tenant.displayName, origin: tenant.origins[0] },
  user,
});
