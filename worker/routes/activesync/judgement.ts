// One device judged: the tenant is asked about user and policy, the device's own object about block, wipe and what it
// acknowledged, then the rules of core/gateway decide, and a token is looked up only for who is not refused anyway.
// Whoever passes is noted, in the index and in the device's object.
import type { DeviceSummary, DeviceTraits } from "../../core/device.ts";
import {
  type DenyReason,
  type GatewayFacts,
  judge,
  looksLikeIos,
  mayBind,
} from "../../core/gateway.ts";
import type { Handout } from "../../core/handout.ts";
import { hashToken } from "../../core/token.ts";
import { log } from "../../log.ts";
import type { DeviceFacts, UserAdmission } from "../../objects/handles.ts";
import type { Candidate, Gate } from "./admission.ts";
import { policyFor, provisionVersion } from "./policy.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";
import { reportWipe } from "./wipe-steps.ts";

export type Judged = Standing | { readonly denied: DenyReason | "eas-not-enabled-upstream" };

/** Judges a device whose credentials are verified. `verified` by its verifier, not by Exchange anew. */
export async function judgeDevice(
  gate: Gate,
  candidate: Candidate,
  device: DeviceTraits,
  verified: boolean,
): Promise<Judged> {
  const { user } = candidate.request;
  const { token } = candidate.evidence;
  const tenant = gate.handles.tenant(gate.tenant.name);
  const [admission, known] = await Promise.all([
    tenant.admission(user, device.deviceId),
    deviceOf(gate, user, device).facts(),
  ]);
  if (known.isWipeUnreported && known.wipe) await reportWipe(gate, candidate.request, known.wipe);
  const facts = gatewayFacts(gate, candidate, device, { admission, known });
  const first = judge(facts);
  if (first.verdict === "deny") return { denied: first.reason };
  const standing = standingOf(candidate, device, { admission, known });
  if (first.verdict === "wipe") return { ...standing, isWipeDue: true };
  const isBindable = token !== undefined && mayBind(facts);
  const bound = isBindable ? await tenant.bind(hashToken(token), user, device.deviceId) : null;
  const second = bound ? judge({ ...facts, token: bound.ok ? "good" : bound.reason }) : first;
  if (second.verdict === "deny") return { denied: second.reason };
  const handout = bound?.ok ? bound.handout : undefined;
  const isNoted = verified && !(bound?.ok && bound.bound === "now");
  const letThrough = second.verdict === "pass" ? second.letThrough : undefined;
  if (letThrough && !verified) await recordLetThrough(gate, candidate.request, letThrough);
  const proof = handout ? "token" : facts.grace ? "grace" : "none";
  await noteAdmitted(gate, candidate, device, { isNoted, proof, handout, standing });
  return standing;
}

interface Answers {
  readonly admission: UserAdmission;
  readonly known: DeviceFacts;
}

/**
 * The policy that applies. One that was Locked empty takes back what a phone holds, and asks nothing of phones that hold
 * none.
 */
function appliedPolicy({ admission: { easPolicy }, known: { policy: held } }: Answers) {
  return easPolicy && (held || Object.keys(easPolicy.values).length > 0) ? easPolicy : undefined;
}

function gatewayFacts(
  { tenant: { adapter }, clock }: Gate,
  { request: { command }, evidence: { token } }: Candidate,
  device: DeviceTraits,
  answers: Answers,
): GatewayFacts {
  const { easAllowed, graceUntil = 0 } = answers.admission;
  const { known } = answers;
  return {
    adapter,
    command,
    ios: looksLikeIos(device),
    easAllowed,
    blocked: known.state === "blocked",
    wipe: known.wipe?.state,
    grace: clock.now() < graceUntil,
    cannotProvision:
      appliedPolicy(answers) !== undefined && !provisionVersion(device.protocolVersion),
    token: token === undefined ? "none" : "presented",
  };
}

function standingOf(
  { verifier }: Candidate,
  { protocolVersion }: DeviceTraits,
  answers: Answers,
): Standing {
  const { wipe, policy: held, isPolicyDemanded } = answers.known;
  const easPolicy = appliedPolicy(answers);
  const protocol = provisionVersion(protocolVersion);
  return {
    verifier,
    isWipeDue: false,
    ...(wipe && { wipe: wipe.state }),
    ...(easPolicy && protocol && { policy: policyFor(easPolicy, protocol) }),
    ...(held && { held }),
    isPolicyDemanded: isPolicyDemanded === true,
  };
}

/** The version of the Exchange ActiveSync security family that the phone runs, as far as it was told. */
export function runningVersion({ held, policy }: Pick<Standing, "held" | "policy">) {
  return held && (held.document === policy?.document ? policy.version : held.version);
}

/**
 * Notes an admitted device in the tenant's index (each time its credentials are verified anew, so its "last seen" is
 * minutes exact) and in its own object. The object comes last: a crash in between is healed by the next request.
 */
async function noteAdmitted(
  gate: Gate,
  { request: { user }, verifier }: Candidate,
  device: DeviceTraits,
  on: {
    readonly isNoted: boolean;
    readonly proof: DeviceSummary["proof"];
    readonly handout: Handout | undefined;
    readonly standing: Standing;
  },
): Promise<void> {
  const { name } = gate.tenant;
  const { proof, handout } = on;
  const easPolicyVersion = runningVersion(on.standing);
  if (!on.isNoted)
    await gate.handles.tenant(name).noteDevice({
      ...deviceLine(gate, user, device),
      proof,
      ...(handout && { policyVersion: handout.policyVersion }),
      ...(easPolicyVersion && { easPolicyVersion }),
    });
  const admitted = { tenant: name, user, traits: device, proof, verifier };
  await deviceOf(gate, user, device).admitted({ ...admitted, ...(handout && { handout }) });
}

/** A line of the device index for a device that is here now. */
export function deviceLine({ clock }: Gate, user: string, device: DeviceTraits) {
  const now = clock.now();
  return { ...device, user, state: "active", firstSeenAt: now, lastSeenAt: now } as const;
}

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

export const deviceOf = ({ handles, tenant }: Gate, user: string, { deviceId }: DeviceTraits) =>
  handles.device(tenant.name, user, deviceId);
