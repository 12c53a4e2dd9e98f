// Devices of a tenant: the index page by page, and blocking. The order goes to the index first
// (which says whether there is such a device and writes the audit log), then to the device's own
// object, which obeys it; both steps may be repeated, so a request that failed between them is
// simply sent again.
import { canonicalDeviceId } from "../../wire/eas-query.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, userOf } from "./call.ts";
import { type ApiRoute, DEVICE, TENANT } from "./route.ts";

/** GET /tenants/:tenant/devices?search&after&limit */
export const listDevices = onTenant(async ({ tenant, query }) => {
  const [search, after, limit] = [query("search"), query("after"), Number(query("limit"))];
  const page = await tenant.devices({
    ...(search && { search }),
    ...(after && { after }),
    ...(limit > 0 && { limit }),
  });
  return ok(page);
});

const setState = (state: "active" | "blocked") =>
  onTenant(async (call) => {
    const { handles, caller, entry, tenant, param } = call;
    const [user, deviceId] = [await userOf(call), canonicalDeviceId(param("deviceId"))];
    const set = await tenant.setDeviceState(user, deviceId, state, caller.name);
    if (!set.ok) return refused(set.reason);
    await handles.device(entry.name, user, deviceId).setBlocked(state === "blocked");
    return ok({ user, deviceId, state });
  });

/** POST /tenants/:tenant/devices/:user/:deviceId/block */
export const blockDevice = setState("blocked");
/** POST /tenants/:tenant/devices/:user/:deviceId/allow */
export const allowDevice = setState("active");

export const DEVICE_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/devices`, "read-devices", listDevices],
  ["POST", `${DEVICE}/block`, "act-on-devices", blockDevice],
  ["POST", `${DEVICE}/allow`, "act-on-devices", allowDevice],
];
