// Policy values as a caller may see them. The rule: a secret value (the password of Prevent Policy
// Removal) is shown to whoever could change it, and a mark in its place to everybody else.
import type { PolicyValues, PolicyVersion } from "../../core/policy.ts";
import { withoutSecrets } from "../../core/policy-state.ts";
import { isAble } from "../../core/scope.ts";
import type { PolicyState } from "../../objects/handles/tenant-policies.ts";
import type { Caller } from "./caller.ts";

/** `values` as `caller` may see them. */
export function shownValues({ scope }: Caller, values: PolicyValues): PolicyValues {
  return isAble(scope, "administer") ? values : withoutSecrets(values);
}

/** A version as `caller` may see it; its name is still the hash of the real values. */
export function shownVersion(caller: Caller, version: PolicyVersion): PolicyVersion {
  return { ...version, values: shownValues(caller, version.values) };
}

/** A draft and what is in force as `caller` may see them. */
export function shownPolicy(caller: Caller, state: PolicyState): PolicyState {
  const locked = Object.entries(state.locked).map(([family, version]) => [
    family,
    shownVersion(caller, version),
  ]);
  return {
    ...state,
    draft: shownValues(caller, state.draft),
    locked: Object.fromEntries(locked),
  };
}
