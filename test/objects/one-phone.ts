// A tenant with one phone, for tests of what /api/v1 says of devices and does with them.
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import { makeTenant, send } from "./api-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

export const phone: DeviceSummary = {
  ...crowdDevice(4),
  user: "alice",
  deviceId: "appl87837l1xy7h",
  deviceType: "iPhone",
  userAgent: "Apple-iPhone2C1/803.148",
  policyVersion: "v1",
};
/** The phone below its tenant's address. */
export const AT = "/devices/alice/appl87837l1xy7h";

/** A tenant whose object knows `devices`, which were admitted. */
export async function tenantWith(name: string, devices: readonly DeviceSummary[] = [phone]) {
  await makeTenant(name);
  const tenant = handles.tenant(name);
  await setClock(stubOf(env.TENANT, name), START);
  for (const device of devices) await tenant.noteDevice(device);
  const at = `/tenants/${name}`;
  const wipe = (body: unknown) => send("POST", `${at}${AT}/wipe`, { body });
  return { tenant, at, wipe, device: handles.device(name, "alice", phone.deviceId) };
}
