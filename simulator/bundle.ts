// Builds the Worker as `wrangler deploy` would, minified, into dist/. A bundle is named by the hash
// of what went into it, so that tests, demo and bench build once and never run yesterday's code.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url).href);

/**
 * What can be built: the deployed Worker, and the same modules around the simulator's virtual
 * clock.
 */
const ENTRIES = { worker: "worker/index.ts", world: "simulator/world-worker.ts" } as const;
export type BundleName = keyof typeof ENTRIES;

const INPUTS = ["worker", "simulator/world-worker.ts", "wrangler.toml", "package-lock.json"];

/**
 * Path of the built bundle, building it first if any input changed since.
 * @throws Error with wrangler's output if the build fails.
 */
export async function buildWorker(name: BundleName): Promise<string> {
  const home = join(ROOT, "dist", name);
  const target = join(home, inputHash());
  const bundle = join(target, `${basename(ENTRIES[name], ".ts")}.js`);
  if (existsSync(bundle)) return bundle;
  mkdirSync(home, { recursive: true });
  const fresh = mkdtempSync(join(home, "building-"));
  await runWrangler(["deploy", ENTRIES[name], "--dry-run", "--minify", "--outdir", fresh]);
  for (const old of readdirSync(home).filter((entry) => !entry.startsWith("building-")))
    rmSync(join(home, old), { recursive: true, force: true });
  renameSync(fresh, target);
  return bundle;
}

function inputHash(): string {
  const hash = createHash("sha256");
  for (const file of INPUTS.flatMap((input) => filesUnder(join(ROOT, input))).sort())
    hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((entry) => filesUnder(join(path, entry)));
}

function runWrangler(args: string[]): Promise<void> {
  const wrangler = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
  const child = spawn(process.execPath, [wrangler, ...args], {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) return resolve();
      reject(new Error(`wrangler could not build the Worker:\n${Buffer.concat(output)}`));
    });
  });
}
