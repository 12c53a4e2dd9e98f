// A Device Settings Policy: edited as a draft, usable only when Locked; each Lock makes an immutable version named
// by the hash of its content (mSuite's rule that provisioning needs a Locked policy).

/** Values of policy settings by setting id (worker/core/settings). A setting that is absent is Not Set. */
export type PolicyValues = Readonly<Record<string, PolicyValue>>;
export type PolicyValue = boolean | number | string;

/** An immutable, content-addressed policy. */
export interface PolicyVersion {
  /** SHA-256 of the canonical JSON of `values`, in hex. */
  readonly version: string;
  readonly values: PolicyValues;
  /** Milliseconds since 1970. */
  readonly lockedAt: number;
}

/** What is wrong with one setting, for the person who edits the policy. */
export interface PolicyProblem {
  readonly setting: string;
  readonly problem: string;
}
