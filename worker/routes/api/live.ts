// Who is connected right now. Reading it is watching: for half a minute the gateway tells what it is
// answering, and nothing is told or kept while nobody reads.
import type { LiveView } from "../../core/live.ts";
import { ok, refused } from "./answer.ts";
import { onTenant } from "./call.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/live */
export type LiveDocument = LiveView;

const FILTER_MAX_LENGTH = 200;

/** GET /tenants/:tenant/live?find: part of a user's name, a DeviceId or a command. */
export const showLive = onTenant(async ({ tenant, query }) => {
  const filter = query("find") ?? "";
  if (filter.length > FILTER_MAX_LENGTH) {
    const message = `find has ${FILTER_MAX_LENGTH} characters at most.`;
    return refused("bad-query", { field: "find", message });
  }
  const view: LiveDocument = await tenant.live(filter);
  return ok(view);
});

export const LIVE_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/live`, "read-devices", showLive],
];
