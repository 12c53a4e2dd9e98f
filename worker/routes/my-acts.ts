// What a user ordered for an own phone, carried out. Whether the user may was judged before
// (core/own-device.ts); between that and the deed an administrator may block the phone: for
// "found", the administrator then sees in the device's life that it was allowed after the block.
import type { OwnAct, OwnDevice } from "../core/own-device.ts";
import { ownActor } from "../core/own-device.ts";
import { type Refused, refuse } from "../core/result.ts";
import type { Handles } from "../objects/handles.ts";
import {
  allowDevice,
  blockDevice,
  cancelWipe,
  type DeviceOrder,
  forgetDevice,
  forgetOwnDevice,
  wipeDevice,
} from "./device-acts.ts";

type Carried = { readonly ok: true } | Refused<string>;

const DEEDS: Readonly<
  Record<OwnAct, (handles: Handles, order: DeviceOrder, on: OwnDevice) => Promise<Carried>>
> = {
  lost: blockDevice,
  found: allowDevice,
  erase: (handles, order) => wipeDevice(handles, order),
  cancel: cancelWipe,
  // What was erased is blocked by its own word, and has nothing left that a block would keep out.
  forget: (handles, order, on) =>
    on.wipe === "erased" ? forgetDevice(handles, order) : forgetOwnDevice(handles, order),
};

/** Orders `act` in the name of the phone's user. */
export async function orderOwn(
  handles: Handles,
  tenant: string,
  act: OwnAct,
  on: OwnDevice,
): Promise<{ readonly ok: true } | Refused<"no-such-device" | "not-possible-now">> {
  const { user, deviceId } = on.device;
  const order = { tenant, user, deviceId, actor: ownActor(user) };
  const carried = await DEEDS[act](handles, order, on);
  if (carried.ok) return { ok: true };
  return refuse(carried.reason === "no-such-device" ? "no-such-device" : "not-possible-now");
}
