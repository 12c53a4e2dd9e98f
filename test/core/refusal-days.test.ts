// A week of refusals out of the counts per hour.
import { describe, expect, it } from "vitest";
import { refusalDays } from "../../worker/core/refusal-days.ts";

const HOUR = 3_600_000;
/** 2011-03-03T05:30:00Z. */
const NOW = Date.UTC(2011, 2, 3, 5, 30);
const hoursAgo = (hours: number) => Math.floor(NOW / HOUR) - hours;
const counted = (reason: string, hour: number, count: number, letThrough = false) => ({
  reason,
  hour,
  count,
  letThrough,
});

describe("the days of refusals", () => {
  it("are seven, today the last, each with its own count", () => {
    const week = refusalDays(
      [
        counted("token-missing", hoursAgo(0), 2),
        counted("token-missing", hoursAgo(5), 3),
        counted("token-missing", hoursAgo(6), 4),
        counted("device-blocked", hoursAgo(6 * 24 + 5), 1),
        counted("device-blocked", hoursAgo(6 * 24 + 6), 50),
      ],
      NOW,
      7,
    );
    expect(week.days.map(({ day, count }) => [day.slice(5), count])).toEqual([
      ["02-25", 1],
      ["02-26", 0],
      ["02-27", 0],
      ["02-28", 0],
      ["03-01", 0],
      ["03-02", 4],
      ["03-03", 5],
    ]);
    expect(week.refused).toBe(10);
  });

  it("name the most frequent reason first, and count what was let through apart", () => {
    const week = refusalDays(
      [
        counted("b", hoursAgo(1), 1),
        counted("a", hoursAgo(2), 1),
        counted("c", hoursAgo(3), 4),
        counted("c", hoursAgo(3), 7, true),
      ],
      NOW,
      7,
    );
    expect(week.reasons.map(({ reason, count }) => `${reason} ${count}`)).toEqual([
      "c 4",
      "a 1",
      "b 1",
    ]);
    expect([week.refused, week.letThrough]).toEqual([6, 7]);
  });

  it("are empty where nothing was refused", () => {
    expect(refusalDays([], NOW, 7)).toMatchObject({ refused: 0, letThrough: 0, reasons: [] });
  });
});
