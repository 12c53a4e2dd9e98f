// How demands are counted over time: test/core/provision.test.ts walks them within the handshake.
import { describe, expect, it } from "vitest";
import { countDemand, type Demands, PEACES } from "../../worker/core/policy-demand.ts";

const MINUTE = 60_000;
const START = Date.UTC(2010, 5, 21);

/** Counts a demand at each of these times; the seconds of peace that each came to. */
function peacesAt(...times: readonly number[]): number[] {
  let kept: Demands | undefined;
  return times.map((time) => {
    const { demands, peaceSeconds } = countDemand(kept, "d1", START + time);
    kept = demands;
    return peaceSeconds;
  });
}

describe("demands for one document", () => {
  it("count together within an hour of the last, and anew after it", () => {
    const [first, second] = [0, 5000];
    const soon = second + 59 * MINUTE;
    expect(peacesAt(first, second, soon, soon + 5000)).toEqual([0, 0, 0, 60]);
    const late = second + 60 * MINUTE;
    expect(peacesAt(first, second, late, late + 5000, late + 10_000, late + 15_000)).toEqual([
      0, 0, 0, 0, 0, 60,
    ]);
  });

  it("are the same object as before while there is peace, so that nothing is written", () => {
    let kept: Demands | undefined;
    for (const time of [0, 5000, 10_000, 15_000])
      kept = countDemand(kept, "d1", START + time).demands;
    expect(kept?.peaceUntil).toBe(START + 15_000 + PEACES[0]);
    expect(countDemand(kept, "d1", START + 16_000).demands).toBe(kept);
  });
});
