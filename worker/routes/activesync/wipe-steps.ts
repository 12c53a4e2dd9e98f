// Steps of a wipe at the gateway. The rule: the device's own object takes the step, then the tenant hears of it (index,
// life, audit log); what it could not be told at once the object tells it by itself, or the device's next request does.
import type { WipeLife, WipeParticulars } from "../../core/wipe.ts";
import { log } from "../../log.ts";
import type { GateWipeEvent, WipeReport } from "../../objects/handles/device.ts";
import { revokeCertificatesOf } from "../certificate-acts.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** Takes one step; null if there is no wipe that could take it. */
export async function takeWipeStep(
  gate: Gate,
  request: EasRequest,
  event: GateWipeEvent,
  on: Pick<WipeParticulars, "scope"> = {},
): Promise<WipeLife | null> {
  const { user, device } = request;
  if (!device) return null;
  const { client, tenant } = gate;
  const report = {
    ...{ tenant: tenant.name, user, deviceId: device.deviceId },
    ...{ actor: actorOf(event, user), detail: `${event === "order" ? "to" : "from"} ${client}` },
  };
  const order = { ...on, client, report };
  const taken = await gate.handles
    .device(tenant.name, user, device.deviceId)
    .stepWipe(event, order);
  if (!taken.ok) return null;
  log(`wipe-${taken.wipe.state}`, { tenant: tenant.name, user, event, ...device });
  await reportWipe(gate, report, taken.wipe);
  return taken.wipe;
}

/** The order is ours, its end is what the phone says, and Exchange has its own will. */
function actorOf(event: GateWipeEvent, user: string): string {
  if (event === "arm" || event === "order") return "provost";
  return event === "acknowledge" || event === "refuse" ? user : "exchange";
}

/** Tells the tenant how far a wipe is, as its device's object does by itself if this fails. */
async function reportWipe(gate: Gate, report: WipeReport, wipe: WipeLife): Promise<void> {
  const { tenant, user, deviceId, actor, detail } = report;
  try {
    await gate.handles.tenant(tenant).noteWipe(user, deviceId, wipe, actor, detail);
    if (wipe.state === "acknowledged") await revokeCertificatesOf(gate.handles, report);
    await gate.handles.device(tenant, user, deviceId).wipeReported(wipe.state);
  } catch (error) {
    const problem = error instanceof Error ? error.message : "";
    log("wipe-report-failed", { tenant, user, deviceId, state: wipe.state, problem });
  }
}

/** Tells the tenant at the device's request what it may not have heard. */
export async function reportUnreported(
  gate: Gate,
  { user, device }: EasRequest,
  wipe: WipeLife,
): Promise<void> {
  if (!device) return;
  const names = { tenant: gate.tenant.name, user, deviceId: device.deviceId };
  const isPhones = wipe.state === "acknowledged" || wipe.state === "refused";
  await reportWipe(gate, { ...names, actor: isPhones ? user : "provost", detail: "" }, wipe);
}
