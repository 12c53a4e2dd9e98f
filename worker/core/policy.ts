// A Device Settings Policy: edited as a draft, usable only when Locked; each Lock makes an
// immutable version named by the hash of its content (mSuite's rule that provisioning needs a
// Locked policy).
import { createHash } from "node:crypto";
import { settingById, valueProblem } from "./settings.ts";
import type { Family, PolicyValue } from "./settings-row.ts";

export type { PolicyValue };

/**
 * Values of policy settings by setting id (worker/core/settings). A setting that is absent is Not
 * Set.
 */
export type PolicyValues = Readonly<Record<string, PolicyValue>>;

/** An immutable, content-addressed policy. */
export interface PolicyVersion {
  /** SHA-256 of the canonical JSON of `values`, in hex. */
  readonly version: string;
  readonly values: PolicyValues;
  /** Milliseconds since 1970. */
  readonly lockedAt: number;
}

/** One Lock of one family of a group's policy. */
export interface LockedVersion {
  readonly family: Family;
  readonly version: string;
  readonly lockedAt: number;
  readonly lockedBy: string;
  readonly inForce: boolean;
}

/** What is wrong with one setting, for the person who edits the policy. */
export interface PolicyProblem {
  readonly setting: string;
  readonly problem: string;
}

/** A checked change of a draft: new values by setting id; null makes a setting Not Set. */
export type PolicyChange = Readonly<Record<string, PolicyValue | null>>;

// What a stranger's key is cut to before it is named in a problem.
const NAMED_KEY_LENGTH = 64;

/**
 * Checks a change that came from outside: every setting must exist, and every value be one that it
 * takes.
 */
export function checkChange(
  change: Readonly<Record<string, unknown>>,
):
  | { readonly ok: true; readonly change: PolicyChange }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const checked: [string, PolicyValue | null][] = [];
  for (const [id, value] of Object.entries(change)) {
    const row = settingById(id);
    const problem = row ? value !== null && valueProblem(row.value, value) : "is no setting";
    if (problem) problems.push({ setting: id.slice(0, NAMED_KEY_LENGTH), problem });
    else checked.push([id, value as PolicyValue | null]);
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, change: Object.fromEntries(checked) };
}

/** The draft after a checked change. */
export function applyChange(draft: PolicyValues, change: PolicyChange): PolicyValues {
  const merged = { ...draft, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, PolicyValue] => entry[1] !== null),
  );
}

/**
 * Freezes `values` at `now` (milliseconds since 1970). The same values always give the same
 * version.
 */
export function lock(values: PolicyValues, now: number): PolicyVersion {
  // The list of keys is also their order in the text.
  const canonical = JSON.stringify(values, Object.keys(values).sort());
  const version = createHash("sha256").update(canonical).digest("hex");
  return { version, values, lockedAt: now };
}
