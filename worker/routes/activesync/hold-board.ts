// Who waits at this isolate's gateway. The rules: of one device one request of a kind waits, the newest; the tenant is
// asked about all of its waiting devices in one call, several times a minute while any of them waits; and whoever's
// standing changed is woken at once. Entries of clients that went away without a word end with their time.
import { adapterChange, type HeldFacts } from "../../core/heartbeat.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import { noteWatched } from "./presence.ts";

/** One request that waits. Times are milliseconds since 1970. */
export interface Waiter {
  readonly user: string;
  readonly deviceId: string;
  readonly since: number;
  readonly until: number;
  /** Wakes the request. Another request may call it: it settles a promise and does nothing else. */
  ring(): void;
  /** A newer request of its kind has come. */
  isSuperseded: boolean;
  /** What the tenant said last, and when it was asked. */
  facts?: HeldFacts;
  factsAt: number;
  adapter?: AdapterSettings;
}

interface Board {
  /** By device and kind; whoever was asked about longest ago comes first. */
  readonly waiters: Map<string, Waiter>;
  /** When the tenant was last asked about all. */
  askedAt: number;
}

const boards = new Map<string, Board>();

/** What the tenant said serves for this long, in milliseconds: with REVIEW_MS it makes less than a minute. */
const FRESH_MS = 20_000;
/** How often who waits looks at what the tenant said, in milliseconds. */
export const REVIEW_MS = 25_000;
/** Calls to one tenant's object are so far apart, in milliseconds. */
const APART_MS = 1000;
/** Devices in one call: tens of kilobytes. */
const MAX_IN_ONE_CALL = 500;

const keyOf = ({ user, deviceId }: Waiter, kind: string) => JSON.stringify([user, deviceId, kind]);

/** Puts `waiter` on the board and ends an older one of its device and kind. Gives the way to take it off again. */
export function enterBoard(tenant: string, kind: string, waiter: Waiter): () => void {
  const board = boards.get(tenant) ?? { waiters: new Map(), askedAt: 0 };
  boards.set(tenant, board);
  const key = keyOf(waiter, kind);
  const older = board.waiters.get(key);
  if (older) {
    older.isSuperseded = true;
    older.ring();
  }
  board.waiters.delete(key);
  board.waiters.set(key, waiter);
  return () => {
    if (board.waiters.get(key) === waiter) board.waiters.delete(key);
    if (board.waiters.size === 0 && boards.get(tenant) === board) boards.delete(tenant);
  };
}

/** Asks the tenant about one that has just begun to wait. */
export async function reviewNew(gate: Gate, waiter: Waiter): Promise<void> {
  await ask(gate, [waiter]);
  waiter.ring();
}

/** Asks the tenant about all of its waiting devices, unless that was done just now. */
export async function reviewAll(gate: Gate, waiter: Waiter): Promise<void> {
  const board = boards.get(gate.tenant.name);
  const now = gate.clock.now();
  if (!board) return;
  if (isWithin(FRESH_MS, waiter.factsAt, now) || isWithin(APART_MS, board.askedAt, now)) return;
  board.askedAt = now;
  const chosen = [waiter];
  for (const [key, other] of board.waiters) {
    if (chosen.length === MAX_IN_ONE_CALL) break;
    if (other.until < now) board.waiters.delete(key);
    else if (other !== waiter) chosen.push(other);
  }
  for (const one of await ask(gate, chosen)) one.ring();
  moveBack(board, new Set(chosen));
}

/** Was it so short a time ago? What lies ahead was before the clock went back. */
const isWithin = (ms: number, at: number, now: number) => now >= at && now - at < ms;

/** Whoever was asked about goes to the end of the line. */
function moveBack({ waiters }: Board, asked: ReadonlySet<Waiter>): void {
  if (asked.size === waiters.size) return;
  for (const [key, waiter] of [...waiters].slice(0, MAX_IN_ONE_CALL))
    if (asked.has(waiter)) {
      waiters.delete(key);
      waiters.set(key, waiter);
    }
}

/**
 * Asks the tenant, and gives those whose standing changed. A tenant that fails ends nobody's wait: what a phone fetches
 * afterwards is judged anew, and that fails closed.
 */
async function ask(gate: Gate, waiters: readonly Waiter[]): Promise<Waiter[]> {
  const { handles, tenant, clock } = gate;
  const askedAt = clock.now();
  const devices = waiters.map(({ user, deviceId, since }) => ({
    ...{ user, deviceId, since },
    waited: askedAt - since,
  }));
  try {
    const { adapter, facts, watchedUntil } = await handles.tenant(tenant.name).heldCheck(devices);
    if (watchedUntil !== undefined) noteWatched({ ...gate, tenant: { ...tenant, watchedUntil } });
    const said = adapter && isSame(tenant.adapter, adapter) ? tenant.adapter : adapter;
    return waiters.filter((waiter, index) => isNewsTo(waiter, facts[index], said, askedAt));
  } catch (error) {
    const problem = error instanceof Error ? error.message : "";
    log("held-check-failed", { tenant: tenant.name, devices: devices.length, problem });
    return [];
  }
}

/** Settings that came again need not be kept twice. */
const isSame = (known: AdapterSettings, now: AdapterSettings) =>
  adapterChange(known, now) === "none";

/** Writes down what the tenant said; true if the device stands differently now. What is no news is not kept. */
function isNewsTo(
  waiter: Waiter,
  said: HeldFacts | undefined,
  adapter: AdapterSettings | undefined,
  askedAt: number,
): boolean {
  const isNews = said?.mark !== waiter.facts?.mark || said?.isSuperseded === true;
  waiter.factsAt = askedAt;
  if (adapter) waiter.adapter = adapter;
  if (said && isNews) waiter.facts = said;
  return isNews;
}
