// When a phone must provision, which status tells it so, and how often it is told: a device that is
// asked three times for the same document without getting on is left in peace for a while, instead
// of being driven round in circles (grommunio-sync's endless 449). MS-ASPROV 3.2.5.1, MS-ASCMD 2.2.2.
import type { HeldPolicy } from "./provision.ts";

/** Why a phone must provision before its request can pass. */
export type PolicyDemand =
  | "policy-key-missing"
  | "policy-not-acknowledged"
  | "policy-key-wrong"
  | "policy-changed"
  | "policy-refresh-due";

/** What the tenant wants of a phone that speaks one protocol version. */
export interface WantedPolicy {
  readonly version: string;
  /** Fingerprint of our document for that protocol version. */
  readonly document: string;
  /** Milliseconds after which it is to be acknowledged anew, or undefined. */
  readonly refreshAfter?: number;
}

/** When `held` must be renewed, in milliseconds since 1970; never, if it need not. */
export const refreshDueAt = (held: HeldPolicy, { refreshAfter }: WantedPolicy): number =>
  refreshAfter === undefined ? Number.POSITIVE_INFINITY : held.acknowledgedAt + refreshAfter;

/**
 * Why the phone must provision, or null if what it holds is what it should hold.
 * @param presented the policy key of the request: X-MS-PolicyKey or the base64 query's, if any.
 */
export function policyDemand(
  held: HeldPolicy | undefined,
  wanted: WantedPolicy,
  presented: string | undefined,
  now: number,
): PolicyDemand | null {
  if (presented === undefined) return "policy-key-missing";
  if (!held || presented === "0") return "policy-not-acknowledged";
  if (presented !== held.key) return "policy-key-wrong";
  // A newer version that says the same to this phone asks nothing new of it.
  if (held.document !== wanted.document) return "policy-changed";
  return now >= refreshDueAt(held, wanted) ? "policy-refresh-due" : null;
}

/**
 * The status of each demand from EAS 14.0 on (MS-ASCMD 2.2.2); up to 12.1 each of them is HTTP 449.
 * Without any key the phone is one that cannot provision (141).
 */
export const DEMAND_STATUS: Readonly<Record<PolicyDemand, 141 | 142 | 143 | 144>> = {
  "policy-key-missing": 141,
  "policy-not-acknowledged": 142,
  "policy-key-wrong": 144,
  "policy-changed": 143,
  "policy-refresh-due": 143,
};

/** How often the phone was asked for the same document. Times are milliseconds since 1970. */
export interface Demands {
  readonly document: string;
  readonly count: number;
  /** When the last one was counted. */
  readonly countedAt: number;
  /** It asked for the policy since. */
  readonly isAnswered: boolean;
  /** It is left in peace until then; 0 if it is not. */
  readonly peaceUntil: number;
  /** How often it was left in peace for this document. */
  readonly peaces: number;
}

/** Demands for one document before the device is left in peace. */
export const DEMANDS_AT_MOST = 3;
const MINUTE = 60_000;
/**
 * How long it is left in peace, in milliseconds, the first time, the second, and from the fourth on:
 * whoever has just set a passcode waits a minute, and a phone that never follows asks hourly.
 */
export const PEACES = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE] as const;
/** Requests that are under way together get one demand, in milliseconds. */
const COUNTED_APART = 5000;
/** After this time the count begins anew, in milliseconds. */
const COUNTED_TOGETHER = 60 * MINUTE;

/** Counts one more demand for `document`, or says how many seconds there shall be peace instead. */
export function countDemand(
  kept: Demands | undefined,
  document: string,
  now: number,
): { readonly demands: Demands; readonly peaceSeconds: number } {
  const first = { document, count: 1, countedAt: now, isAnswered: false, peaceUntil: 0, peaces: 0 };
  if (kept?.document !== document) return { demands: first, peaceSeconds: 0 };
  if (now < kept.peaceUntil) return { demands: kept, peaceSeconds: secondsTo(kept, now) };
  const { count, countedAt, isAnswered, peaceUntil, peaces } = kept;
  const isOver = peaceUntil > 0 || now - countedAt >= COUNTED_TOGETHER;
  if (isOver) return { demands: { ...first, peaces }, peaceSeconds: 0 };
  // Where the clock went back, nobody knows how far they are apart.
  const isApart = now - countedAt >= COUNTED_APART || now < countedAt;
  const isOneMore = isAnswered || isApart;
  if (!isOneMore) return { demands: kept, peaceSeconds: 0 };
  if (count < DEMANDS_AT_MOST)
    return { demands: { ...first, count: count + 1, peaces }, peaceSeconds: 0 };
  const length = PEACES[Math.min(peaces, PEACES.length - 1)] ?? 0;
  // Who kept quiet for that long by itself needs no more of it.
  if (now - countedAt >= length)
    return { demands: { ...first, peaces: peaces + 1 }, peaceSeconds: 0 };
  const demands = { ...kept, peaceUntil: now + length, peaces: peaces + 1 };
  return { demands, peaceSeconds: secondsTo(demands, now) };
}

const secondsTo = ({ peaceUntil }: Demands, now: number) => Math.ceil((peaceUntil - now) / 1000);
