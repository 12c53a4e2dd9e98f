// `npm run build`: builds the Worker and prints where the bundle is.
import { relative } from "node:path";
import { buildWorker, ROOT } from "../simulator/bundle.ts";

console.log(relative(ROOT, await buildWorker("worker")));
