// The directory object: one for the whole service. It knows the tenants, which tenant owns which
// host, the API tokens (as hashes), the operators of the console with their sessions, and the
// service's own audit log. This file is the door; each call is one read or one transaction over the
// parts in directory/.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import { isLabel, isTenantName } from "../core/names.ts";
import type { Operator } from "../core/operator.ts";
import { refuse } from "../core/result.ts";
import { secretHash } from "../core/session.ts";
import type { TenantEntry } from "../core/tenant.ts";
import type { Env } from "../env.ts";
import {
  addOperator,
  allOperators,
  changePassword,
  completeSetUp,
  operatorBySetUp,
  removeOperator,
  renewSetUp,
  type SetUp,
  storedOperator,
} from "./directory/operators.ts";
import {
  closeSession,
  noteSignInFailure,
  openSession,
  revokeSession,
  sessionsOf,
  signInFailures,
  usedSession,
} from "./directory/sessions.ts";
import {
  addTenant,
  allTenants,
  claimedBy,
  moveTenant,
  nameTenant,
  tenantByHost,
  tenantByName,
} from "./directory/tenants.ts";
import { addToken, allTokens, removeToken, tokenByHash } from "./directory/tokens.ts";
import type { ApiToken, DirectoryHandle } from "./handles/directory.ts";
import { checkPassword, hashPassword, type StoredPassword } from "./local-password.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";
import { auditEntries, auditNewest, type Store } from "./tenant/store.ts";

/** Who acted where a caller does not say: the service by itself. */
const ITSELF = "provost";

/** Tenants, hosts, API tokens, operators and sessions (DirectoryHandle). */
export abstract class DirectoryObject extends DurableObject<Env> implements DirectoryHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.directory);

  async createTenant(entry: TenantEntry, actor = ITSELF) {
    if (!isTenantName(entry.name) || !isLabel(entry.displayName)) return refuse("bad-name");
    const claimed = claimedBy(entry.origins);
    if (!claimed) return refuse("bad-origin");
    return this.#write((store) => addTenant(store, entry, claimed, this.#ownHosts(), actor));
  }
  async setOrigins(name: string, origins: TenantEntry["origins"], actor = ITSELF) {
    const claimed = claimedBy(origins);
    if (!claimed) return refuse("bad-origin");
    if (!this.#schema.exists()) return refuse("no-such-tenant");
    return this.#write((store) => moveTenant(store, name, claimed, this.#ownHosts(), actor));
  }
  async setDisplayName(name: string, displayName: string, actor = ITSELF) {
    if (!isLabel(displayName)) return refuse("bad-name");
    if (!this.#schema.exists()) return refuse("no-such-tenant");
    return this.#write((store) => nameTenant(store, name, displayName, actor));
  }
  async tenantByHost(host: string) {
    return this.#read(null, ({ sql }) => tenantByHost(sql, host));
  }
  async tenantByName(name: string) {
    return this.#read(null, ({ sql }) => tenantByName(sql, name));
  }
  async tenants() {
    return this.#read([], ({ sql }) => allTenants(sql));
  }

  async addToken(token: ApiToken, tokenHash: string, actor = ITSELF) {
    this.#write((store) => addToken(store, token, tokenHash, actor));
  }
  async tokenByHash(tokenHash: string) {
    return this.#read(null, (store) => tokenByHash(store, tokenHash));
  }
  async tokens() {
    return this.#read([], ({ sql }) => allTokens(sql));
  }
  async removeToken(id: string, actor = ITSELF) {
    if (!this.#schema.exists()) return false;
    return this.#write((store) => removeToken(store, id, actor));
  }

  async operators() {
    return this.#read([], ({ sql }) => allOperators(sql));
  }
  async operatorByName(name: string) {
    return this.#read(null, ({ sql }) => storedOperator(sql, "name", name)?.operator ?? null);
  }
  async addOperator(operator: Operator, setUp: SetUp, actor: string) {
    return this.#write((store) => addOperator(store, operator, setUp, actor));
  }
  async renewSetUp(id: string, setUp: SetUp, actor: string) {
    return this.#write((store) => renewSetUp(store, id, setUp, actor));
  }
  async removeOperator(id: string, actor: string) {
    return this.#write((store) => removeOperator(store, id, actor));
  }
  async operatorBySetUp(codeHash: string) {
    return this.#read(null, (store) => operatorBySetUp(store, codeHash));
  }
  /** The link is looked up twice: before the costly hash, and in the transaction after it. */
  async completeSetUp(codeHash: string, password: string) {
    if (!(await this.operatorBySetUp(codeHash))) return refuse("no-such-set-up");
    const stored = await hashPassword(password);
    return this.#write((store) => completeSetUp(store, codeHash, stored));
  }
  async changePassword(id: string, current: string, password: string, keptSession: string) {
    const checked = this.#stored("id", id)?.password ?? null;
    if (!(await checkPassword(parsed(checked), current))) return refuse("wrong-password");
    const stored = await hashPassword(password);
    return this.#write((store) => changePassword(store, id, checked ?? "", stored, keptSession));
  }
  /** A password that was replaced while it was checked counts as wrong. */
  async checkOperator(name: string, password: string) {
    const before = this.#stored("name", name);
    const isRight = await checkPassword(parsed(before?.password ?? null), password);
    const now = this.#stored("name", name);
    if (isRight && now && now.password === before?.password)
      return { ...now.operator, mark: markOf(now.password) };
    if (this.#schema.exists()) this.#write(noteSignInFailure);
    return null;
  }
  async signInFailures() {
    return this.#read([], ({ sql }) => signInFailures(sql));
  }

  async openSession(hash: string, operatorId: string, client: string, mark?: string) {
    const { operator, password } = this.#stored("id", operatorId) ?? {};
    const isOutdated = mark !== undefined && mark !== markOf(password ?? null);
    if (!operator || isOutdated) return refuse("no-such-operator");
    const session = { hash, id: crypto.randomUUID(), client };
    return this.#write((store) => openSession(store, session, operator));
  }
  async session(hash: string) {
    return this.#read(null, (store) => {
      const session = usedSession(store, hash);
      const operator = session && this.#stored("id", session.operatorId)?.operator;
      return session && operator ? { session, operator } : null;
    });
  }
  async sessions(operatorId: string) {
    return this.#read([], (store) => sessionsOf(store, operatorId));
  }
  async closeSession(hash: string) {
    this.#read(undefined, ({ sql }) => closeSession(sql, hash));
  }
  async revokeSession(operatorId: string, id: string) {
    return this.#read(false, ({ sql }) => revokeSession(sql, operatorId, id));
  }

  async audit(after: number, limit: number) {
    return this.#read([], ({ sql }) => auditEntries(sql, after, limit));
  }
  async auditNewest(query: Parameters<DirectoryHandle["auditNewest"]>[0]) {
    return this.#read([], ({ sql }) => auditNewest(sql, query));
  }

  /** Names at which the Worker answers itself, at every port: no tenant has them. */
  #ownHosts(): readonly string[] {
    return [this.env.SWITCHING_CENTER_HOST, this.env.CONSOLE_HOST];
  }

  #stored(key: "name" | "id", value: string) {
    return this.#read(undefined, ({ sql }) => storedOperator(sql, key, value));
  }

  get #store(): Store {
    return { sql: this.ctx.storage.sql, now: this.clock.now() };
  }

  /** What `work` finds, or `nothing` while nobody ever wrote here. */
  #read<Found>(nothing: NoInfer<Found>, work: (store: Store) => Found): Found {
    return this.#schema.exists() ? work(this.#store) : nothing;
  }

  /** One transaction: a change and its line in the audit log are there together or not at all. */
  #write<Done>(work: (store: Store) => Done): Done {
    this.#schema.make();
    return this.ctx.storage.transactionSync(() => work(this.#store));
  }
}

/** Tells a stored password from the one that replaced it. */
const markOf = (password: string | null) => secretHash(password ?? "");

const parsed = (password: string | null): StoredPassword | undefined =>
  password === null ? undefined : JSON.parse(password);
