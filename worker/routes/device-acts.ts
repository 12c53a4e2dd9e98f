// What people order for one device: block, allow, wipe, cancel a wipe, forget. The tenant's index
// says whether there is such a device and keeps the audit log; the device's own object obeys. The
// rule: every step may be repeated, so an order that was cut off between the two is simply given
// again and heals what was left behind.
import { ACCOUNT_WIPE_VERSION, type DeviceSummary } from "../core/device.ts";
import { type Refused, type Result, refuse } from "../core/result.ts";
import { isWipePending, type WipeLife, type WipeScope } from "../core/wipe.ts";
import type { Handles } from "../objects/handles.ts";
import { revokeCertificatesOf } from "./certificate-acts.ts";

/** Which device, and who orders. */
export interface DeviceOrder {
  /** The tenant's name. */
  readonly tenant: string;
  /** Canonical user name. */
  readonly user: string;
  /** Canonical DeviceId. */
  readonly deviceId: string;
  /** Who stands in the audit log: an operator, `token:NAME`, or `user:NAME`. */
  readonly actor: string;
}

type Unknown = "no-such-device";

/** Lets the gateway refuse the device from now on; it keeps what it has. */
export function blockDevice(
  handles: Handles,
  order: DeviceOrder,
): Promise<Result<object, Unknown>> {
  return setState(handles, order, "blocked");
}

/** Ends a block, and a wipe that came to its end: the phone may come again. */
export function allowDevice(
  handles: Handles,
  order: DeviceOrder,
): Promise<Result<object, Unknown>> {
  return setState(handles, order, "active");
}

/** Of two opposite orders at once, the device obeys the one that the index took last. */
async function setState(
  handles: Handles,
  order: DeviceOrder,
  state: DeviceSummary["state"],
): Promise<Result<object, Unknown>> {
  const { tenant, user, deviceId, actor } = order;
  const [device, index] = [handles.device(tenant, user, deviceId), handles.tenant(tenant)];
  const set = await index.setDeviceState(user, deviceId, state, actor);
  if (!set.ok) return set;
  await device.setBlocked(state === "blocked");
  const last = (await index.device(user, deviceId))?.state ?? state;
  if (last !== state) await device.setBlocked(last === "blocked");
  return set;
}

/**
 * Begins a remote wipe: the phone is told at its next request. If one is under way already, that is
 * said, and an index that did not know it learns it.
 */
export async function wipeDevice(
  handles: Handles,
  order: DeviceOrder,
  scope: WipeScope = "device",
): Promise<Result<{ readonly wipe: WipeLife }, Unknown | "wipe-under-way">> {
  const { tenant, user, deviceId, actor } = order;
  if (!(await handles.tenant(tenant).device(user, deviceId))) return refuse("no-such-device");
  const begun = await handles.device(tenant, user, deviceId).requestWipe(actor, scope);
  if (!begun.ok) return healed(handles, order, begun.reason);
  const noted = await handles.tenant(tenant).noteWipe(user, deviceId, begun.wipe, actor, "");
  return noted.ok ? begun : noted;
}

/**
 * Takes the company's account from a phone, and leaves the phone alone: by a wipe of the account where the phone knows
 * that. An older phone is blocked and its profile is void: the account stays on it and gets nothing more, because no server
 * can remove a profile from afar.
 */
export async function endAccount(
  handles: Handles,
  order: DeviceOrder,
): Promise<
  | { readonly ok: true; readonly wipe: WipeLife }
  | { readonly ok: true; readonly wipe?: undefined }
  | Refused<Unknown | "wipe-under-way">
> {
  const { tenant, user, deviceId, actor } = order;
  const device = await handles.tenant(tenant).device(user, deviceId);
  if (!device) return refuse("no-such-device");
  if (device.protocolVersion === ACCOUNT_WIPE_VERSION) return wipeDevice(handles, order, "account");
  const blocked = await blockDevice(handles, order);
  if (!blocked.ok) return blocked;
  await revokeCertificatesOf(handles, order);
  return handles.tenant(tenant).revokeProofs(user, deviceId, actor);
}

/** Takes a wipe back that no phone has acknowledged yet. */
export async function cancelWipe(
  handles: Handles,
  order: DeviceOrder,
): Promise<Result<{ readonly wipe: WipeLife }, Unknown | "no-wipe" | "wipe-too-late">> {
  const { tenant, user, deviceId, actor } = order;
  if (!(await handles.tenant(tenant).device(user, deviceId))) return refuse("no-such-device");
  const ended = await handles.device(tenant, user, deviceId).cancelWipe();
  if (!ended.ok) return healed(handles, order, ended.reason);
  const noted = await handles.tenant(tenant).noteWipe(user, deviceId, ended.wipe, actor, "");
  return noted.ok ? ended : noted;
}

/** Writes into the index what the device's object knows of its wipe, then refuses. */
async function healed<Reason extends string>(
  handles: Handles,
  { tenant, user, deviceId, actor }: DeviceOrder,
  reason: Reason,
): Promise<Result<never, Reason>> {
  const { wipe } = await handles.device(tenant, user, deviceId).facts();
  if (wipe) await handles.tenant(tenant).noteWipe(user, deviceId, wipe, actor, "");
  return refuse(reason);
}

/**
 * Forgets the device: its line, its life and its proof are gone, and it needs a new profile to come
 * back. Not while a wipe is on its way, which would be forgotten with it: cancel that first.
 */
export async function forgetDevice(
  handles: Handles,
  order: DeviceOrder,
): Promise<Result<object, Unknown | "wipe-under-way">> {
  const { tenant, user, deviceId, actor } = order;
  const [device, index] = [handles.device(tenant, user, deviceId), handles.tenant(tenant)];
  const [line, { wipe }] = await Promise.all([index.device(user, deviceId), device.facts()]);
  if (isWipePending(wipe)) return refuse("wipe-under-way");
  // First, so that an order cut off here is given again: a certificate must not outlive the device it proves.
  await revokeCertificatesOf(handles, order);
  const forgotten = await index.forgetDevice(user, deviceId, actor);
  // Also for a device the index does not know (any more): it may be what an order cut off left.
  await device.forget();
  const { wipe: meanwhile } = await device.facts();
  if (!meanwhile || !isWipePending(meanwhile)) return forgotten;
  // Somebody ordered a wipe in between: it stays, and the index learns of it again.
  if (line) await index.noteDevice(line);
  await index.noteWipe(user, deviceId, meanwhile, actor, "");
  return refuse("wipe-under-way");
}

/** As forgetDevice, by the device's own user: who is blocked does not end the block this way. */
export async function forgetOwnDevice(
  handles: Handles,
  order: DeviceOrder,
): Promise<Result<object, Unknown | "wipe-under-way" | "device-blocked">> {
  const { tenant, user, deviceId } = order;
  const { state } = await handles.device(tenant, user, deviceId).facts();
  return state === "blocked" ? refuse("device-blocked") : forgetDevice(handles, order);
}
