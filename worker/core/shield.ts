// Passwords that Exchange refused to a device, as a pure decision over a small list of verifiers. The rule: a phone that
// keeps sending an old password asks Exchange rarely enough to lock no account (facts: complaint 9, N4 of the study of
// gateways); any other password is asked at once. After its time a refused password is asked once more, by one request:
// the account may have been unlocked, or the password set back.

const MINUTE = 60_000;

/** Verifiers kept of one device: a phone with two accounts' worth of old passwords, and one typed wrongly. */
const KEPT = 3;
/** Each refusal in a row doubles the time, up to this factor: lockouts are counted in windows of half an hour and more. */
const LONGEST_FACTOR = 4;
/** One answer may have been a stray one: so long after it the password may be asked once more, if its user's others were not. */
const SECOND_AFTER = MINUTE;
/** While one request asks once more, others wait for what becomes of it; longer than Exchange may take to answer. */
const ASKING_FOR = 40_000;
/** No time without asking is longer than a day, in milliseconds. */
const LONGEST = 1440 * MINUTE;

/** A password that Exchange refused. Times are milliseconds since 1970. */
export interface RefusedPassword {
  /** HMAC of tenant, login, password and DeviceId; never the password. */
  readonly verifier: string;
  readonly until: number;
  /** Refusals in a row. */
  readonly times: number;
  /** It was refused once, and may be asked a second time from then on. */
  readonly secondAt?: number;
}

/**
 * What becomes of a password that a device presents: `once-more` if its time of not being asked has just ended, `if-allowed`
 * if that is the user's only second question within an hour.
 */
export type PasswordVerdict = "ask" | "ask-once-more" | "ask-if-allowed" | "refused";

/** The verdict on `verifier`, and the list after it. */
export function presentPassword(
  refused: readonly RefusedPassword[],
  verifier: string,
  now: number,
): { readonly verdict: PasswordVerdict; readonly refused: readonly RefusedPassword[] } {
  const kept = refused.find((one) => one.verifier === verifier);
  if (!kept) return { verdict: "ask", refused };
  const { secondAt, ...rest } = kept;
  if (now < kept.until) {
    if (secondAt === undefined || now < secondAt) return { verdict: "refused", refused };
    return { verdict: "ask-if-allowed", refused: [...without(refused, verifier), rest] };
  }
  const asking = { ...rest, until: now + ASKING_FOR };
  return { verdict: "ask-once-more", refused: [...without(refused, verifier), asking] };
}

/** The list after Exchange refused `verifier`, which it is not asked for `minutes` the first time. */
export function refusePassword(
  refused: readonly RefusedPassword[],
  verifier: string,
  now: number,
  minutes: number,
): readonly RefusedPassword[] {
  const before = refused.find((one) => one.verifier === verifier)?.times ?? 0;
  const factor = Math.min(2 ** before, LONGEST_FACTOR);
  const until = now + Math.min(minutes * MINUTE * factor, LONGEST);
  const second = before === 0 ? { secondAt: now + SECOND_AFTER } : {};
  const entry = { verifier, until, times: before + 1, ...second };
  return [...without(refused, verifier), entry].slice(-KEPT);
}

/** The list without the passwords of `verifiers`, or empty if no verifiers are named. */
export function liftPasswords(
  refused: readonly RefusedPassword[],
  verifiers: readonly string[] | undefined,
): readonly RefusedPassword[] {
  return verifiers ? refused.filter(({ verifier }) => !verifiers.includes(verifier)) : [];
}

const without = (refused: readonly RefusedPassword[], verifier: string) =>
  refused.filter((one) => one.verifier !== verifier);

/** Why a device is kept out for a while by what it did. */
export const BEHAVIOUR_REASONS = ["too-many-commands", "client-changes-too-often"] as const;
export type BehaviourReason = (typeof BEHAVIOUR_REASONS)[number];

/** A device is kept out until then, in milliseconds since 1970. */
export interface BehaviourBlock {
  readonly reason: BehaviourReason;
  readonly until: number;
}

/** What the device object keeps of its shields. */
export interface ShieldState {
  readonly refused: readonly RefusedPassword[];
  /** Refused passwords of which Exchange was asked, and those that were answered without asking it. */
  readonly asked: number;
  readonly spared: number;
  readonly block?: BehaviourBlock;
  /** When its user agent changed within the last day, oldest first. */
  readonly clientChanges: readonly number[];
}

export const NO_SHIELD: ShieldState = { refused: [], asked: 0, spared: 0, clientChanges: [] };

/** What people are shown of it: no verifier. */
export interface ShieldReport {
  readonly asked: number;
  readonly spared: number;
  /** How many passwords are refused without asking Exchange, and until when the last of them is. */
  readonly refused: number;
  readonly refusedUntil?: number;
  readonly block?: BehaviourBlock;
  readonly clientChanges: number;
}

/** The state as people are shown it at `now`. */
export function shieldReport(state: ShieldState, now: number): ShieldReport {
  const { asked, spared, block } = state;
  const refused = state.refused.filter(({ until }) => now < until);
  return {
    asked,
    spared,
    refused: refused.length,
    ...(refused.length > 0 && { refusedUntil: Math.max(...refused.map(({ until }) => until)) }),
    ...(block && now < block.until && { block }),
    clientChanges: recentChanges(state.clientChanges, now).length,
  };
}

const DAY = 1440 * MINUTE;
/** More changes than an administrator may set as the limit. */
const MAX_CHANGES = 101;

/** The changes of the last day; with `changed`, one more at `now`. */
export function recentChanges(
  changes: readonly number[],
  now: number,
  changed = false,
): readonly number[] {
  const recent = changes.filter((at) => now - at < DAY);
  return (changed ? [...recent, now] : recent).slice(-MAX_CHANGES);
}
