// Who is being answered by this isolate. The rule: while nobody watches, a request costs one small object that is put
// into a set and taken out again, and nothing is sent. While somebody watches (the tenant's cached facts say so), the
// isolate tells the tenant's object what changed, every two seconds at most, after the answers, in no request's way.
import type { LiveEnded, LiveRefusal } from "../../core/live.ts";
import type { RunningTenant } from "../../core/tenant.ts";
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** A request under way, with what belongs to it alone; only its own code may use `gate`. */
export interface Presence {
  readonly id: number;
  readonly gate: Gate;
  readonly request: EasRequest;
  readonly since: number;
  /** When a request that is held will be answered at the latest, in milliseconds since 1970. */
  endsAt?: number;
}

/** What this isolate has to tell about one tenant while it is watched. */
export interface Watch {
  until: number;
  /** When the last report went, and the last whole one. */
  sentAt: number;
  wholeAt: number;
  /** A report is on its way until then; later its request is taken for ended. */
  busyUntil: number;
  /** Something happened since the report under way was written. */
  isMore: boolean;
  /** Requests up to this number were reported, those in `changed` before they changed. */
  told: number;
  changed: Set<number>;
  ended: LiveEnded[];
  refusals: Omit<LiveRefusal, "at">[];
}

const underWay = new Set<Presence>();
/** By tenant; empty while nobody watches. */
const watches = new Map<string, Watch>();
let count = 0;

/** How long after one report the next may follow, in milliseconds. */
const REPORT_STEP_MS = 2000;
/** A report that takes longer is taken for lost, in milliseconds. */
const REPORT_LIMIT_MS = 10_000;
/** One request's work behind its answer is so many reports at most: the platform ends it after 30 seconds. */
const MAX_ROUNDS = 5;
/** Who is lost is looked for every so many requests. */
const LOST_EVERY = 256;
/** The longest heartbeat is 3,540 s (MS-ASCMD 2.2.3.79.1); nothing is answered later, in milliseconds. */
const LONGEST_MS = 65 * 60_000;
/** A held request's answer may be late by this, in milliseconds. */
const LATE_MS = 60_000;
/** What happened since the last report is kept up to this number. */
const MAX_NEWS = 200;

/** A request has come; `whileAnswered` takes it out again. */
export function enter(gate: Gate, request: EasRequest): Presence {
  const since = gate.clock.now();
  const presence = { id: ++count, gate, request, since };
  underWay.add(presence);
  if (count % LOST_EVERY === 0) forgetLost(since);
  return presence;
}

/** Drops requests that the platform ended without a word, as it may when a client goes away; the oldest stand first. */
function forgetLost(now: number): void {
  for (const presence of underWay) {
    if (!isLost(presence, now)) return;
    underWay.delete(presence);
  }
}

const isLost = ({ since, endsAt }: Presence, now: number): boolean =>
  now > (endsAt === undefined ? since + LONGEST_MS : endsAt + LATE_MS);

/** Keeps `presence` until its answer begins, also if there is none. */
export async function whileAnswered(
  presence: Presence,
  answering: Promise<Response>,
): Promise<Response> {
  let status = 0;
  try {
    const response = await answering;
    status = response.status;
    return response;
  } finally {
    underWay.delete(presence);
    if (watches.size > 0) noteEnded(presence, status);
  }
}

function noteEnded(presence: Presence, status: number): void {
  const { gate } = presence;
  const watch = watches.get(gate.tenant.name);
  const endedAt = gate.clock.now();
  if (!watch) return;
  if (endedAt >= watch.until) return void watches.delete(gate.tenant.name);
  const { endsAt: _, ...ended } = shown(presence);
  watch.ended = [...watch.ended, { ...ended, endedAt, status }].slice(-MAX_NEWS);
  schedule(gate, watch);
}

/**
 * To be called for a tenant with `watchedUntil`, by a request that comes or by one that is held and looks at its
 * tenant's facts: what is under way is told to the tenant's object soon.
 */
export function noteWatched(gate: Gate): void {
  const { name, watchedUntil = 0 } = gate.tenant;
  const now = gate.clock.now();
  const known = watches.get(name);
  const until = Math.max(watchedUntil, known?.until ?? 0);
  if (now >= until) return void watches.delete(name);
  const watch = known ?? { ...NOTHING_TOLD, changed: new Set(), ended: [], refusals: [] };
  watch.until = until;
  watches.set(name, watch);
  schedule(gate, watch);
}

const NOTHING_TOLD = { until: 0, sentAt: 0, wholeAt: 0, busyUntil: 0, isMore: false, told: 0 };

/** From now on `presence` is held, and answered at `endsAt` (milliseconds since 1970) at the latest. */
export function noteHeld(presence: Presence, endsAt: number): void {
  const { gate, id } = presence;
  presence.endsAt = endsAt;
  const watch = watches.get(gate.tenant.name);
  if (!watch) return;
  watch.changed.add(id);
  schedule(gate, watch);
}

/** A request was refused; told only while somebody watches, with the time of the report. */
export function noteRefused(
  { name }: RunningTenant,
  reason: string,
  names: Readonly<Record<string, string | undefined>>,
): void {
  const watch = watches.get(name);
  if (!watch) return;
  const { user = "", deviceId = "", command = "", client = "" } = names;
  watch.refusals = [...watch.refusals, { reason, user, deviceId, command, client }];
  watch.refusals = watch.refusals.slice(-MAX_NEWS);
}

function schedule(gate: Gate, watch: Watch): void {
  const now = gate.clock.now();
  watch.isMore = true;
  if (now < watch.busyUntil) return;
  const wait = Math.max(0, watch.sentAt + REPORT_STEP_MS - now);
  const lost = ({ message }: Error) => {
    watch.wholeAt = 0;
    log("live-report-lost", { tenant: gate.tenant.name, message });
  };
  gate.waitUntil(send(gate, watch, wait).catch(lost));
}

async function send(gate: Gate, watch: Watch, wait: number, rounds = MAX_ROUNDS): Promise<void> {
  const { name } = gate.tenant;
  watch.busyUntil = gate.clock.now() + wait + REPORT_LIMIT_MS;
  const { reportOf } = await import("./live-report.ts");
  if (wait > 0) await gate.clock.sleep(wait);
  const now = gate.clock.now();
  const isHere = (each: Presence) => each.gate.tenant.name === name && !isLost(each, now);
  const present = [...underWay].filter(isHere);
  watch.isMore = false;
  const report = reportOf(watch, present.map(shown), now);
  const { watchedUntil, wantsWhole } = await gate.handles.tenant(name).reportLive(report);
  watch.busyUntil = 0;
  if (watchedUntil === undefined) return void watches.delete(name);
  watch.until = watchedUntil;
  if (wantsWhole) watch.wholeAt = 0;
  if ((wantsWhole || watch.isMore) && rounds > 1)
    await send(gate, watch, REPORT_STEP_MS, rounds - 1);
}

/** What a person may see of a request. */
function shown({ id, request, gate: { client }, since, endsAt }: Presence) {
  const { user, command, device } = request;
  const { deviceId = "", deviceType = "", userAgent = "", protocolVersion = "" } = device ?? {};
  const traits = { deviceId, deviceType, userAgent, protocolVersion };
  return { id, user, command, client, since, ...traits, ...(endsAt && { endsAt }) };
}
