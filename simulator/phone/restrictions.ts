// Restrictions in force: the union of all installed profiles and Exchange policies, the strictest
// of each key (HDR: the phone recomputes them whenever a profile comes or goes, so removing a
// profile lifts what only it had set).
import type { PhoneState } from "./state.ts";

export type Restrictions = Readonly<Record<string, boolean | number | string>>;

function stricter(
  key: string,
  one: boolean | number | string,
  other: boolean | number | string,
): boolean | number | string {
  if (typeof one === "number" && typeof other === "number") return Math.min(one, other);
  if (typeof one !== "boolean" || typeof other !== "boolean") return other;
  return /force/i.test(key) ? one || other : one && other;
}

/**
 * Every restriction that some profile or policy sets, merged. A key nobody sets is absent: the
 * phone's default holds.
 */
export function effectiveRestrictions(state: PhoneState): Restrictions {
  const merged: Record<string, boolean | number | string> = {};
  const payloads = state.profiles.flatMap((profile) =>
    profile.payloads.filter(({ kind }) => kind === "restrictions").map(({ values }) => values),
  );
  const fromExchange = state.accounts.map(({ easRestrictions }) => easRestrictions);
  for (const values of [...payloads, ...fromExchange]) {
    for (const [key, value] of Object.entries(values)) {
      const before = merged[key];
      merged[key] = before === undefined ? value : stricter(key, before, value);
    }
  }
  return merged;
}
