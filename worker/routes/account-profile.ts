// The profile of an account with a certificate: put together, encrypted to a certificate of its phone,
// signed. The rule: whatever opens a mailbox leaves here only encrypted. Apple, "Over-the-Air Profile
// Delivery and Configuration", listings 2-8 and 2-13.
import type { SubjectNames } from "../core/certificates.ts";
import { atLeast, type IosVersion } from "../core/ios.ts";
import { upstreamLogin } from "../core/login.ts";
import { buildProfile } from "../core/profile.ts";
import type { AccountIdentity } from "../core/profile-identity.ts";
import type { Result } from "../core/result.ts";
import type { RunningTenant } from "../core/tenant.ts";
import type { AuthorityHandle, SignedAlong } from "../objects/handles/authority.ts";
import type { IssuingSite } from "../objects/handles/authority-certificates.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";
import { CONTENT_CIPHERS, sealEnvelope } from "../wire/cms-envelope.ts";
import { encodeEncryptedProfile, encodePayloads, type MobileConfig } from "../wire/mobileconfig.ts";

/** Where profiles with certificates are made: a tenant and its authority. */
export interface ProfileDesk {
  readonly tenant: RunningTenant;
  readonly authority: AuthorityHandle;
}

/** A signed profile (DER), or why there is none. */
export type SignedProfile = Result<{ readonly profile: Uint8Array }, "signing-identity-expired">;

/**
 * What phones of every age open: Apple's own sample encrypts so, and no source says since when they
 * take another.
 */
const CIPHER = "3des";
/**
 * Before iOS 5 no source shows that the installer takes SHA-256 in a signature, so those phones get
 * SHA-1.
 */
const SHA256_SINCE: IosVersion = [5, 0, 0];

export const siteOf = ({ displayName, origins }: RunningTenant): IssuingSite => ({
  organization: displayName,
  origin: origins[0],
});

/** What the certificate of an account says of its user beside the name. */
export const namesOf = (account: AccountFacts): SubjectNames => ({
  emailAddress: account.emailAddress,
  ...(account.principalName !== undefined && { principalName: account.principalName }),
  ...(account.securityIdentifier !== undefined && {
    securityIdentifier: account.securityIdentifier,
  }),
});

/** The signed profile of `account`, which only the holder of the certificate `recipient` (DER) can read. */
export async function encryptedProfile(
  desk: ProfileDesk,
  account: AccountFacts,
  made: {
    readonly identity: AccountIdentity;
    readonly recipient: Uint8Array;
    readonly ios: IosVersion;
    readonly expiresAt?: number;
  },
  along?: SignedAlong,
): Promise<SignedProfile> {
  const profile = accountProfile(desk.tenant, account, made);
  return signed(desk, encodeEncryptedProfile(sealed(profile, made)), made.ios, along);
}

function accountProfile(
  tenant: RunningTenant,
  account: AccountFacts,
  made: {
    readonly identity: AccountIdentity;
    readonly ios: IosVersion;
    readonly expiresAt?: number;
  },
): MobileConfig {
  const { name, displayName, origins, adapter } = tenant;
  const isDirect = account.clientCertificates === "alone" && adapter.accountHost !== "";
  const { identity, ios, expiresAt } = made;
  return buildProfile({
    tenant: { name, displayName, origin: origins[0] },
    account,
    policy: account.policy,
    ...{ identity, ios },
    login: isDirect ? upstreamLogin(adapter, account.user) : account.user,
    ...(isDirect && { accountHost: adapter.accountHost }),
    ...(expiresAt !== undefined && { expiresAt }),
  });
}

/** IsEncrypted is in the profile's class since iOS 4.0, and iPhone OS 3 does not know it. */
const SAYS_ENCRYPTED_SINCE: IosVersion = [4, 0, 0];

function sealed(
  { PayloadContent, ...outside }: MobileConfig,
  { recipient, ios }: { readonly recipient: Uint8Array; readonly ios: IosVersion },
) {
  const { key, block } = CONTENT_CIPHERS[CIPHER];
  const content = encodePayloads(PayloadContent);
  const EncryptedPayloadContent = sealEnvelope(content, {
    ...{ recipient, cipher: CIPHER },
    key: crypto.getRandomValues(new Uint8Array(key)),
    iv: crypto.getRandomValues(new Uint8Array(block)),
  });
  const said = atLeast(ios, SAYS_ENCRYPTED_SINCE) ? ({ IsEncrypted: true } as const) : {};
  return { ...outside, ...said, EncryptedPayloadContent };
}

/** `plist` under the tenant's signature, in a form that `ios` reads. */
export async function signed(
  { tenant, authority }: ProfileDesk,
  plist: Uint8Array,
  ios: IosVersion,
  along?: SignedAlong,
): Promise<SignedProfile> {
  const digest = atLeast(ios, SHA256_SINCE) ? "SHA-256" : "SHA-1";
  const answer = await authority.sign(plist, digest, tenant.displayName, along);
  return answer.ok ? { ok: true, profile: answer.signed } : answer;
}
