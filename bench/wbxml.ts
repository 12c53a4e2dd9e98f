// How fast the WBXML decoder is: MB/s of a Sync answer of about 80 KB, decoded in bare workerd,
// against libwbxml in-process (the library behind wbxml2xml and SOGo), in alternated rounds of the
// same run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../simulator/bundle.ts";
import { buildBenchWorker, run } from "./bundle.ts";
import { median, type Ratio } from "./ratio.ts";
import { syncAnswer } from "./wbxml-sample.ts";
import { type BareWorker, startBareWorker } from "./workerd.ts";

const ROUNDS = 7;
/**
 * Length of one round on each side; long against the clock and against one HTTP request (about 1
 * ms).
 */
const ROUND_SECONDS = 0.5;
const WARM_UP_DECODES = 500;
const LIBRARY = "libwbxml2";

/**
 * One ratio, or none, with a line saying so, where the C compiler or libwbxml2-dev is missing (an
 * error if PROVOST_ALL is 1).
 */
export async function measureWbxml(): Promise<Ratio[]> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  try {
    const peer = buildPeer(home);
    if (peer === null) return [];
    const document = syncAnswer();
    const file = join(home, "sync.wbxml");
    writeFileSync(file, document);
    const worker = await startBareWorker({ bundle: buildBenchWorker("wbxml-worker.ts", home) });
    try {
      return [await compare(worker, document, () => run(peer, [file, String(ROUND_SECONDS)]))];
    } finally {
      await worker.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function compare(
  worker: BareWorker,
  document: Uint8Array<ArrayBuffer>,
  runPeer: () => string,
): Promise<Ratio> {
  await decodeTime(worker, document, WARM_UP_DECODES);
  const perDecode = (await decodeTime(worker, document, WARM_UP_DECODES)) / WARM_UP_DECODES;
  const count = Math.max(1, Math.round(ROUND_SECONDS / perDecode));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const spent = await decodeTime(worker, document, count);
    ours.push((document.length * count) / spent / 1e6);
    theirs.push(Number(runPeer()));
  }
  const version = run("pkg-config", ["--modversion", LIBRARY]).trim();
  const figures = `${median(theirs).toFixed(0)} MB/s (ours ${median(ours).toFixed(0)})`;
  return {
    name: "wbxml-decode-vs-libwbxml",
    value: median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN))),
    must: 3,
    direction: "min",
    unit: "x",
    against: `libwbxml ${version} in-process, ${document.length} bytes, ${figures}`,
  };
}

/** Seconds that `count` decodes take, without what a request of no decodes takes. */
async function decodeTime(
  worker: BareWorker,
  document: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<number> {
  const empty = await requestTime(worker, document, 0);
  return (await requestTime(worker, document, count)) - empty;
}

async function requestTime(
  worker: BareWorker,
  document: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<number> {
  const begun = performance.now();
  const url = `http://127.0.0.1:${worker.port}/?rounds=${rounds}`;
  const response = await fetch(url, { method: "POST", body: document });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the benchmark's Worker failed: ${answer}`);
  return (performance.now() - begun) / 1000;
}

/** Path of the compiled peer, or null if this machine cannot build it. */
function buildPeer(home: string): string | null {
  const flags = spawnSync("pkg-config", ["--cflags", "--libs", LIBRARY], { encoding: "utf8" });
  const compiler = spawnSync("cc", ["--version"]);
  if (flags.status !== 0 || compiler.status !== 0) {
    const missing = "wbxml-decode-vs-libwbxml needs cc, pkg-config and libwbxml2-dev";
    if (process.env.PROVOST_ALL === "1") throw new Error(missing);
    console.log(`skipped: ${missing}`);
    return null;
  }
  const program = join(home, "libwbxml");
  const source = join(ROOT, "bench", "peers", "libwbxml.c");
  run("cc", ["-O2", "-o", program, source, ...flags.stdout.trim().split(/\s+/)]);
  return program;
}
