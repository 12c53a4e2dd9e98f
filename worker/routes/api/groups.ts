// Groups of users; each has a Device Settings Policy.
import * as v from "valibot";
import { created, ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { label } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/groups */
export const listGroups = onTenant(async ({ tenant }) => ok({ groups: await tenant.groups() }));

/** POST /tenants/:tenant/groups */
export const addGroup = onTenant(
  withBody(v.strictObject({ name: label }), async ({ caller, tenant }, { name }) => {
    const added = await tenant.addGroup(name, caller.name);
    return added.ok ? created({ name }) : refused(added.reason, { field: "name" });
  }),
);

/** PUT /tenants/:tenant/default-group */
export const setDefaultGroup = onTenant(
  withBody(v.strictObject({ group: v.nullable(label) }), async ({ caller, tenant }, { group }) => {
    const set = await tenant.setDefaultGroup(group, caller.name);
    return set.ok ? ok({ group }) : refused(set.reason, { field: "group" });
  }),
);

export const GROUP_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/groups`, "read", listGroups],
  ["POST", `${TENANT}/groups`, "administer", addGroup],
  ["PUT", `${TENANT}/default-group`, "administer", setDefaultGroup],
];
