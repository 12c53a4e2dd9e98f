// The tenant object's door to its people: groups, their policies, users, and what follows from them
// for an account. Each call is one read or one transaction over the tables (TenantHandle).
import { decidingRule } from "../../core/access-matching.ts";
import type { ClientCertificates } from "../../core/certificates.ts";
import type { KnownDevice } from "../../core/device.ts";
import type { Family } from "../../core/settings-row.ts";
import type { UserChange, UserRecord } from "../../core/tenant.ts";
import type { TenantHandle } from "../handles/tenant.ts";
import { checkPassword, hashPassword } from "../local-password.ts";
import { hasAccessRules } from "./access-rules.ts";
import { accountFacts, admission } from "./accounts.ts";
import { aliases, noteAlias } from "./aliases.ts";
import { TenantDevicesObject } from "./devices-object.ts";
import {
  addGroup,
  groupRecords,
  removeGroup,
  setDefaultGroup,
  setGroupCertificates,
  setGroupEas,
} from "./groups.ts";
import { forgetKnownDevices, importKnownDevices, knownDevices } from "./known-devices.ts";
import {
  editPolicy,
  lockPolicy,
  policyHistory,
  policyState,
  policyVersion,
  unlockPolicy,
} from "./policies.ts";
import {
  importUsers,
  putUser,
  removeUser,
  storedPassword,
  userPage,
  userRecord,
  userRecords,
} from "./users.ts";

/** Groups, policies and users. */
export abstract class TenantPeopleObject extends TenantDevicesObject {
  async policy(group: string) {
    return policyState(this.sql(), group);
  }
  async editPolicy(
    group: string,
    change: Readonly<Record<string, unknown>>,
    actor: string,
    revision?: number,
  ) {
    return this.write((store) => editPolicy(store, group, change, actor, revision));
  }
  async lockPolicy(group: string, families: readonly Family[], actor: string, revision?: number) {
    const { lintForLock: lint } = await import("../../core/lint.ts");
    return this.write((store) => lockPolicy(store, group, families, { actor, revision, lint }));
  }
  async unlockPolicy(group: string, families: readonly Family[], actor: string) {
    return this.write((store) => unlockPolicy(store, group, families, actor));
  }
  async policyHistory(group: string) {
    return policyHistory(this.sql(), group);
  }
  async policyVersion(version: string) {
    return policyVersion(this.sql(), version);
  }

  async groups() {
    return groupRecords(this.sql());
  }
  async addGroup(group: string, actor: string) {
    return this.write((store) => addGroup(store, group, actor));
  }
  async removeGroup(group: string, actor: string) {
    return this.write((store) => removeGroup(store, group, actor));
  }
  async setGroupEas(group: string, easAllowed: boolean, actor: string) {
    return this.write((store) => setGroupEas(store, group, easAllowed, actor));
  }
  async setGroupCertificates(group: string, word: ClientCertificates | null, actor: string) {
    return this.write((store) => setGroupCertificates(store, group, word, actor));
  }
  async setDefaultGroup(group: string | null, actor: string) {
    return this.write((store) => setDefaultGroup(store, group, actor));
  }

  async users() {
    return userRecords(this.sql());
  }
  async userPage(query: Parameters<typeof userPage>[1]) {
    return userPage(this.sql(), query);
  }
  async user(user: string) {
    return userRecord(this.sql(), user);
  }
  async putUser(user: UserRecord, password: string | null, actor: string) {
    const stored = password === null ? null : await hashPassword(password);
    return this.write((store) => putUser(store, user, stored, actor));
  }
  async importUsers(users: readonly UserChange[], actor: string) {
    return this.write((store) => importUsers(store, users, actor));
  }
  async removeUser(user: string, actor: string) {
    return this.write((store) => removeUser(store, user, actor));
  }
  async checkLocalPassword(user: string, password: string) {
    return checkPassword(storedPassword(this.sql(), user), password);
  }
  async account(user: string) {
    return accountFacts(this.sql(), user);
  }
  async admission(user: string, deviceId: string, asks?: Parameters<TenantHandle["admission"]>[2]) {
    const decide = hasAccessRules(this.sql()) ? decidingRule : undefined;
    return admission(this.sql(), user, deviceId, asks, decide);
  }

  async aliases() {
    return aliases(this.sql());
  }
  async noteAlias(alias: string, claimed: boolean, actor: string, detail: string) {
    this.write((store) => noteAlias(store, alias, claimed, actor, detail));
  }
  async importKnownDevices(devices: readonly KnownDevice[], graceUntil: number, actor: string) {
    return this.write((store) => importKnownDevices(store, devices, graceUntil, actor));
  }
  async knownDevices(query: Parameters<typeof knownDevices>[1]) {
    return knownDevices(this.sql(), query);
  }
  async forgetKnownDevices(actor: string) {
    return this.write((store) => forgetKnownDevices(store, actor));
  }
}
