// How guessing is slowed down, as a pure decision over one small state. The rule: a few wrong tries
// are free, then each further one costs a wait that doubles; an hour without a wrong try forgets
// everything. Nobody is locked out elsewhere, because a guard is kept per guessed thing and client
// (OWASP Authentication Cheat Sheet, "Account lockout").
import { createHash } from "node:crypto";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What one kind of guessing costs. */
interface GuessLimit {
  /** Wrong tries without a wait. */
  readonly free: number;
  /** Free tries are counted anew after this time, in milliseconds; until then they add up. */
  readonly freeWindow: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
  /**
   * Tries of one client that may await their judgement at the same time, while none costs a wait.
   */
  readonly openTries: number;
}

/** A state without a wrong try for this long (milliseconds) is forgotten. */
export const FORGET_AFTER = 60 * MINUTE;

/**
 * A try whose judgement never came (a crash, an unreachable Exchange) stops counting after this
 * time, in milliseconds.
 */
export const OPEN_TRY_LIFETIME = 10 * SECOND;
/** A user's phones and an office begin together. */
const OPEN_TRIES = 10;
/** Once a wrong try costs a wait, they come one by one. */
const OPEN_TRIES_WHEN_SLOW = 1;
/** Seconds to wait while others of one's own tries are being judged. */
const BUSY_SECONDS = 1;

export const GUESS_LIMITS = {
  alias: {
    free: 20,
    freeWindow: 10 * MINUTE,
    firstWaitSeconds: 10,
    longestWaitSeconds: 900,
    openTries: OPEN_TRIES,
  },
  "sign-in": {
    free: 5,
    freeWindow: FORGET_AFTER,
    firstWaitSeconds: 10,
    longestWaitSeconds: 900,
    openTries: OPEN_TRIES,
  },
  // A failure here is the first wrong password for one more user from one network, so this slows down who tries a few
  // passwords on many users. A carrier puts thousands of phones behind one address: a hundred users an hour are free.
  network: {
    free: 100,
    freeWindow: FORGET_AFTER,
    firstWaitSeconds: 10,
    longestWaitSeconds: 300,
    openTries: 200,
  },
  // A password that was refused once and may be asked a second time: one such question of each user within an hour.
  "second-question": {
    free: 1,
    freeWindow: FORGET_AFTER,
    firstWaitSeconds: 10,
    longestWaitSeconds: 900,
    openTries: OPEN_TRIES,
  },
} as const satisfies Record<string, GuessLimit>;
export type GuessKind = keyof typeof GUESS_LIMITS;

/**
 * The name of the guard object for `key`, which says what is guessed and by whom. Platforms keep
 * objects' names, and what strangers type into the field for their name (a token, a password) is
 * not to be kept.
 */
export function guardName(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Wrong tries so far. Times are milliseconds since 1970. */
export interface GuessState {
  readonly failures: number;
  readonly windowStartedAt: number;
  readonly lastFailureAt: number;
  readonly waitUntil: number;
}

/** The state after one more wrong try at `now`. */
export function afterFailure(
  state: GuessState | undefined,
  kind: GuessKind,
  now: number,
): GuessState {
  const limit: GuessLimit = GUESS_LIMITS[kind];
  const kept = state && !startsAnew(state, limit, now) ? state : undefined;
  const failures = (kept?.failures ?? 0) + 1;
  return {
    failures,
    windowStartedAt: kept?.windowStartedAt ?? now,
    lastFailureAt: now,
    waitUntil: now + waitAfter(failures, limit) * SECOND,
  };
}

/** Whole seconds to wait before another try, 0 if one may be made now. */
export function secondsToWait(state: GuessState | undefined, now: number): number {
  if (!state || forgotten(state, now)) return 0;
  return Math.max(0, Math.ceil((state.waitUntil - now) / SECOND));
}

/**
 * Seconds that a try at `now` must wait, 0 if it is let in. `openTries` are the times at which
 * tries were let in that nobody has judged yet: without them, a thousand guesses sent at once would
 * all be let in before the first is wrong.
 */
export function secondsUntilLetIn(
  state: GuessState | undefined,
  openTries: readonly number[],
  now: number,
  kind: GuessKind = "sign-in",
): number {
  const wait = secondsToWait(state, now);
  if (wait > 0) return wait;
  const slow =
    state !== undefined && !forgotten(state, now) && state.waitUntil > state.lastFailureAt;
  return openTries.length < (slow ? OPEN_TRIES_WHEN_SLOW : GUESS_LIMITS[kind].openTries)
    ? 0
    : BUSY_SECONDS;
}

/** True once a try that was let in at `letInAt` stops counting. */
export function lapsed(letInAt: number, now: number): boolean {
  return now - letInAt >= OPEN_TRY_LIFETIME;
}

/** True once a state may be thrown away. */
export function forgotten(state: GuessState, now: number): boolean {
  return now - state.lastFailureAt >= FORGET_AFTER;
}

/**
 * Who has begun to wait stays slow until forgotten; before that, free tries come back with each
 * window.
 */
function startsAnew(state: GuessState, limit: GuessLimit, now: number): boolean {
  const windowOver = now - state.windowStartedAt >= limit.freeWindow;
  return forgotten(state, now) || (windowOver && state.failures <= limit.free);
}

/** Seconds of waiting that follow the `failures`th wrong try. */
function waitAfter(failures: number, limit: GuessLimit): number {
  const paid = failures - limit.free;
  if (paid <= 0) return 0;
  return Math.min(limit.firstWaitSeconds * 2 ** (paid - 1), limit.longestWaitSeconds);
}
