// Aliases and who claims them. The rule: an alias's owner sees every claim of it, a claimant its
// own, and everybody else is told that it is unknown, so that the list of customers stays private.
import * as v from "valibot";
import { normaliseAlias } from "../../core/alias-name.ts";
import type { AliasClaim } from "../../objects/handles.ts";
import { type Answer, created, DONE, ok, refused } from "./answer.ts";
import { type Call, findTenant, withBody } from "./call.ts";
import { maySee } from "./caller.ts";
import { tenantName } from "./fields.ts";
import type { ApiRoute } from "./route.ts";

/** A handler that is given the path's alias in its one spelling. */
const onAlias =
  <Rest extends unknown[]>(
    handler: (call: Call, alias: string, ...rest: Rest) => Promise<Answer>,
  ) =>
  async (call: Call, ...rest: Rest): Promise<Answer> => {
    const named = normaliseAlias(call.param("alias"));
    return named.ok ? handler(call, named.alias, ...rest) : refused(named.reason);
  };

/** GET /aliases/:alias */
export const showAlias = onAlias(async ({ handles, caller }, alias) => {
  const all = await handles.alias(alias).claims();
  const claims = ownsAlias(all, (tenant) => maySee(caller, tenant))
    ? all
    : all.filter(({ tenant }) => maySee(caller, tenant));
  return claims.length > 0 ? ok({ alias, claims }) : refused("alias-unknown");
});

/** POST /aliases/:alias/claims */
export const claimAlias = withBody(
  v.strictObject({ tenant: tenantName }),
  onAlias(async ({ handles, caller }, alias, body: { tenant: string }) => {
    const { tenant } = body;
    if (!maySee(caller, tenant)) return refused("no-such-tenant", { field: "tenant" });
    const found = await findTenant(handles, tenant);
    if (!found.ok) return refused(found.reason, { field: "tenant" });
    const claimed = await handles.alias(alias).claim(tenant);
    if (!claimed.ok) return refused(claimed.reason);
    await found.tenant.note(caller.name, "alias-claimed", alias, claimed.claim.state);
    return created({ alias, claim: claimed.claim });
  }),
);

/** POST /aliases/:alias/claims/:tenant/approve */
export const approveClaim = withBody(
  v.strictObject({ owner: tenantName }),
  onAlias(async ({ handles, caller, param }, alias, { owner }: { owner: string }) => {
    if (!maySee(caller, owner)) return refused("no-such-tenant", { field: "owner" });
    const tenant = param("tenant");
    const approved = await handles.alias(alias).approve(owner, tenant);
    if (!approved.ok) return refused(approved.reason);
    await handles.tenant(owner).note(caller.name, "alias-claim-approved", alias, tenant);
    return ok({ alias, tenant, state: "approved" });
  }),
);

/**
 * DELETE /aliases/:alias/claims/:tenant: a claim of one's own, or one that waits for one's
 * approval.
 */
export const releaseClaim = onAlias(async ({ handles, caller, param }, alias) => {
  const tenant = param("tenant");
  const object = handles.alias(alias);
  const claims = await object.claims();
  const waits = claims.some((claim) => claim.tenant === tenant && claim.state === "waiting");
  const turnsDown = waits && ownsAlias(claims, (owner) => maySee(caller, owner));
  if (!maySee(caller, tenant) && !turnsDown) return refused("no-such-claim");
  const released = await object.release(tenant);
  if (!released.ok) return refused(released.reason);
  await handles.tenant(tenant).note(caller.name, "alias-released", alias, "");
  return DONE;
});

const ownsAlias = (claims: readonly AliasClaim[], mine: (tenant: string) => boolean) =>
  claims.some((claim) => claim.state === "owner" && mine(claim.tenant));

const CLAIM = "/aliases/:alias/claims/:tenant";

export const ALIAS_ROUTES: readonly ApiRoute[] = [
  ["GET", "/aliases/:alias", "anyone", showAlias],
  ["POST", "/aliases/:alias/claims", "any-administrator", claimAlias],
  ["POST", `${CLAIM}/approve`, "any-administrator", approveClaim],
  ["DELETE", CLAIM, "any-administrator", releaseClaim],
];
