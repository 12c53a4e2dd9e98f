// Device Settings Policies: edited as a draft, usable when Locked.
import * as v from "valibot";
import { ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { type ApiRoute, POLICY } from "./route.ts";

/**
 * A change of any settings; null takes one back. Each is judged by the table of settings
 * (worker/core/settings.ts).
 */
const PolicyChange = v.record(
  v.string(),
  v.nullable(v.union([v.boolean(), v.number(), v.string()])),
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

export const POLICY_ROUTES: readonly ApiRoute[] = [
  ["GET", POLICY, "read", showPolicy],
  ["PATCH", POLICY, "administer", editPolicy],
  ["POST", `${POLICY}/lock`, "administer", lockPolicy],
  ["POST", `${POLICY}/unlock`, "administer", unlockPolicy],
];
