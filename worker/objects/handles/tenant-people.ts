// The door to a tenant, as far as people go: groups, users, aliases.
import type { ClientCertificates } from "../../core/certificates.ts";
import type { Result } from "../../core/result.ts";
import type { GroupRecord, UserChange, UserRecord } from "../../core/tenant.ts";
import type { Remote } from "./remote.ts";

/** The part of a tenant that keeps groups, users and the names of its aliases. */
export interface TenantPeople {
  groups(): Remote<GroupRecord[]>;
  addGroup(group: string, actor: string): Remote<Result<object, "group-exists" | "bad-name">>;
  /** Only an empty group that is not the default can go. */
  removeGroup(
    group: string,
    actor: string,
  ): Remote<Result<object, "no-such-group" | "group-in-use">>;
  setGroupEas(
    group: string,
    easAllowed: boolean,
    actor: string,
  ): Remote<Result<object, "no-such-group">>;
  /** Says how the group's phones sign in; null: as the tenant's adapter says. */
  setGroupCertificates(
    group: string,
    clientCertificates: ClientCertificates | null,
    actor: string,
  ): Remote<Result<object, "no-such-group">>;
  /** Sets or (null) takes away the group of users whose record names none. */
  setDefaultGroup(group: string | null, actor: string): Remote<Result<object, "no-such-group">>;
  /** All users with a record. */
  users(): Remote<UserRecord[]>;
  /** At most `limit` users (100 if absent) whose name, display name or address holds `search`. */
  userPage(query: {
    readonly search?: string;
    readonly after?: string;
    readonly limit?: number;
  }): Remote<{ readonly users: UserRecord[]; readonly next?: string }>;
  user(user: string): Remote<UserRecord | null>;
  /**
   * Adds or replaces a user. A `password` (local directory only) is stored as a PBKDF2 hash; null
   * keeps the one there is.
   */
  putUser(
    user: UserRecord,
    password: string | null,
    actor: string,
  ): Remote<Result<object, "bad-name" | "no-such-group">>;
  /**
   * Adds or changes all of `users` or none; the first that cannot be is named by its place in the
   * list. What a line does not name stays as it is.
   */
  importUsers(
    users: readonly UserChange[],
    actor: string,
  ): Remote<
    | { readonly ok: true; readonly added: number; readonly changed: number }
    | { readonly ok: false; readonly reason: "bad-name" | "no-such-group"; readonly index: number }
  >;
  removeUser(user: string, actor: string): Remote<Result<object, "no-such-user">>;
  /** True if the local directory has this user with this password. */
  checkLocalPassword(user: string, password: string): Remote<boolean>;
  /** The aliases this tenant claims, whatever became of the claims. */
  aliases(): Remote<string[]>;
  /** Notes that a claim was made or given up, also in the audit log; the cap is the caller's to check. */
  noteAlias(alias: string, claimed: boolean, actor: string, detail: string): Remote<void>;
}
