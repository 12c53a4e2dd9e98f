// Who owns an alias, as pure decisions over its list of claims. The rule: an alias leads somewhere
// only while exactly one claim is approved; a second claim waits for the owner, so that nobody can
// break a rival's alias.
import { type Result, refuse } from "./result.ts";

/**
 * One claim of an alias. The first claimant owns it; later claims wait for the owner's approval.
 */
export interface AliasClaim {
  readonly tenant: string;
  readonly state: "owner" | "waiting" | "approved";
  /** Milliseconds since 1970. */
  readonly claimedAt: number;
}

/** What an alias leads to: its only approved claimant, or nothing, with the reason for the log. */
export type AliasAnswer = Result<{ readonly tenant: string }, "alias-unknown" | "alias-not-unique">;

type Claims = readonly AliasClaim[];
/** The claims after a decision that changed them. */
interface Changed {
  readonly claims: Claims;
}

/** Where the alias leads. Waiting claims count for nothing. */
export function resolveAlias(claims: Claims): AliasAnswer {
  const [first, second] = claims.filter((claim) => claim.state !== "waiting");
  if (!first) return refuse("alias-unknown");
  return second ? refuse("alias-not-unique") : { ok: true, tenant: first.tenant };
}

/** The first claim owns the alias, every later one waits. `now` is milliseconds since 1970. */
export function claimAlias(
  claims: Claims,
  tenant: string,
  now: number,
): Result<Changed & { readonly claim: AliasClaim }, "already-claimed"> {
  if (claims.some((claim) => claim.tenant === tenant)) return refuse("already-claimed");
  const state = claims.length === 0 ? "owner" : "waiting";
  const claim: AliasClaim = { tenant, state, claimedAt: now };
  return { ok: true, claim, claims: [...claims, claim] };
}

/** `owner` lets `tenant` have the alias too; approving twice changes nothing. */
export function approveClaim(
  claims: Claims,
  owner: string,
  tenant: string,
): Result<Changed, "not-the-owner" | "no-such-claim"> {
  if (!claims.some((claim) => claim.tenant === owner && claim.state === "owner")) {
    return refuse("not-the-owner");
  }
  const claim = claims.find((claim) => claim.tenant === tenant);
  if (!claim || claim.state === "owner") return refuse("no-such-claim");
  return { ok: true, claims: claims.map((c) => (c === claim ? { ...c, state: "approved" } : c)) };
}

/**
 * `tenant` gives its claim up. When the owner leaves, its oldest approved fellow follows; without
 * one, the alias is free again, and the first in the line of waiting claims has it: the rule of the
 * first claim once more.
 */
export function releaseClaim(claims: Claims, tenant: string): Result<Changed, "no-such-claim"> {
  const left = claims.filter((claim) => claim.tenant !== tenant);
  if (left.length === claims.length) return refuse("no-such-claim");
  if (left.some((claim) => claim.state === "owner")) return { ok: true, claims: left };
  const heir = oldest(left.filter((claim) => claim.state === "approved")) ?? oldest(left);
  return { ok: true, claims: left.map((c) => (c === heir ? { ...c, state: "owner" } : c)) };
}

/** Claims are kept in the order they came; equal times stay in that order. */
const oldest = (claims: Claims): AliasClaim | undefined =>
  claims.toSorted((a, b) => a.claimedAt - b.claimedAt)[0];

/** What a tenant has of an alias it claims. */
export type AliasState = "unique" | "not-unique" | "waiting";
/** What a tenant should do about an alias it claims. */
export type AliasAdvice = "works" | "decide" | "settle" | "choose-another" | "ask-or-choose";

/** An alias as one of its claimants sees it: only the owner is shown the others. */
export interface AliasStanding {
  readonly state: AliasState;
  readonly advice: AliasAdvice;
  readonly own: AliasClaim;
  readonly others: Claims;
}

/** How `tenant` stands with an alias; undefined if it has no claim. */
export function standingOf(claims: Claims, tenant: string): AliasStanding | undefined {
  const own = claims.find((claim) => claim.tenant === tenant);
  if (!own) return undefined;
  const others = own.state === "owner" ? claims.filter((claim) => claim !== own) : [];
  if (own.state === "waiting") return { state: "waiting", advice: "choose-another", own, others };
  const unique = resolveAlias(claims).ok;
  const waits = others.some((claim) => claim.state === "waiting");
  const state = unique ? "unique" : "not-unique";
  if (!unique)
    return { state, advice: own.state === "owner" ? "settle" : "ask-or-choose", own, others };
  return { state, advice: waits ? "decide" : "works", own, others };
}
