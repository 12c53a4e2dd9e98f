// The door to a tenant, as far as profiles go: what one needs, who got which, what its token proves. Times are
// milliseconds since 1970.
import type { ClientCertificates } from "../../core/certificates.ts";
import type { Handout, TokenReason } from "../../core/handout.ts";
import type { PolicyVersion } from "../../core/policy.ts";
import type { Result } from "../../core/result.ts";
import type { Remote } from "./remote.ts";

/** What /iphone needs to know of a signed-in user to make a profile. */
export interface AccountFacts {
  readonly user: string;
  readonly emailAddress: string;
  readonly displayName: string;
  readonly group: string;
  /** The Locked iOS profile family of the group's policy. */
  readonly policy: PolicyVersion;
  /** How the user's phones sign in: the group's word, else the adapter's that runs. */
  readonly clientCertificates: ClientCertificates;
  /** What the user's record says of Active Directory, for certificates. */
  readonly principalName?: string;
  readonly securityIdentifier?: string;
}

export type AccountReason = "user-in-no-group" | "eas-not-allowed" | "policy-not-locked";

/** A certificate that was issued now, as the audit log has it. */
export interface CertificateIssued {
  readonly action: "certificate-issued" | "certificate-renewed";
  readonly detail: string;
}

/** The part of a tenant that hands profiles out and judges their tokens. */
export interface TenantHandouts {
  /** Everything a profile needs, for a user who has just signed in. */
  account(user: string): Remote<Result<{ readonly account: AccountFacts }, AccountReason>>;
  handOut(user: string, tokenHash: string, policyVersion: string): Remote<Handout>;
  /**
   * A certificate of this user leaves the authority; `issued` is what the audit log says of one that is
   * new. True if the user may have mail at this moment.
   */
  certificateLeaves(user: string, issued: CertificateIssued | null): Remote<boolean>;
  handouts(): Remote<Handout[]>;
  /** The handouts bound to one device, newest first (1,000 at most). */
  handoutsOf(user: string, deviceId: string): Remote<Handout[]>;
  /**
   * Profiles in use (their token is bound and not superseded) that were handed out from `from` until
   * before `until`: how many, and whose, 200 users at most.
   */
  profilesInUse(
    from: number,
    until: number,
  ): Remote<{ readonly profiles: number; readonly users: readonly string[] }>;
  /**
   * Judges a token brought with verified credentials; the first use binds it to `deviceId`
   * (idempotent: the same device may call again), makes the device known and voids the device's
   * older handouts.
   */
  bind(
    tokenHash: string,
    user: string,
    deviceId: string,
    maxDevices?: number,
  ): Remote<
    Result<
      { readonly handout: Handout; readonly bound: "now" | "before" },
      TokenReason | "too-many-devices"
    >
  >;
  /** Voids the device's handouts and ends its grace: what it has opens nothing any more. */
  revokeProofs(
    user: string,
    deviceId: string,
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  /**
   * True if the handout of this token is the user's, and bound to this device or to none yet: enough
   * to receive a wipe that waits for the device, and for nothing else.
   */
  mayReceiveWipe(tokenHash: string, user: string, deviceId: string): Remote<boolean>;
}
