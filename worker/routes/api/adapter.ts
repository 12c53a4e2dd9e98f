// The Exchange Adapter: settings are saved, checked against the server, and run after a restart. Leave to reach private
// addresses is the service owner's alone to give, because the Worker may stand inside a network.
import * as v from "valibot";
import { checkConnection } from "../../upstream.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { adapterFields, upstream } from "./fields.ts";
import { fieldOf } from "./tenants.ts";

const AdapterChange = v.strictObject({ upstream: v.exactOptional(upstream), ...adapterFields });

/** PATCH /tenants/:tenant/adapter */
export const saveAdapter = onTenant(
  withBody(AdapterChange, async ({ caller, tenant }, change) => {
    if (change.privateUpstream !== undefined && caller.scope !== "owner") {
      return refused("scope-too-small", { field: "privateUpstream" });
    }
    const saved = await tenant.saveAdapter(change, caller.name);
    if (!saved.ok) return refused(saved.reason, { field: fieldOf(saved.reason) });
    return ok({ saved: saved.adapter, running: await tenant.running() });
  }),
);

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
