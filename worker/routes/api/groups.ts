// Groups of users; each has a Device Settings Policy, and may be denied Exchange ActiveSync as a
// whole.
import * as v from "valibot";
import { CLIENT_CERTIFICATES } from "../../core/certificates.ts";
import type { GroupRecord } from "../../core/tenant.ts";
import { created, DONE, ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { label } from "./fields.ts";
import { type ApiRoute, GROUP, TENANT } from "./route.ts";

/** GET /tenants/:tenant/groups */
export interface GroupsDocument {
  readonly groups: readonly GroupRecord[];
}

/** GET /tenants/:tenant/groups */
export const listGroups = onTenant(async ({ tenant }) =>
  ok({ groups: await tenant.groups() } satisfies GroupsDocument),
);

/** POST /tenants/:tenant/groups */
export const addGroup = onTenant(
  withBody(v.strictObject({ name: label }), async ({ caller, tenant }, { name }) => {
    const added = await tenant.addGroup(name, caller.name);
    return added.ok ? created({ name }) : refused(added.reason, { field: "name" });
  }),
);

/** DELETE /tenants/:tenant/groups/:group: an empty one that is not the default. */
export const removeGroup = onTenant(async ({ caller, tenant, param }) => {
  const removed = await tenant.removeGroup(param("group"), caller.name);
  return removed.ok ? DONE : refused(removed.reason);
});

/** PUT /tenants/:tenant/groups/:group/eas */
export const setGroupEas = onTenant(
  withBody(
    v.strictObject({ allowed: v.boolean() }),
    async ({ caller, tenant, param }, { allowed }) => {
      const set = await tenant.setGroupEas(param("group"), allowed, caller.name);
      return set.ok ? ok({ allowed }) : refused(set.reason);
    },
  ),
);

const Certificates = v.strictObject({
  clientCertificates: v.nullable(v.picklist(CLIENT_CERTIFICATES)),
});

/** PUT /tenants/:tenant/groups/:group/certificates: null is as the tenant's adapter says. */
export const setGroupCertificates = onTenant(
  withBody(Certificates, async ({ caller, tenant, param }, { clientCertificates }) => {
    const set = await tenant.setGroupCertificates(param("group"), clientCertificates, caller.name);
    return set.ok ? ok({ clientCertificates }) : refused(set.reason);
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
  ["DELETE", GROUP, "administer", removeGroup],
  ["PUT", `${GROUP}/eas`, "administer", setGroupEas],
  ["PUT", `${GROUP}/certificates`, "administer", setGroupCertificates],
  ["PUT", `${TENANT}/default-group`, "administer", setDefaultGroup],
];
