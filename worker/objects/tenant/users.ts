// The users a tenant has a record of. Exchange decides who exists; a record only says more: names,
// group, whether ActiveSync is allowed, and, for a local directory, a password's hash.
import { isUserName } from "../../core/login.ts";
import { isLabel } from "../../core/names.ts";
import { refuse } from "../../core/result.ts";
import type { UserRecord } from "../../core/tenant.ts";
import type { AccountFacts } from "../handles.ts";
import type { StoredPassword } from "../local-password.ts";
import { adapter } from "./adapter.ts";
import { defaultGroup, hasGroup } from "./groups.ts";
import { policyState } from "./policies.ts";
import { note, type Store } from "./store.ts";

type UserRow = {
  user: string;
  display_name: string | null;
  email_address: string | null;
  group_name: string | null;
  eas_allowed: number;
  password: string | null;
};

/** All users with a record, by name. */
export function userRecords(sql: SqlStorage): UserRecord[] {
  return sql.exec<UserRow>("SELECT * FROM users ORDER BY user").toArray().map(recordOf);
}

/** Adds or replaces a record; `password` null keeps the stored one. */
export function putUser(
  store: Store,
  record: UserRecord,
  password: StoredPassword | null,
  actor: string,
) {
  const { user, displayName = null, emailAddress = null, group = null, easAllowed } = record;
  if (!isCanonical(user) || (displayName !== null && !isLabel(displayName)))
    return refuse("bad-name");
  if (group !== null && !hasGroup(store.sql, group)) return refuse("no-such-group");
  store.sql.exec(
    `INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET display_name = excluded.display_name, email_address = excluded.email_address,
         group_name = excluded.group_name, eas_allowed = excluded.eas_allowed,
         password = coalesce(excluded.password, password)`,
    user,
    displayName,
    emailAddress,
    group,
    easAllowed ? 1 : 0,
    password && JSON.stringify(password),
  );
  const detail = { ...record, ...(password && { password: "set" }) };
  note(store, actor, "user-put", user, JSON.stringify(detail));
  return { ok: true } as const;
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

/** Everything a profile needs, for a user who has just signed in. */
export function accountFacts(sql: SqlStorage, user: string) {
  const row = userRow(sql, user);
  if (row?.eas_allowed === 0) return refuse("eas-not-allowed");
  const group = row?.group_name ?? defaultGroup(sql);
  if (group === null) return refuse("user-in-no-group");
  const policy = policyState(sql, group)?.locked;
  if (!policy) return refuse("policy-not-locked");
  const account: AccountFacts = {
    user,
    emailAddress: row?.email_address ?? addressOf(user, adapter(sql, "running").mailDomain),
    displayName: row?.display_name ?? user,
    group,
    policy,
  };
  return { ok: true, account } as const;
}

/** A canonical name that kept a foreign domain (worker/core/login.ts) is an address already. */
function addressOf(user: string, mailDomain: string): string {
  return user.includes("@") ? user : `${user.slice(user.indexOf("\\") + 1)}@${mailDomain}`;
}

const isCanonical = (user: string) => isUserName(user) && user === user.trim().toLowerCase();

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
  };
}
