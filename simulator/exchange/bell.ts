// Wakes requests that wait for a change of a mailbox. The rule it keeps: whoever waits is woken as
// soon as the mailbox's change number has moved, and nobody waits after his request has ended.
import type { SimClock } from "../clock.ts";
import type { ExchangeState } from "./state.ts";

/** Who waits for which mailbox. */
export interface Bell {
  /** Wakes those whose mailbox has changed since the last ring. */
  ring(): void;
  /**
   * Asks `found` now and after every change of the user's mailbox; resolves with its answer, or
   * with undefined once `deadline` (milliseconds since 1970) has passed or `signal` aborts.
   */
  waitFor<T>(wait: {
    readonly user: string;
    readonly clock: SimClock;
    readonly deadline: number;
    readonly signal: AbortSignal;
    readonly found: () => T | undefined;
  }): Promise<T | undefined>;
}

/** A bell over the mailboxes of `state`. */
export function makeBell(state: ExchangeState): Bell {
  const waiting = new Map<string, Set<() => void>>();
  const heard = new Map<string, number>();
  const sleepUntilRung = async (user: string, clock: SimClock, ms: number, signal: AbortSignal) => {
    const alarm = new AbortController();
    const wake = () => alarm.abort();
    const sleepers = waiting.get(user) ?? new Set();
    waiting.set(user, sleepers.add(wake));
    signal.addEventListener("abort", wake, { once: true });
    await clock.sleep(ms, alarm.signal);
    signal.removeEventListener("abort", wake);
    sleepers.delete(wake);
  };
  return {
    ring: () => {
      for (const [user, mailbox] of Object.entries(state.mailboxes)) {
        if (heard.get(user) === mailbox.change) continue;
        heard.set(user, mailbox.change);
        for (const wake of waiting.get(user) ?? []) wake();
      }
    },
    waitFor: async ({ user, clock, deadline, signal, found }) => {
      for (;;) {
        if (signal.aborted) return undefined;
        const answer = found();
        const rest = deadline - clock.now();
        if (answer !== undefined || rest <= 0) return answer;
        await sleepUntilRung(user, clock, rest, signal);
      }
    },
  };
}
