// What is different between two policies, for people. Rule: one line a setting, in the order of the
// settings table; a setting that is Not Set on one side has no value there.
import type { PolicyValue, PolicyValues } from "./policy.ts";
import { SETTINGS } from "./settings.ts";

/** One setting that differs. */
export interface PolicyDifference {
  readonly setting: string;
  readonly before?: PolicyValue;
  readonly after?: PolicyValue;
}

const ORDER: ReadonlyMap<string, number> = new Map(SETTINGS.map(({ id }, index) => [id, index]));

/** The differences from `a` to `b`; settings that the table has lost come last, by name. */
export function diffPolicies(a: PolicyValues, b: PolicyValues): PolicyDifference[] {
  const place = (id: string) => ORDER.get(id) ?? SETTINGS.length;
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(
    (one, other) => place(one) - place(other) || (one < other ? -1 : 1),
  );
  return ids
    .filter((id) => a[id] !== b[id])
    .map((setting) => ({
      setting,
      ...(a[setting] !== undefined && { before: a[setting] }),
      ...(b[setting] !== undefined && { after: b[setting] }),
    }));
}
