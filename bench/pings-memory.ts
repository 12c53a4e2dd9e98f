// What a held Ping takes of a Worker's memory, next to a bare pass-through Worker that holds the same: what the second half
// of the Pings adds to the first, in fresh processes without Durable Objects (held-worker.ts says why). On both sides garbage is
// collected before memory is read: what it takes says when it was collected last, and nothing of a Ping.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { buildBenchWorker } from "./bundle.ts";
import { startPassThrough } from "./pass-through.ts";
import { type HoldingExchange, phonesAt, startHoldingExchange } from "./pings-parties.ts";
import type { Ratio } from "./ratio.ts";
import { type BareWorker, startBareWorker } from "./workerd.ts";

const HELD = 4_000;
const LANES = 8;
/** Of each lane, between one Ping and the next. */
const PAUSE_MS = 40;
/** What began is at rest by then. */
const REST_MS = 3_000;

/** One row. */
export async function measureHeldMemory(): Promise<Ratio> {
  const bare = await kilobytesEach((port) => startPassThrough(port, { collects: true }));
  const ours = await kilobytesEach(startHeldWorker);
  return {
    name: "held-ping-memory-vs-pass-through",
    value: ours / bare,
    ...{ must: 1.25, direction: "max", unit: "x" },
    against: `a bare pass-through Worker, ${bare.toFixed(1)} KB a request (ours ${ours.toFixed(1)}), ${HELD} held`,
  };
}

async function startHeldWorker(upstreamPort: number): Promise<BareWorker> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  try {
    const bundle = buildBenchWorker("held-worker.ts", home);
    const bindings = { UPSTREAM: `http://127.0.0.1:${upstreamPort}` };
    return await startBareWorker({ bundle, bindings, collects: true });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** @throws Error if a Ping is not held, or not answered in the end. */
async function kilobytesEach(start: (upstreamPort: number) => Promise<BareWorker>) {
  const exchange = await startHoldingExchange();
  const worker = await start(exchange.port);
  const phones = phonesAt({ port: worker.port, host: `127.0.0.1:${worker.port}` });
  const answers: ReturnType<typeof phones.ping>[] = [];
  const begin = (index: number) => void answers.push(phones.ping(index));
  try {
    await hold(exchange, begin, [0, HELD / 2]);
    const half = await collectedKilobytes(worker);
    await hold(exchange, begin, [HELD / 2, HELD]);
    const all = await collectedKilobytes(worker);
    exchange.change(true);
    for (const { status } of await Promise.all(answers))
      if (status !== 200) throw new Error(`a Ping was answered by ${status}`);
    return (all - half) / (HELD / 2);
  } finally {
    phones.close();
    await worker.close();
    await exchange.close();
  }
}

const HELD_WITHIN_MS = 60_000;

async function hold(
  exchange: HoldingExchange,
  begin: (index: number) => void,
  [from, until]: readonly [number, number],
): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < until) {
      begin(next++);
      await wait(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const deadline = performance.now() + HELD_WITHIN_MS;
  while (exchange.held() < until) {
    if (performance.now() > deadline) throw new Error(`${exchange.held()} of ${until} are held`);
    await wait(PAUSE_MS);
  }
  await wait(REST_MS);
}

const COLLECTED_WITHIN_MS = 1_000;

/** Resident memory without garbage: what one collection lets go of is collected by the next. */
async function collectedKilobytes(worker: BareWorker): Promise<number> {
  for (let times = 0; times < 2; times++) {
    await worker.collect();
    await wait(COLLECTED_WITHIN_MS);
  }
  return residentKilobytes(worker.pid);
}

/** Linux only. */
function residentKilobytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN);
}
