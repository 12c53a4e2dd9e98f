// The policy handshake, walked cell by cell; keys that are good for what they were made for; and
// demands that come to an end.
import { describe, expect, it } from "vitest";
import {
  DEMAND_STATUS,
  DEMANDS_AT_MOST,
  PEACES,
  policyDemand,
} from "../../worker/core/policy-demand.ts";
import {
  HANDSHAKE_PHASES,
  HANDSHAKE_TABLE,
  type Handshake,
  type HandshakeEvent,
  type HandshakePhase,
  type HeldPolicy,
  phaseOf,
  stepHandshake,
} from "../../worker/core/provision.ts";

const MINUTE = 60_000;
const OFFER = { version: "v1", document: "d1", sent: "s1", upstreamKey: "900" };

/** A handshake with a clock and a fresh key for every step. */
function device(start: Handshake = {}) {
  let handshake = start;
  let now = 0;
  let key = 100;
  return {
    pass: (ms: number) => {
      now += ms;
    },
    get phase() {
      return phaseOf(handshake);
    },
    get state() {
      return handshake;
    },
    step: (event: HandshakeEvent) => {
      const { next, outcome } = stepHandshake(handshake, event, { now, newKey: String(++key) });
      handshake = next;
      return outcome;
    },
  };
}
const grant = (key: string, upstreamKey?: string): HandshakeEvent => ({
  event: "grant",
  key,
  compliance: "all",
  ...(upstreamKey !== undefined && { upstreamKey }),
});

/** A device in each phase; its open offer has key 101 or, renewing, 103. */
function inPhase(phase: HandshakePhase) {
  const one = device();
  if (phase === "fresh") return one;
  one.step({ event: "offer", offer: OFFER });
  if (phase === "offered") return one;
  one.step(grant("101", "901"));
  if (phase === "renewing") one.step({ event: "offer", offer: { ...OFFER, sent: "s2" } });
  return one;
}

describe("the handshake", () => {
  it("takes every step of the table and no other", () => {
    for (const phase of HANDSHAKE_PHASES) {
      const key = phase === "renewing" ? "103" : "101";
      const events: readonly HandshakeEvent[] = [
        { event: "offer", offer: OFFER },
        { event: "check", key },
        grant(key),
        { event: "refuse", key },
        { event: "demand", document: "d1" },
        { event: "follow" },
      ];
      for (const event of events) {
        const one = inPhase(phase);
        expect(one.phase).toBe(phase);
        const before = one.state;
        const outcome = one.step(event);
        const cell = HANDSHAKE_TABLE[phase][event.event];
        const said = [phase, event.event, one.phase];
        expect(said).toEqual([phase, event.event, cell ?? phase]);
        if (cell) continue;
        expect([...said, outcome]).toEqual([...said, { outcome: "wrong-key" }]);
        expect(one.state).toBe(before);
      }
    }
  });

  it("gives a temporary key, then another final one, with Exchange's key beside it", () => {
    const one = device();
    const offered = one.step({ event: "offer", offer: OFFER });
    expect(offered).toMatchObject({
      outcome: "offered",
      offer: { key: "101", upstreamKey: "900" },
    });
    const granted = one.step(grant("101", "901"));
    expect(granted).toMatchObject({
      outcome: "granted",
      isNew: true,
      held: { key: "102", offerKey: "101", upstreamKey: "901", document: "d1", compliance: "all" },
    });
    expect(one.state.offer).toBeUndefined();
  });

  it("drops Exchange's temporary key when Exchange gave no final one", () => {
    const one = device();
    one.step({ event: "offer", offer: OFFER });
    one.step(grant("101"));
    expect(one.state.held).not.toHaveProperty("upstreamKey");
  });

  it("takes no key but that of the open offer: not an older one, not the final one, not 0", () => {
    const one = inPhase("renewing");
    for (const key of ["102", "0", "", "100", "1033"])
      for (const event of [{ event: "check", key } as const, grant(key)])
        expect(one.step(event)).toEqual({ outcome: "wrong-key" });
    expect(one.phase).toBe("renewing");
  });

  it("answers a repeated acknowledgement with the same final key, and makes no second one", () => {
    const one = inPhase("held");
    const first = one.state.held;
    expect(one.step(grant("101", "902"))).toMatchObject({
      outcome: "granted",
      isNew: false,
      held: { key: first?.key, upstreamKey: "902" },
    });
    expect(one.step({ event: "check", key: "101" })).toMatchObject({ held: { key: first?.key } });
    expect(one.step({ event: "refuse", key: "101" })).toEqual({ outcome: "wrong-key" });
  });

  it("offers the same document under the same key for ten minutes: two requests at once agree", () => {
    const one = inPhase("offered");
    expect(one.step({ event: "offer", offer: { ...OFFER, upstreamKey: "905" } })).toMatchObject({
      offer: { key: "101", upstreamKey: "905" },
    });
    expect(one.step({ event: "offer", offer: { ...OFFER, sent: "s2" } })).not.toMatchObject({
      offer: { key: "101" },
    });
    const late = inPhase("offered");
    late.pass(10 * MINUTE);
    expect(late.step({ event: "offer", offer: OFFER })).not.toMatchObject({
      offer: { key: "101" },
    });
  });

  it("gives no key to a phone that refused, and keeps the policy it held before", () => {
    const one = inPhase("renewing");
    const before = one.state.held;
    expect(one.step({ event: "refuse", key: "103" })).toMatchObject({ outcome: "refused" });
    expect(one.state).toMatchObject({ held: before });
    expect(one.phase).toBe("held");
    expect(one.step(grant("103"))).toEqual({ outcome: "wrong-key" });
  });
});

describe("a demand", () => {
  const held: HeldPolicy = {
    ...{ key: "7", offerKey: "6", version: "v1", document: "d1", sent: "s1" },
    ...{ madeAt: 0, acknowledgedAt: 1000, compliance: "all" },
  };
  const wanted = { version: "v1", document: "d1" };

  it.each([
    ["no key at all", held, wanted, undefined, 2000, "policy-key-missing", 141],
    ["key 0", held, wanted, "0", 2000, "policy-not-acknowledged", 142],
    ["nothing acknowledged", undefined, wanted, "7", 2000, "policy-not-acknowledged", 142],
    ["another key", held, wanted, "6", 2000, "policy-key-wrong", 144],
    [
      "a document that changed",
      held,
      { version: "v2", document: "d2" },
      "7",
      2000,
      "policy-changed",
      143,
    ],
    [
      "an interval that is over",
      held,
      { ...wanted, refreshAfter: 500 },
      "7",
      1500,
      "policy-refresh-due",
      143,
    ],
  ] as const)("follows from %s", (_, has, wants, presented, now, why, status) => {
    expect(policyDemand(has, wants, presented, now)).toBe(why);
    expect(DEMAND_STATUS[why]).toBe(status);
  });

  it("does not follow from a new version that says the same to this phone, or within the interval", () => {
    expect(policyDemand(held, { version: "v2", document: "d1" }, "7", 2000)).toBeNull();
    expect(policyDemand(held, { ...wanted, refreshAfter: 500 }, "7", 1499)).toBeNull();
  });

  const demand: HandshakeEvent = { event: "demand", document: "d1" };

  it("is made three times to a phone that does not get on; then there is peace, longer each time", () => {
    const one = device();
    for (const length of [...PEACES, 3_600_000]) {
      for (let times = 0; times < DEMANDS_AT_MOST; times++) {
        expect(one.step(demand)).toEqual({ outcome: "demand" });
        one.step({ event: "offer", offer: OFFER });
      }
      expect(one.step(demand)).toEqual({ outcome: "peace", seconds: length / 1000 });
      one.pass(length - 1);
      expect(one.step(demand)).toEqual({ outcome: "peace", seconds: 1 });
      one.pass(1);
    }
  });

  it("is made again at once to a phone that kept quiet for as long by itself", () => {
    const one = device();
    for (let times = 0; times < DEMANDS_AT_MOST; times++) {
      one.step(demand);
      one.step({ event: "offer", offer: OFFER });
    }
    one.pass(PEACES[0]);
    expect(one.step(demand)).toEqual({ outcome: "demand" });
  });

  it("counts requests that are under way together as one, and a phone that only hammers", () => {
    const one = device();
    for (let times = 0; times < 20; times++)
      expect(one.step(demand)).toEqual({ outcome: "demand" });
    const outcomes = Array.from({ length: 30 }, () => {
      one.pass(1000);
      return one.step(demand).outcome;
    });
    expect(outcomes.indexOf("peace")).toBe(14);
  });

  it("is counted anew for another document, after an hour, and once the phone followed", () => {
    const anew = (change: (one: ReturnType<typeof device>) => HandshakeEvent) => {
      const one = device();
      for (let times = 0; times < 4; times++) {
        one.step(demand);
        one.pass(5000);
      }
      expect(one.step(demand).outcome).toBe("peace");
      expect(one.step(change(one))).toEqual({ outcome: "demand" });
    };
    anew(() => ({ event: "demand", document: "d2" }));
    anew((one) => {
      one.pass(60 * MINUTE);
      return demand;
    });
    anew((one) => {
      one.step({ event: "follow" });
      return demand;
    });
  });
});
