// One device judged: the tenant is asked about user and policy, the device's own object about block, wipe and what it
// acknowledged, then the rules of core/gateway decide, and a token is looked up only for who is not refused anyway.
// Whoever passes is noted, in the index and in the device's object.
import type { DeviceTraits } from "../../core/device.ts";
import {
  type DenyReason,
  type GatewayFacts,
  hasCertificate,
  judge,
  mayBind,
  mayBindCertificate,
  type QuarantineReason,
} from "../../core/gateway.ts";
import { hashToken } from "../../core/token.ts";
import type { DeviceFacts } from "../../objects/handles/device.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import type { Candidate, Gate } from "./admission.ts";
import { type Answers, appliedPolicy, gatewayFacts } from "./gateway-facts.ts";
import { offeredFacts } from "./offered.ts";
import { policyFor, provisionVersion } from "./policy.ts";
import { recordLetThrough, recordRefusal } from "./refusal-notes.ts";
import { confirmedVerifier, signedInBy } from "./signed-in.ts";
import type { Standing } from "./standing.ts";
import { reportUnreported } from "./wipe-steps.ts";

export type Judged = Standing | { readonly denied: DenyReason | "eas-not-enabled-upstream" };

/** Judges a device whose credentials are verified. `verified` by its verifier, not by Exchange anew. */
export async function judgeDevice(
  gate: Gate,
  candidate: Candidate,
  device: DeviceTraits,
  verified: boolean,
): Promise<Judged> {
  const { user } = candidate.request;
  const tenant = gate.handles.tenant(gate.tenant.name);
  const asks = { device, maxDevices: gate.tenant.adapter.maxDevicesPerUser };
  const [admission, known] = await Promise.all([
    tenant.admission(user, device.deviceId, asks),
    deviceOf(gate, user, device).facts(),
  ]);
  if (known.isWipeUnreported && known.wipe)
    await reportUnreported(gate, candidate.request, known.wipe);
  const told = gatewayFacts(gate, candidate, device, { admission, known });
  const facts = { ...told, ...(await offeredFacts(gate, candidate, device)) };
  const first = judge(facts);
  if (first.verdict === "deny") return { denied: first.reason };
  const standing = standingOf(candidate, device, { admission, known });
  if (first.verdict === "wipe") return { ...standing, isWipeDue: true };
  const judged = { gate, candidate, device, verified, admission, known, facts, standing };
  if (first.verdict === "quarantine") return enterQuarantine(judged, first.reason);
  const hash = handoutShown(candidate, known, facts);
  const bound = hash ? await tenant.bind(hash, user, device.deviceId, limitOf(gate)) : null;
  const isBearer = candidate.evidence.credentials.isBearer === true;
  const certified = await certifiedFacts(judged);
  const shown = bound && (isBearer ? { bearerUnproven: !bound.ok } : bindingFacts(bound, known));
  const second = shown || certified ? judge({ ...facts, ...shown, ...certified }) : first;
  if (second.verdict === "deny") return { denied: second.reason };
  const letThrough = second.verdict === "pass" ? second.letThrough : undefined;
  if (letThrough && !verified) await recordLetThrough(gate, candidate.request, letThrough);
  const certificate = certified?.certificate ?? facts.certificate;
  return enter(judged, {
    bound: bound?.ok && !isBearer ? bound : undefined,
    isCertified: certificate === "good",
    isNew: certified?.isNew === true,
  });
}

/** What became of a certificate that was bound to no device yet; undefined if there is nothing to bind. */
async function certifiedFacts({ gate, device, facts }: Judging) {
  const fingerprint = gate.shown?.fingerprint;
  if (fingerprint === undefined || !mayBindCertificate(facts)) return undefined;
  const { bindShown } = await import("./certificate-book.ts");
  return bindShown(gate, fingerprint, device.deviceId);
}

/** The hash of the token to be looked up. For a bearer token that is the one bound here: it may have been revoked. */
function handoutShown(
  { evidence: { token, credentials } }: Candidate,
  { tokenHash }: DeviceFacts,
  facts: GatewayFacts,
): string | undefined {
  if (credentials.isBearer)
    return facts.command === "OPTIONS" || hasCertificate(facts) ? undefined : tokenHash;
  return token !== undefined && mayBind(facts) ? hashToken(token) : undefined;
}

type Bound = Awaited<ReturnType<TenantHandle["bind"]>>;

/** What became of a token, as the rules want it. */
function bindingFacts(bound: Bound, { retypedHandout }: DeviceFacts): Partial<GatewayFacts> {
  if (bound.ok) return { token: "good", retyped: bound.handout.id === retypedHandout };
  return bound.reason === "too-many-devices" ? { tooMany: true } : { token: bound.reason };
}

/** How many devices a user may have, while that is more than a report. */
const limitOf = ({ tenant: { adapter } }: Gate) =>
  adapter.reportOnly ? 0 : adapter.maxDevicesPerUser;

/** A device on its way through judgement, with all that is known of it. */
interface Judging extends Answers {
  readonly gate: Gate;
  readonly candidate: Candidate;
  readonly device: DeviceTraits;
  readonly verified: boolean;
  readonly facts: GatewayFacts;
  readonly standing: Standing;
}

function standingOf(
  candidate: Candidate,
  { protocolVersion }: DeviceTraits,
  answers: Answers,
): Standing {
  const { wipe, policy: held, isPolicyDemanded, behaviourBlock, wireLogUntil } = answers.known;
  const easPolicy = appliedPolicy(answers);
  const protocol = provisionVersion(protocolVersion);
  return {
    verifier: candidate.verifier,
    isWipeDue: false,
    ...signedInBy(candidate),
    ...(wipe && { wipe: wipe.state }),
    ...(easPolicy && protocol && { policy: policyFor(easPolicy, protocol) }),
    ...(held && { held }),
    isPolicyDemanded: isPolicyDemanded === true,
    ...(behaviourBlock && { behaviourBlock }),
    ...(wireLogUntil && { wireLogUntil }),
  };
}

/** The version of the Exchange ActiveSync security family that the phone runs, as far as it was told. */
export function runningVersion({ held, policy }: Pick<Standing, "held" | "policy">) {
  return held && (held.document === policy?.document ? policy.version : held.version);
}

/** By what a device proved itself. */
interface Proven {
  readonly bound: Extract<Bound, { ok: true }> | undefined;
  readonly isCertified: boolean;
  /** Its certificate was bound to it just now. */
  readonly isNew: boolean;
}

/**
 * Lets a device in and notes it: in the tenant's index each time its credentials are verified anew (so its "last seen" is
 * minutes exact) or when the index does not know it as it shows itself now, and in its own object. The object comes last: a
 * crash in between is healed by the next request. The index has the last word on how many devices a user may have.
 */
async function enter(
  { gate, candidate, device, verified, admission, known, facts, standing }: Judging,
  { bound, isCertified, isNew }: Proven,
): Promise<Judged> {
  const { user } = candidate.request;
  const verifier = confirmedVerifier(gate, candidate);
  const { name } = gate.tenant;
  const handout = bound?.handout;
  // A bearer token binds nothing and takes nothing back.
  const isBearer = candidate.evidence.credentials.isBearer === true;
  const byPassword = handout ? "token" : facts.grace ? "grace" : "none";
  const proof = isCertified ? "certificate" : isBearer ? known.proof : byPassword;
  const easPolicyVersion = runningVersion(standing);
  const isLeaving = admission.quarantinedAt !== undefined;
  if (!verified || bound?.bound === "now" || isNew || admission.isNews || isLeaving) {
    const line = {
      ...deviceLine(gate, user, device),
      proof,
      ...(handout && { policyVersion: handout.policyVersion }),
      ...(easPolicyVersion && { easPolicyVersion }),
    } as const;
    const noted = await gate.handles.tenant(name).noteDevice(line, limitOf(gate));
    if (!noted.ok) return { denied: noted.reason };
  }
  const admitted = { tenant: name, user, traits: device, proof, verifier } as const;
  const keeps = isBearer ? boundHandout(known) : handout && { handout };
  const { clientChanges } = await deviceOf(gate, user, device).admitted({ ...admitted, ...keeps });
  const { id, boundAt } = handout ?? {};
  return {
    ...standing,
    ...(id && boundAt !== undefined && { handout: { id, boundAt } }),
    ...(clientChanges && { clientChanges }),
  };
}

/** The handout a device is bound to, as far as its object knows it. */
const boundHandout = ({ handoutId: id, tokenHash }: DeviceFacts) =>
  id !== undefined && tokenHash !== undefined ? { handout: { id, tokenHash } } : {};

/**
 * Notes a device in quarantine, so that an administrator sees it. What it proved before stays known, because it may leave
 * quarantine again.
 */
async function enterQuarantine(
  { gate, candidate, device, verified, admission, known, standing }: Judging,
  reason: QuarantineReason,
): Promise<Judged> {
  const { request } = candidate;
  const verifier = confirmedVerifier(gate, candidate);
  const { user } = request;
  const { name } = gate.tenant;
  const { quarantinedAt: since = gate.clock.now() } = admission;
  const quarantined = { ...standing, quarantine: { reason, since } };
  if (verified && !admission.isNews && admission.quarantinedAt !== undefined) return quarantined;
  const { proof } = known;
  const line = { ...deviceLine(gate, user, device), proof, quarantinedAt: since } as const;
  const noted = await gate.handles.tenant(name).noteDevice(line, limitOf(gate));
  if (!noted.ok) return { denied: noted.reason };
  await deviceOf(gate, user, device).admitted({
    ...{ tenant: name, user, traits: device, proof, verifier },
    ...boundHandout(known),
  });
  await recordRefusal(gate, request, reason);
  return quarantined;
}

/** A line of the device index for a device that is here now. */
export function deviceLine({ clock }: Gate, user: string, device: DeviceTraits) {
  const now = clock.now();
  return { ...device, user, state: "active", firstSeenAt: now, lastSeenAt: now } as const;
}

export const deviceOf = ({ handles, tenant }: Gate, user: string, { deviceId }: DeviceTraits) =>
  handles.device(tenant.name, user, deviceId);
