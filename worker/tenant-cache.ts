// Which tenant owns a host, remembered in the isolate for seconds: every request asks, the answer
// rarely changes. A change of origins or a restart of the adapter is effective everywhere after at
// most that time. Unknown hosts are remembered too, so that a scanner costs the directory little;
// the number of entries is bounded.

import type { Clock } from "./clock.ts";
import { keepNewest } from "./core/newest.ts";
import type { RunningTenant } from "./core/tenant.ts";
import { type Handles, runningTenant } from "./objects/handles.ts";

const REMEMBERED_MS = 3000;
/**
 * Entries of about 1 KB: a host is at most 253 characters, and longer ones are not looked up at
 * all.
 */
const MAX_ENTRIES = 1000;
/** A host name of 253 characters (RFC 1035), a colon and a port. */
const MAX_HOST_LENGTH = 259;

interface Entry {
  readonly tenant: RunningTenant | null;
  readonly until: number;
}

const entries = new Map<string, Entry>();

/**
 * The tenant that owns `host` (the Host header's value) and its running adapter, or null if nobody
 * owns the host or the tenant's adapter does not run. At most three seconds old; no promise while it is remembered.
 */
export function tenantFor(
  handles: Handles,
  clock: Clock,
  host: string,
): RunningTenant | null | Promise<RunningTenant | null> {
  if (host.length > MAX_HOST_LENGTH) return null;
  const known = entries.get(host);
  const left = known ? known.until - clock.now() : 0;
  // More is left only where the clock went back.
  return known && left > 0 && left <= REMEMBERED_MS
    ? known.tenant
    : askTenant(handles, clock, host);
}

async function askTenant(
  handles: Handles,
  clock: Clock,
  host: string,
): Promise<RunningTenant | null> {
  const tenant = await runningTenant(handles, host);
  keepNewest(entries, host, { tenant, until: clock.now() + REMEMBERED_MS }, MAX_ENTRIES);
  return tenant;
}
