// The tenant object: one per tenant, the consistent unit of its adapter, groups, users, policies,
// handouts, device index, refusals and audit log. This file is the door; people-object.ts and
// devices-object.ts in tenant/ are the halves it is built upon, and each call is one read or one
// transaction over the parts in tenant/.
import type { AdapterSettings, TenantEntry } from "../core/tenant.ts";
import type { TenantHandle } from "./handles/tenant.ts";
import type { CertificateIssued } from "./handles/tenant-handouts.ts";
import { easAllowed } from "./tenant/accounts.ts";
import {
  adapterOrNull,
  adapterRevision,
  foundAdapter,
  restartAdapter,
  saveAdapter,
} from "./tenant/adapter.ts";
import { foundGroups } from "./tenant/groups.ts";
import { bind, handOut, handouts, profilesInUse } from "./tenant/handouts.ts";
import { TenantPeopleObject } from "./tenant/people-object.ts";
import { auditEntries, auditNewest, note } from "./tenant/store.ts";

/** One customer (TenantHandle). */
export abstract class TenantObject extends TenantPeopleObject implements TenantHandle {
  async found(entry: TenantEntry, settings: AdapterSettings, actor: string): Promise<void> {
    if (await this.running()) return;
    this.schema.make();
    this.write((store) => {
      foundAdapter(store, settings);
      foundGroups(store);
      note(store, actor, "tenant-founded", entry.name, entry.origins.join(" "));
    });
  }

  async running() {
    return this.schema.exists() ? adapterOrNull(this.sql(), "running") : null;
  }
  async serving() {
    const adapter = await this.running();
    const watchedUntil = this.liveTable?.watchedUntil(this.clock.now());
    return adapter && { adapter, ...(watchedUntil && { watchedUntil }) };
  }
  async saved() {
    return this.schema.exists() ? adapterOrNull(this.sql(), "saved") : null;
  }
  async adapterRevision() {
    return adapterRevision(this.sql());
  }
  async saveAdapter(change: Partial<AdapterSettings>, actor: string, revision?: number) {
    return this.write((store) => saveAdapter(store, change, actor, revision));
  }
  async restartAdapter(actor: string, revision?: number) {
    return this.write((store) => restartAdapter(store, actor, revision));
  }

  async handOut(user: string, tokenHash: string, policyVersion: string) {
    const id = crypto.randomUUID();
    return this.write((store) => handOut(store, { id, user, tokenHash, policyVersion }));
  }
  async certificateLeaves(user: string, issued: CertificateIssued | null) {
    if (issued) this.write((store) => note(store, "provost", issued.action, user, issued.detail));
    return easAllowed(this.sql(), user);
  }
  async handouts() {
    return handouts(this.sql());
  }
  async profilesInUse(from: number, until: number) {
    return profilesInUse(this.sql(), from, until);
  }
  async bind(tokenHash: string, user: string, deviceId: string, maxDevices = 0) {
    return this.write((store) => bind(store, tokenHash, user, deviceId, maxDevices));
  }

  async audit(after: number, limit: number) {
    return auditEntries(this.sql(), after, limit);
  }
  async auditNewest(query: Parameters<TenantHandle["auditNewest"]>[0]) {
    return auditNewest(this.sql(), query);
  }
  async note(actor: string, action: string, subject: string, detail: string) {
    this.write((store) => note(store, actor, action, subject, detail));
  }
}
