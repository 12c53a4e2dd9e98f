// The shield as a pure decision: the last three, doubling times with an end, one question at a time, nothing lifted that
// was not named; and the counting of commands, in time that may stand still or jump.
import { describe, expect, test } from "vitest";
import {
  liftPasswords,
  presentPassword,
  type RefusedPassword,
  recentChanges,
  refusePassword,
} from "../../worker/core/shield.ts";
import { countCommand, newTraffic } from "../../worker/core/traffic.ts";
import { seededRandom } from "../support/random.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

describe("a refused password", () => {
  test("is not asked for 30, 60, then 120 minutes each time, and never longer than a day", () => {
    let refused: readonly RefusedPassword[] = [];
    const lasts = (minutes: number) => {
      refused = refusePassword(refused, "v", 0, minutes);
      return (refused[0]?.until ?? 0) / MINUTE;
    };
    expect([30, 30, 30, 30].map(lasts)).toEqual([30, 60, 120, 120]);
    expect(lasts(1440)).toBe(1440);
  });

  test("whatever happens: three at most, any other is asked for, one question in its time", () => {
    const { pick, below } = seededRandom(1704);
    let refused: readonly RefusedPassword[] = [];
    let now = 0;
    const askedAt = new Map<string, number>();
    for (let step = 0; step < 20_000; step++) {
      now += below(3) === 0 ? below(90 * MINUTE) : below(1000);
      const verifier = pick(["a", "b", "c", "d", "e"]);
      const isKept = refused.some((one) => one.verifier === verifier);
      const presented = presentPassword(refused, verifier, now);
      expect(presented.verdict === "ask").toBe(!isKept);
      if (presented.verdict === "ask-once-more") {
        const again = presentPassword(presented.refused, verifier, now);
        expect(again.verdict).toBe("refused");
        expect(now - (askedAt.get(verifier) ?? 0)).toBeGreaterThanOrEqual(30 * MINUTE);
      }
      refused = presented.refused;
      if (presented.verdict !== "refused") {
        askedAt.set(verifier, now);
        refused = refusePassword(refused, verifier, now, 30);
      }
      expect(refused.length).toBeLessThanOrEqual(3);
      expect(new Set(refused.map((one) => one.verifier)).size).toBe(refused.length);
    }
  });

  test("is lifted by its name, or with all others", () => {
    const refused = ["a", "b"].reduce<readonly RefusedPassword[]>(
      (all, verifier) => refusePassword(all, verifier, 0, 30),
      [],
    );
    expect(liftPasswords(refused, ["a", "z"]).map(({ verifier }) => verifier)).toEqual(["b"]);
    expect(liftPasswords(refused, undefined)).toEqual([]);
    expect(liftPasswords(refused, [])).toEqual(refused);
  });
});

test("changes of a client count for a day, and a thousand of them stay few", () => {
  let changes: readonly number[] = [];
  for (let n = 0; n < 1000; n++) changes = recentChanges(changes, n, true);
  expect(changes).toHaveLength(101);
  expect(recentChanges(changes, 999 + DAY - 1)).toHaveLength(1);
  expect(recentChanges(changes, 999 + DAY)).toEqual([]);
});

describe("commands within a minute", () => {
  test("beyond the limit are too many, wherever the minute began", () => {
    for (const start of [0, 1, 59_999, 123_456]) {
      const traffic = newTraffic(start);
      const verdicts = Array.from({ length: 11 }, (_, n) => countCommand(traffic, start + n, 10));
      expect(verdicts).toEqual([...Array(10).fill(false), true]);
    }
  });

  test("of a steady client below the limit are never too many; above it soon", () => {
    const at = (everyMs: number) => {
      const traffic = newTraffic(0);
      for (let now = 0; now < 20 * MINUTE; now += everyMs)
        if (countCommand(traffic, now, 60)) return now;
      return undefined;
    };
    expect(at(1050)).toBeUndefined();
    expect(at(500)).toBeLessThan(MINUTE);
  });

  test("two bursts across the turn of a minute are one", () => {
    const traffic = newTraffic(0);
    for (let n = 0; n < 40; n++) countCommand(traffic, 59_000, 60);
    const verdicts = Array.from({ length: 40 }, () => countCommand(traffic, 61_000, 60));
    expect(verdicts.includes(true)).toBe(true);
  });

  test("count on over a clock that stands, jumps ahead or goes back", () => {
    const traffic = newTraffic(10 * MINUTE);
    for (const now of [10 * MINUTE, 9 * MINUTE, 500 * MINUTE, 0])
      expect(countCommand(traffic, now, 2)).toBe(false);
    expect(countCommand(traffic, 0, 0)).toBe(false);
  });
});
