// Device Settings Policies: edited as a draft, usable when Locked.
import * as v from "valibot";
import { FAMILIES } from "../../core/settings-row.ts";
import type { TenantHandle } from "../../objects/handles.ts";
import { type Answer, ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import type { Caller } from "./caller.ts";
import { shownPolicy } from "./policy-secrets.ts";
import { type ApiRoute, POLICY } from "./route.ts";

/**
 * A change of any settings; null takes one back. Each is judged by the table of settings
 * (worker/core/settings.ts).
 */
const PolicyChange = v.record(
  v.string(),
  v.nullable(v.union([v.boolean(), v.number(), v.string()])),
);

/** Which families a Lock or an unlock is about: both if none is named. */
const Families = v.strictObject({
  families: v.optional(v.array(v.picklist(FAMILIES)), [...FAMILIES]),
});
const Lock = v.strictObject({ ...Families.entries, revision: v.exactOptional(v.number()) });

/** GET /tenants/:tenant/groups/:group/policy */
export const showPolicy = onTenant(async ({ caller, tenant, param }) => {
  const state = await tenant.policy(param("group"));
  return state ? ok(shownPolicy(caller, state)) : refused("no-such-group");
});

/** PATCH /tenants/:tenant/groups/:group/policy */
export const editPolicy = onTenant(
  withBody(PolicyChange, async ({ caller, tenant, param }, change) =>
    changed(caller, await tenant.editPolicy(param("group"), change, caller.name)),
  ),
);

/** POST /tenants/:tenant/groups/:group/policy/lock */
export const lockPolicy = onTenant(
  withBody(
    Lock,
    async ({ caller, tenant, param }, { families, revision }) =>
      changed(caller, await tenant.lockPolicy(param("group"), families, caller.name, revision)),
    { mayBeAbsent: true },
  ),
);

/** POST /tenants/:tenant/groups/:group/policy/unlock */
export const unlockPolicy = onTenant(
  withBody(
    Families,
    async ({ caller, tenant, param }, { families }) => {
      const group = param("group");
      const unlocked = await tenant.unlockPolicy(group, families, caller.name);
      if (!unlocked.ok) return refused(unlocked.reason);
      const state = await tenant.policy(group);
      return state ? ok(shownPolicy(caller, state)) : refused("no-such-group");
    },
    { mayBeAbsent: true },
  ),
);

function changed(caller: Caller, answer: Awaited<ReturnType<TenantHandle["editPolicy"]>>): Answer {
  if (answer.ok) return ok(shownPolicy(caller, answer.state));
  if (answer.reason === "bad-settings") return refused(answer.reason, badSettings(answer.problems));
  return refused(answer.reason);
}

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
