// The mailbox of a device in quarantine. The rule it keeps: such a device is not thrown out, it finds one Inbox that
// holds one message, which says what to do; nothing of the real mailbox is asked for or told, and nothing that the phone
// wants to change or send is taken. Loaded late: few requests ever come here.
import { failureAnswer } from "../../failures.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest, Evidence } from "./request.ts";
import type { Standing } from "./standing.ts";

/** A request of a device in quarantine, whose credentials verified. OPTIONS and Provision are answered elsewhere. */
export interface QuarantinedPassage {
  readonly request: EasRequest;
  readonly evidence: Evidence;
  readonly standing?: Standing;
}

/** Why a device is in quarantine. */
export interface Quarantine {
  /** As recorded with its refusals. */
  readonly reason: string;
  /** Since when, in milliseconds since 1970 (DeviceSummary.quarantinedAt). */
  readonly since: number;
}

/** The answer to one request of a device in quarantine. */
export async function answerQuarantined(
  gate: Gate,
  _passage: QuarantinedPassage,
  received: Request,
  _why: Quarantine,
): Promise<Response> {
  await received.body?.cancel();
  return failureAnswer("device-blocked", gate.tenant.displayName);
}
