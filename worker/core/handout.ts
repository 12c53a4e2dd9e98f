// A handout is one profile handed out. It exists before any device does: the first EAS request that
// brings its token and verified credentials binds it to that request's DeviceId (docs/decisions:
// provisioned means proof).

/** One profile handed out. Times are milliseconds since 1970. */
export interface Handout {
  readonly id: string;
  readonly user: string;
  /** SHA-256 of the upper-case provisioning token, in hex; the token itself is kept nowhere. */
  readonly tokenHash: string;
  /** Content address of the Locked policy version in the profile. */
  readonly policyVersion: string;
  readonly madeAt: number;
  /** An unbound handout is void from this time on. */
  readonly expiresAt: number;
  readonly deviceId?: string;
  readonly boundAt?: number;
  /** Set when a newer handout of the same device was used. */
  readonly supersededAt?: number;
}

/** Why a provisioning token proves nothing. */
export type TokenReason =
  | "token-unknown"
  | "token-expired"
  | "token-of-another-user"
  | "token-on-another-device"
  | "token-superseded";
