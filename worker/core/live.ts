// Who is connected right now, as the tenant's object knows it while somebody watches: a bounded table
// in memory, filled by the reports of the isolates. The rules: looking is watching, and it ends by
// itself; nothing is kept of what happened while nobody watched; what no report confirmed lately goes.

/** A request under way: what a person may know of it. It holds no secret. */
export interface LiveRequest {
  /** Its number within its isolate; later requests have higher ones. */
  readonly id: number;
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
  readonly command: string;
  /** Address of the client. */
  readonly client: string;
  /** When it came, in milliseconds since 1970 as all times here. */
  readonly since: number;
  /** When it is answered at the latest, if it is held (Ping, Sync with a wait). */
  readonly endsAt?: number;
}

/** A request that was answered a moment ago. */
export interface LiveEnded extends LiveRequest {
  readonly endedAt: number;
  /** HTTP status of the answer. */
  readonly status: number;
}

/** A refusal that was recorded. */
export interface RecordedRefusal {
  readonly at: number;
  readonly reason: string;
  readonly user: string;
  readonly deviceId: string;
}

/** A refusal of a moment ago. What the phone did not get as far as to say is "". */
export interface LiveRefusal extends RecordedRefusal {
  readonly command: string;
  readonly client: string;
}

/** What one isolate tells: all that is under way there, or what is new since its last report. */
export interface LiveReport {
  /** A random name of the isolate. */
  readonly isolate: string;
  readonly isWhole: boolean;
  readonly present: readonly LiveRequest[];
  readonly ended: readonly LiveEnded[];
  readonly refusals: readonly LiveRefusal[];
}

/** What the isolate hears back. */
export interface LiveOrder {
  /** Absent: nobody watches, send nothing more. */
  readonly watchedUntil?: number;
  /** The object does not know this isolate yet: the next report is to be whole. */
  readonly wantsWhole: boolean;
}

export type LiveConnection = LiveRequest & Partial<Pick<LiveEnded, "endedAt" | "status">>;

/** What a person sees. */
export interface LiveView {
  readonly at: number;
  /** Since when this has been watched without a gap. */
  readonly watchedSince: number;
  /** By user and device, those under way before those that ended: 500 at most. */
  readonly connections: readonly LiveConnection[];
  /** Newest first. */
  readonly refusals: readonly LiveRefusal[];
  readonly counts: {
    readonly underWay: number;
    readonly held: number;
    readonly devices: number;
    readonly users: number;
  };
  /** There is more than is shown, or than could be kept. */
  readonly isCut: boolean;
}

/** A watch ends this long after the last look. */
export const WATCH_MS = 30_000;
/** A held request wakes once a minute, and its isolate reports then at the latest. */
const FORGOTTEN_MS = 90_000;
/** What ended is shown this long. */
export const ENDED_SHOWN_MS = 20_000;
const REFUSALS_SHOWN_MS = 10 * 60_000;
/** Rows of about 400 bytes. */
const MAX_ROWS = 5000;
const MAX_REFUSALS = 200;
const MAX_SHOWN = 500;

export interface LiveTable {
  /** When the watch ends, or undefined while nobody watches. */
  watchedUntil(now: number): number | undefined;
  /** Takes one isolate's report. */
  take(report: LiveReport, now: number): LiveOrder;
  /**
   * Looks, and thereby watches. `filter` is part of a user's name, a DeviceId or a command; counts are
   * of what it lets through. `recorded` are the refusals, newest first, of which those are shown that
   * nobody watched.
   */
  view(now: number, filter: string, recorded: readonly RecordedRefusal[]): LiveView;
}

interface Isolate {
  readonly rows: Map<number, LiveConnection>;
  heardAt: number;
}

/** An empty table that nobody watches. */
export function liveTable(): LiveTable {
  const isolates = new Map<string, Isolate>();
  let refusals: readonly LiveRefusal[] = [];
  let since = 0;
  let until = 0;
  let isFull = false;
  const watchedUntil = (now: number) => (now < until ? until : undefined);
  return {
    watchedUntil,
    take: (report, now) => {
      if (now >= until) return { wantsWhole: false };
      const known = isolates.get(report.isolate);
      forget(isolates, now);
      isFull = !takeRows(isolates, report, now);
      refusals = [...report.refusals.toReversed(), ...refusals].slice(0, MAX_REFUSALS);
      return { watchedUntil: until, wantsWhole: !known && !report.isWhole };
    },
    view: (now, filter, recorded) => {
      if (now >= until) {
        isolates.clear();
        refusals = [];
        since = now;
        isFull = false;
      }
      until = now + WATCH_MS;
      forget(isolates, now);
      const rows = [...isolates.values()].flatMap((isolate) => [...isolate.rows.values()]);
      const earlier = recorded.filter(({ at }) => at < since).map(unwatched);
      const kept = { rows, refusals: [...refusals, ...earlier], isFull };
      return viewOf(kept, { now, since, filter });
    },
  };
}

const unwatched = ({ at, reason, user, deviceId }: RecordedRefusal): LiveRefusal => ({
  ...{ at, reason, user, deviceId },
  command: "",
  client: "",
});

/** Drops isolates that fell silent, and what ended a while ago. */
function forget(isolates: Map<string, Isolate>, now: number): void {
  for (const [name, { rows, heardAt }] of isolates) {
    if (now - heardAt > FORGOTTEN_MS) isolates.delete(name);
    for (const [id, { endedAt }] of rows)
      if (endedAt !== undefined && now - endedAt > ENDED_SHOWN_MS) rows.delete(id);
  }
}

/** False if not all of the report found room. */
function takeRows(isolates: Map<string, Isolate>, report: LiveReport, now: number): boolean {
  const isolate = isolates.get(report.isolate) ?? { rows: new Map(), heardAt: now };
  isolates.set(report.isolate, isolate);
  isolate.heardAt = now;
  const { rows } = isolate;
  if (report.isWhole) {
    const present = new Set(report.present.map(({ id }) => id));
    for (const [id, { endedAt }] of rows)
      if (endedAt === undefined && !present.has(id)) rows.delete(id);
  }
  let total = 0;
  for (const each of isolates.values()) total += each.rows.size;
  let room = MAX_ROWS - total;
  let isKept = true;
  for (const row of [...report.ended, ...report.present]) {
    if (rows.has(row.id)) rows.set(row.id, row);
    else if (room > 0) {
      rows.set(row.id, row);
      room--;
    } else isKept = false;
  }
  return isKept;
}

interface Kept {
  readonly rows: readonly LiveConnection[];
  readonly refusals: readonly LiveRefusal[];
  readonly isFull: boolean;
}

function viewOf(
  { rows, refusals, isFull }: Kept,
  { now, since, filter }: { now: number; since: number; filter: string },
): LiveView {
  const wanted = filter.trim().toLowerCase();
  const isWanted = (row: Pick<LiveRequest, "user" | "deviceId" | "command">) =>
    [row.user, row.deviceId, row.command].some((text) => text.toLowerCase().includes(wanted));
  const shown = rows.filter(isWanted).toSorted(inOrder);
  const underWay = shown.filter(({ endedAt }) => endedAt === undefined);
  return {
    at: now,
    watchedSince: since,
    connections: shown.slice(0, MAX_SHOWN),
    refusals: refusals.filter((each) => isWanted(each) && now - each.at < REFUSALS_SHOWN_MS),
    counts: {
      underWay: underWay.length,
      held: underWay.filter(({ endsAt }) => endsAt !== undefined).length,
      devices: new Set(underWay.map(({ user, deviceId }) => `${user} ${deviceId}`)).size,
      users: new Set(underWay.map(({ user }) => user)).size,
    },
    isCut: isFull || shown.length > MAX_SHOWN,
  };
}

function inOrder(a: LiveConnection, b: LiveConnection): number {
  const [ended, other] = [a.endedAt !== undefined, b.endedAt !== undefined];
  if (ended !== other) return ended ? 1 : -1;
  return compare(a.user, b.user) || compare(a.deviceId, b.deviceId) || a.since - b.since;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
