// Steps of a wipe at the gateway. The rule: the device's own object takes the step, then the tenant hears of it (index,
// life, audit log); what it could not be told at once is told at the device's next request.
import type { WipeLife } from "../../core/wipe.ts";
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** Takes one step; null if there is no wipe that could take it. */
export async function takeWipeStep(
  gate: Gate,
  request: EasRequest,
  event: "order" | "acknowledge" | "refuse",
): Promise<WipeLife | null> {
  const { user, device } = request;
  if (!device) return null;
  const taken = await gate.handles.device(gate.tenant.name, user, device.deviceId).stepWipe(event);
  if (!taken.ok) return null;
  log(`wipe-${taken.wipe.state}`, { tenant: gate.tenant.name, user, ...device });
  await reportWipe(gate, request, taken.wipe);
  return taken.wipe;
}

/** Tells the tenant how far a wipe is, and the device that the tenant knows. */
export async function reportWipe(
  { handles, tenant: { name }, client }: Gate,
  { user, device }: EasRequest,
  wipe: WipeLife,
): Promise<void> {
  if (!device) return;
  // The order is ours, its end is what the phone says.
  const actor = wipe.state === "ordered" ? "provost" : user;
  const detail = wipe.state === "ordered" ? `order ${wipe.orders} to ${client}` : `from ${client}`;
  await handles.tenant(name).noteWipe(user, device.deviceId, wipe, actor, detail);
  await handles.device(name, user, device.deviceId).wipeReported(wipe.state);
}
