// The Exchange Adapter: settings are saved, checked against the server, and run after a restart.
// Leave to reach private addresses is the service owner's alone to give, for one address at a time,
// because the Worker may stand inside a network that an administrator of a tenant has no business
// in.
import * as v from "valibot";
import { parseUpstream } from "../../core/origin.ts";
import type { TenantHandle } from "../../objects/handles.ts";
import { checkConnection } from "../../upstream.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { adapterFields, upstream } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";
import { fieldOf } from "./tenants.ts";

const AdapterChange = v.strictObject({ upstream: v.exactOptional(upstream), ...adapterFields });

/** PATCH /tenants/:tenant/adapter */
export const saveAdapter = onTenant(
  withBody(AdapterChange, async ({ caller, tenant }, change) => {
    if (change.privateUpstream !== undefined && caller.scope !== "owner") {
      return refused("scope-too-small", { field: "privateUpstream" });
    }
    if (caller.scope !== "owner" && (await movesTheLeave(tenant, change.upstream))) {
      return refused("scope-too-small", { field: "upstream" });
    }
    const saved = await tenant.saveAdapter(change, caller.name);
    if (!saved.ok) return refused(saved.reason, { field: fieldOf(saved.reason) });
    return ok({ saved: saved.adapter, running: await tenant.running() });
  }),
);

/** True if `upstream` is a private address other than the one the owner gave leave for. */
async function movesTheLeave(tenant: TenantHandle, upstream: string | undefined): Promise<boolean> {
  if (upstream === undefined || parseUpstream(upstream, false).ok) return false;
  const [wanted, saved] = [parseUpstream(upstream, true), await tenant.saved()];
  return wanted.ok && saved?.privateUpstream === true && wanted.origin !== saved.upstream;
}

/** POST /tenants/:tenant/adapter/restart */
export const restartAdapter = onTenant(async ({ caller, tenant }) => {
  const running = await tenant.restartAdapter(caller.name);
  return ok({ saved: running, running });
});

/** POST /tenants/:tenant/adapter/check: what is saved, so that it can be tried before it runs. */
export const checkAdapterConnection = onTenant(async ({ clock, tenant }) => {
  const saved = await tenant.saved();
  return saved ? ok(await checkConnection(saved, clock)) : refused("tenant-unfinished");
});

export const ADAPTER_ROUTES: readonly ApiRoute[] = [
  ["PATCH", `${TENANT}/adapter`, "administer", saveAdapter],
  ["POST", `${TENANT}/adapter/restart`, "administer", restartAdapter],
  ["POST", `${TENANT}/adapter/check`, "administer", checkAdapterConnection],
];
