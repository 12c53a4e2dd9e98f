// What wakes a held request. The rules: one promise at a time is waited for, whoever rings settles it and does nothing else,
// and an alarm that is set is never taken back. Thousands wait in one isolate, and a controller for each sleep, a race and a
// timer made anew at each ring would take kilobytes of each.
import type { Clock } from "../../clock.ts";

export interface Bell {
  ring(): void;
  /** What rang before is known by now. */
  silence(): void;
  /** Resolves when it rings, or has rung since it was silenced, at the latest `at` that time (milliseconds since 1970). */
  rungBy(at: number): Promise<void>;
}

/**
 * Rung by the answers of Exchange and of the tenant, by alarms, by a client that goes away, and by other requests.
 * @param now the wait's own time, which never goes back.
 */
export function makeBell(clock: Clock, now: () => number): Bell {
  let hasRung = false;
  let wake = () => {};
  let alarmAt = Number.POSITIVE_INFINITY;
  const ring = () => {
    hasRung = true;
    wake();
  };
  // One that goes off too early costs a look around, and the last one ends with the request, as all sleeps of a Worker do.
  const setAlarm = async (at: number) => {
    alarmAt = at;
    await clock.sleep(Math.max(1, at - now()));
    if (alarmAt === at) alarmAt = Number.POSITIVE_INFINITY;
    ring();
  };
  return {
    ring,
    silence: () => {
      hasRung = false;
    },
    rungBy: (at) => {
      if (at < alarmAt) void setAlarm(at);
      return new Promise((resolve) => {
        wake = resolve;
        if (hasRung) resolve();
      });
    },
  };
}
