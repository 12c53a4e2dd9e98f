// `npm run fuzz [-- --count N] [--seed S] [--target NAME]`: damages good inputs and expects a value
// or a WireError each time, within bounded time. Exits 1 on a finding, with the input in hex and
// the command that repeats it: `npm run fuzz -- --target NAME --input HEX`. The target `requests` are
// whole HTTP requests against the built Worker (test/fuzz/requests).
import { parseArgs } from "node:util";
import { bytesOfHex } from "../support/vectors.ts";
import { type FuzzFinding, fuzz, tryInput } from "./engine.ts";
import { loadTargets } from "./load-targets.ts";
import { fuzzRequests } from "./requests/fuzz-requests.ts";
import type { FuzzTarget } from "./target.ts";

/** Inputs per target, unless told; what CI takes. */
const DEFAULT_COUNT = "50000";
/** Any number does; a fixed one makes two runs of the same commit the same run. */
const DEFAULT_SEED = "20100621";
const PROGRESS_LINES = 5;

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: DEFAULT_COUNT },
    seed: { type: "string", default: DEFAULT_SEED },
    target: { type: "string" },
    input: { type: "string" },
  },
});

const REQUESTS = "requests";
const targets = options.target === REQUESTS ? [] : await chosenTargets(options.target);
const failures =
  options.input === undefined
    ? targets.filter((target) => !runTarget(target, wholeNumber("count"), wholeNumber("seed")))
    : targets.filter((target) => !repeatInput(target, options.input ?? ""));
const withRequests = options.input === undefined && [undefined, REQUESTS].includes(options.target);
const isWell = !withRequests || (await runRequests(wholeNumber("count"), wholeNumber("seed")));
process.exitCode = failures.length === 0 && isWell ? 0 : 1;

async function runRequests(count: number, seed: number): Promise<boolean> {
  console.log(`${REQUESTS}: ${count} inputs from seed ${seed}`);
  const onProgress = (line: string) => console.log(`  ${line}`);
  const problem = await fuzzRequests({ count, seed, onProgress });
  if (problem === undefined) return true;
  console.error(`FOUND in ${REQUESTS}, seed ${seed}: ${problem}`);
  console.error(`again: npm run fuzz -- --target ${REQUESTS} --seed ${seed} --count ${count}`);
  return false;
}

function runTarget(target: FuzzTarget, count: number, seed: number): boolean {
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  console.log(`${target.name}: ${count} inputs from seed ${seed}`);
  const outcome = fuzz(target, {
    count,
    seed,
    progressEvery: Math.max(1, Math.ceil(count / PROGRESS_LINES)),
    onProgress: (done, { values, refusals }) =>
      console.log(`  ${done} done: ${values} read, ${refusals} refused, ${seconds()}`),
  });
  if ("problem" in outcome) report(target, outcome, seed);
  return !("problem" in outcome);
}

function report(target: FuzzTarget, { round, input, problem }: FuzzFinding, seed: number): void {
  const hex = Buffer.from(input).toString("hex");
  console.error(`FOUND in ${target.name}, seed ${seed}, input ${round}: ${problem}`);
  console.error(`input: ${hex}`);
  console.error(`again: npm run fuzz -- --target ${target.name} --input ${hex}`);
  console.error(
    `   or: npm run fuzz -- --target ${target.name} --seed ${seed} --count ${round + 1}`,
  );
}

function repeatInput(target: FuzzTarget, hex: string): boolean {
  const outcome = tryInput(target, bytesOfHex(hex));
  console.log(`${target.name}: ${typeof outcome === "string" ? outcome : outcome.problem}`);
  return typeof outcome === "string";
}

async function chosenTargets(name: string | undefined): Promise<FuzzTarget[]> {
  const all = await loadTargets();
  const chosen = name === undefined ? all : all.filter((target) => target.name === name);
  if (chosen.length > 0) return chosen;
  console.error(
    `No target named ${name}; there are ${all.map((target) => target.name).join(", ")}.`,
  );
  return process.exit(2);
}

function wholeNumber(option: "count" | "seed"): number {
  const number = Number(options[option]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${option} takes a whole number.`);
  return process.exit(2);
}
