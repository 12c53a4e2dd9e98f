// Bundles a Worker made for measuring, as wrangler would deploy it: the project's own settings, but
// no Durable Objects.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "../simulator/bundle.ts";

/** Builds `entry` (a file of bench/) into `home`. Returns the module's path. */
export function buildBenchWorker(entry: string, home: string): string {
  const quoted = (...path: string[]) => JSON.stringify(join(ROOT, ...path));
  const config = join(home, "wrangler.toml");
  writeFileSync(
    config,
    `name = "bench"
main = ${quoted("bench", entry)}
compatibility_date = "2026-10-23"
compatibility_flags = ["nodejs_compat"]
keep_names = false
[alias]
"plist" = ${quoted("node_modules", "plist", "dist", "index.js")}
`,
  );
  const wrangler = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
  const out = join(home, "out");
  const args = ["deploy", "--dry-run", "--minify", "--config", config, "--outdir", out];
  run(process.execPath, [wrangler, ...args]);
  return join(out, `${basename(entry, ".ts")}.js`);
}

/**
 * Runs a program in `cwd` to its end; what it printed. @throws Error with its output if it fails.
 */
export function run(program: string, args: readonly string[], cwd: string = ROOT): string {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" };
  const done = spawnSync(program, args, { encoding: "utf8", cwd, env });
  if (done.status !== 0) throw new Error(`${program} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}
