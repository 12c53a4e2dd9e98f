// The wipe's table, walked cell by cell, and what a step does to the life.
import { describe, expect, it } from "vitest";
import {
  isWipePending,
  stepWipe,
  WIPE_EVENTS,
  WIPE_STATES,
  WIPE_TABLE,
  type WipeEvent,
  type WipeLife,
} from "../../worker/core/wipe.ts";

const life = (state: WipeLife["state"], orders = 1): WipeLife => ({
  state,
  requestedAt: 1000,
  requestedBy: "alice",
  orders,
});

/** Rows: none, requested, ordered, acknowledged, refused, cancelled; "-" is a refusal. */
const EXPECTED: Readonly<Record<WipeEvent, readonly string[]>> = {
  request: ["requested", "-", "-", "requested", "requested", "requested"],
  order: ["-", "ordered", "ordered", "-", "ordered", "-"],
  acknowledge: ["-", "acknowledged", "acknowledged", "-", "acknowledged", "acknowledged"],
  refuse: ["-", "-", "refused", "-", "-", "-"],
  cancel: ["-", "cancelled", "cancelled", "-", "cancelled", "-"],
  allow: ["-", "-", "-", "none", "none", "-"],
};

describe("a wipe", () => {
  it("takes every step of the table and no other", () => {
    for (const event of WIPE_EVENTS) {
      const cells = WIPE_STATES.map((state) => WIPE_TABLE[state][event] ?? "-");
      expect([event, cells]).toEqual([event, EXPECTED[event]]);
      for (const [index, state] of WIPE_STATES.entries()) {
        const wipe = state === "none" ? undefined : life(state);
        const next = stepWipe(wipe, event, 2000, "bob");
        const cell = EXPECTED[event][index];
        if (cell === "-") expect([state, event, next]).toEqual([state, event, "refused"]);
        else if (cell === "none") expect([state, event, next]).toEqual([state, event, null]);
        else expect([state, event, next]).toMatchObject([state, event, { state: cell }]);
      }
    }
  });

  it("says who requested it, how often it was ordered, and when it ended", () => {
    const requested = stepWipe(undefined, "request", 1, "alice") as WipeLife;
    expect(requested).toEqual({
      state: "requested",
      requestedAt: 1,
      requestedBy: "alice",
      orders: 0,
    });
    const ordered = stepWipe(requested, "order", 2, "") as WipeLife;
    const again = stepWipe(ordered, "order", 3, "") as WipeLife;
    expect(again).toEqual({ ...requested, state: "ordered", orderedAt: 3, orders: 2 });
    const refused = stepWipe(again, "refuse", 4, "") as WipeLife;
    expect(refused).toEqual({ ...again, state: "refused", endedAt: 4 });
    const third = stepWipe(refused, "order", 5, "") as WipeLife;
    expect(third).toEqual({ ...again, orderedAt: 5, orders: 3 });
  });

  it("is not acknowledged by a phone that was never told", () => {
    for (const state of ["requested", "cancelled"] as const)
      expect(stepWipe(life(state, 0), "acknowledge", 2, "")).toBe("refused");
  });

  it("that was cancelled too late is acknowledged all the same, also when it is requested anew", () => {
    const cancelled = stepWipe(life("ordered"), "cancel", 2, "") as WipeLife;
    expect(stepWipe(cancelled, "acknowledge", 3, "")).toMatchObject({ state: "acknowledged" });
    const anew = stepWipe(cancelled, "request", 3, "bob") as WipeLife;
    expect(stepWipe(anew, "acknowledge", 4, "")).toMatchObject({ state: "acknowledged" });
  });

  it("that came to its end answers for no later one: an old word sent again ends nothing", () => {
    for (const end of ["acknowledge", "refuse"] as const) {
      const ended = stepWipe(life("ordered"), end, 2, "") as WipeLife;
      const anew = stepWipe(ended, "request", 3, "bob") as WipeLife;
      expect(stepWipe(anew, "acknowledge", 4, "")).toBe("refused");
      const ordered = stepWipe(anew, "order", 5, "") as WipeLife;
      expect(stepWipe(ordered, "acknowledge", 6, "")).toMatchObject({ state: "acknowledged" });
    }
  });

  it("lets no data pass while it is requested or ordered", () => {
    const pending = WIPE_STATES.filter((s) => s !== "none" && isWipePending(life(s)));
    expect(pending).toEqual(["requested", "ordered"]);
    expect(isWipePending(undefined)).toBe(false);
  });
});
