// Device Settings Policies: edited as a draft, usable when Locked. The rule for two administrators at
// one draft: a change may name the revision it was made for, `?revision=N`, because the body is a
// plain map of settings; if the draft has moved on, nothing is changed and the refusal carries the
// state there is now (`error.state`).
import * as v from "valibot";
import type { LockedVersion } from "../../core/policy.ts";
import { familyState, type SettingState } from "../../core/policy-state.ts";
import { FAMILIES, type Family } from "../../core/settings-row.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import type { PolicyState } from "../../objects/handles/tenant-policies.ts";
import { type Answer, ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import type { Caller } from "./caller.ts";
import { shownPolicy, shownVersion } from "./policy-secrets.ts";
import { type ApiRoute, POLICY, TENANT } from "./route.ts";

/** A policy, as GET, PATCH, lock and unlock answer it. Secrets are masked for those who only read. */
export interface PolicyDocument extends PolicyState {
  /** Not Set, Set or Locked, for each family. */
  readonly families: Readonly<Record<Family, SettingState>>;
}

/** GET .../policy/versions: every Lock of the group, newest first (100 at most). */
export interface VersionsDocument {
  readonly versions: readonly LockedVersion[];
}

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
  families: v.optional(v.pipe(v.array(v.picklist(FAMILIES)), v.minLength(1)), [...FAMILIES]),
});
const revision = v.pipe(v.number(), v.integer(), v.minValue(0));
const Lock = v.strictObject({ ...Families.entries, revision: v.exactOptional(revision) });

/** A policy as a document. */
function policyDocument(caller: Caller, state: PolicyState): PolicyDocument {
  const families = FAMILIES.map((family) => [family, familyState(family, state)] as const);
  return {
    ...shownPolicy(caller, state),
    families: Object.fromEntries(families) as PolicyDocument["families"],
  };
}

/** GET /tenants/:tenant/groups/:group/policy */
export const showPolicy = onTenant(async ({ caller, tenant, param }) => {
  const state = await tenant.policy(param("group"));
  return state ? ok(policyDocument(caller, state)) : refused("no-such-group");
});

/** PATCH /tenants/:tenant/groups/:group/policy?revision=N */
export const editPolicy = onTenant(
  withBody(PolicyChange, async ({ caller, tenant, param, query }, change) => {
    const wanted = query("revision");
    if (wanted !== undefined && !WHOLE.test(wanted)) {
      return refused("bad-body", { field: "revision", message: "revision is no whole number." });
    }
    const known = wanted === undefined ? undefined : Number(wanted);
    const edited = await tenant.editPolicy(param("group"), change, caller.name, known);
    return changed(caller, edited);
  }),
);

const WHOLE = /^\d{1,15}$/;

/** POST /tenants/:tenant/groups/:group/policy/lock */
export const lockPolicy = onTenant(
  withBody(
    Lock,
    async ({ caller, tenant, param }, { families, revision: known }) =>
      changed(caller, await tenant.lockPolicy(param("group"), families, caller.name, known)),
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
      return state ? ok(policyDocument(caller, state)) : refused("no-such-group");
    },
    { mayBeAbsent: true },
  ),
);

/** GET /tenants/:tenant/groups/:group/policy/versions */
export const listVersions = onTenant(async ({ tenant, param }) => {
  const group = param("group");
  if (!(await tenant.policy(group))) return refused("no-such-group");
  return ok({ versions: await tenant.policyHistory(group) } satisfies VersionsDocument);
});

/** GET /tenants/:tenant/policy-versions/:version: any version that was ever Locked here. */
export const showVersion = onTenant(async ({ caller, tenant, param }) => {
  const version = await tenant.policyVersion(param("version"));
  return version ? ok(shownVersion(caller, version)) : refused("no-such-version");
});

function changed(caller: Caller, answer: Awaited<ReturnType<TenantHandle["editPolicy"]>>): Answer {
  if (answer.ok) return ok(policyDocument(caller, answer.state));
  if (answer.reason === "bad-settings") return refused(answer.reason, badSettings(answer.problems));
  if (answer.reason === "no-such-group") return refused(answer.reason);
  return refused(answer.reason, { state: policyDocument(caller, answer.state) });
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
  ["GET", `${POLICY}/versions`, "read", listVersions],
  ["GET", `${TENANT}/policy-versions/:version`, "read", showVersion],
];
