// The identity that signs a tenant's profiles: what signs now, what waits to follow, and the roll-over
// between the two, which is confirmed by the tenant's name because phones notice it: iOS replaces a
// profile only by one of the same signer, so whoever has an older one must remove it first. The rule:
// private keys come in and never go out, and nothing that is said holds them or their password.
import * as v from "valibot";
import type { IdentityFacts } from "../../core/signing-identity.ts";
import type { Identities } from "../../objects/handles/authority.ts";
import { created, DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, withBody } from "./call.ts";
import { badIdentity, IdentityImport, sourceOf } from "./identity-source.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** Profiles in use, and whose: 200 users at most. */
export interface ProfilesInUse {
  readonly profiles: number;
  readonly users: readonly string[];
}

/** Answer to GET /tenants/:tenant/identity. */
export interface IdentityDocument extends Identities {
  /** Profiles of the current signer: their users must remove them after a roll-over. */
  readonly signedNow: ProfilesInUse;
  /** Profiles of an earlier signer: their users must remove them before they can get another. */
  readonly signedEarlier: ProfilesInUse;
}

/** GET /tenants/:tenant/identity */
export const showIdentity = onTenant(async (call) => ok(await documentOf(call)));

/** POST /tenants/:tenant/identity/prepare: a new one is made and waits. */
export const prepareIdentity = onTenant(async ({ handles, caller, entry, tenant }) => {
  const next = await handles.authority(entry.name).prepareIdentity(entry.displayName);
  await tenant.note(caller.name, "identity-prepared", leafOf(next), "made here");
  return created({ next });
});

/** POST /tenants/:tenant/identity/import: a foreign one is taken in and waits. */
export const importIdentity = onTenant(
  withBody(IdentityImport, async ({ handles, caller, entry, tenant }, body) => {
    const source = sourceOf(body);
    if ("refusal" in source) return source;
    const taken = await handles.authority(entry.name).importIdentity(source);
    if (!taken.ok) return badIdentity(source.form, taken);
    const { identity: next } = taken;
    await tenant.note(caller.name, "identity-imported", leafOf(next), next.chain[0]?.subject ?? "");
    return created({ next });
  }),
);

/** DELETE /tenants/:tenant/identity/next */
export const dropNextIdentity = onTenant(async ({ handles, caller, entry, tenant }) => {
  const dropped = await handles.authority(entry.name).dropNextIdentity();
  if (!dropped) return refused("no-next-identity");
  await tenant.note(caller.name, "identity-next-dropped", entry.name, "");
  return DONE;
});

/** POST /tenants/:tenant/identity/roll-over: `confirm` is the tenant's name. */
export const rollOver = onTenant(
  withBody(v.strictObject({ confirm: v.string() }), async (call: TenantCall, { confirm }) => {
    const { handles, caller, entry, tenant } = call;
    if (confirm.trim() !== entry.name) return refused("not-confirmed", { field: "confirm" });
    const rolled = await handles.authority(entry.name).rollOver();
    if (!rolled.ok) return refused(rolled.reason);
    await tenant.note(caller.name, "identity-rolled-over", leafOf(rolled.current), "");
    return ok(await documentOf(call));
  }),
);

async function documentOf({ handles, entry, tenant }: TenantCall): Promise<IdentityDocument> {
  const identities = await handles.authority(entry.name).identities(entry.displayName);
  const since = identities.current.signsSince ?? 0;
  const [signedNow, signedEarlier] = await Promise.all([
    tenant.profilesInUse(since, Number.MAX_SAFE_INTEGER),
    tenant.profilesInUse(0, since),
  ]);
  return { ...identities, signedNow, signedEarlier };
}

/** The fingerprint that names an identity in the audit log. */
const leafOf = ({ chain }: IdentityFacts) => chain[0]?.fingerprint ?? "";

const IDENTITY = `${TENANT}/identity`;

export const IDENTITY_ROUTES: readonly ApiRoute[] = [
  ["GET", IDENTITY, "read", showIdentity],
  ["POST", `${IDENTITY}/prepare`, "administer", prepareIdentity],
  ["POST", `${IDENTITY}/import`, "administer", importIdentity],
  ["DELETE", `${IDENTITY}/next`, "administer", dropNextIdentity],
  ["POST", `${IDENTITY}/roll-over`, "administer", rollOver],
];
