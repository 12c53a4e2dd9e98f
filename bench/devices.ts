// What 100,000 devices of one tenant cost against 1,000: processor time of workerd for a page of the
// list and for searches, in alternated rounds of one process. test/objects/device-scale.test.ts
// counts the same in rows, which is exact; here is the time.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceQuery } from "../worker/core/device.ts";
import { buildBenchWorker } from "./bundle.ts";
import { crowdDevice } from "./device-crowd.ts";
import { median, type Ratio } from "./ratio.ts";
import { type BareWorker, startBareWorker } from "./workerd.ts";

const FEW = 1_000;
const MANY = 100_000;
const ROUNDS = 7;
/** Processor time is counted in ticks of 10 ms: a round is many of them. */
const ROUND_MS = 400;
const WARM_UP_READS = 5;
const RATIO_MAX = 2;

/** Kinds of lists; each ratio is the worst of its kind. */
const LISTS: Readonly<Record<string, readonly DeviceQuery[]>> = {
  "devices-list-100000-vs-1000": [
    {},
    { sort: "lastSeen", descending: true },
    { sort: "deviceType" },
    { filter: "outdated" },
    { filter: "unproven", sort: "lastSeen" },
  ],
  "devices-search-100000-vs-1000": [
    { search: crowdDevice(500).deviceId },
    { search: "nobody" },
    { search: "apple-iphone" },
    { search: "apple-iphone", sort: "lastSeen", descending: true },
    { search: "an" },
    { search: "an", sort: "lastSeen" },
    { search: crowdDevice(500).user },
  ],
};

/** Two ratios: the worst list without a search, the worst with one. */
export async function measureDevices(): Promise<Ratio[]> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  try {
    const bundle = buildBenchWorker("devices-worker.ts", home);
    const worker = await startBareWorker({ bundle, objects: { CROWD: "Crowd" } });
    try {
      for (const count of [FEW, MANY]) await ask(worker, `/fill?count=${count}`);
      const ratios: Ratio[] = [];
      for (const [name, queries] of Object.entries(LISTS))
        ratios.push(await worstOf(worker, name, queries));
      return ratios;
    } finally {
      await worker.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function worstOf(
  worker: BareWorker,
  name: string,
  queries: readonly DeviceQuery[],
): Promise<Ratio> {
  let worst: Ratio | undefined;
  for (const query of queries) {
    const ratio = await compare(worker, name, query);
    if (!worst || ratio.value > worst.value) worst = ratio;
  }
  if (!worst) throw new Error(`${name} has no queries`);
  return worst;
}

async function compare(worker: BareWorker, name: string, query: DeviceQuery): Promise<Ratio> {
  const reads = await readsPerRound(worker, query);
  const few: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    few.push((await cpuOf(worker, FEW, query, reads)) / reads);
    many.push((await cpuOf(worker, MANY, query, reads)) / reads);
  }
  const figures = `${median(few).toFixed(2)} ms a page (100,000: ${median(many).toFixed(2)})`;
  return {
    name,
    value: median(many) / median(few),
    must: RATIO_MAX,
    direction: "max",
    unit: "x",
    against: `the same list of 1,000 devices, worst case ${JSON.stringify(query)}, ${figures}`,
  };
}

/** How many reads fill a round. */
async function readsPerRound(worker: BareWorker, query: DeviceQuery): Promise<number> {
  await cpuOf(worker, FEW, query, WARM_UP_READS);
  await cpuOf(worker, MANY, query, WARM_UP_READS);
  let reads = WARM_UP_READS;
  for (;;) {
    const spent = await cpuOf(worker, FEW, query, reads);
    if (spent >= ROUND_MS) return reads;
    reads *= 2;
  }
}

/** Processor time of `reads` reads, in milliseconds. */
async function cpuOf(
  worker: BareWorker,
  count: number,
  query: DeviceQuery,
  reads: number,
): Promise<number> {
  const before = worker.cpuMs();
  const asked = encodeURIComponent(JSON.stringify(query));
  await ask(worker, `/read?count=${count}&rounds=${reads}&query=${asked}`);
  return worker.cpuMs() - before;
}

async function ask(worker: BareWorker, path: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${worker.port}${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  await answer.text();
}
