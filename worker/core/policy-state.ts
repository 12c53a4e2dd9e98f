// What state a policy is in: Not Set, Set or Locked, for one setting and for a family of them (the
// states of mSuite's console). The rule: a value is Locked while the draft and the version in force
// agree on it; a family is Locked while they agree on everything. Also here: which values are
// secret, and what stands in their place for readers who may not see them.
import { lock, type PolicyValues, type PolicyVersion } from "./policy.ts";
import { settingById } from "./settings.ts";
import { FAMILIES, type Family, familyOf } from "./settings-row.ts";

/** The three states; the words people read are "Not Set", "Set" and "Locked". */
export type SettingState = "not-set" | "set" | "locked";

/** A draft and the version in force of each family. */
export interface PolicyStanding {
  readonly draft: PolicyValues;
  readonly locked: Readonly<Partial<Record<Family, PolicyVersion>>>;
}

/** The values that are Locked with `family`. One that the table of settings lost is in none. */
export function familyValues(values: PolicyValues, family: Family): PolicyValues {
  return Object.fromEntries(Object.entries(values).filter(([id]) => familyOfId(id) === family));
}

/** The family of a setting by its id, or undefined if there is no such setting. */
export function familyOfId(id: string): Family | undefined {
  const row = settingById(id);
  return row && familyOf(row);
}

/** The state of one setting. */
export function settingState(id: string, { draft, locked }: PolicyStanding): SettingState {
  const value = draft[id];
  if (value === undefined) return "not-set";
  const family = familyOfId(id);
  return family && locked[family]?.values[id] === value ? "locked" : "set";
}

/** The state of a family. Taking a Locked value back in the draft leaves the family Set, too. */
export function familyState(family: Family, { draft, locked }: PolicyStanding): SettingState {
  const values = familyValues(draft, family);
  const inForce = locked[family];
  if (inForce) return lock(values, 0).version === inForce.version ? "locked" : "set";
  return Object.keys(values).length > 0 ? "set" : "not-set";
}

/** True if a Lock of both families would change what is in force. */
export function hasUnlockedChanges(standing: PolicyStanding): boolean {
  return FAMILIES.some((family) => familyState(family, standing) === "set");
}

/** What stands in the place of a secret value. */
export const SECRET_MARK = "********";

/** `values` with a mark in the place of every secret one. */
export function withoutSecrets(values: PolicyValues): PolicyValues {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, isSecret(id) ? SECRET_MARK : value]),
  );
}

function isSecret(id: string): boolean {
  const rule = settingById(id)?.value;
  return rule?.kind === "text" && rule.secret === true;
}
