// What the tenant and the log hear of a phone's policy: that it was acknowledged, wholly or in part, and every other step
// in the device's life. Nothing here decides anything.
import type { HeldPolicy } from "../../core/provision.ts";
import { log } from "../../log.ts";
import { deviceLine, deviceOf } from "./judgement.ts";
import type { Asked } from "./upstream-provision.ts";

/** The phone runs this version of the tenant's policy from now on. */
export async function noteAcknowledged(
  asked: Asked,
  easPolicyVersion: string,
  compliance: HeldPolicy["compliance"],
): Promise<void> {
  const { gate, request } = asked;
  const { user, device } = request;
  if (!device) return;
  const { name: tenant } = gate.tenant;
  log("policy-acknowledged", { tenant, user, ...device, easPolicyVersion, compliance });
  const { proof } = await deviceOf(gate, user, device).facts();
  const line = { ...deviceLine(gate, user, device), proof, easPolicyVersion };
  await gate.handles.tenant(tenant).noteDevice(line);
  if (compliance === "part") await noteEvent(asked, "policy-applied-in-part", easPolicyVersion);
  if (compliance === "none") await noteEvent(asked, "policy-refused", "let in all the same");
}

/** A step in the device's life, by the phone. */
export async function noteEvent(
  { gate, request: { user, device } }: Asked,
  event: string,
  detail: string,
): Promise<void> {
  if (!device) return;
  const { name: tenant } = gate.tenant;
  log(event, { tenant, user, ...device, detail });
  const step = { event, actor: user, detail };
  await gate.handles.tenant(tenant).noteDeviceEvent(user, device.deviceId, step);
}
