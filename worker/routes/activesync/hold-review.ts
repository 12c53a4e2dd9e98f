// A device that waits, judged again. The rules: nothing is asked of the device's own object unless the tenant says that
// something changed; then the request goes through admission afresh and gets what a new one would get. Where only the
// phone can go on, it is told to: a changed server or a quarantine by "the folders changed", a policy that it followed
// meanwhile by the end of its heartbeat, because its next request shows the new key.
import { adapterChange, type HeldFacts, mustBeJudged } from "../../core/heartbeat.ts";
import type { GatewayReason } from "../../failures.ts";
import { admitAnew, type Gate } from "./admission.ts";
import { answerDemand } from "./demand.ts";
import type { Waiter } from "./hold-board.ts";
import type { Presence } from "./presence.ts";
import type { Received } from "./received.ts";
import { type EasRequest, type Evidence, presentedKey } from "./request.ts";
import { letThrough, type NextStep, type Standing, stepShowing } from "./standing.ts";

/** A request that may be held. */
export interface Held {
  readonly received: Received;
  readonly gate: Gate;
  readonly request: EasRequest;
  readonly evidence: Evidence;
  readonly standing: Standing;
  readonly presence: Presence;
}

/** Why a wait ended before its time. */
export type Verdict =
  /** The phone's time is over as far as it shall know; or its folders are not what they were. */
  | { readonly says: "over" | "folders-changed" }
  | { readonly says: "answer"; readonly answer: Response }
  | { readonly says: "wipe"; readonly standing: Standing }
  | { readonly says: "refused"; readonly reason: GatewayReason; readonly seconds?: number };

/** How a held request stands, from one review to the next. */
export interface Review {
  readonly held: Held;
  readonly waiter: Waiter;
  /** What was to be done with it when it began to wait. */
  readonly step: NextStep["step"];
  /** The policy key that it shows. */
  readonly presented: string | undefined;
  standing: Standing;
  /** What the tenant said when it was judged last. */
  before?: HeldFacts;
  /** It does not follow its policy, and passes all the same. */
  isLetThrough: boolean;
}

/** What ends the wait, or null if it goes on. */
export async function review(on: Review): Promise<Verdict | null> {
  const { waiter, standing, before } = on;
  const { tenant } = on.held.gate;
  if (waiter.isSuperseded || waiter.facts?.isSuperseded) return { says: "over" };
  const change = waiter.adapter ? adapterChange(tenant.adapter, waiter.adapter) : "none";
  if (change !== "none") return { says: change === "come-back" ? "over" : "folders-changed" };
  if (!isDoubtful(on)) return null;
  const { wipe, policy, quarantine } = standing;
  const admitted = {
    wipe,
    policyVersion: policy?.version,
    isQuarantined: quarantine !== undefined,
  };
  const { facts } = waiter;
  const hasChanged = facts && facts !== before && mustBeJudged(admitted, before, facts);
  if (facts) on.before = facts;
  return hasChanged || !isWhereItWas(on) ? judgeAnew(on) : null;
}

/** Is there anything that was not looked at yet? */
const isDoubtful = (on: Review) => on.waiter.facts !== on.before || !isWhereItWas(on);

/** A refresh that falls due while it waits shows here. */
const isWhereItWas = (on: Review): boolean =>
  on.isLetThrough || stepWith(on, on.standing).step === on.step;

/** As take() of the gateway asks it. */
export const firstReview = (held: Held, waiter: Waiter): Review => {
  const { standing } = held;
  const presented = presentedKey(held.request, held.received.headers);
  const { step } = stepWith({ held, presented }, standing);
  return { held, waiter, step, presented, standing, isLetThrough: false };
};

const stepWith = (
  { held: { request, gate }, presented }: Pick<Review, "held" | "presented">,
  standing: Standing,
): NextStep => stepShowing(gate, { request, standing }, presented);

/** How long an admission is good for data that comes after it, in milliseconds: as long as one is remembered. */
const GOOD_FOR_MS = 5000;

/** Data for a request that was admitted at `since`: what keeps it from the phone, or null if the phone may have it. */
export async function judgeLateData(held: Held, since: number): Promise<Verdict | null> {
  const { gate, standing } = held;
  const waited = gate.clock.now() - since;
  // A clock that went back says nothing of how long it was.
  if (waited >= 0 && waited <= GOOD_FOR_MS) return null;
  const presented = presentedKey(held.request, held.received.headers);
  const { step } = stepWith({ held, presented }, standing);
  return judgeAnew({ held, step, presented, standing, isLetThrough: false });
}

async function judgeAnew(on: Omit<Review, "waiter">): Promise<Verdict | null> {
  const { gate, request, evidence } = on.held;
  const admission = await admitAnew(gate, request, evidence);
  if (!admission.ok) {
    const { reason, retryAfterSeconds: seconds } = admission;
    return { says: "refused", reason, ...(seconds !== undefined && { seconds }) };
  }
  const { standing } = admission;
  const next = stepWith(on, standing);
  if (next.step === "wipe") return { says: "wipe", standing };
  if (next.step === "demand") return demanded(on, standing, next);
  if (next.step !== on.step) return { says: "folders-changed" };
  on.standing = standing;
  return null;
}

async function demanded(
  on: Omit<Review, "waiter">,
  standing: Standing,
  { policy, why }: NextStep & { step: "demand" },
): Promise<Verdict | null> {
  const { gate, request } = on.held;
  const hasFollowed = why === "policy-key-wrong" && standing.held?.document === policy.document;
  if (hasFollowed) return { says: "over" };
  const answer = await answerDemand(gate, request, { policy, why });
  if (answer === "let-through") {
    on.standing = letThrough(standing);
    on.isLetThrough = true;
    return null;
  }
  if (answer instanceof Response) return { says: "answer", answer };
  return { says: "refused", reason: answer.reason, seconds: answer.seconds };
}
