// The users a tenant has a record of. Exchange decides who exists; a record only says more: names,
// group, language, whether ActiveSync is allowed, and, for a local directory, a password's hash.
import { isLanguage } from "../../core/language.ts";
import { isUserName } from "../../core/login.ts";
import { isLabel, isPrincipalName, isSecurityIdentifier } from "../../core/names.ts";
import { refuse } from "../../core/result.ts";
import type { UserChange, UserRecord } from "../../core/tenant.ts";
import type { StoredPassword } from "../local-password.ts";
import { hasGroup } from "./groups.ts";
import { bounded, note, type Store } from "./store.ts";

type UserRow = {
  user: string;
  display_name: string | null;
  email_address: string | null;
  group_name: string | null;
  eas_allowed: number;
  password: string | null;
  language: string | null;
  principal_name: string | null;
  security_identifier: string | null;
};

const PAGE = 100;
const PAGE_MAX = 500;

/** All users with a record, by name. */
export function userRecords(sql: SqlStorage): UserRecord[] {
  return sql.exec<UserRow>("SELECT * FROM users ORDER BY user").toArray().map(recordOf);
}

/**
 * One page of users, by name; `after` is the last name of the page before. `search` is part of the
 * name, the display name or the address, in any letter case.
 */
export function userPage(
  sql: SqlStorage,
  query: { readonly search?: string; readonly after?: string; readonly limit?: number },
): { users: UserRecord[]; next?: string } {
  const limit = Math.max(1, Math.min(Math.trunc(query.limit || PAGE), PAGE_MAX));
  const found = sql
    .exec<UserRow>(
      "SELECT * FROM users WHERE user > ? AND instr(search, ?) > 0 ORDER BY user LIMIT ?",
      bounded(query.after ?? ""),
      bounded(query.search ?? "").toLowerCase(),
      limit + 1,
    )
    .toArray();
  const users = found.slice(0, limit).map(recordOf);
  const next = found.length > limit ? users.at(-1)?.user : undefined;
  return { users, ...(next !== undefined && { next }) };
}

/** One user's record, or null. */
export function userRecord(sql: SqlStorage, user: string): UserRecord | null {
  const row = userRow(sql, user);
  return row ? recordOf(row) : null;
}

/** Adds or replaces a record; `password` null keeps the stored one. */
export function putUser(
  store: Store,
  record: UserRecord,
  password: StoredPassword | null,
  actor: string,
) {
  const problem = recordProblem(store.sql, record);
  if (problem) return refuse(problem);
  writeRecord(store.sql, record, password);
  const detail = { ...record, ...(password && { password: "set" }) };
  note(store, actor, "user-put", record.user, JSON.stringify(detail));
  return { ok: true } as const;
}

/**
 * Adds or changes many users, or none if one of them cannot be. A field that a change does not name
 * stays as it is, so that a list of names and addresses allows nobody who was not allowed.
 */
export function importUsers(store: Store, changes: readonly UserChange[], actor: string) {
  const problems = changes.map((change) => recordProblem(store.sql, merged(null, change)));
  const index = problems.findIndex((problem) => problem !== undefined);
  const reason = problems[index];
  if (reason) return { ...refuse(reason), index };
  const counts = { added: 0, changed: 0 };
  for (const change of changes) {
    const before = userRecord(store.sql, change.user);
    const after = merged(before, change);
    if (before && isSame(before, after)) continue;
    counts[before ? "changed" : "added"]++;
    writeRecord(store.sql, after, null);
    note(store, actor, "user-put", after.user, JSON.stringify(after));
  }
  note(store, actor, "users-imported", "users", JSON.stringify(counts));
  return { ok: true, ...counts } as const;
}

/** Removes a record; the user then is like any other whom Exchange knows. */
export function removeUser(store: Store, user: string, actor: string) {
  const removed = store.sql.exec("DELETE FROM users WHERE user = ? RETURNING user", user).toArray();
  if (removed.length === 0) return refuse("no-such-user");
  note(store, actor, "user-removed", user);
  return { ok: true } as const;
}

/** The stored password of a user of the local directory, if there is one. */
export function storedPassword(sql: SqlStorage, user: string): StoredPassword | undefined {
  const password = userRow(sql, user)?.password;
  return password ? JSON.parse(password) : undefined;
}

function recordProblem(
  sql: SqlStorage,
  { user, displayName, group, language, principalName, securityIdentifier }: UserRecord,
): "bad-name" | "no-such-group" | undefined {
  const isCanonical = isUserName(user) && user === user.toLowerCase();
  if (!isCanonical || (displayName !== undefined && !isLabel(displayName))) return "bad-name";
  if (language !== undefined && !isLanguage(language)) return "bad-name";
  if (principalName !== undefined && !isPrincipalName(principalName)) return "bad-name";
  if (securityIdentifier !== undefined && !isSecurityIdentifier(securityIdentifier))
    return "bad-name";
  return group !== undefined && !hasGroup(sql, group) ? "no-such-group" : undefined;
}

function writeRecord(sql: SqlStorage, record: UserRecord, password: StoredPassword | null): void {
  const { user, displayName = null, emailAddress = null, group = null, language = null } = record;
  const words = [user, displayName, emailAddress].filter((word) => word !== null);
  sql.exec(
    `INSERT INTO users (user, display_name, email_address, group_name, eas_allowed, password, language, search, principal_name,
         security_identifier)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET display_name = excluded.display_name, email_address = excluded.email_address,
         group_name = excluded.group_name, eas_allowed = excluded.eas_allowed, language = excluded.language,
         password = coalesce(excluded.password, password), search = excluded.search,
         principal_name = excluded.principal_name, security_identifier = excluded.security_identifier`,
    user,
    displayName,
    emailAddress,
    group,
    record.easAllowed ? 1 : 0,
    password && JSON.stringify(password),
    language,
    words.join(" ").toLowerCase(),
    record.principalName ?? null,
    record.securityIdentifier ?? null,
  );
}

/** `before` with what `change` names; null takes a field away. */
function merged(before: UserRecord | null, change: UserChange): UserRecord {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const fields = { easAllowed: true, ...before, ...Object.fromEntries(named) };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null),
  ) as unknown as UserRecord;
}

function isSame(a: UserRecord, b: UserRecord): boolean {
  const fields = [
    ...(["displayName", "emailAddress", "group", "easAllowed", "language"] as const),
    ...(["principalName", "securityIdentifier"] as const),
  ];
  return fields.every((field) => a[field] === b[field]);
}

function userRow(sql: SqlStorage, user: string): UserRow | undefined {
  return sql.exec<UserRow>("SELECT * FROM users WHERE user = ?", user).toArray()[0];
}

function recordOf(row: UserRow): UserRecord {
  return {
    user: row.user,
    ...(row.display_name !== null && { displayName: row.display_name }),
    ...(row.email_address !== null && { emailAddress: row.email_address }),
    ...(row.group_name !== null && { group: row.group_name }),
    easAllowed: row.eas_allowed === 1,
    ...(isLanguage(row.language) && { language: row.language }),
    ...(row.principal_name !== null && { principalName: row.principal_name }),
    ...(row.security_identifier !== null && { securityIdentifier: row.security_identifier }),
  };
}
