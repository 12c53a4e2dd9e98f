// How heavy the Worker is to start: the size of the modules that a fresh isolate loads for its first
// answer, the size of all that is uploaded, and the time from starting workerd to the first answer,
// against an empty Worker's in the same run.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildWorker, modulesOf, startUpModulesOf } from "../simulator/bundle.ts";
import { OBJECT_CLASSES } from "../simulator/runtime.ts";
import { median, type Ratio } from "./ratio.ts";
import { startBareWorker } from "./workerd.ts";

/** A round takes a tenth of a second and scatters by a third: many of them make a median that stays. */
const ROUNDS = 41;
const EMPTY_WORKER = 'export default { fetch: () => new Response("ok") };\n';

/** Sizes in KB (1,024 bytes, gzip) and start-up as a ratio. */
export async function measureStartup(): Promise<Ratio[]> {
  const bundle = await buildWorker("worker");
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  const empty = join(home, "empty.js");
  writeFileSync(empty, EMPTY_WORKER);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await firstAnswerMs(() => startBareWorker({ bundle: empty }));
    const ours = await firstAnswerMs(() =>
      startBareWorker({ bundle, bindings: secrets(), objects: OBJECT_CLASSES }),
    );
    ratios.push(ours / bare);
  }
  rmSync(home, { recursive: true, force: true });
  return [
    {
      name: "first-answer-modules-gzip",
      value: gzipKb(bundle, startUpModulesOf(bundle)),
      aim: 100,
      must: 110,
      direction: "max",
      unit: "KB",
      against: `the ${modulesOf(bundle).length} modules of the row below`,
    },
    {
      name: "upload-gzip",
      value: gzipKb(bundle, modulesOf(bundle)),
      aim: 380,
      must: 3072,
      direction: "max",
      unit: "KB",
      against: "the platform's limit for a free Worker is 3,072 KB",
    },
    {
      name: "first-answer-vs-empty-worker",
      value: median(ratios),
      must: 3.5,
      direction: "max",
      unit: "x",
      against: "an empty Worker in bare workerd, fresh processes, alternated",
    },
  ];
}

/** Together and not one by one: that is how they travel. */
function gzipKb(entry: string, modules: readonly string[]): number {
  const bytes = modules.map((name) => readFileSync(join(dirname(entry), name)));
  return gzipSync(Buffer.concat(bytes), { level: 9 }).length / 1024;
}

async function firstAnswerMs(start: () => ReturnType<typeof startBareWorker>): Promise<number> {
  const begun = performance.now();
  const worker = await start();
  const elapsed = performance.now() - begun;
  await worker.close();
  return elapsed;
}

const secrets = () => ({
  SWITCHING_CENTER_HOST: "127.0.0.1",
  CONSOLE_HOST: "console.localhost",
  API_HOSTS: "console.localhost",
  CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
  WRAPPING_SECRET: randomBytes(32).toString("base64"),
  VERIFIER_SECRET: randomBytes(32).toString("base64"),
  OWNER_TOKEN: randomBytes(16).toString("hex"),
});
