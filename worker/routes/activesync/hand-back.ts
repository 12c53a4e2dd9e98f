// What becomes of Exchange's answer to an admitted request: a failure is told, an end of the password, an order to erase and a
// demand for a policy are ours to answer, and everything else goes to the phone (pass-on.ts). Also for a request that was
// held, of which little is kept (received.ts).
import type { GatewayReason } from "../../failures.ts";
import { log } from "../../log.ts";
import type { UpstreamRequest } from "../../upstream.ts";
import { forgetCredentials, type Gate } from "./admission.ts";
import {
  answerDemand,
  demandsPolicy,
  isStatusAlone,
  mayOrderWipe,
  noteFollowed,
  statusSaid,
} from "./demand.ts";
import { wipeOfExchange } from "./exchange-wipe.ts";
import type { HeldOutcome } from "./hold.ts";
import { wipeDemand } from "./own-answers.ts";
import { passOn } from "./pass-on.ts";
import type { Prepared } from "./prepare.ts";
import type { Presence } from "./presence.ts";
import type { Admitted } from "./recall.ts";
import type { Received } from "./received.ts";
import { fail, namesOf } from "./refuse.ts";
import { type Evidence, presentedKey } from "./request.ts";
import { mustBeRead, withShortLength } from "./short-answer.ts";
import { noteStalePassword } from "./stale-password.ts";
import { identityRefused } from "./who-asks.ts";
import { takeWipeStep } from "./wipe-steps.ts";

/** A request that was admitted, when its body was read. */
export interface Sent extends Admitted {
  readonly received: Received;
  readonly gate: Gate;
  readonly evidence: Evidence;
  readonly presence: Presence;
}

/** A request as Exchange gets it. */
export type Ready = Prepared & { readonly ok: true };

export const refused = ({ gate, request }: Sent, reason: GatewayReason, detail?: string) =>
  fail(gate.tenant, reason, { ...namesOf(request, gate.client), ...(detail && { detail }) });

/** The phone's answer, by what Exchange said. Nearly every one is neither read nor waited for (docs/decisions/0018). */
export function answer(
  passage: Sent,
  sent: Ready,
  answered: HeldOutcome,
): Response | Promise<Response> {
  if (answered instanceof Response) return answered;
  if (!answered.ok)
    return refused(passage, sent.overflow?.aborted ? "body-too-large" : answered.reason);
  const { response } = answered;
  return isToBeRead(passage, response)
    ? handBackRead(passage, sent.send, response)
    : handBack(passage, response);
}

const isToBeRead = ({ request }: Sent, response: Response): boolean =>
  request.command.startsWith("Folder") || mustBeRead(response, request);

/** Hands an answer back whose first bytes are waited for, because of what they may say. */
async function handBackRead(
  passage: Sent,
  send: UpstreamRequest,
  received: Response,
): Promise<Response> {
  const response = passage.request.command.startsWith("Folder")
    ? await import("./folder-keys.ts").then((keys) => keys.withKnownKey(passage, send, received))
    : await withShortLength(received);
  return response === "broken"
    ? refused(passage, "upstream-unreachable")
    : handBack(passage, response);
}

/** Exchange's answer: what the phone asked for, or something that is ours to answer. */
function handBack(passage: Sent, response: Response): Response | Promise<Response> {
  const { gate, request, standing } = passage;
  const isForUs =
    response.status !== 200 ||
    request.command === "Provision" ||
    standing.isPolicyDemanded ||
    isStatusAlone(response, request);
  return isForUs
    ? handBackJudged(passage, response)
    : passOn(response, request.command, gate.tenant.adapter);
}

/** The end of a password, an order to erase, a demand for Exchange's policy, or what the phone asked for all the same. */
async function handBackJudged(passage: Sent, response: Response): Promise<Response> {
  const { gate, request, standing } = passage;
  const { tenant } = gate;
  if (response.status === 401) {
    await response.body?.cancel();
    return turnAway(passage);
  }
  const said = await statusSaid(response, request);
  if (mayOrderWipe(response, request, said)) {
    const wiped = await wipeOfExchange(askedOf(passage), standing, response);
    if (wiped === "broken")
      return fail(tenant, "upstream-unreachable", namesOf(request, gate.client));
    if (wiped) return wiped;
  }
  if (standing.policy && demandsPolicy(response, said)) {
    const step = { policy: standing.policy, why: "policy-changed" } as const;
    const demanded = await answerDemand(gate, request, step);
    if (demanded === "let-through") return passOn(response, request.command, tenant.adapter);
    await response.body?.cancel();
    if (!("reason" in demanded)) return demanded;
    return fail(tenant, demanded.reason, namesOf(request, gate.client), demanded.seconds);
  }
  if (standing.isPolicyDemanded) await noteFollowed(gate, request, standing);
  return passOn(response, request.command, tenant.adapter);
}

/** Tells the phone to fetch the order to erase itself. */
export async function tellWipe({ received, gate, request, standing }: Sent): Promise<Response> {
  if (standing.wipe === "requested") await takeWipeStep(gate, request, "arm");
  log("eas-wipe-demanded", {
    tenant: gate.tenant.name,
    ...namesOf(request, gate.client),
    ...(standing.wipe && { wipe: standing.wipe }),
  });
  return wipeDemand(request, presentedKey(request, received.headers));
}

/** The request as Provision wants it. */
export const askedOf = ({ gate, request, standing, evidence, received: { headers } }: Sent) => ({
  ...{ gate, request, evidence, headers, isByCertificate: standing.isByCertificate },
});

/** Exchange no longer takes the password, or our word. */
export async function turnAway(passage: Sent): Promise<Response> {
  const { gate, request, standing } = passage;
  await forgetCredentials(gate, request, standing);
  if (standing.isByCertificate) return identityRefused(gate, request);
  await noteStalePassword(gate, passage);
  return fail(gate.tenant, "credentials-no-longer-good", namesOf(request, gate.client));
}
