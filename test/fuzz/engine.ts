// Runs one target over damaged inputs. A value or a WireError, within bounded time, is all that may
// happen.
import { WireError } from "../../worker/wire/wire-error.ts";
import { seededRandom } from "../support/random.ts";
import { damagedInput } from "./damage.ts";
import type { FuzzTarget } from "./target.ts";

/**
 * Longest time one input may take. Inputs take microseconds; a slow machine with a full heap may
 * pause for a while.
 */
const INPUT_LIMIT_MS = 1000;

interface FuzzRun {
  readonly count: number;
  readonly seed: number;
  /** Called after every `progressEvery` inputs. */
  readonly onProgress?: (done: number, counts: FuzzCounts) => void;
  readonly progressEvery?: number;
}

/** How the inputs ended. Both must be well above 0, or the damage is too much or too little. */
interface FuzzCounts {
  readonly values: number;
  readonly refusals: number;
}

export interface FuzzFinding {
  readonly round: number;
  readonly input: Uint8Array;
  readonly problem: string;
}

/** Counts of a clean run, or the first finding. The whole run follows from `seed`. */
export function fuzz(target: FuzzTarget, run: FuzzRun): FuzzCounts | FuzzFinding {
  const random = seededRandom(run.seed);
  const counts = { values: 0, refusals: 0 };
  for (let round = 0; round < run.count; round++) {
    const input = damagedInput(target, random, round);
    const outcome = tryInput(target, input);
    if (outcome === "value") counts.values++;
    else if (outcome === "refusal") counts.refusals++;
    else return { round, input, problem: outcome.problem };
    if ((round + 1) % (run.progressEvery ?? run.count) === 0) run.onProgress?.(round + 1, counts);
  }
  return counts;
}

/**
 * What one input does. An input that is too slow gets a second chance, in case the machine was
 * busy.
 */
export function tryInput(
  target: FuzzTarget,
  input: Uint8Array,
): "value" | "refusal" | { readonly problem: string } {
  const first = timed(target, input);
  const { outcome, elapsed } = first.elapsed > INPUT_LIMIT_MS ? timed(target, input) : first;
  if (elapsed > INPUT_LIMIT_MS) return { problem: `took ${elapsed.toFixed(0)} ms` };
  return outcome;
}

function timed(target: FuzzTarget, input: Uint8Array) {
  const begun = performance.now();
  const outcome = outcomeOf(target, input.slice());
  return { outcome, elapsed: performance.now() - begun };
}

function outcomeOf(target: FuzzTarget, input: Uint8Array): ReturnType<typeof tryInput> {
  try {
    target.run(input);
    return "value";
  } catch (error) {
    if (error instanceof WireError) return "refusal";
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
