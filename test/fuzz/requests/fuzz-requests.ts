// Damaged requests against the built Worker in workerd, with its real objects and an upstream behind
// it. The rule: every request is answered, never with 500 and never by an exception of ours, nothing
// but whole commands reaches Exchange, and memory stays flat.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { startGateway } from "../../../bench/gateway-tenant.ts";
import { seededRandom } from "../../support/random.ts";
import { type Asker, damagedRequest, goodRequest } from "./damaged-request.ts";
import { REQUEST_SEEDS } from "./seeds.ts";
import { startFuzzUpstream } from "./upstream.ts";
import { type RawAnswer, rawConnection } from "./wire.ts";

export interface RequestRun {
  readonly count: number;
  readonly seed: number;
  readonly onProgress: (line: string) => void;
}

const CONNECTIONS = 8;
const PROGRESS_LINES = 10;
/** Log lines that stand for a mistake of ours. */
const OUR_MISTAKES = /"event":"unexpected"|[Uu]nhandled|Uncaught/;
/** What the Worker says when an exception reached its last catch. */
const LAST_CATCH = "Something went wrong here";
/** Between the first third and the end of a run the process may grow by this factor and this much. */
const GROWTH_FACTOR = 1.3;
const GROWTH_BYTES = 64 * 1024 * 1024;

/** Sends `count` damaged requests; the answer is what went wrong, if anything did. */
export async function fuzzRequests(run: RequestRun): Promise<string | undefined> {
  const problems: string[] = [];
  const upstream = await startFuzzUpstream((problem) => problems.push(problem));
  const gateway = await startGateway((upstream.address() as AddressInfo).port, {
    onOutput: (text) => {
      if (OUR_MISTAKES.test(text)) problems.push(text.trim());
    },
  });
  try {
    await gateway.admin.saveAdapter("acme", UNLIMITED);
    await gateway.admin.restartAdapter("acme");
    const statuses = new Map<number, number>();
    const memory: number[] = [];
    const residentBytes = () => residentBytesOf(gateway.worker.pid);
    const [token = ""] = gateway.login.split("\\");
    const asker = { host: gateway.host, authorization: gateway.authorization, token };
    const connections = Array.from({ length: CONNECTIONS }, () =>
      rawConnection(gateway.worker.port),
    );
    const send: Send = (request, lane) =>
      (connections[lane] as (typeof connections)[number]).send(request);
    for (const seed of REQUEST_SEEDS) {
      const { status } = await send(goodRequest(asker, seed), 0);
      if (status !== 200) problems.push(`the good request ${seed.query} was answered ${status}`);
    }
    for (let done = 0; done < run.count && problems.length === 0; ) {
      const until = Math.min(run.count, done + Math.ceil(run.count / PROGRESS_LINES));
      await sendSome({ send, asker }, { from: done, until, seed: run.seed }, statuses, problems);
      done = until;
      memory.push(residentBytes());
      run.onProgress(`${done} done: ${summary(statuses)}, ${megabytes(memory.at(-1) ?? 0)} MB`);
    }
    for (const connection of connections) connection.close();
    return problems[0] ?? growth(memory) ?? tooUniform(statuses);
  } finally {
    await gateway.worker.close();
    upstream.closeAllConnections();
    upstream.close();
  }
}

/** The shields would answer most of the run by themselves; they have tests of their own. */
const UNLIMITED = {
  ...{ maxCommandsPerMinute: 0, maxConcurrentPerDevice: 0, stalePasswordMinutes: 0 },
  ...{ minHeartbeat: 10, maxDevicesPerUser: 0, otherClients: "quarantine", bearerTokens: "allow" },
};

type Send = (request: Uint8Array, lane: number) => Promise<RawAnswer>;

async function sendSome(
  { send, asker }: { readonly send: Send; readonly asker: Asker },
  on: { readonly from: number; readonly until: number; readonly seed: number },
  statuses: Map<number, number>,
  problems: string[],
): Promise<void> {
  let next = on.from;
  const lane = async (number: number) => {
    while (next < on.until && problems.length === 0) {
      const round = next++;
      const request = damagedRequest(asker, seededRandom(on.seed * SEEDS_APART + round), round);
      try {
        const { status, text } = await send(request, number);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 500 || text.includes(LAST_CATCH))
          problems.push(`request ${round} was answered ${status} ${text}\n${hex(request)}`);
      } catch (error) {
        problems.push(`request ${round}: ${(error as Error).message}\n${hex(request)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => lane(number)));
}

/** Rounds of one seed never meet those of the next. */
const SEEDS_APART = 10_000_000;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const summary = (statuses: Map<number, number>) =>
  [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status} x ${count}`)
    .join(", ");

function growth(memory: readonly number[]): string | undefined {
  const [early = 0, late = 0] = [memory[Math.floor(memory.length / 3)], memory.at(-1)];
  const isFlat = late <= early * GROWTH_FACTOR + GROWTH_BYTES;
  return isFlat ? undefined : `memory grew from ${megabytes(early)} to ${megabytes(late)} MB`;
}

/** A run that met one wall only has tried nothing. */
function tooUniform(statuses: Map<number, number>): string | undefined {
  const wanted = [200, 400, 401, 403];
  const missing = wanted.filter((status) => !statuses.has(status));
  return missing.length === 0 ? undefined : `nothing was ever answered by ${missing.join(", ")}`;
}

/** VmRSS of proc(5), in bytes. */
function residentBytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
