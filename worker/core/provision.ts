// The policy handshake of one device as a table (MS-ASPROV 3.2.5.1): asked for, offered under a
// temporary key, acknowledged, held under a final key. The rules: a key is good for nothing but
// what it was made for; an answer that was lost can be asked for again and gives the same key; a
// device that is asked three times without getting on is left in peace for a while.

import { countDemand, type Demands } from "./policy-demand.ts";

/** A policy that went out and waits for its acknowledgement. */
export interface PolicyOffer {
  /** The temporary key. */
  readonly key: string;
  /** Version of our Exchange ActiveSync security family. */
  readonly version: string;
  /** Fingerprint of our own document, for the protocol version the phone speaks. */
  readonly document: string;
  /** Fingerprint of the bytes really sent: ours, merged with Exchange's own. */
  readonly sent: string;
  readonly madeAt: number;
  /** Exchange's temporary key, if it has a policy, too. */
  readonly upstreamKey?: string;
}

/** A policy that the phone acknowledged. Times are milliseconds since 1970. */
export interface HeldPolicy extends PolicyOffer {
  /** The temporary key it was acknowledged by; `key` is the final one. */
  readonly offerKey: string;
  readonly acknowledgedAt: number;
  /**
   * The phone applied all of it, only a part that at least enforces the passcode (Status 2), or none
   * (3, 4), which the tenant lets pass.
   */
  readonly compliance: "all" | "part" | "none";
}

export interface Handshake {
  readonly offer?: PolicyOffer;
  readonly held?: HeldPolicy;
  readonly demands?: Demands;
}

/**
 * What can happen. `demand` is a request that may not pass yet; `follow` says that such demands no
 * longer count, because one passed, or because it was Exchange that had no policy to give. `key` is the policy key that the phone names in its acknowledgement.
 */
export type HandshakeEvent =
  | { readonly event: "offer"; readonly offer: Omit<PolicyOffer, "key" | "madeAt"> }
  | { readonly event: "check"; readonly key: string }
  | {
      readonly event: "grant";
      readonly key: string;
      readonly compliance: HeldPolicy["compliance"];
      readonly upstreamKey?: string;
    }
  | { readonly event: "refuse"; readonly key: string }
  | { readonly event: "demand"; readonly document: string }
  | { readonly event: "follow" };

/** What comes of it, besides the handshake that follows. */
export type HandshakeOutcome =
  /** The temporary key to send; or the key was that of this offer. */
  | { readonly outcome: "offered"; readonly offer: PolicyOffer }
  /** The final key to send. `isNew` is false for an acknowledgement that is repeated. */
  | { readonly outcome: "granted"; readonly held: HeldPolicy; readonly isNew: boolean }
  | { readonly outcome: "refused"; readonly offer: PolicyOffer }
  /** No offer has this key, or there is nothing that could be offered or changed. */
  | { readonly outcome: "wrong-key" }
  | { readonly outcome: "demand" }
  | { readonly outcome: "peace"; readonly seconds: number }
  | { readonly outcome: "done" };

/** What a step needs of the world: milliseconds since 1970, and a fresh key that is never 0. */
export interface StepWorld {
  readonly now: number;
  readonly newKey: string;
}

/** How far the handshake is: `renewing` holds a policy and has a newer one on offer. */
export const HANDSHAKE_PHASES = ["fresh", "offered", "held", "renewing"] as const;
export type HandshakePhase = (typeof HANDSHAKE_PHASES)[number];

/** The table: where each event leads. A missing cell is a refusal that changes nothing. */
export const HANDSHAKE_TABLE: Readonly<
  Record<HandshakePhase, Readonly<Partial<Record<HandshakeEvent["event"], HandshakePhase>>>>
> = {
  fresh: { offer: "offered", demand: "fresh", follow: "fresh" },
  offered: {
    offer: "offered",
    check: "offered",
    grant: "held",
    refuse: "fresh",
    demand: "offered",
    follow: "offered",
  },
  held: {
    offer: "renewing",
    // Only for an acknowledgement that is repeated, because its answer was lost.
    check: "held",
    grant: "held",
    demand: "held",
    follow: "held",
  },
  renewing: {
    offer: "renewing",
    check: "renewing",
    grant: "held",
    refuse: "held",
    demand: "renewing",
    follow: "renewing",
  },
};

export const phaseOf = ({ offer, held }: Handshake): HandshakePhase =>
  held ? (offer ? "renewing" : "held") : offer ? "offered" : "fresh";

interface Step {
  readonly next: Handshake;
  readonly outcome: HandshakeOutcome;
}

/** Takes one step. An outcome of "wrong-key" changes nothing. */
export function stepHandshake(handshake: Handshake, on: HandshakeEvent, world: StepWorld): Step {
  const unchanged: Step = { next: handshake, outcome: { outcome: "wrong-key" } };
  if (!HANDSHAKE_TABLE[phaseOf(handshake)][on.event]) return unchanged;
  switch (on.event) {
    case "offer":
      return offer(handshake, on.offer, world);
    case "check":
    case "grant":
    case "refuse":
      return acknowledge(handshake, on, world) ?? unchanged;
    case "demand": {
      const { demands, peaceSeconds } = countDemand(handshake.demands, on.document, world.now);
      const isInPeace = peaceSeconds > 0;
      const isCounted = demands !== handshake.demands;
      return {
        next: isCounted ? { ...handshake, demands } : handshake,
        outcome: isInPeace ? { outcome: "peace", seconds: peaceSeconds } : { outcome: "demand" },
      };
    }
    case "follow":
      return { next: without(handshake, "demands"), outcome: { outcome: "done" } };
  }
}

/** As long the same offer keeps its key: two requests at once get one answer. In milliseconds. */
const OFFER_KEPT = 10 * 60_000;

function offer(
  handshake: Handshake,
  made: Omit<PolicyOffer, "key" | "madeAt">,
  { now, newKey }: StepWorld,
): Step {
  const open = handshake.offer;
  const isSame = open?.sent === made.sent && open.document === made.document;
  const keeps = isSame && now - open.madeAt < OFFER_KEPT;
  const offered = keeps ? { key: open.key, madeAt: open.madeAt } : { key: newKey, madeAt: now };
  const offer = { ...made, ...offered };
  const demands = handshake.demands && { ...handshake.demands, isAnswered: true };
  return {
    next: { ...handshake, offer, ...(demands && { demands }) },
    outcome: { outcome: "offered", offer },
  };
}

function acknowledge(
  handshake: Handshake,
  on: Extract<HandshakeEvent, { key: string }>,
  { now, newKey }: StepWorld,
): Step | null {
  const { offer, held } = handshake;
  if (offer?.key !== on.key) {
    if (held?.offerKey !== on.key || on.event === "refuse") return null;
    // The upstream key of the later acknowledgement is the one that holds.
    const upstreamKey = on.event === "grant" ? on.upstreamKey : undefined;
    const again = { ...held, ...(upstreamKey !== undefined && { upstreamKey }) };
    return {
      next: { ...handshake, held: again },
      outcome: { outcome: "granted", held: again, isNew: false },
    };
  }
  if (on.event === "check") return { next: handshake, outcome: { outcome: "offered", offer } };
  const rest = without(handshake, "offer");
  if (on.event === "refuse") return { next: rest, outcome: { outcome: "refused", offer } };
  const { upstreamKey: _, ...own } = offer;
  const granted: HeldPolicy = {
    ...own,
    // A second account of the same phone must not take the first one's key away (docs/decisions/0020).
    key: held?.document === offer.document ? held.key : newKey,
    offerKey: offer.key,
    acknowledgedAt: now,
    compliance: on.compliance,
    ...(on.upstreamKey !== undefined && { upstreamKey: on.upstreamKey }),
  };
  return {
    next: { ...rest, held: granted },
    outcome: { outcome: "granted", held: granted, isNew: true },
  };
}

function without<Key extends keyof Handshake>(
  handshake: Handshake,
  key: Key,
): Omit<Handshake, Key> {
  const { [key]: _, ...rest } = handshake;
  return rest;
}
