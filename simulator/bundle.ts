// Builds the Worker as it is deployed: ES modules, minified, of which the entry's static imports are
// all that a fresh isolate needs for mail and redirects, and the rest is loaded by import() when it
// is first used (docs/decisions/0017). A build in dist/ is named by the hash of what went into it,
// so that tests, demo and bench build once and never run yesterday's code.
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
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { startInOnePiece, withoutUnusedClasses, withoutUnusedReaders } from "./bundle-plugins.ts";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url).href);

/**
 * What can be built: the deployed Worker, and the same modules around the simulator's virtual
 * clock.
 */
const ENTRIES = { worker: "worker/index.ts", world: "simulator/world-worker.ts" } as const;
export type BundleName = keyof typeof ENTRIES;

const INPUTS = [
  "worker",
  "simulator/bundle.ts",
  "simulator/bundle-plugins.ts",
  "simulator/world-worker.ts",
  "tsconfig.json",
  "wrangler.toml",
  "package-lock.json",
];
const META = "bundle-meta.json";
/** Processes that run an older build may read it again: the newest stay. */
const KEPT_BUILDS = 8;

/**
 * plist 5: workerd would pick its browser build, whose parse() needs a DOMParser; the Node build
 * brings its own.
 */
export const MODULE_ALIASES = { plist: join(ROOT, "node_modules/plist/dist/index.js") };

/**
 * How every Worker of this project is bundled: as wrangler would (its bundle.ts), but without names
 * kept for minified functions, which cost every call that makes a closure and which nothing reads.
 */
export const BUNDLE_SETTINGS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2024",
  supported: { using: true },
  platform: "browser",
  conditions: ["workerd", "worker", "browser"],
  external: ["node:*", "cloudflare:*"],
  alias: MODULE_ALIASES,
  define: {
    "navigator.userAgent": '"Cloudflare-Workers"',
    "process.env.NODE_ENV": '"production"',
  },
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Path of the built entry module, building it first if any input changed since. Its other modules
 * lie beside it (`modulesOf`).
 * @throws Error with esbuild's messages if the build fails, or if the entry lacks an object's class.
 */
export async function buildWorker(name: BundleName): Promise<string> {
  const home = join(ROOT, "dist", name);
  const target = join(home, inputHash());
  const entry = join(target, `${basename(ENTRIES[name], ".ts")}.mjs`);
  if (existsSync(entry)) return entry;
  mkdirSync(home, { recursive: true });
  const fresh = mkdtempSync(join(home, "building-"));
  try {
    await bundleInto(fresh, ENTRIES[name]);
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process was faster with the same inputs: its build is as good.
    if (!existsSync(entry)) throw error;
  }
  removeOldBuilds(home);
  return entry;
}

async function bundleInto(folder: string, source: string): Promise<void> {
  const settings = {
    ...BUNDLE_SETTINGS,
    plugins: [withoutUnusedReaders, withoutUnusedClasses],
    entryPoints: [source],
    outdir: folder,
    splitting: true,
    chunkNames: "[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    sourcemap: "linked",
    metafile: true,
  } as const satisfies BuildOptions;
  const late = await lateModules(settings, source);
  const { metafile } = await build({
    ...settings,
    plugins: [...settings.plugins, startInOnePiece(join(ROOT, source), late)],
  });
  const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === source);
  const classes = readFileSync(join(ROOT, "wrangler.toml"), "utf8").matchAll(
    /^class_name = "(\w+)"/gm,
  );
  for (const [, name = ""] of classes)
    if (!entry?.exports.includes(name))
      throw new Error(`${source} does not export the class ${name}`);
  writeFileSync(join(folder, META), JSON.stringify(metafile));
}

/** Paths of the sources that are loaded by import(), which a build that is thrown away tells. */
async function lateModules(settings: BuildOptions, source: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({ ...settings, metafile: true, write: false });
  const entries = Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint ?? source);
  return new Set(entries.filter((path) => path !== source).map((path) => join(ROOT, path)));
}

function removeOldBuilds(home: string): void {
  const builds = readdirSync(home).map((entry) => {
    const path = join(home, entry);
    return { path, made: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  const oldest = builds.sort((a, b) => b.made - a.made).slice(KEPT_BUILDS);
  for (const { path } of oldest) rmSync(path, { recursive: true, force: true });
}

/** All modules of the Worker whose entry is at `entry`: their names, seen from the entry's folder. */
export function modulesOf(entry: string): string[] {
  return readdirSync(dirname(entry)).filter((name) => /\.m?js$/.test(name));
}

/**
 * Of these modules, the ones that a fresh isolate loads before its first answer: the entry and what
 * it imports statically, directly or not.
 */
export function startUpModulesOf(entry: string): string[] {
  const { outputs }: Metafile = JSON.parse(readFileSync(join(dirname(entry), META), "utf8"));
  const byName = new Map(Object.entries(outputs).map(([path, made]) => [basename(path), made]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind, external } of byName.get(name)?.imports ?? [])
      if (kind === "import-statement" && !external) visit(basename(path));
  };
  visit(basename(entry));
  return [...found];
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
