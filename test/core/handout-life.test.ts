// The life of a handout: every state x every bearer. A refusal changes nothing.
import { describe, expect, it } from "vitest";
import type { Handout } from "../../worker/core/handout.ts";
import {
  DEAD_KEPT_FOR,
  isPrunable,
  judgeBinding,
  newHandout,
  UNBOUND_LIFETIME,
} from "../../worker/core/handout-life.ts";

const MADE = 1_000_000;
const fresh = (id: string, madeAt = MADE): Handout =>
  newHandout({ id, user: "alice", tokenHash: `hash-${id}`, policyVersion: "v1" }, madeAt);
const bound = (id: string, deviceId: string, madeAt = MADE): Handout => ({
  ...fresh(id, madeAt),
  deviceId,
  boundAt: madeAt + 1,
});
const superseded = (id: string, deviceId: string): Handout => ({
  ...bound(id, deviceId),
  supersededAt: MADE + 2,
});
const alice = { user: "alice", deviceId: "D1", now: MADE + 10 };

it("a handout that nobody uses is void after a day", () => {
  expect(UNBOUND_LIFETIME).toBe(24 * 60 * 60_000);
  expect(fresh("h").expiresAt).toBe(MADE + UNBOUND_LIFETIME);
});

describe("a token", () => {
  const rows: [string, Handout | undefined, typeof alice, string][] = [
    ["nobody handed out", undefined, alice, "token-unknown"],
    ["unbound", fresh("h"), alice, "now"],
    [
      "unbound, brought by another user",
      fresh("h"),
      { ...alice, user: "bob" },
      "token-of-another-user",
    ],
    [
      "unbound, in its last millisecond",
      fresh("h"),
      { ...alice, now: MADE + UNBOUND_LIFETIME - 1 },
      "now",
    ],
    ["unbound and over", fresh("h"), { ...alice, now: MADE + UNBOUND_LIFETIME }, "token-expired"],
    ["bound to this device", bound("h", "D1"), alice, "before"],
    ["bound to this device long ago", bound("h", "D1"), { ...alice, now: MADE * 1e6 }, "before"],
    ["bound to another device", bound("h", "D2"), alice, "token-on-another-device"],
    [
      "bound, brought by another user",
      bound("h", "D1"),
      { ...alice, user: "bob" },
      "token-of-another-user",
    ],
    ["superseded", superseded("h", "D1"), alice, "token-superseded"],
    [
      "superseded, brought by another user",
      superseded("h", "D1"),
      { ...alice, user: "bob" },
      "token-of-another-user",
    ],
    ["superseded, on another device", superseded("h", "D2"), alice, "token-superseded"],
  ];
  it.each(rows)("%s", (_name, brought, bearer, verdict) => {
    const judged = judgeBinding(brought, [], bearer);
    expect(judged.ok ? judged.bound : judged.reason).toBe(verdict);
  });

  it("is bound to the device that brings it first, at that time", () => {
    const judged = judgeBinding(fresh("h"), [], alice);
    expect(judged).toMatchObject({
      handout: { deviceId: "D1", boundAt: alice.now },
      superseded: [],
    });
  });

  it("kills the device's older handouts when it is used, but none that is dead already", () => {
    const others = [bound("old", "D1", MADE - 5), superseded("older", "D1")];
    const judged = judgeBinding(fresh("h"), others, alice);
    expect(judged).toMatchObject({ ok: true, superseded: ["old"] });
  });

  it("from before the profile in use is refused, so that a forgotten download cannot kill it", () => {
    const judged = judgeBinding(fresh("h"), [bound("newer", "D1", MADE + 1)], alice);
    expect(judged).toEqual({ ok: false, reason: "token-superseded" });
  });

  it("made in the same millisecond as the one in use takes its place", () => {
    const judged = judgeBinding(fresh("h"), [bound("twin", "D1")], alice);
    expect(judged).toMatchObject({ ok: true, superseded: ["twin"] });
  });
});

describe("a dead handout", () => {
  it.each([
    ["unbound: thirty days after its end", fresh("h"), MADE + UNBOUND_LIFETIME],
    ["superseded: thirty days after that", superseded("h", "D1"), MADE + 2],
  ])("%s", (_name, handout, diedAt) => {
    expect(isPrunable(handout, diedAt + DEAD_KEPT_FOR - 1)).toBe(false);
    expect(isPrunable(handout, diedAt + DEAD_KEPT_FOR)).toBe(true);
  });

  it("is never one that is bound and not superseded", () => {
    expect(isPrunable(bound("h", "D1"), Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
