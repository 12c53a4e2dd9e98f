// The profiles of the over-the-air enrolment, each with what it takes: a challenge, entered with the
// profile's signature, or an identity of the tenant's authority. The rule: a challenge is bound as
// tightly as is known by then: to the user at the sign-in, to the phone from its first POST on. Apple,
// "Over-the-Air Profile Delivery and Configuration", listings 2-5 to 2-13.
import type { EnrolledDevice, EnrolmentAttempt, IssuedCertificate } from "../core/certificates.ts";
import { MADE_BY_PHONES } from "../core/challenge.ts";
import { profileExpiry } from "../core/enrolment.ts";
import { type IosVersion, isLegacyDevice } from "../core/ios.ts";
import type { IssuingRules } from "../core/issuing-rules.ts";
import {
  type EnrolmentSubject,
  enrolmentProfile,
  scepAddress,
  serviceProfile,
} from "../core/profile-enrolment.ts";
import { type AccountIdentity, identityForm, type ScepOffer } from "../core/profile-identity.ts";
import type { Refused, Result } from "../core/result.ts";
import { newToken, TOKEN_RANDOM_BYTES } from "../core/token.ts";
import type { SignedAlong } from "../objects/handles/authority.ts";
import type { ChallengeOrder, PhoneFacts } from "../objects/handles/authority-certificates.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";
import { encodeProfile } from "../wire/mobileconfig.ts";
import { encodeProfileService } from "../wire/profile-service.ts";
import {
  encryptedProfile,
  namesOf,
  type ProfileDesk,
  type SignedProfile,
  signed,
  siteOf,
} from "./account-profile.ts";

/** Who makes the challenges and identities of an enrolment: nobody but the service itself. */
const madeBy = MADE_BY_PHONES;

/** The profile that begins an enrolment of `user`, who has just signed in. */
export function beginEnrolment(
  desk: ProfileDesk,
  user: string,
  ios: IosVersion,
): Promise<SignedProfile> {
  const challenge = challengeFor({ user, purpose: "profile-service", madeBy });
  const profile = serviceProfile(subjectOf(desk, user), challenge.challenge);
  return signed(desk, encodeProfileService(profile), ios, { challenge });
}

/** A step that is answered, for its record. */
type Attempt = Omit<EnrolmentAttempt, "at">;

/** The answer to the first POST: how the phone asks for its enrolment certificate. */
export function askForCertificate(
  desk: ProfileDesk,
  phone: {
    readonly user: string;
    readonly device: EnrolledDevice;
    readonly ios: IosVersion;
    /** Id of the challenge of the Profile Service. */
    readonly follows: string;
    readonly rules: IssuingRules;
  },
  attempt: Attempt,
): Promise<SignedProfile> {
  const { user, device, ios, follows, rules } = phone;
  const challenge = challengeFor({ user, device, follows, madeBy, purpose: "enrolment" });
  const keyBits = isLegacyDevice(ios) && rules.legacyDevices ? 1024 : 2048;
  const offer = { ...scepOffer(desk, challenge), keyBits } as const;
  const profile = enrolmentProfile(subjectOf(desk, user), offer, ios);
  return signed(desk, encodeProfile(profile), ios, { challenge, attempt });
}

/** The profile that stays, encrypted to the certificate (DER) that signed the second POST. */
export async function finalProfile(
  desk: ProfileDesk,
  account: AccountFacts,
  phone: Pick<PhoneFacts, "rules" | "intermediates"> & {
    readonly enrolment: IssuedCertificate & { readonly device: EnrolledDevice };
    readonly certificate: Uint8Array;
    readonly ios: IosVersion;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
  attempt: Attempt,
): Promise<SignedProfile | Refused<IdentityReason>> {
  const { enrolment, certificate, ios, now, rules, intermediates } = phone;
  const made = await identityFor(desk, account, enrolment.device, ios);
  if (!made.ok) return made;
  const { identity, challenge } = made;
  const profile = {
    identity: { ...identity, intermediates },
    recipient: certificate,
    ios,
    expiresAt: profileExpiry(enrolment, rules, now),
  };
  return encryptedProfile(desk, account, profile, { attempt, ...(challenge && { challenge }) });
}

/** Why a phone's identity is not made. */
type IdentityReason = "legacy-devices-off" | "too-many-identities";

/** An account's identity, before it is known what leads to its root. */
type Identity = AccountIdentity extends infer Kind
  ? Kind extends AccountIdentity
    ? Omit<Kind, "intermediates">
    : never
  : never;

/** The identity, and the challenge in it that counts once it is entered. */
async function identityFor(
  desk: ProfileDesk,
  account: AccountFacts,
  device: EnrolledDevice,
  ios: IosVersion,
): Promise<
  Result<{ readonly identity: Identity; readonly challenge?: NewChallenge }, IdentityReason>
> {
  const order = { user: account.user, madeBy, names: namesOf(account), device };
  if (identityForm(ios) === "scep") {
    const challenge = challengeFor({ ...order, purpose: "exchange" });
    const identity = { kind: "scep", ...scepOffer(desk, challenge), keyBits: 2048 } as const;
    return { ok: true, identity, challenge };
  }
  const answer = await desk.authority.makePhonesIdentity(order, siteOf(desk.tenant));
  if (!answer.ok) return answer;
  const { pkcs12, password } = answer.made;
  return { ok: true, identity: { kind: "pkcs12", pkcs12, password } };
}

/** A challenge as it is entered when the profile that tells it is signed. */
type NewChallenge = NonNullable<SignedAlong["challenge"]>;

const challengeFor = (order: ChallengeOrder): NewChallenge => ({
  ...order,
  challenge: newToken(crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES))),
});

const scepOffer = (
  { tenant }: ProfileDesk,
  { user, challenge }: NewChallenge,
): Omit<ScepOffer, "keyBits"> => ({
  url: scepAddress(tenant.origins[0]),
  caName: tenant.name,
  challenge,
  organization: tenant.displayName,
  user,
});

const subjectOf = ({ tenant }: ProfileDesk, user: string): EnrolmentSubject => ({
  tenant: { name: tenant.name, displayName: tenant.displayName, origin: tenant.origins[0] },
  user,
});
