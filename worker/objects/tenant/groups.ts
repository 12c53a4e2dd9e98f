// The tenant's groups of users. One of them may be the default: the group of users whose record
// names none.
import { isLabel } from "../../core/names.ts";
import { refuse } from "../../core/result.ts";
import { fact, note, type Store, setFact } from "./store.ts";

const FIRST_GROUP = "everyone";
const DEFAULT_GROUP = "default-group";

/** The first group of a new tenant, default for everybody, with an empty draft policy. */
export function foundGroups({ sql }: Store): void {
  insertGroup(sql, FIRST_GROUP);
  setFact(sql, DEFAULT_GROUP, FIRST_GROUP);
}

/** All groups' names, sorted. */
export function groupNames(sql: SqlStorage): string[] {
  return sql
    .exec<{ name: string }>("SELECT name FROM groups ORDER BY name")
    .toArray()
    .map(({ name }) => name);
}

/** True if there is such a group. */
export function hasGroup(sql: SqlStorage, group: string): boolean {
  return sql.exec("SELECT 1 FROM groups WHERE name = ?", group).toArray().length > 0;
}

/** Adds a group with an empty draft policy. */
export function addGroup(store: Store, group: string, actor: string) {
  if (!isLabel(group)) return refuse("bad-name");
  if (hasGroup(store.sql, group)) return refuse("group-exists");
  insertGroup(store.sql, group);
  note(store, actor, "group-added", group);
  return { ok: true } as const;
}

/** The default group's name, or null if users without a group of their own get no profile. */
export function defaultGroup(sql: SqlStorage): string | null {
  return fact<string>(sql, DEFAULT_GROUP) ?? null;
}

/** Sets or (null) takes away the default group. */
export function setDefaultGroup(store: Store, group: string | null, actor: string) {
  if (group !== null && !hasGroup(store.sql, group)) return refuse("no-such-group");
  setFact(store.sql, DEFAULT_GROUP, group);
  note(store, actor, "default-group-set", group ?? "", group === null ? "none" : "");
  return { ok: true } as const;
}

function insertGroup(sql: SqlStorage, group: string): void {
  sql.exec("INSERT INTO groups (name, draft) VALUES (?, '{}')", group);
}
