// How a device stands with these credentials, as it was judged a moment ago in this isolate: for a
// few seconds nobody is asked again, so a block, a wipe or a newly Locked policy is effective after
// at most that time. What stands against a request is never remembered beyond a denial: a phone that
// shows another policy key is judged anew.

import type { Clock } from "../../clock.ts";
import type { GatewayFacts, QuarantineReason } from "../../core/gateway.ts";
import { keepNewest } from "../../core/newest.ts";
import { type PolicyDemand, policyDemand } from "../../core/policy-demand.ts";
import type { HeldPolicy } from "../../core/provision.ts";
import type { BehaviourBlock } from "../../core/shield.ts";
import type { WipeState } from "../../core/wipe.ts";
import type { TenantPolicy } from "./policy.ts";
import { type EasRequest, presentedKey } from "./request.ts";

/** What is known of credentials on a device that may, in principle, pass. */
export interface Standing {
  /** The verifier under which it is remembered. */
  readonly verifier: string;
  /** It is to be erased: nothing passes, and Provision is answered with the order. */
  readonly isWipeDue: boolean;
  /** Its certificate alone signed its user in: Exchange hears who asks from us, and no password. */
  readonly isByCertificate?: true;
  /** How far its wipe is, if there is one. */
  readonly wipe?: WipeState;
  /** It proved itself for its wipe alone: Exchange does not take its password, and is not asked. */
  readonly isUnverified?: true;
  /** It is in quarantine: why, and since when in milliseconds since 1970. */
  readonly quarantine?: { readonly reason: QuarantineReason; readonly since: number };
  /** The tenant's policy for it, if there is one. */
  readonly policy?: TenantPolicy;
  /** The policy it acknowledged last. */
  readonly held?: HeldPolicy;
  /** It was asked for its policy, and nothing of it passed since. */
  readonly isPolicyDemanded: boolean;
  /** It is kept out for a while by what it did. */
  readonly behaviourBlock?: BehaviourBlock;
  /** How often its user agent changed within the last day, if it did. */
  readonly clientChanges?: number;
  /** Its requests and answers are written down until then, in milliseconds since 1970. */
  readonly wireLogUntil?: number;
  /** The handout whose token proves it, and when that was bound. */
  readonly handout?: { readonly id: string; readonly boundAt: number };
}

/** What becomes of one request of a device that is not denied. */
export type NextStep =
  | { readonly step: "pass" }
  | { readonly step: "wipe" }
  | { readonly step: "provision" }
  | { readonly step: "quarantine"; readonly why: NonNullable<Standing["quarantine"]> }
  | { readonly step: "demand"; readonly policy: TenantPolicy; readonly why: PolicyDemand };

/**
 * The rule: a wipe comes first, then quarantine, then the policy, which is asked for at every command but Provision. A
 * device in quarantine gets nothing that a policy would have to protect, so none is asked of it; it gets one if it asks.
 * @param presented the policy key that the request shows, if any.
 * @param now milliseconds since 1970.
 */
function nextStep(
  { isWipeDue, wipe, quarantine, policy, held }: Standing,
  command: GatewayFacts["command"],
  presented: string | undefined,
  now: number,
): NextStep {
  if (command === "OPTIONS") return { step: "pass" };
  if (isWipeDue) return { step: "wipe" };
  // Also after a wipe was cancelled: the phone may not have heard of that.
  if (command === "Provision" && (policy || wipe)) return { step: "provision" };
  if (quarantine) return { step: "quarantine", why: quarantine };
  // What Exchange says to it is read: it may order a wipe.
  if (command === "Provision") return { step: "provision" };
  const why = policy ? policyDemand(held, policy, presented, now) : null;
  return policy && why ? { step: "demand", policy, why } : { step: "pass" };
}

/** The next step of a request as it came. Headers are asked only where there is a policy whose key they could show. */
export function stepOf(at: Timed, of: Asked, headers: Headers): NextStep {
  return stepShowing(at, of, of.standing.policy && presentedKey(of.request, headers));
}

/** As stepOf, where the policy key that the request shows was read before. */
export const stepShowing = (
  { clock }: Timed,
  { request, standing }: Asked,
  presented: string | undefined,
): NextStep => nextStep(standing, request.command, presented, clock.now());

interface Timed {
  readonly clock: Clock;
}

interface Asked {
  readonly request: EasRequest;
  readonly standing: Standing;
}

/**
 * The standing of a phone that passes although it does not follow our policy. One that never followed it goes by what it
 * has from Exchange itself.
 */
export function letThrough({ policy, ...standing }: Standing): Standing {
  return { ...standing, ...(policy && standing.held && { policy }), isPolicyDemanded: false };
}

/**
 * The policy key that Exchange gets instead of `presented`: its own key, which the phone never saw.
 * Undefined if the phone's key is not ours to change.
 */
export function upstreamKey(
  { policy, held }: Standing,
  presented: string | undefined,
): string | undefined {
  const isOurs = policy !== undefined || (held !== undefined && presented === held.key);
  return isOurs ? (held?.upstreamKey ?? "0") : undefined;
}

const REMEMBERED_MS = 5000;
/** Entries of about 1 KB. */
const MAX_REMEMBERED = 5000;

interface Remembered<Denial extends string> {
  readonly judged: Standing | { readonly denied: Denial };
  readonly userAgent: string;
  readonly until: number;
}

/** Whose judgement it is: an upgraded system shows by its user agent, and is judged anew at once. */
export interface Judgement {
  readonly verifier: string;
  readonly userAgent: string;
}

/** Judgements of the last seconds, one a verifier. */
export interface Memory<Denial extends string> {
  recent(of: Judgement, now: number): Remembered<Denial>["judged"] | undefined;
  keep(of: Judgement, judged: Remembered<Denial>["judged"], now: number): void;
  forget(verifier: string): void;
}

/** An empty memory. */
export function judgementMemory<Denial extends string>(): Memory<Denial> {
  const remembered = new Map<string, Remembered<Denial>>();
  return {
    recent: ({ verifier, userAgent }, now) => {
      const known = remembered.get(verifier);
      if (known?.userAgent !== userAgent || now >= known.until) return undefined;
      // Where the clock went back, a moment ago may be minutes ago.
      return known.until - now > REMEMBERED_MS ? undefined : known.judged;
    },
    keep: ({ verifier, userAgent }, judged, now) => {
      const known = { judged, userAgent, until: now + REMEMBERED_MS };
      keepNewest(remembered, verifier, known, MAX_REMEMBERED);
    },
    forget: (verifier) => void remembered.delete(verifier),
  };
}
