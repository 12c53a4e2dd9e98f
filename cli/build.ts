// `npm run build`: builds the Worker and lays its modules where `wrangler deploy` takes them. wrangler
// runs this before every deployment ([build] in wrangler.toml), so that it never deploys yesterday's
// code. Each file is replaced whole, so that builds at the same time do not disturb one another.
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { buildWorker, modulesOf, ROOT } from "../simulator/bundle.ts";

const DEPLOYED = join(ROOT, "dist", "deploy");

const entry = await buildWorker("worker");
mkdirSync(DEPLOYED, { recursive: true });
const files = modulesOf(entry).flatMap((name) => [`${name}.map`, name]);
for (const name of files) {
  const half = join(DEPLOYED, `${name}.${process.pid}`);
  copyFileSync(join(dirname(entry), name), half);
  renameSync(half, join(DEPLOYED, name));
}
for (const name of readdirSync(DEPLOYED))
  if (/\.(mjs|map)$/.test(name) && !files.includes(name))
    rmSync(join(DEPLOYED, name), { force: true });
console.log(relative(ROOT, join(DEPLOYED, basename(entry))));
