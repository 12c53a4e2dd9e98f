// One device of a tenant: what is known of it, and what can be ordered for it. The acts themselves
// are device-acts.ts; here they are given a caller. A wipe erases a phone, so whoever orders it must
// type which one.
import * as v from "valibot";
import type { DeviceSummary } from "../../core/device.ts";
import { deviceDocument } from "../../core/device-document.ts";
import { deviceName } from "../../core/device-model.ts";
import { canonicalDeviceId } from "../../wire/eas-query.ts";
import {
  allowDevice,
  blockDevice,
  cancelWipe,
  type DeviceOrder,
  endAccount,
  forgetDevice,
  wipeDevice,
} from "../device-acts.ts";
import { liftShields } from "../shield-acts.ts";
import { DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, userOf, withBody } from "./call.ts";
import { DEVICE_LIST_ROUTES } from "./device-list.ts";
import { type ApiRoute, DEVICE } from "./route.ts";

/** GET /tenants/:tenant/devices/:user/:deviceId (DeviceDocument) */
export const showDevice = onTenant(async (call) => {
  const { tenant } = call;
  const { user, deviceId } = await orderOf(call);
  const device = await tenant.device(user, deviceId);
  if (!device) return refused("no-such-device");
  const [events, handouts, record, groups, shield] = await Promise.all([
    tenant.deviceEvents(user, deviceId),
    tenant.handoutsOf(user, deviceId),
    tenant.user(user),
    tenant.groups(),
    call.handles.device(call.entry.name, user, deviceId).shield(),
  ]);
  const group = groups.find(({ name, isDefault }) =>
    record?.group === undefined ? isDefault : name === record.group,
  );
  return ok({ ...deviceDocument(device, group, { events, handouts }), shield });
});

/** The device of the path, in any spelling, and who orders. */
export async function orderOf(call: TenantCall): Promise<DeviceOrder> {
  const { entry, caller, param } = call;
  return {
    tenant: entry.name,
    user: await userOf(call),
    deviceId: canonicalDeviceId(param("deviceId")),
    actor: caller.name,
  };
}

const setState = (state: DeviceSummary["state"], act: typeof blockDevice) =>
  onTenant(async (call) => {
    const order = await orderOf(call);
    const done = await act(call.handles, order);
    if (!done.ok) return refused(done.reason);
    return ok({ user: order.user, deviceId: order.deviceId, state });
  });

/** POST /tenants/:tenant/devices/:user/:deviceId/block */
export const postBlock = setState("blocked", blockDevice);
/** POST /tenants/:tenant/devices/:user/:deviceId/allow: ends a block, and a wipe that has ended. */
export const postAllow = setState("active", allowDevice);

const Wipe = v.strictObject({
  confirm: v.string(),
  scope: v.optional(v.picklist(["device", "account"])),
});

/**
 * POST /tenants/:tenant/devices/:user/:deviceId/wipe { confirm: the DeviceId or name, as shown, scope?: "device" or
 * "account" }. The account alone is taken from a phone that knows that (`wipe`); an older one is blocked and its
 * profile is void (`revoked`).
 */
export const postWipe = onTenant(
  withBody(Wipe, async (call: TenantCall, { confirm, scope }) => {
    const order = await orderOf(call);
    const device = await call.tenant.device(order.user, order.deviceId);
    if (!device) return refused("no-such-device");
    if (confirm !== device.deviceId && confirm !== deviceName(device)) {
      const message = "Type the device's id or name exactly as it is shown.";
      return refused("not-confirmed", { message, field: "confirm" });
    }
    const act = scope === "account" ? endAccount : wipeDevice;
    const begun = await act(call.handles, order);
    if (!begun.ok) return refused(begun.reason);
    return ok(begun.wipe ? { wipe: begun.wipe } : { revoked: true, state: "blocked" });
  }),
);

/** DELETE /tenants/:tenant/devices/:user/:deviceId/wipe */
export const deleteWipe = onTenant(async (call) => {
  const ended = await cancelWipe(call.handles, await orderOf(call));
  return ended.ok ? ok({ wipe: ended.wipe }) : refused(ended.reason);
});

/** POST /tenants/:tenant/devices/:user/:deviceId/shield/lift */
export const postLift = onTenant(async (call) => {
  const lifted = await liftShields(call.handles, await orderOf(call));
  return lifted.ok ? ok({ lifted: lifted.lifted }) : refused(lifted.reason);
});

/** DELETE /tenants/:tenant/devices/:user/:deviceId: it is forgotten, and needs a new profile. */
export const deleteDevice = onTenant(async (call) => {
  const forgotten = await forgetDevice(call.handles, await orderOf(call));
  if (forgotten.ok) return DONE;
  if (forgotten.reason !== "wipe-under-way") return refused(forgotten.reason);
  const message = "A wipe of this device is under way; cancel it before the device is forgotten.";
  return refused(forgotten.reason, { message });
});

export const DEVICE_ROUTES: readonly ApiRoute[] = [
  ...DEVICE_LIST_ROUTES,
  ["GET", DEVICE, "read-devices", showDevice],
  ["DELETE", DEVICE, "act-on-devices", deleteDevice],
  ["POST", `${DEVICE}/block`, "act-on-devices", postBlock],
  ["POST", `${DEVICE}/allow`, "act-on-devices", postAllow],
  ["POST", `${DEVICE}/shield/lift`, "act-on-devices", postLift],
  ["POST", `${DEVICE}/wipe`, "act-on-devices", postWipe],
  ["DELETE", `${DEVICE}/wipe`, "act-on-devices", deleteWipe],
];
