// Refusals as a week: counted per hour, shown per day. A day is one of UTC, because a tenant's
// people may sit anywhere.

/** What is counted of refusals: whole hours since 1970. */
interface HourCount {
  readonly reason: string;
  readonly hour: number;
  readonly count: number;
  readonly letThrough: boolean;
}

export interface RefusalDays {
  /** Oldest first, today last; `day` is YYYY-MM-DD. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** Most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly refused: number;
  /** What would have been refused, had the adapter not only reported. */
  readonly letThrough: number;
}

const HOUR = 3_600_000;
const HOURS = 24;
const DAY = HOURS * HOUR;

/** The last `length` days up to `now` (milliseconds since 1970), today among them. */
export function refusalDays(
  counts: readonly HourCount[],
  now: number,
  length: number,
): RefusalDays {
  const first = Math.floor(now / DAY) - length + 1;
  const within = counts.filter(({ hour }) => hour >= first * HOURS && hour <= now / HOUR);
  const refused = within.filter(({ letThrough }) => !letThrough);
  const days = Array.from({ length }, (_, index) => ({
    day: new Date((first + index) * DAY).toISOString().slice(0, 10),
    count: sum(refused.filter(({ hour }) => Math.floor(hour / HOURS) === first + index)),
  }));
  const reasons = [...new Set(refused.map(({ reason }) => reason))]
    .map((reason) => ({ reason, count: sum(refused.filter((one) => one.reason === reason)) }))
    .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
  const total = sum(refused);
  return { days, reasons, refused: total, letThrough: sum(within) - total };
}

const sum = (counts: readonly { readonly count: number }[]) =>
  counts.reduce((all, { count }) => all + count, 0);
