// Phone, administrator and chance: seeded random sequences of everything that can happen to a
// device's wipe and policy. The invariants: no final key without an offer that was acknowledged, one
// key at a time, no wipe invented by a phone, none lost.
import { describe, expect, it } from "vitest";
import { type Handshake, type HandshakeEvent, stepHandshake } from "../../worker/core/provision.ts";
import {
  isWipePending,
  stepWipe,
  WIPE_EVENTS,
  type WipeEvent,
  type WipeLife,
} from "../../worker/core/wipe.ts";
import { seededRandom } from "../support/random.ts";

const RUNS = 2000;
const STEPS = 40;

describe("whatever happens in whatever order", () => {
  it("a device has one final key, and only after it acknowledged an offer", () => {
    for (let run = 0; run < RUNS; run++) playHandshake(run);
  });

  it("a wipe is acknowledged only by a phone that was told, and waits until it ends", () => {
    for (let run = 0; run < RUNS; run++) playWipe(run);
  });
});

function playHandshake(seed: number): void {
  const random = seededRandom(seed);
  let handshake: Handshake = {};
  let now = 0;
  const offered = new Set<string>();
  const keys: string[] = ["0", "1"];
  for (let step = 0; step < STEPS; step++) {
    now += random.below(3) * 60_000;
    const key = keys[random.below(keys.length)] ?? "0";
    const event = anyEvent(random.below(6), key, random.below(2));
    const newKey = String(1000 + step);
    const { next, outcome } = stepHandshake(handshake, event, { now, newKey });
    if (outcome.outcome === "offered") offered.add(outcome.offer.key);
    if (outcome.outcome === "granted") {
      expect(offered.has(outcome.held.offerKey)).toBe(true);
      expect(offered.has(outcome.held.key)).toBe(false);
      expect(event).toMatchObject({ key: outcome.held.offerKey });
      if (!outcome.isNew) expect(outcome.held.key).toBe(handshake.held?.key);
    }
    const isNewKey = next.held?.key !== handshake.held?.key;
    if (isNewKey) expect(outcome).toMatchObject({ outcome: "granted", isNew: true });
    if (outcome.outcome === "wrong-key") expect(next).toBe(handshake);
    keys.push(newKey);
    handshake = next;
  }
}

function anyEvent(which: number, key: string, variant: number): HandshakeEvent {
  const document = `d${variant}`;
  const offer = { version: "v", document, sent: document };
  const events: readonly HandshakeEvent[] = [
    { event: "offer", offer },
    { event: "check", key },
    { event: "grant", key, compliance: "all" },
    { event: "refuse", key },
    { event: "demand", document },
    { event: "follow" },
  ];
  return events[which] ?? { event: "follow" };
}

/** What ends a wipe that waits. */
const ENDS_IT: readonly WipeEvent[] = ["acknowledge", "refuse", "cancel", "withdraw"];
const BEGINS_IT: readonly WipeEvent[] = ["request", "demand", "order"];

function playWipe(seed: number): void {
  const random = seededRandom(seed);
  let wipe: WipeLife | undefined;
  let ordersOut = 0;
  for (let step = 0; step < STEPS; step++) {
    const event = WIPE_EVENTS[random.below(WIPE_EVENTS.length)] ?? "order";
    const next = stepWipe(wipe, event, step, "bob");
    if (next === "refused") continue;
    if (event === "order") ordersOut += 1;
    if (event === "acknowledge") expect(ordersOut).toBeGreaterThan(0);
    const wasPending = isWipePending(wipe);
    if (wasPending && !isWipePending(next ?? undefined)) expect(ENDS_IT).toContain(event);
    if (!wasPending && isWipePending(next ?? undefined)) expect(BEGINS_IT).toContain(event);
    // What Exchange withdraws, or hears, is what it had ordered.
    if (event === "withdraw" || event === "tell") expect(wipe?.exchange).toBeDefined();
    if (next?.origin === "exchange") expect(next.requestedBy).toBe("exchange");
    if (next === null) expect(["acknowledged", "refused"]).toContain(wipe?.state);
    wipe = next ?? undefined;
  }
}
