// A short run of every fuzz target, and the fuzzer itself: it must find what is planted, and repeat
// itself.
import { describe, expect, test } from "vitest";
import { WireError } from "../../worker/wire/wire-error.ts";
import { seededRandom } from "../support/random.ts";
import { damagedInput } from "./damage.ts";
import { type FuzzFinding, fuzz, tryInput } from "./engine.ts";
import { loadTargets } from "./load-targets.ts";
import type { FuzzTarget } from "./target.ts";

const targets = await loadTargets();

describe.each(targets)("$name", (target) => {
  test("reads or refuses every one of 5,000 damaged inputs", () => {
    const outcome = fuzz(target, { count: 5000, seed: 1 });
    if ("problem" in outcome) expect.fail(`${outcome.problem}: ${hexOf(outcome)}`);
    expect(outcome.values + outcome.refusals).toBe(5000);
    expect(outcome.refusals).toBeGreaterThan(100);
  });

  test("reads its seeds", () => {
    for (const seed of target.seeds) expect(tryInput(target, seed)).toBe("value");
  });
});

describe("the fuzzer", () => {
  const planted = (run: (bytes: Uint8Array) => void): FuzzTarget => ({
    name: "planted",
    seeds: [new Uint8Array(40)],
    run,
  });
  const breaks = planted((bytes) => {
    if (bytes[7] === 0x7f) throw new RangeError("planted");
    if (bytes[0] !== 0) throw new WireError("planted", "first byte");
  });

  test("finds an error that is no WireError, with the input that makes it", () => {
    const found = fuzz(breaks, { count: 50_000, seed: 3 }) as FuzzFinding;
    expect(found.problem).toMatch(/RangeError: planted/);
    expect(found.input[7]).toBe(0x7f);
    expect(tryInput(breaks, found.input)).toHaveProperty("problem");
  });

  test("finds the same input again from the same seed, and another from another", () => {
    const again = [3, 3, 4].map((seed) => fuzz(breaks, { count: 50_000, seed }) as FuzzFinding);
    const [first, second, third] = again.map(hexOf);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test("finds an input that takes too long", () => {
    const slow = planted(() => {
      for (const begun = performance.now(); performance.now() - begun < 1001; );
    });
    expect(tryInput(slow, new Uint8Array())).toMatchObject({
      problem: expect.stringMatching(/took/),
    });
  });

  test("blows an input up now and then, so that time growing faster than length shows", () => {
    const target = planted(() => {});
    const lengths = Array.from(
      { length: 4000 },
      (_, round) => damagedInput(target, seededRandom(round), round).length,
    );
    expect(Math.max(...lengths)).toBeGreaterThan(200_000);
    expect(lengths.filter((length) => length > 2048).length).toBeLessThanOrEqual(2);
  });
});

function hexOf({ input }: FuzzFinding): string {
  return Buffer.from(input).toString("hex");
}
