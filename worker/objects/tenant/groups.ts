// The tenant's groups of users. One of them may be the default: the group of users whose record
// names none.
import { CLIENT_CERTIFICATES, type ClientCertificates } from "../../core/certificates.ts";
import { isLabel } from "../../core/names.ts";
import { familyState, hasUnlockedChanges } from "../../core/policy-state.ts";
import { refuse } from "../../core/result.ts";
import { FAMILIES } from "../../core/settings-row.ts";
import type { GroupRecord } from "../../core/tenant.ts";
import type { PolicyState } from "../handles/tenant-policies.ts";
import { policyState } from "./policies.ts";
import { fact, note, type Store, setFact } from "./store.ts";

const FIRST_GROUP = "everyone";
const DEFAULT_GROUP = "default-group";

/** The first group of a new tenant, default for everybody, with an empty draft policy. */
export function foundGroups({ sql }: Store): void {
  insertGroup(sql, FIRST_GROUP);
  setFact(sql, DEFAULT_GROUP, FIRST_GROUP);
}

/** All groups and their policies at a glance, by name. */
export function groupRecords(sql: SqlStorage): GroupRecord[] {
  const byDefault = defaultGroup(sql);
  return sql
    .exec<{ name: string; eas_allowed: number; client_certificates: string | null; users: number }>(
      `SELECT name, eas_allowed, client_certificates, (SELECT count(*) FROM users WHERE group_name = name) AS users
         FROM groups ORDER BY name`,
    )
    .toArray()
    .flatMap(({ name, eas_allowed, client_certificates, users }) => {
      const policy = policyState(sql, name);
      if (!policy) return [];
      const easAllowed = eas_allowed === 1;
      const clientCertificates = wordOf(client_certificates);
      const isDefault = name === byDefault;
      const own = {
        name,
        isDefault,
        easAllowed,
        users,
        ...(clientCertificates && { clientCertificates }),
      };
      return { ...own, ...atAGlance(policy) };
    });
}

/** True if there is such a group. */
export function hasGroup(sql: SqlStorage, group: string): boolean {
  return sql.exec("SELECT 1 FROM groups WHERE name = ?", group).toArray().length > 0;
}

/** True unless Exchange ActiveSync was forbidden to the whole group. */
export function groupEasAllowed(sql: SqlStorage, group: string): boolean {
  const denied = "SELECT 1 FROM groups WHERE name = ? AND eas_allowed = 0";
  return sql.exec(denied, group).toArray().length === 0;
}

/** How the group's phones sign in, if it says. */
export function groupCertificates(sql: SqlStorage, group: string): ClientCertificates | undefined {
  const [row] = sql
    .exec<{ word: string | null }>(
      "SELECT client_certificates AS word FROM groups WHERE name = ?",
      group,
    )
    .toArray();
  return wordOf(row?.word ?? null);
}

const wordOf = (text: string | null) => CLIENT_CERTIFICATES.find((word) => word === text);

/** Adds a group with an empty draft policy. */
export function addGroup(store: Store, group: string, actor: string) {
  if (!isLabel(group)) return refuse("bad-name");
  if (hasGroup(store.sql, group)) return refuse("group-exists");
  insertGroup(store.sql, group);
  note(store, actor, "group-added", group);
  return { ok: true } as const;
}

/**
 * Removes a group nobody belongs to, and the list of its Locks: a group added later under its name
 * is another one. The versions themselves stay, because phones run them.
 */
export function removeGroup(store: Store, group: string, actor: string) {
  const { sql } = store;
  if (!hasGroup(sql, group)) return refuse("no-such-group");
  const members = sql.exec("SELECT 1 FROM users WHERE group_name = ? LIMIT 1", group).toArray();
  if (members.length > 0 || group === defaultGroup(sql)) return refuse("group-in-use");
  sql.exec("DELETE FROM groups WHERE name = ?", group);
  sql.exec("DELETE FROM policy_locks WHERE group_name = ?", group);
  note(store, actor, "group-removed", group);
  return { ok: true } as const;
}

/** Allows or forbids Exchange ActiveSync to a whole group. */
export function setGroupEas(store: Store, group: string, easAllowed: boolean, actor: string) {
  if (!hasGroup(store.sql, group)) return refuse("no-such-group");
  if (groupEasAllowed(store.sql, group) === easAllowed) return { ok: true } as const;
  const value = easAllowed ? 1 : 0;
  store.sql.exec("UPDATE groups SET eas_allowed = ? WHERE name = ?", value, group);
  note(store, actor, easAllowed ? "group-eas-allowed" : "group-eas-denied", group);
  return { ok: true } as const;
}

/** Says how the group's phones sign in, or (null) that the adapter says it. */
export function setGroupCertificates(
  store: Store,
  group: string,
  word: ClientCertificates | null,
  actor: string,
) {
  if (!hasGroup(store.sql, group)) return refuse("no-such-group");
  if ((groupCertificates(store.sql, group) ?? null) === word) return { ok: true } as const;
  store.sql.exec("UPDATE groups SET client_certificates = ? WHERE name = ?", word, group);
  note(store, actor, "group-certificates-set", group, word ?? "as the tenant");
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

function atAGlance(
  policy: PolicyState,
): Pick<GroupRecord, "locked" | "states" | "hasUnlockedChanges"> {
  const versions = FAMILIES.flatMap((family) => {
    const version = policy.locked[family]?.version;
    return version ? [[family, version]] : [];
  });
  return {
    locked: Object.fromEntries(versions),
    states: {
      "ios-profile": familyState("ios-profile", policy),
      "eas-security": familyState("eas-security", policy),
    },
    hasUnlockedChanges: hasUnlockedChanges(policy),
  };
}

function insertGroup(sql: SqlStorage, group: string): void {
  sql.exec("INSERT INTO groups (name, draft) VALUES (?, '{}')", group);
}
