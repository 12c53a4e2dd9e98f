// Bundles a Worker made for measuring with the project's own settings, but as one module and without
// Durable Objects of the project.
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";
import { BUNDLE_SETTINGS, ROOT } from "../simulator/bundle.ts";

/** Builds `entry` (a file of bench/) into `home`. Returns the module's path. */
export function buildBenchWorker(entry: string, home: string): string {
  const outfile = join(home, "out", `${basename(entry, ".ts")}.js`);
  buildSync({ ...BUNDLE_SETTINGS, entryPoints: [join(ROOT, "bench", entry)], outfile });
  return outfile;
}

/**
 * Runs a program in `cwd` to its end; what it printed. @throws Error with its output if it fails.
 */
export function run(program: string, args: readonly string[], cwd: string = ROOT): string {
  const done = spawnSync(program, args, { encoding: "utf8", cwd });
  if (done.status !== 0) throw new Error(`${program} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}
