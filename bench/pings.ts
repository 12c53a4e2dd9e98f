// What held Pings cost: memory for each, beside a bare pass-through Worker that holds the same (pings-memory.ts); processor
// time while nothing happens, reviews and segments included; how soon all are answered when something changes; how many can
// be held; and how long a wipe takes to reach a phone that waits. Fresh processes.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type ProvisionedGateway, startGateway } from "./gateway-tenant.ts";
import { startPassThrough } from "./pass-through.ts";
import { measureHeldMemory } from "./pings-memory.ts";
import {
  type Door,
  type HoldingExchange,
  type Phones,
  phonesAt,
  startHoldingExchange,
} from "./pings-parties.ts";
import type { Ratio } from "./ratio.ts";
import type { BareWorker } from "./workerd.ts";

const HELD = 1000;
const MANY = 4000;
/** Phones that are let in at the same time: a new device's object is made in milliseconds, and more would only queue. */
const AT_ONCE = 16;
/** And no more within a second, because each one's object stays awake for ten, with three open files. */
const A_SECOND = 50;
/** Objects that nobody asks are put to sleep after ten seconds. */
const OBJECTS_ASLEEP_MS = 20_000;
const IDLE_MS = 60_000;
/** Shorter than by default, so that every Ping begins a new segment within the idle minute. */
const SEGMENT_SECONDS = 50;
/** A held request is two sockets on each side of the Worker, and this process is both sides. */
const DESCRIPTORS = 20_000;

/** Five rows. */
export async function measurePings(): Promise<Ratio[]> {
  checkDescriptors();
  const memory = await measureHeldMemory();
  const bare = await heldBy(await startBare(), HELD);
  const ours = await heldBy(await startOurs(), HELD);
  const many = await heldBy(await startOurs(), MANY);
  const wipe = await measureWipe();
  return [
    memory,
    {
      name: "held-pings-idle-cpu",
      value: ours.idlePercent,
      ...{ must: 2, direction: "max", unit: "%" },
      against: `a core, ${HELD} held, segments of ${SEGMENT_SECONDS} s (pass-through ${bare.idlePercent.toFixed(2)} %)`,
    },
    {
      name: "held-pings-answered-within",
      value: ours.answeredSeconds,
      ...{ must: 2, direction: "max", unit: "s" },
      against: `the change of all ${HELD} mailboxes at once (pass-through ${bare.answeredSeconds.toFixed(2)} s)`,
    },
    {
      name: "held-pings-4000-descriptors",
      value: many.descriptors,
      ...{ must: 4.1, direction: "max", unit: "fds" },
      against: `each of ${MANY} held and answered without an error`,
    },
    {
      name: "wipe-reaches-a-held-ping-within",
      value: wipe,
      ...{ must: 60, direction: "max", unit: "s" },
      against: "the administrator's request, until the phone is told (real time)",
    },
  ];
}

interface Party extends Door {
  readonly worker: BareWorker;
  readonly exchange: HoldingExchange;
}

interface Held {
  readonly idlePercent: number;
  readonly answeredSeconds: number;
  readonly descriptors: number;
}

async function heldBy(party: Party, count: number): Promise<Held> {
  const { worker, exchange } = party;
  const phones = phonesAt(party);
  try {
    await letIn(0, count, (index) => phones.folderSync(index).then(expectOk));
    const half = await beginPings(phones, exchange, 0, count / 2);
    await wait(OBJECTS_ASLEEP_MS);
    const rest = await beginPings(phones, exchange, count / 2, count);
    await wait(OBJECTS_ASLEEP_MS);
    const descriptors = readdirSync(`/proc/${worker.pid}/fd`).length / count;
    const idlePercent = count === HELD ? await idleCpu(worker) : 0;
    const changedAt = performance.now();
    exchange.change(true);
    for (const { status, body } of await Promise.all([...half, ...rest]))
      if (status !== 200 || body.length < 10) throw new Error(`a Ping was answered by ${status}`);
    const answeredSeconds = (performance.now() - changedAt) / 1000;
    return { idlePercent, answeredSeconds, descriptors };
  } catch (error) {
    console.error(worker.printed().slice(-2000));
    throw error;
  } finally {
    phones.close();
    await worker.close();
    await exchange.close();
  }
}

/** Sends the Pings of phones `from` until before `until`, and waits until Exchange was asked for each. */
async function beginPings(phones: Phones, exchange: HoldingExchange, from: number, until: number) {
  const answers: ReturnType<Phones["ping"]>[] = [];
  const failures: unknown[] = [];
  let reached = exchange.asked();
  await letIn(from, until, async (index) => {
    const answer = phones.ping(index);
    answer.catch((error: unknown) => failures.push(error));
    answers.push(answer);
    reached += 1;
    const mine = reached;
    while (exchange.asked() < mine && failures.length === 0) await wait(5);
  });
  if (failures.length > 0) throw new Error(`${failures.length} Pings failed: ${failures[0]}`);
  return answers;
}

/** Begins phones, a few at the same time. */
async function letIn(
  from: number,
  until: number,
  begin: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < until) await Promise.all([begin(next++), wait((AT_ONCE / A_SECOND) * 1000)]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

function expectOk({ status }: { readonly status: number }): void {
  if (status !== 200) throw new Error(`FolderSync was answered by ${status}`);
}

async function idleCpu(worker: BareWorker): Promise<number> {
  const before = worker.cpuMs();
  await wait(IDLE_MS);
  return ((worker.cpuMs() - before) / IDLE_MS) * 100;
}

async function startBare(): Promise<Party> {
  const exchange = await startHoldingExchange();
  const worker = await startPassThrough(exchange.port);
  return { worker, exchange, port: worker.port, host: `127.0.0.1:${worker.port}` };
}

async function startOurs(): Promise<Party> {
  const exchange = await startHoldingExchange();
  const { worker, host, admin } = await startGateway(exchange.port);
  await admin.saveAdapter("acme", {
    ...{ onlyProvisioned: false, otherClients: "allow", maxDevicesPerUser: 0 },
    upstreamHeartbeat: SEGMENT_SECONDS,
  });
  await admin.restartAdapter("acme");
  // The running settings are remembered for three seconds.
  await wait(3500);
  return { worker, exchange, port: worker.port, host };
}

/** Seconds from the administrator's request until the waiting phone is told to fetch its order. */
async function measureWipe(): Promise<number> {
  const party = await startOursWithAdmin();
  const phones = phonesAt({ port: party.worker.port, host: party.host });
  try {
    const waiting = phones.ping(1);
    for (let tries = 0; party.exchange.held() < 1 && tries < 100; tries++) await wait(50);
    // Not right after the first review.
    await wait(7000);
    const [device] = (await party.admin.devices("acme")).filter(({ user }) => user === "user1");
    const path = `/tenants/acme/devices/user1/${device?.deviceId}/wipe`;
    const askedAt = performance.now();
    const ordered = await party.admin.call("POST", path, { confirm: device?.deviceId });
    if (ordered.status !== 200) throw new Error(`the wipe was refused: ${ordered.status}`);
    const { status } = await waiting;
    if (status !== 403 && status !== 449) throw new Error(`the Ping was answered by ${status}`);
    return (performance.now() - askedAt) / 1000;
  } finally {
    phones.close();
    await party.worker.close();
    await party.exchange.close();
  }
}

async function startOursWithAdmin(): Promise<ProvisionedGateway & { exchange: HoldingExchange }> {
  const exchange = await startHoldingExchange();
  const gateway = await startGateway(exchange.port);
  await gateway.admin.saveAdapter("acme", { onlyProvisioned: false, otherClients: "allow" });
  await gateway.admin.restartAdapter("acme");
  await wait(3500);
  return { ...gateway, exchange };
}

/** This process's own limit is what its children inherit. @throws Error that says what to do. */
function checkDescriptors(): void {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (soft < DESCRIPTORS)
    throw new Error(`${soft} open files are too few: ulimit -n ${DESCRIPTORS}`);
}
