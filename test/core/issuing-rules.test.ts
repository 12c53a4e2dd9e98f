// The rules of issuing keep within bounds, whoever sets them.
import { describe, expect, it } from "vitest";
import { ISSUING_DEFAULTS, withinLimits } from "../../worker/core/issuing-rules.ts";

describe("rules of issuing", () => {
  it("stay as they are within their bounds", () => {
    expect(withinLimits(ISSUING_DEFAULTS)).toEqual(ISSUING_DEFAULTS);
  });

  it.each([
    ["a part of a day", { validityDays: 10.9 }, { validityDays: 10 }],
    ["no day", { validityDays: 0 }, { validityDays: 1 }],
    ["less than nothing", { renewalDays: -5 }, { renewalDays: 0 }],
    ["more than a month", { challengeHours: 1e9 }, { challengeHours: 720 }],
    ["no number", { validityDays: Number.NaN }, { validityDays: 1 }],
  ])("are brought to the bound: %s", (_, change, bounded) => {
    const rules = { ...ISSUING_DEFAULTS, legacyDevices: true };
    expect(withinLimits({ ...rules, ...change })).toEqual({ ...rules, ...bounded });
  });
});
