// When an account was made anew by hand with a provisioning token that is in use. A user who reads the
// token in Settings, removes the profile and types the account again has what the profile gave and
// none of what it demands. What shows it: such an account begins like every new one, with FolderSync
// 0 and no policy key, on a device that acknowledged its policy with this very token. The rule: false
// alarms are worse than a miss, so whatever else explains a lost key is believed
// (docs/decisions/0019).
import { policyDemand, type WantedPolicy } from "./policy-demand.ts";
import type { HeldPolicy } from "./provision.ts";

/** What is known of a FolderSync that is stopped for its policy key. Times are milliseconds since 1970. */
export interface RetypedFacts {
  /** The handout that proves the device; absent if it was let in otherwise. */
  readonly handout?: { readonly boundAt: number } | undefined;
  /** The policy that applies, and the one that the device acknowledged last. */
  readonly policy?: WantedPolicy | undefined;
  readonly held?: HeldPolicy | undefined;
  /** It was asked for its policy, and nothing of it passed since. */
  readonly isPolicyDemanded: boolean;
  /** The policy key of the request, if it shows one. */
  readonly presented: string | undefined;
  readonly now: number;
}

/**
 * A first request of the set-up that was late, or sent twice, may arrive after the acknowledgement:
 * for so long it explains a missing key, in milliseconds.
 */
const SETTLED_AFTER = 60_000;

/**
 * Did whoever sends a FolderSync 0 make the account anew? Only a device that had set itself up with
 * this token can: one that was provisioned again since begins anew by right. A phone that was asked
 * for a policy may have dropped its key on the way, and one whose policy is due anyway is asked first.
 */
export function isMadeAnew(facts: RetypedFacts): boolean {
  const { handout, policy, held, isPolicyDemanded, presented, now } = facts;
  if (!handout || !policy || !held || isPolicyDemanded) return false;
  if (presented !== undefined && presented !== "0") return false;
  const isSettled =
    held.acknowledgedAt >= handout.boundAt && now - held.acknowledgedAt >= SETTLED_AFTER;
  return isSettled && policyDemand(held, policy, held.key, now) === null;
}
