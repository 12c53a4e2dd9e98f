// Finds the fuzz targets: every file of test/fuzz/targets.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FuzzTarget } from "./target.ts";

const HOME = join(import.meta.dirname, "targets");

/** All targets, by file name. Throws if a file exports none. */
export async function loadTargets(): Promise<FuzzTarget[]> {
  const files = readdirSync(HOME).filter((file) => file.endsWith(".ts"));
  const modules = files.sort().map(async (file) => {
    const { target } = (await import(pathToFileURL(join(HOME, file)).href)) as {
      target?: FuzzTarget;
    };
    if (target === undefined) throw new Error(`test/fuzz/targets/${file} exports no target`);
    return target;
  });
  return Promise.all(modules);
}
