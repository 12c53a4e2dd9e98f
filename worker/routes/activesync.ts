// The EAS gateway: /Microsoft-Server-ActiveSync on a tenant's host. A request is parsed, its credentials are judged,
// then user, device and token, then wipe and policy, then the first bytes of its body; whatever passes is sent on to the
// tenant's Exchange with login, query and policy key rewritten and everything else as it came, and the answer streams
// back. Provision is answered here if the tenant has a policy or a wipe for the phone, and passes through otherwise; a
// Ping, and a Sync that waits, are held here; a device in quarantine has a mailbox of ours.
import type { GatewayReason } from "../failures.ts";
import { log } from "../log.ts";
import { forward, type UpstreamRequest } from "../upstream.ts";
import {
  type Admission,
  admit,
  admitAnew,
  forgetCredentials,
  type Gate,
} from "./activesync/admission.ts";
import { type CheckedBody, checkBody, wholeBody } from "./activesync/body.ts";
import { ownerOfSilent, refusalOf } from "./activesync/client-certificate.ts";
import { answerDemand, demandsPolicy, mayOrderWipe, noteFollowed } from "./activesync/demand.ts";
import { wipeOfExchange } from "./activesync/exchange-wipe.ts";
import type { HeldOutcome } from "./activesync/hold.ts";
import { wipeDemand } from "./activesync/own-answers.ts";
import { passOn } from "./activesync/pass-on.ts";
import { prepare } from "./activesync/prepare.ts";
import { enter, noteWatched, type Presence, whileAnswered } from "./activesync/presence.ts";
import { answerProvision } from "./activesync/provision.ts";
import type { Quarantine } from "./activesync/quarantine.ts";
import { leaverAnswer } from "./activesync/quarantine-trace.ts";
import { type Admitted, keepReading, type LookedUp, lookUp, recall } from "./activesync/recall.ts";
import { deny, fail, namesOf } from "./activesync/refuse.ts";
import {
  type EasRequest,
  type Evidence,
  evidenceAgain,
  parseRequest,
  presentedKey,
} from "./activesync/request.ts";
import { lookAtAccount } from "./activesync/retyped.ts";
import { withinLimits } from "./activesync/shields.ts";
import { mustBeRead, withShortLength } from "./activesync/short-answer.ts";
import { noteStalePassword } from "./activesync/stale-password.ts";
import { letThrough, type NextStep, stepOf } from "./activesync/standing.ts";
import { identityRefused } from "./activesync/who-asks.ts";
import { takeWipeStep } from "./activesync/wipe-steps.ts";

/** Answers one request on the ActiveSync path of a tenant's host. */
export function answerActivesync(
  received: Request,
  gate: Gate,
  lookedUp = lookUp(received, gate.shown),
): Promise<Response> {
  if (gate.tenant.watchedUntil !== undefined) noteWatched(gate);
  const known = recall(gate, lookedUp);
  if (!known || stepOf(gate, known, received.headers).step !== "pass")
    return answerAnew(received, gate, lookedUp);
  const presence = enter(gate, known.request);
  const evidence = evidenceAgain(received.headers, known.request);
  return whileAnswered(presence, pass({ received, gate, evidence, presence, ...known }));
}

/** A request that was not read a moment ago, or is no longer admitted. */
async function answerAnew(received: Request, gate: Gate, lookedUp: LookedUp): Promise<Response> {
  const { tenant, client, shown } = gate;
  const refusal = refusalOf(received, shown);
  if (refusal) return fail(tenant, refusal, { client });
  const owner = await ownerOfSilent(received, gate);
  const parsed = await parseRequest(received, tenant.adapter, owner);
  if (!parsed.ok) return fail(tenant, parsed.reason, { detail: parsed.detail, client });
  const presence = enter(gate, parsed.request);
  return whileAnswered(presence, judge(received, presence, parsed.evidence, lookedUp));
}

/** A request that was not admitted a moment ago. */
async function judge(
  received: Request,
  presence: Presence,
  evidence: Evidence,
  lookedUp: LookedUp,
): Promise<Response> {
  const { gate, request } = presence;
  const admission = await admitFor(gate, request, evidence, received.headers);
  if (!admission.ok) {
    return deny(gate, request, admission.reason, admission.retryAfterSeconds);
  }
  const { standing } = admission;
  // A bearer token is read anew each time: it is Exchange that judges it.
  if (!evidence.credentials.isBearer) keepReading(gate, lookedUp, { request, standing });
  const passage = { received, gate, request, standing, evidence, presence };
  return standing.wireLogUntil === undefined ? take(passage) : logged(passage);
}

/** A device whose requests and answers are written down. */
async function logged(passage: Passage): Promise<Response> {
  const { writtenDown } = await import("./activesync/wire-log.ts");
  return writtenDown(passage, take);
}

/** Admits from memory only what passes: whatever else is to be done with a request is decided on fresh facts. */
async function admitFor(
  gate: Gate,
  request: EasRequest,
  evidence: Evidence,
  headers: Headers,
): Promise<Admission> {
  const admission = await admit(gate, request, evidence);
  if (!admission.ok || admission.isFresh) return admission;
  const { standing } = admission;
  const { step } = stepOf(gate, { request, standing }, headers);
  return step === "pass" ? admission : admitAnew(gate, request, evidence);
}

/** A request that was admitted, on its way. */
interface Passage extends Admitted {
  readonly received: Request;
  readonly gate: Gate;
  readonly evidence: Evidence;
  readonly presence: Presence;
}

/** What is to be done with an admitted request. */
async function take(passage: Passage): Promise<Response> {
  const { received, gate, request, standing } = passage;
  const next = stepOf(gate, passage, received.headers);
  if (next.step === "provision") return provision(passage);
  if (next.step === "demand") return demand(passage, next);
  if (next.step === "pass") return pass(passage);
  if (next.step === "quarantine")
    return withinLimits(passage, () => quarantined(passage, next.why));
  if (request.command === "Provision") return provision(passage);
  if (standing.wipe === "requested") await takeWipeStep(gate, request, "arm");
  log("eas-wipe-demanded", {
    tenant: gate.tenant.name,
    ...namesOf(request, gate.client),
    ...(standing.wipe && { wipe: standing.wipe }),
  });
  return wipeDemand(request, presentedKey(request, received.headers));
}

/** The demand for a policy, unless the account was made anew with a token that is in use, or the phone passes without. */
async function demand(
  passage: Passage,
  next: Extract<NextStep, { step: "demand" }>,
): Promise<Response> {
  const { received, gate, request, standing } = passage;
  const { read, isRefused } = await lookAtAccount(gate, passage, received);
  if (isRefused) return deny(gate, request, "token-retyped");
  const demanded = await answerDemand(gate, request, next);
  if (demanded === "let-through") return pass({ ...passage, standing: letThrough(standing) }, read);
  if ("reason" in demanded)
    return fail(gate.tenant, demanded.reason, namesOf(request, gate.client), demanded.seconds);
  return demanded;
}

/** The mailbox of a device in quarantine, which few requests ever need. */
async function quarantined(passage: Passage, why: Quarantine): Promise<Response> {
  const { answerQuarantined } = await import("./activesync/quarantine.ts");
  return answerQuarantined(passage, why);
}

/** Provision, read whole and answered here, or by Exchange if there is nothing of ours to say. */
async function provision(passage: Passage): Promise<Response> {
  const { received, gate, request, standing } = passage;
  const names = namesOf(request, gate.client);
  const checked = await checkBody(received, { root: "Provision:Provision" }, false);
  if (!checked.ok) return fail(gate.tenant, checked.reason, { ...names, detail: checked.detail });
  const body = await wholeBody(checked);
  if (!body) return fail(gate.tenant, "body-too-large", names);
  const answered = await answerProvision(askedOf(passage), standing, body);
  if (answered === "pass") return pass(passage, { ok: true, body });
  if (answered instanceof Response) return answered;
  if (answered.reason === "credentials-no-longer-good") return turnAway(passage);
  return fail(gate.tenant, answered.reason, { ...names, detail: answered.detail });
}

/** The request as Provision wants it. */
const askedOf = ({ gate, request, standing, evidence, received: { headers } }: Passage) => ({
  ...{ gate, request, evidence, headers, isByCertificate: standing.isByCertificate },
});

/** Exchange no longer takes the password, or our word. */
async function turnAway(passage: Passage): Promise<Response> {
  const { gate, request, standing } = passage;
  await forgetCredentials(gate, request, standing);
  if (standing.isByCertificate) return identityRefused(gate, request);
  await noteStalePassword(gate, passage);
  return fail(gate.tenant, "credentials-no-longer-good", namesOf(request, gate.client));
}

/** Sends an admitted request on, unless its device or its tenant sends too many. */
const pass = (passage: Passage, read?: CheckedBody): Promise<Response> =>
  withinLimits(passage, () => sendOn(passage, read));

/** Sends an admitted request on to Exchange, and Exchange's answer back. */
async function sendOn(passage: Passage, read?: CheckedBody): Promise<Response> {
  const { gate, request } = passage;
  const refuse = (reason: GatewayReason, detail?: string) =>
    fail(gate.tenant, reason, { ...namesOf(request, gate.client), ...(detail && { detail }) });
  const prepared = await prepare(passage, read);
  if (!prepared.ok) return refuse(prepared.reason, prepared.detail);
  const leaver = leaverAnswer(request, prepared.send.body);
  const sentBack = leaver && (await leaver);
  if (sentBack) return sentBack;
  const answered = mayBeHeld(request.command)
    ? await held(passage, prepared.send)
    : await forward(gate.tenant.adapter, prepared.send, gate.clock);
  if (answered instanceof Response) return answered;
  if (!answered.ok) return refuse(prepared.overflow?.aborted ? "body-too-large" : answered.reason);
  const response = await lookedInto(passage, prepared.send, answered.response);
  return response === "broken" ? refuse("upstream-unreachable") : handBack(passage, response);
}

/** An answer whose first bytes are waited for, because of what they may say. */
async function lookedInto(
  passage: Passage,
  send: UpstreamRequest,
  response: Response,
): Promise<Response | "broken"> {
  if (passage.request.command.startsWith("Folder")) {
    const { withKnownKey } = await import("./activesync/folder-keys.ts");
    return withKnownKey(passage, send, response);
  }
  return mustBeRead(response, passage.request) ? withShortLength(response) : response;
}

/** Exchange's answer: the end of a password, an order to erase, a demand for its policy, or what the phone asked for. */
async function handBack(passage: Passage, response: Response): Promise<Response> {
  const { gate, request, standing } = passage;
  const { tenant } = gate;
  if (response.status === 401) {
    await response.body?.cancel();
    return turnAway(passage);
  }
  if (await mayOrderWipe(response, request)) {
    const wiped = await wipeOfExchange(askedOf(passage), standing, response);
    if (wiped === "broken")
      return fail(tenant, "upstream-unreachable", namesOf(request, gate.client));
    if (wiped) return wiped;
  }
  if (standing.policy && (await demandsPolicy(response, request))) {
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

const mayBeHeld = (command: EasRequest["command"]) => command === "Ping" || command === "Sync";

/** The Ping bridge, loaded with the first request that may be held. */
async function held(passage: Passage, send: UpstreamRequest): Promise<HeldOutcome> {
  const { gate, request } = passage;
  const { hold } = await import("./activesync/hold.ts");
  return hold(passage, send, {
    refuse: (reason, seconds) => deny(gate, request, reason, seconds),
    take: (standing) => take({ ...passage, standing }),
  });
}
