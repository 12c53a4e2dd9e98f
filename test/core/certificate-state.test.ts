// Where a client certificate stands, at the edges of each state.
import { expect, it } from "vitest";
import { certificateState } from "../../worker/core/certificate-state.ts";

const DAY = 86_400_000;
const certificate = { notBefore: 10 * DAY, notAfter: 100 * DAY };
const rules = { renewalDays: 30 };
const revoked = { at: 0, by: "bob", reason: "superseded" } as const;

it.each([
  [10 * DAY - 1, "early"],
  [10 * DAY, "valid"],
  [70 * DAY - 1, "valid"],
  [70 * DAY, "expiring"],
  [100 * DAY - 1, "expiring"],
  [100 * DAY, "expired"],
])("at %i a certificate is %s", (now, state) => {
  expect(certificateState(certificate, now, rules)).toBe(state);
});

it("a revoked certificate is revoked, whatever its dates", () => {
  for (const now of [0, 50 * DAY, 200 * DAY])
    expect(certificateState({ ...certificate, revoked }, now, rules)).toBe("revoked");
});
