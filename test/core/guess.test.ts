// How guessing is slowed down: the table of both kinds, walked try by try.
import { describe, expect, it } from "vitest";
import {
  afterFailure,
  FORGET_AFTER,
  forgotten,
  type GuessKind,
  type GuessState,
  secondsToWait,
} from "../../worker/core/guess.ts";

const MINUTE = 60_000;

/**
 * The waits after each of `times` wrong tries, each made as soon as the last one's wait is over.
 */
function waits(kind: GuessKind, times: number): number[] {
  let state: GuessState | undefined;
  let now = 0;
  return Array.from({ length: times }, () => {
    state = afterFailure(state, kind, now);
    now = Math.max(now, state.waitUntil);
    return (state.waitUntil - state.lastFailureAt) / 1_000;
  });
}

describe("guessing", () => {
  it("a password costs nothing five times, then 10 s, then twice as much each time, 15 minutes at most", () => {
    const expected = [0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900];
    expect(waits("sign-in", 14)).toEqual(expected);
  });

  it("an alias costs nothing twenty times", () => {
    expect(waits("alias", 22)).toEqual([...Array.from({ length: 20 }, () => 0), 10, 20]);
  });

  it("an alias costs 15 minutes at most", () => {
    expect(waits("alias", 40).at(-1)).toBe(900);
  });

  it.each([
    [10 * MINUTE - 1, 10],
    [10 * MINUTE, 0],
  ])("a twenty-first alias %i ms after the first costs %i s", (later, seconds) => {
    let state: GuessState | undefined;
    for (let tries = 0; tries < 20; tries += 1) state = afterFailure(state, "alias", 0);
    expect(secondsToWait(afterFailure(state, "alias", later), later)).toBe(seconds);
  });

  it("aliases slowly, twenty in ten minutes, stays free", () => {
    let state: GuessState | undefined;
    for (let tries = 0; tries < 200; tries += 1) {
      state = afterFailure(state, "alias", Math.floor(tries / 20) * 10 * MINUTE);
      expect(secondsToWait(state, state.lastFailureAt)).toBe(0);
    }
  });

  it("is not made free again by waiting for the next window once waits have begun", () => {
    let state: GuessState | undefined;
    for (let tries = 0; tries < 21; tries += 1) state = afterFailure(state, "alias", 0);
    state = afterFailure(state, "alias", 11 * MINUTE);
    expect(secondsToWait(state, 11 * MINUTE)).toBe(20);
  });

  it("is forgotten an hour after the last wrong try, and not earlier", () => {
    let state: GuessState | undefined;
    for (let tries = 0; tries < 9; tries += 1) state = afterFailure(state, "sign-in", 0);
    if (!state) throw new Error("nine failures leave a state");
    expect(forgotten(state, FORGET_AFTER - 1)).toBe(false);
    expect(forgotten(state, FORGET_AFTER)).toBe(true);
    expect(afterFailure(state, "sign-in", FORGET_AFTER - 1).failures).toBe(10);
    expect(afterFailure(state, "sign-in", FORGET_AFTER).failures).toBe(1);
  });

  it("waits in whole seconds, rounded up", () => {
    const state = { failures: 6, windowStartedAt: 0, lastFailureAt: 0, waitUntil: 10_000 };
    expect([0, 1, 9_000, 9_001, 10_000].map((now) => secondsToWait(state, now))).toEqual([
      10, 10, 1, 1, 0,
    ]);
    expect(secondsToWait(undefined, 0)).toBe(0);
  });
});
