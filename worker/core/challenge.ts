// Challenges: one-time passwords that a phone shows when it enrols or asks for a certificate. The rule:
// one challenge makes one thing, for whoever shows it first; the same one may show it again, because
// answers get lost on the air; anybody else is refused, and so is everything else it was not made
// for. RFC 8894, section 7.3, leaves their life to the server.
import type { ChallengePurpose, ChallengeRecord, EnrolledDevice } from "./certificates.ts";
import { type Result, refuse } from "./result.ts";

/** Why a challenge is not taken. Told to nobody but the administrator: for the sender they are one. */
export type ChallengeReason =
  | "challenge-unknown"
  | "challenge-used"
  | "challenge-expired"
  | "challenge-for-another-purpose"
  | "challenge-of-another-device";

/** A challenge as it is kept, without its secret. */
export interface KeptChallenge {
  readonly id: string;
  readonly user: string;
  readonly purpose: ChallengePurpose;
  readonly device?: EnrolledDevice;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly expiresAt: number;
  readonly droppedAt?: number;
  readonly used?: {
    readonly at: number;
    /** The phone's UDID, or SHA-256 (hex) of the key that was certified. */
    readonly by: string;
  };
}

/** Who makes challenges when phones enrol: the service itself. */
export const MADE_BY_PHONES = "provost";

/** Challenges are shown for so long after they were made, in milliseconds; then they are forgotten. */
export const CHALLENGES_KEPT = 30 * 86_400_000;

/** A challenge as it may be shown at `now`. */
export function recordOf(kept: KeptChallenge, now: number): ChallengeRecord {
  const { id, user, purpose, device, madeAt, madeBy, expiresAt, used } = kept;
  return {
    id,
    user,
    purpose,
    ...(device && { device }),
    madeAt,
    madeBy,
    expiresAt,
    state: stateOf(kept, now),
    ...(used && { usedAt: used.at }),
  };
}

function stateOf({ used, droppedAt, expiresAt }: KeptChallenge, now: number) {
  if (used) return "used";
  if (droppedAt !== undefined) return "dropped";
  return now < expiresAt ? "open" : "expired";
}

/** Whether a challenge may be used at `now` by `by`, for the first time or again. */
export function judgeChallenge(
  kept: KeptChallenge | undefined,
  use: { readonly purposes: readonly ChallengePurpose[]; readonly by: string },
  now: number,
): Result<{ readonly kept: KeptChallenge; readonly again: boolean }, ChallengeReason> {
  if (!kept || (kept.droppedAt !== undefined && !kept.used)) return refuse("challenge-unknown");
  if (!use.purposes.includes(kept.purpose)) return refuse("challenge-for-another-purpose");
  if (kept.used) {
    return kept.used.by === use.by ? { ok: true, kept, again: true } : refuse("challenge-used");
  }
  return now < kept.expiresAt ? { ok: true, kept, again: false } : refuse("challenge-expired");
}

/** A challenge of the Profile Service, shown by `device`: again only within its life. */
export function judgeProfileChallenge(
  kept: KeptChallenge | undefined,
  device: EnrolledDevice,
  now: number,
): Result<{ readonly kept: KeptChallenge; readonly again: boolean }, ChallengeReason> {
  const judged = judgeChallenge(kept, { purposes: ["profile-service"], by: device.udid }, now);
  if (!judged.ok) return judged;
  if (now >= judged.kept.expiresAt) return refuse("challenge-expired");
  const bound = judged.kept.device;
  const isItsOwn = !bound || isSameDevice(bound, device);
  return isItsOwn ? judged : refuse("challenge-of-another-device");
}

/** The same UDID and, as far as both are known, the same serial number. */
function isSameDevice(one: EnrolledDevice, other: EnrolledDevice): boolean {
  const sameSerial = !one.serial || !other.serial || one.serial === other.serial;
  return one.udid === other.udid && sameSerial;
}
