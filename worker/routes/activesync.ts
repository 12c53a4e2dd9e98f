// The EAS gateway: /Microsoft-Server-ActiveSync on a tenant's host. A request is parsed, its credentials are judged,
// then user, device and token, then wipe and policy, then the first bytes of its body; whatever passes is sent on to the
// tenant's Exchange with login, query and policy key rewritten and everything else as it came, and the answer streams
// back. Provision is answered here if the tenant has a policy or a wipe for the phone, and passes through otherwise; a
// Ping, and a Sync that waits, are held here; a device in quarantine has a mailbox of ours.
import { forward } from "../upstream.ts";
import { type Admission, admit, admitAnew, type Gate } from "./activesync/admission.ts";
import { type CheckedBody, checkBody, wholeBody } from "./activesync/body.ts";
import { ownerOfSilent, refusalOf } from "./activesync/client-certificate.ts";
import { answerDemand } from "./activesync/demand.ts";
import {
  answer,
  askedOf,
  type Ready,
  refused,
  type Sent,
  tellWipe,
  turnAway,
} from "./activesync/hand-back.ts";
import type { Hold } from "./activesync/hold.ts";
import { prepare } from "./activesync/prepare.ts";
import { enter, noteWatched, type Presence, whileAnswered } from "./activesync/presence.ts";
import { answerProvision } from "./activesync/provision.ts";
import type { Quarantine } from "./activesync/quarantine.ts";
import { leaverAnswer } from "./activesync/quarantine-trace.ts";
import { keepReading, type LookedUp, lookUp, recall } from "./activesync/recall.ts";
import { afterRead } from "./activesync/received.ts";
import { deny, fail, namesOf } from "./activesync/refuse.ts";
import {
  type EasRequest,
  type Evidence,
  evidenceAgain,
  parseRequest,
} from "./activesync/request.ts";
import { lookAtAccount } from "./activesync/retyped.ts";
import { withinLimits } from "./activesync/shields.ts";
import { letThrough, type NextStep, stepOf } from "./activesync/standing.ts";

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
  const { request, standing } = known;
  const presence = enter(gate, request);
  const evidence = evidenceAgain(received.headers, request);
  const passage = { received, gate, request, standing, evidence, presence };
  return whileAnswered(presence, pass(passage));
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
interface Passage extends Sent {
  readonly received: Request;
}

/** What is to be done with an admitted request. */
async function take(passage: Passage): Promise<Response> {
  const { received, gate, request } = passage;
  const next = stepOf(gate, passage, received.headers);
  if (next.step === "provision") return provision(passage);
  if (next.step === "demand") return demand(passage, next);
  if (next.step === "pass") return pass(passage);
  if (next.step === "quarantine")
    return withinLimits(passage, () => quarantined(passage, next.why));
  if (request.command === "Provision") return provision(passage);
  return tellWipe(passage);
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

/** Sends an admitted request on, unless its device or its tenant sends too many. */
const pass = (passage: Passage, read?: CheckedBody): Promise<Response> =>
  withinLimits(passage, () => sendOn(passage, read));

/** Sends an admitted request on to Exchange, and Exchange's answer back. */
async function sendOn(passage: Passage, read?: CheckedBody): Promise<Response> {
  const { gate, request } = passage;
  const prepared = await prepare(passage, read);
  if (!prepared.ok) return refused(passage, prepared.reason, prepared.detail);
  const leaver = leaverAnswer(request, prepared.send.body);
  const sentBack = leaver && (await leaver);
  if (sentBack) return sentBack;
  if (mayBeHeld(request.command)) return held(passage, prepared);
  return answer(passage, prepared, await forward(gate.tenant.adapter, prepared.send, gate.clock));
}

const mayBeHeld = (command: EasRequest["command"]) => command === "Ping" || command === "Sync";

/** The Ping bridge, loaded with the first request that may be held. */
async function held(passage: Passage, ready: Ready): Promise<Response> {
  const { hold, mayWait } = await import("./activesync/hold.ts");
  const isKept = mayWait(passage.request, ready.send);
  return whileHeld(hold, isKept ? { ...passage, received: afterRead(passage) } : passage, ready);
}

async function whileHeld(hold: Hold, passage: Sent, ready: Ready): Promise<Response> {
  const { gate, request } = passage;
  const outcome = await hold(passage, ready.send, {
    refuse: (reason, seconds) => deny(gate, request, reason, seconds),
    tellWipe: (standing) => tellWipe({ ...passage, standing }),
  });
  return answer(passage, ready, outcome);
}
