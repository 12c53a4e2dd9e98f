// The tenant object: one per tenant, the consistent unit of its adapter, groups, users, policies,
// handouts, device index, refusals and audit log. This file is the door: each call is one read or
// one transaction over the parts in tenant/, and a call to a tenant that was never founded is our
// own mistake.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import type { DeviceSummary } from "../core/device.ts";
import type { AdapterSettings, TenantEntry, UserRecord } from "../core/tenant.ts";
import type { Env } from "../env.ts";
import type { Refusal, TenantHandle } from "./handles.ts";
import { checkPassword, hashPassword } from "./local-password.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";
import { adapterOrNull, foundAdapter, restartAdapter, saveAdapter } from "./tenant/adapter.ts";
import { devicePage, noteDevice, setDeviceState } from "./tenant/devices.ts";
import { addGroup, foundGroups, groupNames, setDefaultGroup } from "./tenant/groups.ts";
import { bind, handOut, handouts } from "./tenant/handouts.ts";
import { editPolicy, lockPolicy, policyState, unlockPolicy } from "./tenant/policies.ts";
import { noteRefusal, refusalReport } from "./tenant/refusals.ts";
import { auditEntries, note, type Store } from "./tenant/store.ts";
import { accountFacts, putUser, removeUser, storedPassword, userRecords } from "./tenant/users.ts";

/** One customer (TenantHandle). */
export abstract class TenantObject extends DurableObject<Env> implements TenantHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.tenant);

  async found(entry: TenantEntry, settings: AdapterSettings, actor: string): Promise<void> {
    if (await this.running()) return;
    this.#schema.make();
    this.#write((store) => {
      foundAdapter(store, settings);
      foundGroups(store);
      note(store, actor, "tenant-founded", entry.name, entry.origins.join(" "));
    });
  }

  async running() {
    return this.#schema.exists() ? adapterOrNull(this.#sql(), "running") : null;
  }
  async saved() {
    return this.#schema.exists() ? adapterOrNull(this.#sql(), "saved") : null;
  }
  async saveAdapter(change: Partial<AdapterSettings>, actor: string) {
    return this.#write((store) => saveAdapter(store, change, actor));
  }
  async restartAdapter(actor: string) {
    return this.#write((store) => restartAdapter(store, actor));
  }

  async policy(group: string) {
    return policyState(this.#sql(), group);
  }
  async editPolicy(group: string, change: Readonly<Record<string, unknown>>, actor: string) {
    return this.#write((store) => editPolicy(store, group, change, actor));
  }
  async lockPolicy(group: string, actor: string) {
    return this.#write((store) => lockPolicy(store, group, actor));
  }
  async unlockPolicy(group: string, actor: string) {
    return this.#write((store) => unlockPolicy(store, group, actor));
  }

  async groups() {
    return groupNames(this.#sql());
  }
  async addGroup(group: string, actor: string) {
    return this.#write((store) => addGroup(store, group, actor));
  }
  async setDefaultGroup(group: string | null, actor: string) {
    return this.#write((store) => setDefaultGroup(store, group, actor));
  }
  async users() {
    return userRecords(this.#sql());
  }
  async putUser(user: UserRecord, password: string | null, actor: string) {
    const stored = password === null ? null : await hashPassword(password);
    return this.#write((store) => putUser(store, user, stored, actor));
  }
  async removeUser(user: string, actor: string) {
    return this.#write((store) => removeUser(store, user, actor));
  }
  async checkLocalPassword(user: string, password: string) {
    return checkPassword(storedPassword(this.#sql(), user), password);
  }

  async account(user: string) {
    return accountFacts(this.#sql(), user);
  }
  async handOut(user: string, tokenHash: string, policyVersion: string) {
    const id = crypto.randomUUID();
    return this.#write((store) => handOut(store, { id, user, tokenHash, policyVersion }));
  }
  async handouts() {
    return handouts(this.#sql());
  }
  async bind(tokenHash: string, user: string, deviceId: string) {
    return this.#write((store) => bind(store, tokenHash, user, deviceId));
  }

  async noteDevice(summary: DeviceSummary) {
    this.#write((store) => noteDevice(store, summary));
  }
  async devices(query: Parameters<TenantHandle["devices"]>[0]) {
    return devicePage(this.#sql(), query);
  }
  async setDeviceState(
    user: string,
    deviceId: string,
    state: DeviceSummary["state"],
    actor: string,
  ) {
    return this.#write((store) => setDeviceState(store, user, deviceId, state, actor));
  }
  async noteRefusal(refusal: Refusal) {
    this.#write((store) => noteRefusal(store, refusal));
  }
  async refusals() {
    return refusalReport(this.#sql());
  }
  async audit(after: number, limit: number) {
    return auditEntries(this.#sql(), after, limit);
  }
  async note(actor: string, action: string, subject: string, detail: string) {
    this.#write((store) => note(store, actor, action, subject, detail));
  }

  /** The tables of a founded tenant. */
  #sql(): SqlStorage {
    if (!this.#schema.exists()) throw new Error("this tenant was never founded");
    return this.ctx.storage.sql;
  }

  /** One transaction: a change and its line in the audit log are there together or not at all. */
  #write<Answer>(change: (store: Store) => Answer): Answer {
    return this.ctx.storage.transactionSync(() =>
      change({ sql: this.#sql(), now: this.clock.now() }),
    );
  }
}
