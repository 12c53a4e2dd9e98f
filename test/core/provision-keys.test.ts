// Policy keys over time: what keeps one, what needs another, and from when a policy counts.
import { describe, expect, it } from "vitest";
import {
  type Handshake,
  type HandshakeEvent,
  type HandshakeOutcome,
  stepHandshake,
} from "../../worker/core/provision.ts";

const START = Date.UTC(2010, 5, 21);
const OFFER = { version: "v1", document: "d1", sent: "s1" };
const offer = (change: Partial<typeof OFFER> = {}): HandshakeEvent => ({
  event: "offer",
  offer: { ...OFFER, ...change },
});
const grant = (key: string): HandshakeEvent => ({ event: "grant", key, compliance: "all" });

/** A device whose keys are 1, 2, 3 and so on. */
function device() {
  let handshake: Handshake = {};
  let keys = 0;
  return (event: HandshakeEvent, after = 0): HandshakeOutcome => {
    const world = { now: START + after, newKey: String(++keys) };
    const { next, outcome } = stepHandshake(handshake, event, world);
    handshake = next;
    return outcome;
  };
}

describe("a temporary key", () => {
  it("stays while the same bytes stand for the same document, and no longer", () => {
    const step = device();
    expect(step(offer())).toMatchObject({ offer: { key: "1" } });
    expect(step(offer({ version: "v2" }))).toMatchObject({ offer: { key: "1", version: "v2" } });
    // Exchange's stricter policy can make one document of two of ours.
    expect(step(offer({ document: "d2" }))).toMatchObject({ offer: { key: "3", document: "d2" } });
    expect(step(offer({ document: "d2", sent: "s2" }))).toMatchObject({ offer: { key: "4" } });
  });

  it("that was acknowledged cannot be refused any more", () => {
    const step = device();
    step(offer());
    step(grant("1"));
    expect(step({ event: "refuse", key: "1" })).toEqual({ outcome: "wrong-key" });
    expect(step({ event: "check", key: "1" })).toMatchObject({ outcome: "granted" });
    // Nor while a newer one is on offer.
    step(offer({ document: "d2" }));
    expect(step({ event: "refuse", key: "1" })).toEqual({ outcome: "wrong-key" });
  });
});

it("a policy counts from its acknowledgement, not from its offer", () => {
  const step = device();
  step(offer());
  expect(step(grant("1"), 9000)).toMatchObject({
    held: { acknowledgedAt: START + 9000, madeAt: START },
  });
});

describe("a final key", () => {
  it("is the same for every account of one phone, while the document is the same", () => {
    const step = device();
    step(offer());
    expect(step(grant("1"))).toMatchObject({ held: { key: "2" }, isNew: true });
    step(offer());
    expect(step(grant("3"), 60_000)).toMatchObject({
      held: { key: "2", offerKey: "3", acknowledgedAt: START + 60_000 },
      isNew: true,
    });
    step(offer({ document: "d2" }));
    expect(step(grant("5"))).toMatchObject({ held: { key: "6", document: "d2" } });
  });
});
