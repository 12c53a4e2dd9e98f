// Aliases and who claims them. The rules: an alias's owner sees every claim of it, a claimant its
// own, and everybody else is told that it is unknown, so that the list of customers stays private; a
// tenant keeps a list of its own aliases, which a repeated claim or release puts right after a crash
// between the two objects.
import * as v from "valibot";
import type { AliasClaim } from "../../core/alias.ts";
import { type AliasStanding, standingOf } from "../../core/alias.ts";
import { normaliseAlias } from "../../core/alias-name.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import type { Handles } from "../../objects/handles.ts";
import { aliasesText } from "../../views/console/messages/aliases.ts";
import { type Answer, created, DONE, ok, refused } from "./answer.ts";
import { type Call, findTenant, onTenant, withBody } from "./call.ts";
import { maySee } from "./caller.ts";
import { tenantName } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/**
 * Aliases one tenant claims at most, so that nobody hoards them. Two claims at the same moment may
 * pass it by one, which harms nobody.
 */
const ALIASES_MAX = 20;
/** Who acts, in the log of a tenant whose claim another one turns down. */
const ALIAS_OWNER = "the alias's owner";

/** Answer to GET /tenants/:tenant/aliases. */
export interface AliasesDocument {
  readonly max: number;
  /** Where users type an alias. */
  readonly switchingCenter: string;
  readonly aliases: readonly (AliasStanding & { readonly alias: string; readonly todo: string })[];
}

/** A handler that is given the path's alias in its one spelling. */
const onAlias =
  <Rest extends unknown[]>(
    handler: (call: Call, alias: string, ...rest: Rest) => Promise<Answer>,
  ) =>
  async (call: Call, ...rest: Rest): Promise<Answer> => {
    const named = normaliseAlias(call.param("alias"));
    return named.ok ? handler(call, named.alias, ...rest) : refused(named.reason);
  };

/** GET /tenants/:tenant/aliases: as the tenant sees them, whoever asks. */
export const listAliases = onTenant(async ({ handles, entry, tenant, switchingCenter }) => {
  const names = await tenant.aliases();
  const all = await Promise.all(names.map((alias) => standing(handles, alias, entry.name)));
  const aliases = all.filter((one) => one !== undefined);
  const document: AliasesDocument = { max: ALIASES_MAX, switchingCenter, aliases };
  return ok(document);
});

/** Undefined for an alias whose claim is gone, though the tenant's list still has it. */
async function standing(handles: Handles, alias: string, tenant: string) {
  const stands = standingOf(await handles.alias(alias).claims(), tenant);
  return stands && { alias, ...stands, todo: aliasesText.en.advice[stands.advice] };
}

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
    const listed = await found.tenant.aliases();
    if (listed.length >= ALIASES_MAX && !listed.includes(alias)) return refused("too-many-aliases");
    const claimed = await handles.alias(alias).claim(tenant);
    const state = claimed.ok ? claimed.claim.state : "claimed before";
    if (claimed.ok || !listed.includes(alias)) {
      await found.tenant.noteAlias(alias, true, caller.name, state);
    }
    if (!claimed.ok) return refused(claimed.reason);
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
 * approval. A tenant that is turned down is not told by whom.
 */
export const releaseClaim = onAlias(async ({ handles, caller, param }, alias) => {
  const tenant = param("tenant");
  const mine = maySee(caller, tenant);
  const object = handles.alias(alias);
  const claims = await object.claims();
  const owner = claims.find(({ state }) => state === "owner")?.tenant ?? "";
  const waits = claims.some((claim) => claim.tenant === tenant && claim.state === "waiting");
  const turnsDown = !mine && waits && maySee(caller, owner);
  if (!mine && !turnsDown) return refused("no-such-claim");
  const released = await object.release(tenant);
  const known = handles.tenant(tenant);
  if (!released.ok) {
    if (mine) await unlist(known, alias, caller.name);
    return refused(released.reason);
  }
  await known.noteAlias(alias, false, mine ? caller.name : ALIAS_OWNER, "");
  if (!mine) {
    await handles.tenant(owner).note(caller.name, "alias-claim-turned-down", alias, tenant);
  }
  return DONE;
});

/** A claim that is gone while the list still has it: a crash came between. */
async function unlist(tenant: TenantHandle, alias: string, actor: string): Promise<void> {
  if (!(await tenant.running())) return;
  const listed = await tenant.aliases();
  if (listed.includes(alias)) await tenant.noteAlias(alias, false, actor, "released before");
}

const ownsAlias = (claims: readonly AliasClaim[], mine: (tenant: string) => boolean) =>
  claims.some((claim) => claim.state === "owner" && mine(claim.tenant));

const CLAIM = "/aliases/:alias/claims/:tenant";

export const ALIAS_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/aliases`, "read", listAliases],
  ["GET", "/aliases/:alias", "anyone", showAlias],
  ["POST", "/aliases/:alias/claims", "any-administrator", claimAlias],
  ["POST", `${CLAIM}/approve`, "any-administrator", approveClaim],
  ["DELETE", CLAIM, "any-administrator", releaseClaim],
];
