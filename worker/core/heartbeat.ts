// Heartbeats: what a Ping may ask, how the wait for it is cut into segments that the way to Exchange allows, and when a
// device that waits must be judged anew. The rules: a heartbeat out of bounds is answered by the nearest bound (MS-ASCMD
// 2.2.3.79.1), a broken connection costs Exchange's side a new one and the phone nothing, and a device whose standing
// has changed waits no longer. Times are seconds unless a name says milliseconds.
import type { PingFolder, PingRequest } from "../wire/ping.ts";
import type { DeviceSummary } from "./device.ts";
import type { AdapterSettings } from "./tenant.ts";
import type { WipeState } from "./wipe.ts";

/** What a device's Ping watches, and for how long; the next one may leave out what stays (MS-ASCMD 2.2.1.13). */
export interface Watched {
  readonly seconds: number;
  readonly folders: readonly PingFolder[];
}

/** Bounds of the adapter. */
export type HeartbeatBounds = Pick<
  AdapterSettings,
  "minHeartbeat" | "maxHeartbeat" | "maxPingFolders"
>;

/** Statuses of Ping (MS-ASCMD 2.2.3.177.11). */
export const PING_STATUS = {
  expired: 1,
  changes: 2,
  missingParameters: 3,
  syntax: 4,
  heartbeatOutOfRange: 5,
  tooManyFolders: 6,
  folderSyncNeeded: 7,
  serverError: 8,
} as const;

/** `bound` is the nearest heartbeat, or the number of folders, that is allowed. */
export type PingVerdict =
  | { readonly ok: true; readonly watched: Watched; readonly isNews: boolean }
  | { readonly ok: false; readonly status: 3 }
  | { readonly ok: false; readonly status: 5 | 6; readonly bound: number };

/** Judges a Ping; what it leaves out is what the device's last one watched. */
export function judgePing(
  asked: PingRequest,
  remembered: Watched | null,
  bounds: HeartbeatBounds,
): PingVerdict {
  const seconds = asked.seconds ?? remembered?.seconds;
  const folders = asked.folders ?? remembered?.folders;
  if (seconds === undefined || folders === undefined) return { ok: false, status: 3 };
  const nearest = nearestHeartbeat(seconds, bounds);
  if (nearest !== seconds) return { ok: false, status: 5, bound: nearest };
  const { maxPingFolders } = bounds;
  if (folders.length > maxPingFolders) return { ok: false, status: 6, bound: maxPingFolders };
  const isNews = asked.seconds !== undefined || asked.folders !== undefined;
  return { ok: true, watched: { seconds, folders }, isNews };
}

/** `seconds` if it is within the bounds, or else the bound that is nearest. */
export const nearestHeartbeat = (
  seconds: number,
  { minHeartbeat, maxHeartbeat }: Pick<HeartbeatBounds, "minHeartbeat" | "maxHeartbeat">,
): number => Math.min(Math.max(seconds, minHeartbeat), maxHeartbeat);

/**
 * `value` of a Sync's Wait (unit 60) or HeartbeatInterval (unit 1) if it is within the bounds, or else the Limit to
 * name, in the same unit (MS-ASCMD 2.2.3.98). Of bounds that leave no whole minute between them the lower holds.
 */
export function nearestSyncWait(
  value: number,
  unit: 1 | 60,
  { minHeartbeat, maxHeartbeat }: HeartbeatBounds,
): number {
  const least = Math.ceil(minHeartbeat / unit);
  const most = Math.max(least, Math.floor(maxHeartbeat / unit));
  return Math.min(Math.max(value, least), most);
}

/** What one held request has learned of its way to Exchange. */
export interface Reach {
  /** The longest heartbeat that Exchange and all that lies before it allow, as far as is known. */
  readonly longest: number;
  /** The shortest one Exchange takes; 0 until it said so. */
  readonly shortest: number;
  /** Attempts that came to nothing, one after the other. */
  readonly failures: number;
}

/** Before anything was learned: as the adapter says. */
export const firstReach = (upstreamHeartbeat: number): Reach => ({
  longest: upstreamHeartbeat,
  shortest: 0,
  failures: 0,
});

/** How long Exchange is asked to wait next. The last segment is as long as what is left, if Exchange takes that. */
export const nextSegment = ({ longest, shortest }: Reach, left: number): number =>
  Math.max(1, shortest, Math.min(longest, Math.ceil(left)));

/** How a segment ended without news. */
export type SegmentEnd =
  /** Exchange waited as long as it was asked to. */
  | { readonly end: "quiet" }
  /** Exchange takes no heartbeat beyond `bound`. Some say so at once, SOGo after it has held the Ping. */
  | { readonly end: "bound"; readonly bound: number | undefined }
  /** The connection broke, or was refused. */
  | { readonly end: "broken" }
  /** Nothing came, not even the end that was due: something on the way forgot the connection. */
  | { readonly end: "silent" }
  /** Exchange wants to be left alone (503, a server error), perhaps for a time it names. */
  | { readonly end: "busy"; readonly retryAfter?: number };

/** An end that comes before this share of what was asked is no wait: something is in trouble. */
const HONEST_SHARE = 0.5;
/** A connection that lived this long, in seconds, was cut because it was silent for that long. */
const CUT_FOR_SILENCE = 30;
/** Of a silence that was cut, this share is safe. */
const SAFE_SHARE = 0.8;
const LONGEST_PAUSE = 60;
/** Bounds that are named at once, one after the other, before they count as trouble: an upper and a lower one. */
const LESSONS = 2;
/** No server's longest heartbeat is below this, in seconds; segments shorter than that would be a storm. */
const LEAST_BOUND = 10;

/**
 * What follows from a segment's end: what is known now, and the pause before the next one, in seconds.
 * @param asked the heartbeat Exchange was asked for; `lasted`: how long the segment was.
 */
export function learn(
  reach: Reach,
  asked: number,
  lasted: number,
  how: SegmentEnd,
): { readonly reach: Reach; readonly pause: number } {
  const isHonest = lasted >= asked * HONEST_SHARE;
  if (how.end === "quiet" && isHonest) return goOn(reach);
  const bounded = how.end === "bound" ? withBound(reach, asked, how.bound) : null;
  if (bounded && isHonest) return goOn(bounded);
  if (bounded && reach.failures < LESSONS)
    return { reach: { ...bounded, failures: reach.failures + 1 }, pause: 0 };
  if (how.end === "bound" && isHonest) return goOn(reach);
  if (how.end === "broken" && lasted >= CUT_FOR_SILENCE)
    return { ...goOn(shortened(reach, Math.min(lasted, asked) * SAFE_SHARE)), pause: 1 };
  if (how.end === "silent") return { ...goOn(shortened(reach, asked / 2)), pause: 1 };
  const failures = reach.failures + 1;
  const backOff = Math.min(LONGEST_PAUSE, 2 ** (failures - 1));
  const wanted = how.end === "busy" ? (how.retryAfter ?? 0) : 0;
  return { reach: { ...reach, failures }, pause: Math.max(backOff, wanted) };
}

/** The bound that Exchange named, if that is news and does not contradict what it said before. */
function withBound(reach: Reach, asked: number, bound: number | undefined): Reach | null {
  if (bound === undefined || bound === asked || bound < LEAST_BOUND) return null;
  if (bound < asked) return bound < reach.shortest ? null : { ...reach, longest: bound };
  const isSecond = reach.shortest > 0 && bound > reach.longest;
  return isSecond ? null : { ...reach, shortest: bound };
}

const goOn = (reach: Reach) => ({ reach: { ...reach, failures: 0 }, pause: 0 });

const shortened = (reach: Reach, seconds: number): Reach => ({
  ...reach,
  longest: Math.min(reach.longest, Math.max(CUT_FOR_SILENCE, Math.floor(seconds))),
});

/** What the tenant says of a device that waits, without asking the device's own object. */
export interface HeldFacts {
  readonly easAllowed: boolean;
  readonly state: DeviceSummary["state"];
  readonly wipe?: WipeState;
  /** The Locked Exchange ActiveSync security family, if it asks anything of this device. */
  readonly policyVersion?: string;
  /** Equal as long as everything that the tenant knows of the device's standing is. */
  readonly mark: string;
  /** A newer Ping of the same device is held elsewhere. */
  readonly isSuperseded?: true;
}

/** How a device stood when it was admitted. */
export interface AdmittedAs {
  readonly wipe?: WipeState | undefined;
  readonly policyVersion?: string | undefined;
  /** It waits in quarantine: whoever let it in meanwhile left no trace that could be compared. */
  readonly isQuarantined?: boolean;
}

/**
 * Must the device be judged anew? `before` is what the tenant said when it was judged last; the first time there is
 * only what admission went by, which may be seconds old.
 */
export function mustBeJudged(
  admitted: AdmittedAs,
  before: HeldFacts | undefined,
  now: HeldFacts,
): boolean {
  if (before) return before.mark !== now.mark;
  if (admitted.isQuarantined) return true;
  if (!now.easAllowed || now.state === "blocked" || now.wipe !== admitted.wipe) return true;
  return now.policyVersion !== admitted.policyVersion;
}

/** Settings that say which server the folders of a Ping belong to, and as whom it is asked. */
const OF_THE_SERVER = ["upstream", "loginForm"] as const;

/**
 * What a changed adapter means for who waits: nothing, that it shall come back and meet the new settings, or that its
 * folders are another server's.
 */
export function adapterChange(
  before: AdapterSettings,
  now: AdapterSettings,
): "none" | "come-back" | "other-server" {
  if (before === now) return "none";
  if (OF_THE_SERVER.some((name) => before[name] !== now[name])) return "other-server";
  const names = Object.keys(now) as (keyof AdapterSettings)[];
  return names.some((name) => before[name] !== now[name]) ? "come-back" : "none";
}
