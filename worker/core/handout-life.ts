// The life of a handout: made, bound by its first use, superseded by the use of a newer one. The
// rule is "provisioned means proof" (docs/decisions): a token opens the door for one user and one
// device, and a cancelled install, whose handout nobody uses, must not kill the mail of the profile
// that is still installed.
import type { Handout, TokenReason } from "./handout.ts";
import { type Result, refuse } from "./result.ts";

const HOUR = 3_600_000;
/** An unbound handout is void after this time, in milliseconds. */
export const UNBOUND_LIFETIME = 24 * HOUR;
/**
 * Dead handouts stay visible for this long, in milliseconds, for whoever asks why a phone was
 * refused.
 */
export const DEAD_KEPT_FOR = 30 * 24 * HOUR;
/**
 * Unbound handouts one user may hold; the oldest go first, so that reloading /iphone cannot fill
 * the tenant.
 */
export const UNBOUND_PER_USER = 20;

/** A new handout of `user` at `now` (milliseconds since 1970). */
export function newHandout(
  made: Pick<Handout, "id" | "user" | "tokenHash" | "policyVersion">,
  now: number,
): Handout {
  const { id, user, tokenHash, policyVersion } = made;
  return { id, user, tokenHash, policyVersion, madeAt: now, expiresAt: now + UNBOUND_LIFETIME };
}

/**
 * Who brings a token: verified credentials' user and the request's canonical DeviceId, at `now`.
 */
export interface Bearer {
  readonly user: string;
  readonly deviceId: string;
  readonly now: number;
}

/** A token that proves something; `superseded` are the ids of handouts that die by this use. */
export interface Binding {
  readonly handout: Handout;
  readonly bound: "now" | "before";
  readonly superseded: readonly string[];
}

/**
 * Judges the handout of a token that was brought. `ofDevice` are the handouts bound to the bearer's
 * device, in any order. Another user's token is refused before anything else is said of it.
 */
export function judgeBinding(
  brought: Handout | undefined,
  ofDevice: readonly Handout[],
  bearer: Bearer,
): Result<Binding, TokenReason> {
  if (!brought) return refuse("token-unknown");
  if (brought.user !== bearer.user) return refuse("token-of-another-user");
  if (brought.supersededAt !== undefined) return refuse("token-superseded");
  if (brought.deviceId === bearer.deviceId) {
    return { ok: true, handout: brought, bound: "before", superseded: [] };
  }
  if (brought.deviceId !== undefined) return refuse("token-on-another-device");
  if (bearer.now >= brought.expiresAt) return refuse("token-expired");
  // A download left over from before the profile in use: taking it would put the newer one to
  // death.
  if (ofDevice.some((handout) => handout.madeAt > brought.madeAt))
    return refuse("token-superseded");
  return {
    ok: true,
    bound: "now",
    handout: { ...brought, deviceId: bearer.deviceId, boundAt: bearer.now },
    superseded: ofDevice.filter((h) => h.supersededAt === undefined).map((h) => h.id),
  };
}

/** True for a handout that can prove nothing any more and has been kept long enough. */
export function isPrunable(handout: Handout, now: number): boolean {
  const diedAt = handout.supersededAt ?? (handout.deviceId ? Infinity : handout.expiresAt);
  return now - diedAt >= DEAD_KEPT_FOR;
}
