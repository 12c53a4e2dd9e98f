// Groups and their Device Settings Policies: edited as a draft, usable when Locked.
import * as v from "valibot";
import { created, ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { label } from "./fields.ts";

/**
 * A change of any settings; null takes one back. Each is judged by the table of settings
 * (worker/core/settings.ts).
 */
const PolicyChange = v.record(
  v.string(),
  v.nullable(v.union([v.boolean(), v.number(), v.string()])),
);

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

/** GET /tenants/:tenant/groups/:group/policy */
export const showPolicy = onTenant(async ({ tenant, param }) => {
  const state = await tenant.policy(param("group"));
  return state ? ok(state) : refused("no-such-group");
});

/** PATCH /tenants/:tenant/groups/:group/policy */
export const editPolicy = onTenant(
  withBody(PolicyChange, async ({ caller, tenant, param }, change) => {
    const group = param("group");
    const edited = await tenant.editPolicy(group, change, caller.name);
    if (edited.ok) return ok({ group, draft: edited.draft });
    if (edited.reason === "no-such-group") return refused(edited.reason);
    return refused(edited.reason, badSettings(edited.problems));
  }),
);

/** POST /tenants/:tenant/groups/:group/policy/lock */
export const lockPolicy = onTenant(async ({ caller, tenant, param }) => {
  const group = param("group");
  const locked = await tenant.lockPolicy(group, caller.name);
  if (locked.ok) return ok({ group, version: locked.version });
  if (locked.reason === "no-such-group") return refused(locked.reason);
  return refused(locked.reason, badSettings(locked.problems));
});

/** POST /tenants/:tenant/groups/:group/policy/unlock */
export const unlockPolicy = onTenant(async ({ caller, tenant, param }) => {
  const group = param("group");
  const unlocked = await tenant.unlockPolicy(group, caller.name);
  return unlocked.ok ? ok({ group }) : refused(unlocked.reason);
});

/** The first problem's setting is named as the field, all of them follow. */
function badSettings(problems: readonly { readonly setting: string; readonly problem: string }[]) {
  const [first] = problems;
  return { problems, ...(first && { field: first.setting }) };
}
