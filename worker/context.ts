// What every route is given: the environment's objects, the clock, and the tenant that owns the
// request's host.
import type { Clock } from "./clock.ts";
import type { RunningTenant } from "./core/tenant.ts";
import type { Env } from "./env.ts";
import type { Handles } from "./objects/handles.ts";

/**
 * Hono's environment for all sub-apps: bindings, and the variables app.ts sets before any route
 * runs.
 */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    handles: Handles;
    clock: Clock;
    /**
     * Client's network address as the platform reports it, "local" where no platform is in front.
     */
    client: string;
    /** The tenant that owns the host; set on tenant hosts only. */
    tenant: RunningTenant;
  };
}
