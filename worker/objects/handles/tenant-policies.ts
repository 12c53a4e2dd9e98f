// The door to a tenant, as far as policies go: a draft, and what was Locked of it. Times are milliseconds since 1970.
import type {
  LockedVersion,
  PolicyProblem,
  PolicyValues,
  PolicyVersion,
} from "../../core/policy.ts";
import type { Result } from "../../core/result.ts";
import type { Family } from "../../core/settings-row.ts";
import type { Remote } from "./remote.ts";

/** A policy as its editor sees it. */
export interface PolicyState {
  readonly group: string;
  readonly draft: PolicyValues;
  /** Grows with every edit of the draft. */
  readonly revision: number;
  /** Who edited the draft last, and when; absent before the first edit. */
  readonly edited?: { readonly by: string; readonly at: number };
  /**
   * The version in force of each family; a family is absent until its first Lock and after an
   * unlock.
   */
  readonly locked: Readonly<Partial<Record<Family, PolicyVersion>>>;
}

type NoSuchGroup = { readonly ok: false; readonly reason: "no-such-group" };

type BadSettings = {
  readonly ok: false;
  readonly reason: "bad-settings";
  readonly problems: readonly PolicyProblem[];
};

/** Somebody else edited the draft since the caller read it: here is what stands there now. */
type DraftChanged = {
  readonly ok: false;
  readonly reason: "draft-changed";
  readonly state: PolicyState;
};

/** The part of a tenant that keeps the policies of its groups. */
export interface TenantPolicies {
  policy(group: string): Remote<PolicyState | null>;
  /**
   * Merges `change` into the draft; a null value makes a setting Not Set. With `revision`, only if
   * the draft still is the one the caller read.
   */
  editPolicy(
    group: string,
    change: Readonly<Record<string, unknown>>,
    actor: string,
    revision?: number,
  ): Remote<
    { readonly ok: true; readonly state: PolicyState } | NoSuchGroup | BadSettings | DraftChanged
  >;
  /**
   * Freezes one family of the draft, or both. Refused while it has settings that contradict each
   * other (`lint` of core/lint.ts, level "error").
   */
  lockPolicy(
    group: string,
    families: readonly Family[],
    actor: string,
    revision?: number,
  ): Remote<
    { readonly ok: true; readonly state: PolicyState } | NoSuchGroup | BadSettings | DraftChanged
  >;
  /** Takes families out of force; phones keep what they have. */
  unlockPolicy(
    group: string,
    families: readonly Family[],
    actor: string,
  ): Remote<Result<object, "no-such-group" | "not-locked">>;
  /** Every Lock of a group, newest first (100 at most). */
  policyHistory(group: string): Remote<LockedVersion[]>;
  /** Any version that was ever Locked, by its content hash. */
  policyVersion(version: string): Remote<PolicyVersion | null>;
}
