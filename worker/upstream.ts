// The only door to the tenant's Exchange.
import type { Clock } from "./clock.ts";
import type { AdapterSettings } from "./core/tenant.ts";

/** Why Exchange gave no usable answer. */
export type UpstreamReason =
  | "upstream-not-allowed"
  | "upstream-unreachable"
  | "upstream-timeout"
  | "upstream-not-eas";

/** How Exchange judges a user's credentials. */
export type CredentialsVerdict =
  | "good"
  | "wrong-password"
  | "eas-not-enabled-upstream"
  | UpstreamReason;

/** What a connection check found out. */
export interface ConnectionCheck {
  readonly reachable: boolean;
  readonly problem?: UpstreamReason;
  /** EAS protocol versions and commands, where the server tells them to anybody. */
  readonly versions?: readonly string[];
  readonly commands?: readonly string[];
  /** True if OPTIONS is answered without a right password. */
  readonly openOptions: boolean;
  /** The credential check that fits this server; "none" while it cannot be reached. */
  readonly advice: AdapterSettings["credentialCheck"] | "none";
}

export interface UpstreamCredentials {
  /** The login as Exchange wants it (core/login: upstreamLogin). */
  readonly login: string;
  readonly password: string;
  /** The charset the client used; Exchange gets the same bytes. */
  readonly charset: "utf-8" | "latin1";
}

/** Asks Exchange whether these credentials are good, by the adapter's way of asking. */
export async function checkCredentials(
  _adapter: AdapterSettings,
  _credentials: UpstreamCredentials,
  _clock: Clock,
): Promise<CredentialsVerdict> {
  return "upstream-unreachable";
}

/** Finds out whether the tenant's Exchange can be reached, what it offers and how it can judge passwords. */
export async function checkConnection(
  _adapter: AdapterSettings,
  _clock: Clock,
): Promise<ConnectionCheck> {
  return { reachable: false, problem: "upstream-unreachable", openOptions: false, advice: "none" };
}
