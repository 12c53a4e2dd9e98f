// Admission of one EAS request. The order is the rule: credentials first (401), and until they verified nothing is
// recorded or told; then the user, the device and its provisioning token (403), and only then is the device noted.
// What was decided holds for a few seconds in this isolate, so a block is effective after at most that time.
import type { Clock } from "../../clock.ts";
import type { DeviceTraits } from "../../core/device.ts";
import {
  type DenyReason,
  type GatewayFacts,
  isIosUserAgent,
  judge,
  looksLikeIos,
  mayBind,
} from "../../core/gateway.ts";
import { verifierOf } from "../../core/gateway-verifier.ts";
import type { Handout } from "../../core/handout.ts";
import type { RunningTenant } from "../../core/tenant.ts";
import { hashToken } from "../../core/token.ts";
import { type CredentialsReason, judgeCredentials } from "../../credentials.ts";
import type { Handles } from "../../objects/handles.ts";
import type { EasRequest, Evidence } from "./request.ts";

/** What admission needs of the world. */
export interface Gate {
  readonly handles: Handles;
  readonly clock: Clock;
  readonly client: string;
  readonly tenant: RunningTenant;
  /** Secret that keys the verifiers (VERIFIER_SECRET). */
  readonly secret: string;
}

export type Admission =
  | { readonly ok: true; readonly verifier: string }
  | {
      readonly ok: false;
      readonly reason: CredentialsReason | DenyReason;
      readonly retryAfterSeconds?: number;
    };

const REMEMBERED_MS = 5000;
/** Entries of about 200 bytes: a thousandth of a Worker's memory. */
const MAX_REMEMBERED = 5000;

/** What is told to a user whose credentials verified: such refusals are recorded, and remembered for seconds. */
type Denial = DenyReason | "eas-not-enabled-upstream";

interface Remembered {
  /** Why the request was denied; null if it passed. */
  readonly denied: Denial | null;
  readonly until: number;
}

const remembered = new Map<string, Remembered>();

/** Judges `request`, from memory if it was judged just now. */
export async function admit(
  gate: Gate,
  request: EasRequest,
  evidence: Evidence,
): Promise<Admission> {
  const verifier = verifierFor(gate, request, evidence);
  const known = recentJudgement(gate, verifier);
  if (!known) return judgeAnew(gate, { request, evidence, verifier });
  return known.denied ? { ok: false, reason: known.denied } : { ok: true, verifier };
}

/** True if a request with this verifier was admitted within the last seconds. */
export function isAdmitted(gate: Gate, verifier: string): boolean {
  return recentJudgement(gate, verifier)?.denied === null;
}

function recentJudgement({ clock }: Gate, verifier: string): Remembered | undefined {
  const known = remembered.get(verifier);
  return known && clock.now() < known.until ? known : undefined;
}

/**
 * Exchange answered 401 to a request that had been admitted: the password was changed or the account disabled.
 * Nothing that was known about these credentials holds any longer.
 */
export async function forgetCredentials(
  gate: Gate,
  { user, device }: EasRequest,
  verifier: string,
): Promise<void> {
  remembered.delete(verifier);
  if (device) await deviceOf(gate, user, device).forgetVerifier();
}

/** The verifier of these credentials on this device; OPTIONS is asked without one. */
function verifierFor(
  { tenant, secret }: Gate,
  { device }: EasRequest,
  { credentials }: Evidence,
): string {
  const asker = [tenant.name, credentials.user, credentials.password, credentials.charset];
  if (!device) return verifierOf(secret, asker);
  const { deviceId, deviceType, userAgent } = device;
  return verifierOf(secret, [...asker, deviceId, deviceType, isIosUserAgent(userAgent)]);
}

/** A request on its way through admission. */
interface Candidate {
  readonly request: EasRequest;
  readonly evidence: Evidence;
  readonly verifier: string;
}

async function judgeAnew(gate: Gate, candidate: Candidate): Promise<Admission> {
  const { request, evidence, verifier } = candidate;
  const { user, device } = request;
  const verified = device ? await deviceOf(gate, user, device).verified(verifier) : false;
  const judged = verified
    ? { ok: true as const }
    : await judgeCredentials(gate, { ...evidence.credentials, user });
  if (!judged.ok && judged.reason !== "eas-not-enabled-upstream") return judged;
  const denied = judged.ok
    ? await judgeRequest(gate, candidate, verified)
    : ("eas-not-enabled-upstream" as const);
  remember(verifier, { denied, until: gate.clock.now() + REMEMBERED_MS });
  if (denied === null) return { ok: true, verifier };
  await recordRefusal(gate, request, denied);
  return { ok: false, reason: denied };
}

/** Judges user and device by the rules of core/gateway; null means pass, and the device is noted. */
async function judgeRequest(
  gate: Gate,
  candidate: Candidate,
  verified: boolean,
): Promise<DenyReason | null> {
  const { user, command, device } = candidate.request;
  if (device) return judgeDevice(gate, candidate, device, verified);
  const account = await gate.handles.tenant(gate.tenant.name).account(user);
  return denialOf({
    adapter: gate.tenant.adapter,
    command,
    ios: false,
    easAllowed: isEasAllowed(account),
    blocked: false,
    token: "none",
  });
}

async function judgeDevice(
  gate: Gate,
  candidate: Candidate,
  device: DeviceTraits,
  verified: boolean,
): Promise<DenyReason | null> {
  const { user, command } = candidate.request;
  const { token } = candidate.evidence;
  const tenant = gate.handles.tenant(gate.tenant.name);
  const [account, known] = await Promise.all([
    tenant.account(user),
    deviceOf(gate, user, device).facts(),
  ]);
  const facts: GatewayFacts = {
    adapter: gate.tenant.adapter,
    command,
    ios: looksLikeIos(device),
    easAllowed: isEasAllowed(account),
    blocked: known.state === "blocked",
    token: token === undefined ? "none" : "presented",
  };
  // Whoever is denied for another reason must not use up a token.
  const denied = denialOf(facts);
  if (denied) return denied;
  if (token === undefined || !mayBind(facts)) {
    await noteAdmitted(gate, candidate, device, verified);
    return null;
  }
  const bound = await tenant.bind(hashToken(token), user, device.deviceId);
  const useless = denialOf({ ...facts, token: bound.ok ? "good" : bound.reason });
  if (useless) return useless;
  const isNoted = verified && !(bound.ok && bound.bound === "now");
  await noteAdmitted(gate, candidate, device, isNoted, bound.ok ? bound.handout : undefined);
  return null;
}

const isEasAllowed = (account: Awaited<ReturnType<ReturnType<Handles["tenant"]>["account"]>>) =>
  account.ok || account.reason !== "eas-not-allowed";

function denialOf(facts: GatewayFacts): DenyReason | null {
  const judged = judge(facts);
  return judged.verdict === "deny" ? judged.reason : null;
}

/**
 * Notes an admitted device in the tenant's index (each time its credentials are verified anew, so its "last seen" is
 * minutes exact) and in its own object. The object comes last: a crash in between is healed by the next request.
 */
async function noteAdmitted(
  gate: Gate,
  { request: { user }, verifier }: Candidate,
  device: DeviceTraits,
  isNoted: boolean,
  handout?: Handout,
): Promise<void> {
  const { name } = gate.tenant;
  const now = gate.clock.now();
  const proof = handout ? "token" : "none";
  if (!isNoted)
    await gate.handles.tenant(name).noteDevice({
      ...device,
      user,
      state: "active",
      proof,
      ...(handout && { policyVersion: handout.policyVersion }),
      firstSeenAt: now,
      lastSeenAt: now,
    });
  const admitted = { tenant: name, user, traits: device, proof, verifier } as const;
  await deviceOf(gate, user, device).admitted({ ...admitted, ...(handout && { handout }) });
}

function recordRefusal(gate: Gate, request: EasRequest, reason: Denial): Promise<void> {
  const { deviceId, deviceType, userAgent } = request.device ?? NO_DEVICE;
  const refusal = { reason, user: request.user, deviceId, deviceType, userAgent };
  return gate.handles.tenant(gate.tenant.name).noteRefusal(refusal);
}

const NO_DEVICE = { deviceId: "", deviceType: "", userAgent: "" };

function remember(verifier: string, entry: Remembered): void {
  remembered.delete(verifier);
  if (remembered.size >= MAX_REMEMBERED)
    remembered.delete(remembered.keys().next().value ?? verifier);
  remembered.set(verifier, entry);
}

const deviceOf = ({ handles, tenant }: Gate, user: string, { deviceId }: DeviceTraits) =>
  handles.device(tenant.name, user, deviceId);
