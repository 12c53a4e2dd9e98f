// The directory's operators. The rules: a set-up link's code is kept as a hash, works once and for a
// day, and whoever gets a new link has no password until it is used; every change of an operator
// stands in the service's audit log in the same transaction.
import type { Operator } from "../../core/operator.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { ApiScope } from "../../core/scope.ts";
import type { StoredPassword } from "../local-password.ts";
import { note, type Store } from "../tenant/store.ts";
import { closeSessions } from "./sessions.ts";

type OperatorRow = {
  id: string;
  name: string;
  scope: string;
  made_at: number;
  password: string | null;
  set_up_hash: string | null;
  set_up_expires_at: number | null;
};

/** A set-up link as it is stored. */
export interface SetUp {
  readonly codeHash: string;
  readonly expiresAt: number;
}

export function allOperators(sql: SqlStorage): Operator[] {
  return sql.exec<OperatorRow>("SELECT * FROM operators ORDER BY name").toArray().map(operatorOf);
}

export function addOperator(
  store: Store,
  operator: Operator,
  setUp: SetUp,
  actor: string,
): Result<object, "operator-exists"> {
  const { id, name, scope, madeAt } = operator;
  if (rowBy(store.sql, "name", name)) return refuse("operator-exists");
  store.sql.exec(
    "INSERT INTO operators VALUES (?, ?, ?, ?, NULL, ?, ?)",
    id,
    name,
    scope,
    madeAt,
    setUp.codeHash,
    setUp.expiresAt,
  );
  note(store, actor, "operator-added", name, scope);
  return { ok: true };
}

export function renewSetUp(
  store: Store,
  id: string,
  setUp: SetUp,
  actor: string,
): Result<object, "no-such-operator"> {
  const row = rowBy(store.sql, "id", id);
  if (!row) return refuse("no-such-operator");
  store.sql.exec(
    "UPDATE operators SET password = NULL, set_up_hash = ?, set_up_expires_at = ? WHERE id = ?",
    setUp.codeHash,
    setUp.expiresAt,
    id,
  );
  closeSessions(store.sql, id);
  note(store, actor, "operator-set-up-renewed", row.name);
  return { ok: true };
}

export function removeOperator(
  store: Store,
  id: string,
  actor: string,
): Result<{ readonly operator: Operator }, "no-such-operator"> {
  const row = rowBy(store.sql, "id", id);
  if (!row) return refuse("no-such-operator");
  store.sql.exec("DELETE FROM operators WHERE id = ?", id);
  closeSessions(store.sql, id);
  note(store, actor, "operator-removed", row.name, row.scope);
  return { ok: true, operator: operatorOf(row) };
}

export function operatorBySetUp({ sql, now }: Store, codeHash: string): Operator | null {
  const row = rowBy(sql, "set_up_hash", codeHash);
  return row && now < (row.set_up_expires_at ?? 0) ? operatorOf(row) : null;
}

/** Uses a link: of two who use it at once, the second finds none. */
export function completeSetUp(
  store: Store,
  codeHash: string,
  password: StoredPassword,
): Result<{ readonly operator: Operator }, "no-such-set-up"> {
  const operator = operatorBySetUp(store, codeHash);
  if (!operator) return refuse("no-such-set-up");
  setPassword(store.sql, operator.id, password);
  closeSessions(store.sql, operator.id);
  note(store, operator.name, "operator-set-up", operator.name);
  return { ok: true, operator: { ...operator, hasPassword: true } };
}

/**
 * Replaces a password, if it still is the one that was checked; ends the operator's other sessions.
 */
export function changePassword(
  store: Store,
  id: string,
  checked: string,
  password: StoredPassword,
  keptSession: string,
): Result<object, "wrong-password"> {
  const row = rowBy(store.sql, "id", id);
  if (row?.password !== checked) return refuse("wrong-password");
  setPassword(store.sql, id, password);
  closeSessions(store.sql, id, keptSession);
  note(store, row.name, "operator-password-changed", row.name);
  return { ok: true };
}

/** An operator and their stored password, by name or id. */
export function storedOperator(
  sql: SqlStorage,
  key: "name" | "id",
  value: string,
): { readonly operator: Operator; readonly password: string | null } | undefined {
  const row = rowBy(sql, key, value);
  return row && { operator: operatorOf(row), password: row.password };
}

function setPassword(sql: SqlStorage, id: string, password: StoredPassword): void {
  sql.exec(
    "UPDATE operators SET password = ?, set_up_hash = NULL, set_up_expires_at = NULL WHERE id = ?",
    JSON.stringify(password),
    id,
  );
}

function rowBy(sql: SqlStorage, column: "id" | "name" | "set_up_hash", value: string) {
  return sql.exec<OperatorRow>(`SELECT * FROM operators WHERE ${column} = ?`, value).toArray()[0];
}

function operatorOf(row: OperatorRow): Operator {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope as ApiScope,
    madeAt: row.made_at,
    hasPassword: row.password !== null,
  };
}
