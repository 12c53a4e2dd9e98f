// A request whose phone must provision first: it is told so, three times at most for one document without getting on;
// then it is left in peace for a while, with a recorded reason, instead of being driven round in circles. While the
// adapter only reports, who does not follow passes all the same.
import { DEMAND_STATUS } from "../../core/policy-demand.ts";
import { log } from "../../log.ts";
import { forgetStanding, type Gate } from "./admission.ts";
import { deviceOf, recordLetThrough, recordRefusal } from "./judgement.ts";
import { demandAnswer } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";
import type { NextStep, Standing } from "./standing.ts";

type Demand = Omit<Extract<NextStep, { step: "demand" }>, "step">;

/** The demand, or that there shall be peace: seconds until the phone may come again. */
export async function answerDemand(
  gate: Gate,
  request: EasRequest,
  { policy, why }: Demand,
): Promise<Response | "let-through" | { reason: "policy-not-followed"; seconds: number }> {
  const { user, command, device } = request;
  if (!device) return "let-through";
  const { document } = policy;
  const asked = await deviceOf(gate, user, device).stepPolicy({ event: "demand", document });
  if (asked.outcome === "peace") {
    const reason = "policy-not-followed";
    if (gate.tenant.adapter.reportOnly) {
      await recordLetThrough(gate, request, reason);
      return "let-through";
    }
    await recordRefusal(gate, request, reason);
    return { reason, seconds: asked.seconds };
  }
  log("eas-policy-demanded", { tenant: gate.tenant.name, user, command, why, ...device });
  return demandAnswer(command, device.protocolVersion, { status: DEMAND_STATUS[why], http: 449 });
}

/** Exchange itself demands its policy: it has changed there, and ours is to be fetched anew with it. */
export const demandsPolicy = ({ status }: Response): boolean => status === 449;

/** A request passed: what was demanded before is followed, and is counted anew from now on. */
export async function noteFollowed(
  gate: Gate,
  { user, device }: EasRequest,
  standing: Standing,
): Promise<void> {
  forgetStanding(standing);
  if (device) await deviceOf(gate, user, device).stepPolicy({ event: "follow" });
}
