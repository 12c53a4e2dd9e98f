// The profiles of the over-the-air enrolment, each with what it takes from the tenant's authority: a
// challenge, or an identity. The rule: a challenge is bound as tightly as is known by then: to the
// user at the sign-in, to the phone from its first POST on. Apple, "Over-the-Air Profile Delivery and
// Configuration", listings 2-5 to 2-13.
import type { EnrolledDevice, IssuedCertificate } from "../core/certificates.ts";
import { profileExpiry } from "../core/enrolment.ts";
import { type IosVersion, isLegacyDevice } from "../core/ios.ts";
import {
  type EnrolmentSubject,
  enrolmentProfile,
  scepAddress,
  serviceProfile,
} from "../core/profile-enrolment.ts";
import { type AccountIdentity, identityForm, type ScepOffer } from "../core/profile-identity.ts";
import type { ChallengeOrder } from "../objects/handles/authority-certificates.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";
import { encodeProfile } from "../wire/mobileconfig.ts";
import { encodeProfileService } from "../wire/profile-service.ts";
import {
  type Desk,
  encryptedProfile,
  intermediates,
  namesOf,
  type SignedProfile,
  signed,
  siteOf,
} from "./account-profile.ts";

/** Who makes the challenges and identities of an enrolment: nobody but the service itself. */
const madeBy = "provost";

/** The profile that begins an enrolment of `user`, who has just signed in. */
export async function beginEnrolment(
  desk: Desk,
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
  desk: Desk,
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
  desk: Desk,
  account: AccountFacts,
  phone: {
    readonly enrolment: IssuedCertificate;
    readonly certificate: Uint8Array;
    readonly ios: IosVersion;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): Promise<SignedProfile> {
  const { enrolment, certificate, ios, now } = phone;
  const [rules, between, identity] = await Promise.all([
    desk.authority.rules(),
    intermediates(desk),
    identityFor(desk, account, enrolment.device, ios),
  ]);
  return encryptedProfile(desk, account, {
    identity: { ...identity, intermediates: between },
    recipient: certificate,
    ios,
    expiresAt: profileExpiry(enrolment, rules, now),
  });
}

/** An account's identity, before it is known what leads to its root. */
type Identity = AccountIdentity extends infer Kind
  ? Kind extends AccountIdentity
    ? Omit<Kind, "intermediates">
    : never
  : never;

async function identityFor(
  desk: Desk,
  account: AccountFacts,
  device: EnrolledDevice | undefined,
  ios: IosVersion,
): Promise<Identity> {
  const { authority, tenant } = desk;
  const { user } = account;
  const order = { user, madeBy, names: namesOf(account), ...(device && { device }) };
  if (identityForm(ios) === "scep") {
    return { kind: "scep", ...(await scepOffer(desk, { ...order, purpose: "exchange" }, ios)) };
  }
  const made = await authority.makeIdentity({ ...order, delivery: "profile" }, siteOf(tenant));
  return { kind: "pkcs12", pkcs12: made.pkcs12, password: made.password };
}

async function scepOffer(desk: Desk, order: ChallengeOrder, ios: IosVersion): Promise<ScepOffer> {
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

const subjectOf = ({ tenant }: Desk, user: string): EnrolmentSubject => ({
  tenant: { name: tenant.name, displayName: tenant.displayName, origin: tenant.origins[0] },
  user,
});
