// Users the tenant has a record of. A password (local directory only) goes in and never comes out.
import * as v from "valibot";
import { DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { emailAddress, label, password } from "./fields.ts";
import { type ApiRoute, TENANT, USER } from "./route.ts";

const User = v.strictObject({
  displayName: v.exactOptional(label),
  emailAddress: v.exactOptional(emailAddress),
  group: v.exactOptional(label),
  easAllowed: v.optional(v.boolean(), true),
  password: v.exactOptional(password),
});

/** GET /tenants/:tenant/users */
export const listUsers = onTenant(async ({ tenant }) => ok({ users: await tenant.users() }));

/** PUT /tenants/:tenant/users/:user: the whole record; a password that is not named stays. */
export const putUser = onTenant(
  withBody(User, async (call: TenantCall, { password: secret, ...fields }) => {
    const record = { user: await userOf(call), ...fields };
    const put = await call.tenant.putUser(record, secret ?? null, call.caller.name);
    return put.ok ? ok(record) : refused(put.reason);
  }),
);

/** DELETE /tenants/:tenant/users/:user */
export const removeUser = onTenant(async (call) => {
  const removed = await call.tenant.removeUser(await userOf(call), call.caller.name);
  return removed.ok ? DONE : refused(removed.reason);
});

export const USER_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/users`, "read", listUsers],
  ["PUT", USER, "administer", putUser],
  ["DELETE", USER, "administer", removeUser],
];
