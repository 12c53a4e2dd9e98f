// `npm run scenario [NAME ...]`: plays the named stories, or all of them, each in a world of its
// own.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { buildWorker, ROOT } from "../simulator/bundle.ts";
import { junitReport } from "../simulator/report/junit.ts";
import {
  failureReport,
  playScenario,
  type Scenario,
  type ScenarioResult,
} from "../simulator/scenario.ts";
import { lineText } from "../simulator/transcript.ts";

const FOLDER = join(ROOT, "scenarios");

/** Names of all scenarios, by file name. */
export function scenarioNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/** Loads one scenario by name. */
export async function loadScenario(name: string): Promise<Scenario> {
  return (await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href)).default;
}

interface Options {
  readonly quiet?: boolean;
  readonly junit?: string;
}

async function run(names: readonly string[], options: Options): Promise<number> {
  const known = scenarioNames();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No scenario named ${unknown.join(", ")}. There are:\n  ${known.join("\n  ")}`);
    return 2;
  }
  const chosen = names.length > 0 ? names : known;
  await buildWorker("world");
  const results: ScenarioResult[] = [];
  for (const name of chosen) {
    const tell = !options.quiet && names.length > 0;
    if (tell) console.log(`== ${name}`);
    const started = performance.now();
    const result = await playScenario(name, await loadScenario(name), (line) => {
      if (tell) console.log(lineText(line));
    });
    results.push(result);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${result.passed ? "passed" : "FAILED"}  ${name} (${result.checks} checks, ${seconds} s)`,
    );
    if (!result.passed) console.error(tell ? result.failure : failureReport(result));
  }
  if (options.junit) writeFileSync(options.junit, junitReport(results));
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const program = new Command("scenario")
    .description("Plays scenarios: stories with checks, each in a world of its own.")
    .argument("[name...]", "scenarios to play; all of them when none is named")
    .option("--quiet", "print results only")
    .option("--junit <file>", "write a JUnit report")
    .action(async (names: string[], options: Options) => {
      process.exitCode = await run(names, options);
    });
  await program.parseAsync();
}
