// A request whose phone must provision first: it is told so, three times at most for one document without getting on;
// then it is left in peace for a while, with a recorded reason, instead of being driven round in circles. While the
// adapter only reports, who does not follow passes all the same.
import { COMMAND_RULES } from "../../core/gateway-commands.ts";
import { DEMAND_STATUS } from "../../core/policy-demand.ts";
import { log } from "../../log.ts";
import { decode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { child, text } from "../../wire/wbxml-tree.ts";
import { forgetStanding, type Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import { demandAnswer, saysStatus, WIPE_REQUESTED } from "./own-answers.ts";
import { recordLetThrough, recordRefusal } from "./refusal-notes.ts";
import type { EasRequest } from "./request.ts";
import { MAX_STATUS_BYTES } from "./short-answer.ts";
import type { NextStep, Standing } from "./standing.ts";
import { wellFormed } from "./well-formed.ts";

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

/** By these Exchange demands its policy from 14.0 on: none acknowledged, refresh due, wrong key (MS-ASCMD 2.2.2). */
const DEMANDS = new Set(["142", "143", "144"]);
/** Does Exchange itself demand its policy? Then it has changed there, and ours is to be fetched anew with it. */
export const demandsPolicy = (response: Response, said: string | undefined): boolean =>
  response.status === 449 || (said !== undefined && DEMANDS.has(said));

/**
 * May this be Exchange's order to erase the phone, or a demand to fetch one? A 449 that is one leads the phone to
 * Provision, where it shows.
 */
export function mayOrderWipe(
  response: Response,
  { command }: EasRequest,
  said: string | undefined,
): boolean {
  if (command === "Provision") return response.status === 200;
  if (response.status === 403) return command !== "OPTIONS";
  return said === String(WIPE_REQUESTED);
}

/** May this answer say a status and nothing else? Such a one has a length (short-answer.ts). */
export function isStatusAlone(
  { status, headers }: Response,
  { command, device }: EasRequest,
): boolean {
  if (status !== 200 || command === "OPTIONS") return false;
  if (!saysStatus(device?.protocolVersion ?? "")) return false;
  const length = Number(headers.get("content-length") ?? Number.NaN);
  return length > 0 && length <= MAX_STATUS_BYTES && !headers.has("content-encoding");
}

/** The status in an answer that says nothing else, if it is one. */
export async function statusSaid(
  response: Response,
  request: EasRequest,
): Promise<string | undefined> {
  const { command } = request;
  if (command === "OPTIONS" || !isStatusAlone(response, request)) return undefined;
  const said = await response.clone().arrayBuffer();
  const root = wellFormed(() => decode(new Uint8Array(said), COMMAND_LIMITS));
  const rule = COMMAND_RULES[command];
  const holder = root && rule.statusIn ? child(root, rule.statusIn) : root;
  return holder && rule.status ? text(holder, rule.status) : undefined;
}

/** A request passed: what was demanded before is followed, and is counted anew from now on. */
export async function noteFollowed(
  gate: Gate,
  { user, device }: EasRequest,
  standing: Standing,
): Promise<void> {
  forgetStanding(standing);
  if (device) await deviceOf(gate, user, device).stepPolicy({ event: "follow" });
}
