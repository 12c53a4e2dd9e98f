// A group's Device Settings Policy: a draft that is edited, and the Locked version in force. Every
// version that was ever Locked is kept for ever under its content hash, because phones keep running
// profiles made from it.
import {
  applyChange,
  checkChange,
  lintForLock,
  lock,
  type PolicyValues,
  type PolicyVersion,
} from "../../core/policy.ts";
import { refuse } from "../../core/result.ts";
import type { PolicyState } from "../handles.ts";
import { note, type Store } from "./store.ts";

type GroupRow = {
  draft: string;
  content: string | null;
  locked: string | null;
  locked_at: number | null;
};

/** A group's draft and Locked version, or null if there is no such group. */
export function policyState(sql: SqlStorage, group: string): PolicyState | null {
  const [row] = sql
    .exec<GroupRow>(
      `SELECT g.draft, g.locked, g.locked_at, v.content FROM groups g
         LEFT JOIN policy_versions v ON v.version = g.locked WHERE g.name = ?`,
      group,
    )
    .toArray();
  if (!row) return null;
  const locked = lockedVersion(row);
  return { group, draft: JSON.parse(row.draft), ...(locked && { locked }) };
}

/** Merges a change into the draft: all of it, or nothing if one setting of it cannot be. */
export function editPolicy(
  store: Store,
  group: string,
  change: Readonly<Record<string, unknown>>,
  actor: string,
) {
  const state = policyState(store.sql, group);
  if (!state) return refuse("no-such-group");
  const checked = checkChange(change);
  if (!checked.ok) return { ...refuse("bad-settings"), problems: checked.problems };
  const draft = applyChange(state.draft, checked.change);
  store.sql.exec("UPDATE groups SET draft = ? WHERE name = ?", JSON.stringify(draft), group);
  note(store, actor, "policy-edited", group, Object.keys(change).join(" "));
  return { ok: true, draft } as const;
}

/** Makes the draft the version in force. */
export function lockPolicy(store: Store, group: string, actor: string) {
  const state = policyState(store.sql, group);
  if (!state) return refuse("no-such-group");
  const problems = lintForLock(state.draft);
  if (problems.length > 0) return { ...refuse("bad-settings"), problems };
  const version = lock(state.draft, store.now);
  const { sql } = store;
  const values = JSON.stringify(version.values satisfies PolicyValues);
  sql.exec(
    "INSERT OR IGNORE INTO policy_versions VALUES (?, ?, ?)",
    version.version,
    values,
    store.now,
  );
  sql.exec(
    "UPDATE groups SET locked = ?, locked_at = ? WHERE name = ?",
    version.version,
    version.lockedAt,
    group,
  );
  note(store, actor, "policy-locked", group, version.version);
  return { ok: true, version } as const;
}

/** Takes the version out of force: nobody of the group can be provisioned until the next Lock. */
export function unlockPolicy(store: Store, group: string, actor: string) {
  const state = policyState(store.sql, group);
  if (!state) return refuse("no-such-group");
  if (!state.locked) return refuse("not-locked");
  store.sql.exec("UPDATE groups SET locked = NULL, locked_at = NULL WHERE name = ?", group);
  note(store, actor, "policy-unlocked", group, state.locked.version);
  return { ok: true } as const;
}

function lockedVersion({ locked, locked_at, content }: GroupRow): PolicyVersion | undefined {
  if (locked === null || locked_at === null || content === null) return undefined;
  return { version: locked, values: JSON.parse(content), lockedAt: locked_at };
}
