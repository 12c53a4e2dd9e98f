// Refusals of the gateway: each is written to the log with its reason, and told to who watches; the phone hears what it
// acts on rightly (failures.ts), in the words of its protocol version where they say more (denials.ts).
import type { RunningTenant } from "../../core/tenant.ts";
import { failureAnswer, type GatewayReason } from "../../failures.ts";
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import { denialAnswer } from "./denials.ts";
import { noteRefused } from "./presence.ts";
import type { EasRequest } from "./request.ts";

/** Who was refused, for the log: no password, and log() masks tokens. */
export function namesOf(request: EasRequest, client: string) {
  return { user: request.user, command: request.command, client, ...request.device };
}

type Details = Readonly<Record<string, string | undefined>>;

/** The answer to a refused request. `details`: who was refused, and what else the log shall say. */
export function fail(
  tenant: RunningTenant,
  reason: GatewayReason,
  details: Details,
  retryAfterSeconds?: number,
): Response {
  log("eas-refused", { tenant: tenant.name, reason, ...details });
  noteRefused(tenant, reason, details);
  return failureAnswer(reason, tenant.displayName, retryAfterSeconds);
}

/** As fail, in the words of the request's protocol version where they say more. */
export function deny(
  gate: Gate,
  request: EasRequest,
  reason: GatewayReason,
  retryAfterSeconds?: number,
): Response {
  const failed = fail(gate.tenant, reason, namesOf(request, gate.client), retryAfterSeconds);
  return denialAnswer(reason, request) ?? failed;
}
