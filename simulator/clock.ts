// Time inside the simulator. Phones and Exchange take a clock; a scenario's clock stands still
// until the story advances it, so that a thirty-minute heartbeat costs no waiting.

/** Time as a simulated party sees it. */
export interface SimClock {
  /** Now, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Resolves once `ms` milliseconds have passed, or as soon as `signal` aborts (it never rejects).
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that a story drives. */
export interface VirtualClock extends SimClock {
  /** Moves time forward by `ms`, waking sleepers in the order of their times. */
  advance(ms: number): Promise<void>;
  /** How many sleepers wait, for tests. */
  sleepers(): number;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/**
 * Lets every callback that is ready run (network answers of this process included) before time goes
 * on.
 */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that starts at `start` (milliseconds since 1970) and moves only when told to. */
export function virtualClock(start: number): VirtualClock {
  let now = start;
  const waiting = new Set<Sleeper>();
  const nextBefore = (limit: number) =>
    [...waiting].filter((s) => s.wakesAt <= limit).sort((a, b) => a.wakesAt - b.wakesAt)[0];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const sleeper: Sleeper = {
          wakesAt: now + ms,
          wake: () => {
            waiting.delete(sleeper);
            resolve();
          },
        };
        waiting.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      }),
    advance: async (ms) => {
      const target = now + ms;
      for (let next = nextBefore(target); next; next = nextBefore(target)) {
        now = Math.max(now, next.wakesAt);
        next.wake();
        await settle();
      }
      now = target;
      await settle();
    },
    sleepers: () => waiting.size,
  };
}

/** A clock that is so many milliseconds ahead of another (negative: behind) and otherwise goes with it. */
export const aheadOf = (clock: SimClock, ms: number): SimClock => ({
  now: () => clock.now() + ms,
  sleep: (duration, signal) => clock.sleep(duration, signal),
});

/** The machine's own time, for `npm start`. */
export const realTime: SimClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};
