// When an account counts as made anew by hand, and everything else that makes a phone lose its policy key.
import { expect, test } from "vitest";
import { isMadeAnew, type RetypedFacts } from "../../worker/core/retyped.ts";

const MINUTE = 60_000;
const BOUND = Date.UTC(2010, 5, 21);
const policy = { version: "v1", document: "d1" };
const held = {
  ...{ key: "77", version: "v1", document: "d1", sent: "d1", offerKey: "76" },
  ...{ madeAt: BOUND, acknowledgedAt: BOUND + MINUTE, compliance: "all" as const },
} as const;
const anew: RetypedFacts = {
  ...{ handout: { boundAt: BOUND }, policy, held, isPolicyDemanded: false },
  ...{ presented: "0", now: BOUND + 60 * MINUTE },
};

test("a key of 0, or none, after the set-up with this token is an account made anew", () => {
  expect(isMadeAnew(anew)).toBe(true);
  expect(isMadeAnew({ ...anew, presented: undefined })).toBe(true);
});

test.each<[string, Partial<RetypedFacts>]>([
  ["a phone with its key", { presented: "77" }],
  ["a phone with an older key, which a backup may bring back", { presented: "12" }],
  ["a phone that was never under a policy", { held: undefined }],
  ["a phone that is under none any more", { policy: undefined }],
  ["a phone without a token", { handout: undefined }],
  ["a phone that was provisioned again since", { handout: { boundAt: BOUND + 2 * MINUTE } }],
  ["a first request that arrives late", { now: BOUND + MINUTE + 59_999 }],
  ["a phone that was just asked for its policy", { isPolicyDemanded: true }],
  ["a policy that has changed since", { policy: { ...policy, document: "d2" } }],
  ["a policy that is to be refreshed", { policy: { ...policy, refreshAfter: 30 * MINUTE } }],
])("is none: %s", (_, change) => {
  expect(isMadeAnew({ ...anew, ...change })).toBe(false);
});
