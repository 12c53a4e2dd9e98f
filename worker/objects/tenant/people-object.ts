// The tenant object's door to its people: groups, their policies, users, and what follows from them
// for an account. Each call is one read or one transaction over the tables (TenantHandle).
import type { UserRecord } from "../../core/tenant.ts";
import { checkPassword, hashPassword } from "../local-password.ts";
import { TenantDevicesObject } from "./devices-object.ts";
import { addGroup, groupNames, setDefaultGroup } from "./groups.ts";
import { editPolicy, lockPolicy, policyState, unlockPolicy } from "./policies.ts";
import { accountFacts, putUser, removeUser, storedPassword, userRecords } from "./users.ts";

/** Groups, policies and users. */
export abstract class TenantPeopleObject extends TenantDevicesObject {
  async policy(group: string) {
    return policyState(this.sql(), group);
  }
  async editPolicy(group: string, change: Readonly<Record<string, unknown>>, actor: string) {
    return this.write((store) => editPolicy(store, group, change, actor));
  }
  async lockPolicy(group: string, actor: string) {
    return this.write((store) => lockPolicy(store, group, actor));
  }
  async unlockPolicy(group: string, actor: string) {
    return this.write((store) => unlockPolicy(store, group, actor));
  }

  async groups() {
    return groupNames(this.sql());
  }
  async addGroup(group: string, actor: string) {
    return this.write((store) => addGroup(store, group, actor));
  }
  async setDefaultGroup(group: string | null, actor: string) {
    return this.write((store) => setDefaultGroup(store, group, actor));
  }

  async users() {
    return userRecords(this.sql());
  }
  async putUser(user: UserRecord, password: string | null, actor: string) {
    const stored = password === null ? null : await hashPassword(password);
    return this.write((store) => putUser(store, user, stored, actor));
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
}
