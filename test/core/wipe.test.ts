// The wipe's table, walked cell by cell, and what a step does to the life.
import { describe, expect, it } from "vitest";
import {
  confirmedFrom,
  isWipePending,
  owesExchange,
  stepWipe,
  WIPE_EVENTS,
  WIPE_STATES,
  WIPE_TABLE,
  type WipeEvent,
  type WipeLife,
  wipeChangedAt,
  wipeScope,
} from "../../worker/core/wipe.ts";

const life = (state: WipeLife["state"], orders = 1): WipeLife => ({
  state,
  requestedAt: 1000,
  requestedBy: "alice",
  orders,
});

/** A life that Exchange orders, alone or as well as we do. */
const exchanges = (state: WipeLife["state"], on: Partial<WipeLife> = {}): WipeLife => ({
  ...life(state),
  origin: "exchange",
  requestedBy: "exchange",
  exchange: { demandedAt: 1000, scope: "device" },
  ...on,
});

/** Rows: none, requested, armed, ordered, acknowledged, refused, cancelled; "-" is a refusal. */
const EXPECTED: Readonly<Record<WipeEvent, readonly string[]>> = {
  request: ["requested", "-", "-", "-", "requested", "requested", "requested"],
  demand: ["requested", "requested", "armed", "ordered", "-", "refused", "requested"],
  arm: ["-", "armed", "-", "-", "-", "-", "-"],
  order: ["-", "ordered", "ordered", "ordered", "-", "ordered", "-"],
  acknowledge: [
    ...["-", "acknowledged", "acknowledged", "acknowledged"],
    ...["-", "acknowledged", "acknowledged"],
  ],
  refuse: ["-", "-", "-", "refused", "-", "-", "-"],
  cancel: ["-", "cancelled", "cancelled", "cancelled", "-", "cancelled", "-"],
  withdraw: ["-", "cancelled", "cancelled", "cancelled", "-", "cancelled", "-"],
  tell: ["-", "-", "-", "-", "acknowledged", "refused", "-"],
  allow: ["-", "-", "-", "-", "none", "none", "-"],
};

describe("a wipe", () => {
  it("takes every step of the table and no other", () => {
    for (const event of WIPE_EVENTS) {
      const cells = WIPE_STATES.map((state) => WIPE_TABLE[state][event] ?? "-");
      expect([event, cells]).toEqual([event, EXPECTED[event]]);
      for (const [index, state] of WIPE_STATES.entries()) {
        const wipe = state === "none" ? undefined : exchanges(state);
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
    const ordered = stepWipe(requested, "order", 2, "", { client: "203.0.113.7" }) as WipeLife;
    const again = stepWipe(ordered, "order", 3, "", { client: "203.0.113.8" }) as WipeLife;
    const told = { orderedAt: 3, orderedTo: "203.0.113.8", orders: 2 };
    expect(again).toEqual({ ...requested, state: "ordered", ...told });
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
    expect(pending).toEqual(["requested", "armed", "ordered"]);
    expect(isWipePending(undefined)).toBe(false);
  });
});

describe("a wipe that Exchange orders", () => {
  const demand = { scope: "account" } as const;

  it("is a life of its own, by Exchange, of Exchange's scope", () => {
    const begun = stepWipe(undefined, "demand", 5, "", demand) as WipeLife;
    expect(begun).toEqual({
      state: "requested",
      requestedAt: 5,
      requestedBy: "exchange",
      origin: "exchange",
      exchange: { demandedAt: 5, scope: "account" },
      orders: 0,
    });
    expect(wipeScope(begun)).toBe("account");
    expect(stepWipe(begun, "demand", 6, "", demand)).toBe(begun);
  });

  it("joins one that was ordered here; the larger of both scopes holds", () => {
    for (const [ours, theirs, expected] of [
      ["device", "device", "device"],
      ["device", "account", "device"],
      ["account", "device", "device"],
      ["account", "account", "account"],
    ] as const) {
      const own = stepWipe(undefined, "request", 1, "bob", { scope: ours }) as WipeLife;
      const joined = stepWipe(own, "demand", 2, "", { scope: theirs }) as WipeLife;
      expect(joined).toEqual({ ...own, exchange: { demandedAt: 2, scope: theirs } });
      expect([ours, theirs, wipeScope(joined)]).toEqual([ours, theirs, expected]);
      // Exchange takes its own order back, and ours goes on as it was ordered.
      expect(stepWipe(joined, "withdraw", 3, "")).toEqual({ ...own, withdrawnAt: 3 });
    }
  });

  it("ends by Exchange's withdrawal if nobody here ordered it", () => {
    const ordered = exchanges("ordered");
    expect(stepWipe(ordered, "withdraw", 1009, "")).toEqual({
      ...ordered,
      state: "cancelled",
      endedAt: 1009,
    });
    expect(stepWipe(life("ordered"), "withdraw", 9, "")).toBe("refused");
  });

  it("is owed the phone's word until Exchange heard it, and each new word anew", () => {
    const refused = stepWipe(exchanges("ordered"), "refuse", 2, "") as WipeLife;
    expect(owesExchange(refused)).toBe(true);
    const told = stepWipe(refused, "tell", 1003, "") as WipeLife;
    expect(told.exchange).toEqual({ demandedAt: 1000, scope: "device", toldAt: 1003 });
    expect(owesExchange(told)).toBe(false);
    expect(stepWipe(told, "tell", 4, "")).toBe("refused");
    const done = stepWipe(told, "acknowledge", 5, "") as WipeLife;
    expect(owesExchange(done)).toBe(true);
    expect(owesExchange(life("acknowledged"))).toBe(false);
    expect(owesExchange(exchanges("ordered"))).toBe(false);
  });

  it("keeps its steps in order where the clock goes back: each is as late as what is known", () => {
    const ordered = { ...life("ordered"), orderedAt: 5000 };
    expect(stepWipe(ordered, "acknowledge", 2000, "")).toMatchObject({ endedAt: 5000 });
    const cancelled = stepWipe(ordered, "cancel", 2000, "") as WipeLife;
    const anew = stepWipe(cancelled, "request", 2001, "bob") as WipeLife;
    expect(anew.requestedAt).toBe(5000);
    expect(wipeChangedAt(stepWipe(anew, "arm", 2002, "") as WipeLife)).toBe(5000);
    expect(stepWipe(anew, "arm", 6000, "")).toMatchObject({ armedAt: 6000 });
  });

  it("after the phone acknowledged it, is not begun anew until the device was allowed", () => {
    const done = exchanges("acknowledged");
    expect(stepWipe(done, "demand", 9, "", demand)).toBe("refused");
    expect(stepWipe(done, "allow", 9, "bob")).toBeNull();
  });
});

describe("a wipe is confirmed", () => {
  const DAYS = 86_400_000;
  it("when the phone was silent for seven days after its word, or after its last sign", () => {
    const done = { ...life("acknowledged"), endedAt: 10 * DAYS };
    expect(confirmedFrom(done, 2 * DAYS)).toBe(17 * DAYS);
    expect(confirmedFrom(done, 12 * DAYS)).toBe(19 * DAYS);
  });

  it("never without its word", () => {
    for (const state of ["requested", "armed", "ordered", "refused", "cancelled"] as const)
      expect(confirmedFrom({ ...life(state), endedAt: 0 }, 0)).toBeNull();
  });
});

it("says when it last changed, whatever happened", () => {
  const joined = exchanges("acknowledged", { armedAt: 1500, orderedAt: 1600, endedAt: 1700 });
  expect(wipeChangedAt(life("requested"))).toBe(1000);
  expect(wipeChangedAt(joined)).toBe(1700);
  expect(wipeChangedAt(stepWipe(joined, "tell", 1900, "") as WipeLife)).toBe(1900);
});
