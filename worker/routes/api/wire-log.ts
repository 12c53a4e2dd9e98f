// The wire log of one device: switched on for hours, with a reason, by an administrator; read by one; switched off. The
// rule: what was said on the wire is content, although masked, so auditors and the help desk neither order nor read it, and
// each of the three stands in the audit log.
import * as v from "valibot";
import { refuse } from "../../core/result.ts";
import { WIRE_LOG_HOURS_MAX, type WireEntry } from "../../core/wire-log.ts";
import type { WireLogOrder } from "../../objects/handles/device.ts";
import { DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, withBody } from "./call.ts";
import { orderOf } from "./devices.ts";
import { type ApiRoute, DEVICE } from "./route.ts";

/** GET /tenants/:tenant/devices/:user/:deviceId/wire-log */
export interface WireLogDocument {
  /** Absent while it is off. Times are milliseconds since 1970. */
  readonly on?: WireLogOrder;
  /** Newest last. */
  readonly entries: readonly (WireEntry & { readonly at: number })[];
}

const HOUR_MS = 3_600_000;
const REASON_MAX = 200;

const Order = v.strictObject({
  hours: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(WIRE_LOG_HOURS_MAX)),
  reason: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(REASON_MAX),
    v.check((reason) => reason.trim() !== "", "must not be blank"),
  ),
});

/** GET: reading is written down, too. */
export const getWireLog = onTenant(async (call) => {
  const found = await known(call);
  if (!found.ok) return refused(found.reason);
  const { on, lines } = await found.device.wireLog();
  if (lines.length > 0) await audited(call, found, "wire-log-read", `${lines.length} lines`);
  const entries = lines.map(({ at, line }) => ({ at, ...(JSON.parse(line) as WireEntry) }));
  return ok({ ...(on && { on }), entries } satisfies WireLogDocument);
});

/** PUT { hours, reason }: begins anew, also if one is on. */
export const putWireLog = onTenant(
  withBody(Order, async (call: TenantCall, { hours, reason }) => {
    const found = await known(call);
    if (!found.ok) return refused(found.reason);
    const on = { until: call.clock.now() + hours * HOUR_MS, requestedBy: call.caller.name, reason };
    await audited(call, found, "wire-log-started", `${hours} h: ${reason}`);
    await found.device.startWireLog(on);
    return ok({ on });
  }),
);

/** DELETE: off; what was written stays to be read for a week. */
export const deleteWireLog = onTenant(async (call) => {
  const found = await known(call);
  if (!found.ok) return refused(found.reason);
  if (await found.device.stopWireLog()) await audited(call, found, "wire-log-stopped", "");
  return DONE;
});

/** The device of the path, if the tenant's index knows it. */
async function known(call: TenantCall) {
  const { tenant, user, deviceId } = await orderOf(call);
  if (!(await call.tenant.device(user, deviceId))) return refuse("no-such-device");
  return { ok: true, user, deviceId, device: call.handles.device(tenant, user, deviceId) } as const;
}

function audited(
  { tenant, caller }: TenantCall,
  { user, deviceId }: { readonly user: string; readonly deviceId: string },
  act: string,
  detail: string,
): Promise<void> {
  return tenant.note(caller.name, act, deviceId, `${user} ${detail}`.trim());
}

export const WIRE_LOG_ROUTES: readonly ApiRoute[] = [
  ["GET", `${DEVICE}/wire-log`, "administer", getWireLog],
  ["PUT", `${DEVICE}/wire-log`, "administer", putWireLog],
  ["DELETE", `${DEVICE}/wire-log`, "administer", deleteWireLog],
];
