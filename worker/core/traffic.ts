// How many requests of one device, or of one tenant, are under way in this isolate, and how many commands it sent within
// the last minute. The rule: counting costs an addition; a minute is measured by two counters, the running one and the
// share of the one before that still lies within sixty seconds, which errs by a few commands and never forgets at once.

const MINUTE = 60_000;

/** Counters of one device or tenant; they change in place, because every request counts. */
export interface Traffic {
  /** Requests whose answer has not begun. */
  underWay: number;
  /** When the running minute began, in milliseconds since 1970. */
  minuteAt: number;
  inMinute: number;
  inMinuteBefore: number;
  /** When it was last written down that there were too many at once. */
  notedAt: number;
}

export const newTraffic = (now: number): Traffic => ({
  underWay: 0,
  minuteAt: now,
  inMinute: 0,
  inMinuteBefore: 0,
  notedAt: 0,
});

/** Counts one command at `now`; true if there were more than `limit` within a minute. 0 sets no limit. */
export function countCommand(traffic: Traffic, now: number, limit: number): boolean {
  const elapsed = now - traffic.minuteAt;
  if (elapsed >= MINUTE || elapsed < 0) {
    traffic.inMinuteBefore = elapsed < 2 * MINUTE && elapsed > 0 ? traffic.inMinute : 0;
    traffic.inMinute = 0;
    traffic.minuteAt = elapsed < 2 * MINUTE && elapsed > 0 ? traffic.minuteAt + MINUTE : now;
  }
  traffic.inMinute++;
  if (limit === 0) return false;
  const share = 1 - (now - traffic.minuteAt) / MINUTE;
  return traffic.inMinute + traffic.inMinuteBefore * share > limit;
}

/** What was counted within the minute is forgotten: its consequence was drawn. */
export function forgetCommands(traffic: Traffic): void {
  traffic.inMinute = 0;
  traffic.inMinuteBefore = 0;
}
