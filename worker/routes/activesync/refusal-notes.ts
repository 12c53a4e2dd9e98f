// What the tenant hears of refusals: counted, and the newest kept whole. The rule: only who proved the password is written
// down; what the adapter merely reports is marked as let through.
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** Counts a refusal at the tenant, which the caller also logs. */
export function recordRefusal(gate: Gate, request: EasRequest, reason: string): Promise<void> {
  return gate.handles.tenant(gate.tenant.name).noteRefusal(refusalOf(request, reason));
}

/** Records and logs what would have been refused, had the adapter not only reported. */
export async function recordLetThrough(
  gate: Gate,
  request: EasRequest,
  reason: string,
): Promise<void> {
  const refusal = refusalOf(request, reason);
  log("eas-let-through", { tenant: gate.tenant.name, ...refusal });
  await gate.handles.tenant(gate.tenant.name).noteRefusal({ ...refusal, letThrough: true });
}

function refusalOf({ user, device }: EasRequest, reason: string) {
  const { deviceId, deviceType, userAgent } = device ?? NO_DEVICE;
  return { reason, user, deviceId, deviceType, userAgent };
}

const NO_DEVICE = { deviceId: "", deviceType: "", userAgent: "" };
