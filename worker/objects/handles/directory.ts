// The door to the directory: tenants, hosts, API tokens, operators. Times are milliseconds since 1970.
import type { Operator, OperatorSession } from "../../core/operator.ts";
import type { Result } from "../../core/result.ts";
import type { ApiScope } from "../../core/scope.ts";
import type { TenantEntry } from "../../core/tenant.ts";
import type { AuditLog } from "./audit-log.ts";
import type { Remote } from "./remote.ts";

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: ApiScope;
  readonly madeAt: number;
  readonly expiresAt: number;
}

/**
 * `directory`: one object. Tenants, host -> tenant by exact match, API tokens and sessions (as
 * SHA-256 hashes), operators, and the service's own audit log.
 */
export interface DirectoryHandle extends OperatorDirectory {
  /** `actor` stands in the service's audit log; "provost" if absent, here and below. */
  createTenant(
    entry: TenantEntry,
    actor?: string,
  ): Remote<Result<object, "tenant-exists" | "host-taken" | "bad-name" | "bad-origin">>;
  setOrigins(
    name: string,
    origins: TenantEntry["origins"],
    actor?: string,
  ): Remote<Result<object, "no-such-tenant" | "host-taken" | "bad-origin">>;
  /** What users see from now on; installed profiles keep what they say. */
  setDisplayName(
    name: string,
    displayName: string,
    actor?: string,
  ): Remote<Result<object, "no-such-tenant" | "bad-name">>;
  /** `host` is the Host header's value: name or address, with its port if it has one. */
  tenantByHost(host: string): Remote<TenantEntry | null>;
  tenantByName(name: string): Remote<TenantEntry | null>;
  tenants(): Remote<TenantEntry[]>;
  /** Stores the hash of a token made by the caller. */
  addToken(token: ApiToken, tokenHash: string, actor?: string): Remote<void>;
  tokenByHash(tokenHash: string): Remote<ApiToken | null>;
  tokens(): Remote<ApiToken[]>;
  removeToken(id: string, actor?: string): Remote<boolean>;
}

/**
 * The part of the directory that knows who may use the console. Its audit log is the service's own: owner-level acts,
 * sign-ins, operators, tenants.
 */
export interface OperatorDirectory extends AuditLog {
  operators(): Remote<Operator[]>;
  /** A new operator with a one-time set-up link (its code's hash); nobody can sign in before it is used. */
  addOperator(
    operator: Operator,
    setUp: { readonly codeHash: string; readonly expiresAt: number },
    actor: string,
  ): Remote<Result<object, "operator-exists">>;
  /**
   * A fresh set-up link for an operator who lost theirs or their password; ends their sessions, and
   * the password they had.
   */
  renewSetUp(
    id: string,
    setUp: { readonly codeHash: string; readonly expiresAt: number },
    actor: string,
  ): Remote<Result<object, "no-such-operator">>;
  /** Removes an operator and ends all of their sessions. */
  removeOperator(
    id: string,
    actor: string,
  ): Remote<Result<{ readonly operator: Operator }, "no-such-operator">>;
  /** Whose set-up link this is, while it can still be used. */
  operatorBySetUp(codeHash: string): Remote<Operator | null>;
  /** Uses a set-up link: sets the password; the link is void from then on. */
  completeSetUp(
    codeHash: string,
    password: string,
  ): Remote<Result<{ readonly operator: Operator }, "no-such-set-up">>;
  /**
   * The operator with this name and password; takes as long for a name nobody has. `mark` is the
   * password's, for openSession.
   */
  checkOperator(
    name: string,
    password: string,
  ): Remote<(Operator & { readonly mark: string }) | null>;
  operatorByName(name: string): Remote<Operator | null>;
  /** Replaces one's own password; ends all sessions but the one with this hash. */
  changePassword(
    id: string,
    current: string,
    password: string,
    keptSession: string,
  ): Remote<Result<object, "wrong-password">>;
  /** Wrong sign-ins per hour (whole hours since 1970), newest first, of thirty days. */
  signInFailures(): Remote<{ readonly hour: number; readonly count: number }[]>;
  /** With `mark`, only while the password still is the one that was checked. */
  openSession(
    sessionHash: string,
    operatorId: string,
    client: string,
    mark?: string,
  ): Remote<Result<object, "no-such-operator">>;
  /** The operator of a session that neither idled nor lived too long; counts as activity. */
  session(sessionHash: string): Remote<{
    readonly session: OperatorSession;
    readonly operator: Operator;
  } | null>;
  sessions(operatorId: string): Remote<OperatorSession[]>;
  closeSession(sessionHash: string): Remote<void>;
  /** Closes one session of an operator by its public id. */
  revokeSession(operatorId: string, id: string): Remote<boolean>;
}
