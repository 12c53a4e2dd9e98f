// `npm run test:all`: the full set, with every foreign tool required. All tests (scenarios, oracles
// and the SOGo peer among them) with PROVOST_ALL=1, which turns a missing tool into a failure; then
// the fuzzer and the demo. The last line sums up: `N passed, N failed`. A test that is skipped here
// counts as failed.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readTestReport, summary } from "./test-report.ts";

const ROOT = join(import.meta.dirname, "..");
const REPORT = join(ROOT, "dist", "test-all.json");
const FUZZ_INPUTS = "50000";
/** A night's run takes ten thousand: `INTERLEAVINGS=10000 npm run test:all`. */
const { INTERLEAVINGS = "1000" } = process.env;

interface Extra {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Programs that check themselves and end with 0 only if all was well; each counts as one test. */
const EXTRAS: readonly Extra[] = [
  { name: "fuzz", script: "test/fuzz/run.ts", args: ["--count", FUZZ_INPUTS] },
  { name: "demo", script: "cli/demo.ts", args: [] },
];

function runTests(): { readonly passed: number; readonly failed: number } {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  rmSync(REPORT, { force: true });
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const ended = run([vitest, "run", "--silent=passed-only", ...reporters], {
    PROVOST_ALL: "1",
    INTERLEAVINGS,
  });
  const { passed, failed, skipped } = readTestReport(REPORT);
  for (const name of skipped) console.error(`skipped, though nothing may be: ${name}`);
  const unseen = !ended && failed + skipped.length === 0 ? 1 : 0;
  return { passed, failed: failed + skipped.length + unseen };
}

/** Runs Node with these arguments; true if it ended with 0. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): boolean {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", ...environment };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" }).status === 0;
}

const tests = runTests();
const results = EXTRAS.map(({ name, script, args }) => {
  console.log(`\n== ${name}`);
  const isWell = run(["--experimental-strip-types", "--no-warnings", join(ROOT, script), ...args]);
  console.log(`${name}: ${isWell ? "passed" : "FAILED"}`);
  return isWell;
});
const passed = tests.passed + results.filter((isWell) => isWell).length;
const failed = tests.failed + results.filter((isWell) => !isWell).length;
console.log(`\n${summary(passed, failed)}`);
process.exitCode = failed === 0 ? 0 : 1;
