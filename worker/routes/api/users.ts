// Users the tenant has a record of. Exchange decides who exists: a user without a record is in the
// default group. A password (local directory only) goes in and never comes out.
import * as v from "valibot";
import { type EffectivePolicy, effectivePolicy } from "../../core/effective-policy.ts";
import { LANGUAGES } from "../../core/language.ts";
import { isUserName } from "../../core/login.ts";
import type { UserRecord } from "../../core/tenant.ts";
import { revokeAllOf } from "../certificate-acts.ts";
import { DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { emailAddress, label, password, principalName, securityIdentifier } from "./fields.ts";
import { pageOf } from "./paging.ts";
import { shownPolicy } from "./policy-secrets.ts";
import { type ApiRoute, TENANT, USER } from "./route.ts";

/** GET /tenants/:tenant/users */
export interface UsersDocument {
  readonly users: readonly UserRecord[];
  /** `after` of the page that follows, if one does. */
  readonly next?: string;
}

/** GET /tenants/:tenant/users/:user/policy: also for users without a record. */
export interface UserPolicyDocument extends EffectivePolicy {
  /** Exchange ActiveSync is allowed for the user, and for the user's group. */
  readonly easAllowed: boolean;
}

const User = v.strictObject({
  displayName: v.exactOptional(label),
  emailAddress: v.exactOptional(emailAddress),
  group: v.exactOptional(label),
  easAllowed: v.optional(v.boolean(), true),
  language: v.exactOptional(v.picklist(LANGUAGES)),
  principalName: v.exactOptional(principalName),
  securityIdentifier: v.exactOptional(securityIdentifier),
  password: v.exactOptional(password),
});

/** GET /tenants/:tenant/users?search&after&limit: by name, 100 a page if not said otherwise. */
export const listUsers = onTenant(async ({ tenant, query }) =>
  ok((await tenant.userPage(pageOf(query))) satisfies UsersDocument),
);

/** GET /tenants/:tenant/users/:user: the record (UserRecord). */
export const showUser = onTenant(async (call) => {
  const record = await call.tenant.user(await userOf(call));
  return record ? ok(record) : refused("no-such-user");
});

/** PUT /tenants/:tenant/users/:user: the whole record; a password that is not named stays. */
export const putUser = onTenant(
  withBody(User, async (call: TenantCall, { password: secret, ...fields }) => {
    const record = { user: await userOf(call), ...fields };
    const put = await call.tenant.putUser(record, secret ?? null, call.caller.name);
    if (put.ok) return ok(record);
    return refused(put.reason, { field: put.reason === "no-such-group" ? "group" : "user" });
  }),
);

/**
 * DELETE /tenants/:tenant/users/:user. Without the record the default group speaks again: what the
 * record denied must not come to life, and of certificates alone no Exchange says who is gone.
 */
export const removeUser = onTenant(async (call) => {
  const { handles, tenant, entry, caller } = call;
  const user = await userOf(call);
  const record = await tenant.user(user);
  if (record && !record.easAllowed)
    await revokeAllOf(handles, { tenant: entry.name, user, actor: caller.name });
  const removed = await tenant.removeUser(user, caller.name);
  return removed.ok ? DONE : refused(removed.reason);
});

/** GET /tenants/:tenant/users/:user/policy: every setting, its value, and where that comes from. */
export const showUserPolicy = onTenant(async (call) => {
  const { tenant, entry, caller } = call;
  const user = await userOf(call);
  if (!isUserName(user)) return refused("no-such-user");
  const [record, adapter, groups] = await Promise.all([
    tenant.user(user),
    tenant.running(),
    tenant.groups(),
  ]);
  const group = groups.find(({ name, isDefault }) =>
    record?.group === undefined ? isDefault : name === record.group,
  );
  const policy = group && (await tenant.policy(group.name));
  if (!adapter) return refused("tenant-unfinished");
  const effective = effectivePolicy({
    user,
    ...(record && { record }),
    tenant: { ...entry, adapter },
    ...(group &&
      policy && {
        group: {
          name: group.name,
          byDefault: record?.group === undefined,
          locked: shownPolicy(caller, policy).locked,
        },
      }),
  });
  const easAllowed = (record?.easAllowed ?? true) && (group?.easAllowed ?? true);
  return ok({ ...effective, easAllowed } satisfies UserPolicyDocument);
});

export const USER_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/users`, "read", listUsers],
  ["GET", USER, "read", showUser],
  ["GET", `${USER}/policy`, "read", showUserPolicy],
  ["PUT", USER, "administer", putUser],
  ["DELETE", USER, "administer", removeUser],
];
