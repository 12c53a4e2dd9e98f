// A group's Device Settings Policy: a draft that is edited, and the Locked version in force of each
// family. The rules: an edit or a Lock on the ground of an older draft changes nothing, so that of
// two administrators the second learns what the first did; and every version that was ever Locked
// is kept for ever under its content hash, because phones keep running profiles made from it.
import {
  applyChange,
  checkChange,
  type LockedVersion,
  lock,
  type PolicyProblem,
  type PolicyValues,
  type PolicyVersion,
} from "../../core/policy.ts";
import { familyState, familyValues } from "../../core/policy-state.ts";
import { refuse } from "../../core/result.ts";
import { FAMILIES, type Family } from "../../core/settings-row.ts";
import type { PolicyState } from "../handles/tenant-policies.ts";
import { bounded, note, type Store } from "./store.ts";

type GroupRow = {
  draft: string;
  revision: number;
  edited_by: string | null;
  edited_at: number | null;
  locked: string | null;
  locked_at: number | null;
  eas_locked: string | null;
  eas_locked_at: number | null;
};

/** Where a group keeps which version of a family is in force, and since when. */
const COLUMNS = {
  "ios-profile": ["locked", "locked_at"],
  "eas-security": ["eas_locked", "eas_locked_at"],
} as const satisfies Record<Family, readonly [keyof GroupRow, keyof GroupRow]>;

const HISTORY_MAX = 100;

/** A group's draft and Locked versions, or null if there is no such group. */
export function policyState(sql: SqlStorage, group: string): PolicyState | null {
  const [row] = sql.exec<GroupRow>("SELECT * FROM groups WHERE name = ?", group).toArray();
  if (!row) return null;
  const { edited_by: by, edited_at: at } = row;
  const locked = FAMILIES.flatMap((family) => {
    const version = inForce(sql, row, family);
    return version ? [[family, version]] : [];
  });
  return {
    group,
    draft: JSON.parse(row.draft),
    revision: row.revision,
    ...(by !== null && at !== null && { edited: { by, at } }),
    locked: Object.fromEntries(locked),
  };
}

/** The version in force of one family of a group's policy. */
export function lockedFamily(
  sql: SqlStorage,
  group: string,
  family: Family,
): PolicyVersion | undefined {
  const [row] = sql.exec<GroupRow>("SELECT * FROM groups WHERE name = ?", group).toArray();
  return row && inForce(sql, row, family);
}

/**
 * Merges a change into the draft: all of it, or nothing if one setting of it cannot be or the draft
 * is not the one of `revision` any more. A change that changes nothing is no edit.
 */
export function editPolicy(
  store: Store,
  group: string,
  change: Readonly<Record<string, unknown>>,
  actor: string,
  revision?: number,
) {
  const found = currentPolicy(store.sql, group, revision);
  if (!found.ok) return found;
  const { state } = found;
  const checked = checkChange(change);
  if (!checked.ok) return { ...refuse("bad-settings"), problems: checked.problems };
  const draft = applyChange(state.draft, checked.change);
  if (lock(draft, 0).version === lock(state.draft, 0).version) return found;
  const edited = { by: bounded(actor), at: store.now };
  store.sql.exec(
    "UPDATE groups SET draft = ?, revision = revision + 1, edited_by = ?, edited_at = ? WHERE name = ?",
    JSON.stringify(draft),
    edited.by,
    edited.at,
    group,
  );
  note(store, actor, "policy-edited", group, Object.keys(change).join(" "));
  return { ok: true, state: { ...state, draft, revision: state.revision + 1, edited } } as const;
}

/** What keeps families of these values from being Locked (core/lint, which loads late). */
type Lint = (values: PolicyValues, families: readonly Family[]) => readonly PolicyProblem[];

/**
 * Makes families of the draft the versions in force. A family that is Locked as it stands stays as
 * it is.
 */
export function lockPolicy(
  store: Store,
  group: string,
  families: readonly Family[],
  by: { readonly actor: string; readonly revision: number | undefined; readonly lint: Lint },
) {
  const { actor, revision, lint } = by;
  const found = currentPolicy(store.sql, group, revision);
  if (!found.ok) return found;
  const { state } = found;
  const problems = lint(state.draft, families);
  if (problems.length > 0) return { ...refuse("bad-settings"), problems };
  const wanted = FAMILIES.filter(
    (family) => families.includes(family) && familyState(family, state) !== "locked",
  );
  for (const family of wanted) lockFamily(store, state, family, actor);
  return { ok: true, state: policyState(store.sql, group) ?? state } as const;
}

/** Takes versions out of force; phones keep what they have. Refused if none of them is Locked. */
export function unlockPolicy(
  store: Store,
  group: string,
  families: readonly Family[],
  actor: string,
) {
  const state = policyState(store.sql, group);
  if (!state) return refuse("no-such-group");
  const locked = FAMILIES.filter((family) => families.includes(family) && state.locked[family]);
  if (locked.length === 0) return refuse("not-locked");
  for (const family of locked) {
    const [version, at] = COLUMNS[family];
    store.sql.exec(`UPDATE groups SET ${version} = NULL, ${at} = NULL WHERE name = ?`, group);
    note(store, actor, "policy-unlocked", group, `${family} ${state.locked[family]?.version}`);
  }
  return { ok: true } as const;
}

/** Every Lock of a group, newest first. */
export function policyHistory(sql: SqlStorage, group: string): LockedVersion[] {
  const current = policyState(sql, group)?.locked;
  const seen = new Set<Family>();
  return sql
    .exec<{ family: Family; version: string; locked_at: number; locked_by: string }>(
      `SELECT family, version, locked_at, locked_by FROM policy_locks WHERE group_name = ?
         ORDER BY sequence DESC LIMIT ?`,
      group,
      HISTORY_MAX,
    )
    .toArray()
    .map(({ family, version, locked_at, locked_by }) => {
      const isNewest = !seen.has(family);
      seen.add(family);
      const isInForce = isNewest && current?.[family]?.version === version;
      return { family, version, lockedAt: locked_at, lockedBy: locked_by, inForce: isInForce };
    });
}

/** A version by its content hash; `lockedAt` is when it was Locked first. */
export function policyVersion(sql: SqlStorage, version: string): PolicyVersion | null {
  const [row] = sql
    .exec<{ content: string; first_locked_at: number }>(
      "SELECT content, first_locked_at FROM policy_versions WHERE version = ?",
      version,
    )
    .toArray();
  return row ? { version, values: JSON.parse(row.content), lockedAt: row.first_locked_at } : null;
}

/** The state of a group's policy, if its draft still is the one its caller knows. */
function currentPolicy(sql: SqlStorage, group: string, revision: number | undefined) {
  const state = policyState(sql, group);
  if (!state) return refuse("no-such-group");
  if (revision !== undefined && revision !== state.revision)
    return { ...refuse("draft-changed"), state };
  return { ok: true, state } as const;
}

function lockFamily(store: Store, state: PolicyState, family: Family, actor: string): void {
  const { sql, now } = store;
  const { version, values } = lock(familyValues(state.draft, family), now);
  const [column, at] = COLUMNS[family];
  const content = JSON.stringify(values);
  sql.exec("INSERT OR IGNORE INTO policy_versions VALUES (?, ?, ?)", version, content, now);
  const update = `UPDATE groups SET ${column} = ?, ${at} = ? WHERE name = ?`;
  sql.exec(update, version, now, state.group);
  sql.exec(
    `INSERT INTO policy_locks (group_name, family, version, locked_at, locked_by)
       VALUES (?, ?, ?, ?, ?)`,
    state.group,
    family,
    version,
    now,
    bounded(actor),
  );
  note(store, actor, "policy-locked", state.group, `${family} ${version}`);
}

function inForce(sql: SqlStorage, row: GroupRow, family: Family): PolicyVersion | undefined {
  const [column, at] = COLUMNS[family];
  const [version, lockedAt] = [row[column], row[at]];
  const kept = version === null ? null : policyVersion(sql, version);
  return kept && lockedAt !== null ? { ...kept, lockedAt } : undefined;
}
