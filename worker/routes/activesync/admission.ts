// Admission of one EAS request. The order is the rule: credentials first (401), and until they verified nothing is
// recorded or told; then the user, the device and its provisioning token (403). One exception: a wipe is told to
// whoever shows the device's own token, or the last password Exchange confirmed, so that a phone can be erased whose
// account is disabled by then.
import type { Clock } from "../../clock.ts";
import type { CertificateProof, CertificateSignIn } from "../../core/certificate-proof.ts";
import type { CertificateReason } from "../../core/certificates.ts";
import { type DenyReason, judge } from "../../core/gateway.ts";
import { verifierOf } from "../../core/gateway-verifier.ts";
import { isIosUserAgent } from "../../core/ios-client.ts";
import { refuse } from "../../core/result.ts";
import type { RunningTenant } from "../../core/tenant.ts";
import type { CredentialsReason } from "../../credentials.ts";
import type { Handles } from "../../objects/handles.ts";
import type { Shown } from "./client-certificate.ts";
import { isTriedOut, noteWrongTry } from "./guessed.ts";
import { noteJudged, secondsUntilJudged } from "./judged-often.ts";
import { deviceOf, type Judged, judgeDevice } from "./judgement.ts";
import { recordRefusal } from "./refusal-notes.ts";
import type { EasRequest, Evidence } from "./request.ts";
import { confirmedVerifier, signedInBy } from "./signed-in.ts";
import { judgeBehindShield } from "./stale-password.ts";
import { judgementMemory, type Standing } from "./standing.ts";
import { wipeByProof } from "./wipe-proof.ts";

/** What admission needs of the world. */
export interface Gate {
  readonly handles: Handles;
  readonly clock: Clock;
  readonly client: string;
  readonly tenant: RunningTenant;
  /** The Host header's value. */
  readonly host: string;
  /** Secret that keys the verifiers (VERIFIER_SECRET). */
  readonly secret: string;
  /** The client certificate that the request shows, where they are used. */
  readonly shown?: Shown;
  /** Lets work go on behind the answer. */
  waitUntil(work: Promise<unknown>): void;
}

export type Admission =
  | { readonly ok: true; readonly standing: Standing; readonly isFresh: boolean }
  | {
      readonly ok: false;
      readonly reason:
        | CredentialsReason
        | "stale-password"
        | "credentials-missing"
        | "too-many-commands"
        | DenyReason;
      readonly retryAfterSeconds?: number;
    };

/** What is told to a user whose credentials verified: such refusals are recorded, and remembered for seconds. */
type Denial = DenyReason | "eas-not-enabled-upstream";

const memory = judgementMemory<Denial>();

/** Judges `request`, from memory if it was judged just now. */
export async function admit(
  gate: Gate,
  request: EasRequest,
  evidence: Evidence,
): Promise<Admission> {
  const verifier = verifierFor(gate, request, evidence);
  const known = recentJudgement(gate, verifier, request);
  if (!known) return judgeShown(gate, { request, evidence, verifier });
  return "denied" in known
    ? { ok: false, reason: known.denied }
    : { ok: true, standing: known, isFresh: false };
}

/** As `admit`, with nothing taken from memory. */
export async function admitAnew(
  gate: Gate,
  request: EasRequest,
  evidence: Evidence,
): Promise<Admission> {
  return judgeShown(gate, { request, evidence, verifier: verifierFor(gate, request, evidence) });
}

/** How these credentials stand on this device, if they were admitted within the last seconds. */
export function recentStanding(
  gate: Gate,
  verifier: string,
  request: EasRequest,
): Standing | undefined {
  const known = recentJudgement(gate, verifier, request);
  return known && "denied" in known ? undefined : known;
}

function recentJudgement(gate: Gate, verifier: string, request: EasRequest) {
  if (isTriedOut(gate, request)) return undefined;
  return memory.recent({ verifier, userAgent: agentOf(request) }, gate.clock.now());
}

const agentOf = ({ device }: EasRequest) => device?.userAgent ?? "";

/** The device took a step: what was judged before holds no longer. */
export function forgetStanding({ verifier }: Standing): void {
  memory.forget(verifier);
}

/**
 * Exchange answered 401 to a request that had been admitted: the password was changed or the account disabled.
 * Nothing that was known about these credentials holds any longer.
 */
export async function forgetCredentials(
  gate: Gate,
  { user, device }: EasRequest,
  standing: Standing,
): Promise<void> {
  forgetStanding(standing);
  if (device) await deviceOf(gate, user, device).forgetVerifier();
}

/** The verifier of these credentials, the certificate among them, on this device; OPTIONS is asked without one. */
function verifierFor(
  { tenant, secret, shown }: Gate,
  { device }: EasRequest,
  { credentials }: Evidence,
): string {
  const { user, password, charset, isBearer, isCertificate } = credentials;
  // Lists of these kinds have different lengths, so that none passes for another.
  const asker = [tenant.name, user, password, charset, ...(isBearer ? ["bearer"] : [])];
  const kind = isCertificate ? "certificate alone" : "certificate";
  if (shown) asker.push(kind, shown.fingerprint ?? "");
  if (!device) return verifierOf(secret, asker);
  const { deviceId, deviceType, userAgent, protocolVersion } = device;
  const ios = isIosUserAgent(userAgent);
  return verifierOf(secret, [...asker, deviceId, deviceType, ios, protocolVersion]);
}

/** A request on its way through admission. */
export interface Candidate {
  readonly request: EasRequest;
  readonly evidence: Evidence;
  readonly verifier: string;
  /** What its client certificate proves, if it shows one. */
  readonly shown?: ShownProof;
}

/** What a shown client certificate proves for one request. */
export interface ShownProof {
  readonly proof: CertificateProof;
  readonly signIn: CertificateSignIn;
  /** May its device be told of a wipe that was ordered then (milliseconds since 1970)? */
  receivesWipe(orderedAt: number): boolean;
}

/** Looks the certificate up that the request shows, if it shows one; then judges. */
async function judgeShown(gate: Gate, candidate: Candidate): Promise<Admission> {
  const retryAfterSeconds = secondsUntilJudged(gate, candidate);
  if (retryAfterSeconds > 0) return { ok: false, reason: "too-many-commands", retryAfterSeconds };
  const fingerprint = gate.shown?.fingerprint;
  if (fingerprint === undefined) return judgeAnew(gate, candidate);
  const { proofOf } = await import("./certificate-book.ts");
  const shown = await proofOf(gate, fingerprint, candidate);
  return judgeAnew(gate, { ...candidate, shown });
}

async function judgeAnew(gate: Gate, candidate: Candidate): Promise<Admission> {
  const { request, verifier } = candidate;
  const { verified, judged } = await signIn(gate, candidate);
  let denied: Denial = "eas-not-enabled-upstream";
  if (!judged.ok) {
    const { reason } = judged;
    const isGuess = reason === "wrong-password" || reason === "slowed-down";
    if (isGuess && !candidate.evidence.credentials.isBearer) noteWrongTry(gate, request);
    const wiping = await wipeByProof(gate, candidate, WAS_ASKED.has(reason));
    if (wiping) return { ok: true, standing: wiping, isFresh: true };
    if (isCertificateReason(reason)) denied = reason;
    else if (reason !== "eas-not-enabled-upstream") return judged;
  }
  if (judged.ok) noteJudged(gate, candidate);
  const askedAt = gate.clock.now();
  const standing: Judged = judged.ok ? await judgeRequest(gate, candidate, verified) : { denied };
  // A refused wipe denies every command but Provision, so it is not remembered for all of them.
  if (!("denied" in standing) || standing.denied !== "wipe-refused")
    memory.keep({ verifier, userAgent: agentOf(request) }, standing, askedAt);
  if (!("denied" in standing)) return { ok: true, standing, isFresh: true };
  await recordRefusal(gate, request, standing.denied);
  return { ok: false, reason: standing.denied };
}

/** Judges who asks: by the certificate alone, by what was confirmed not long ago, or by asking Exchange. */
async function signIn(gate: Gate, candidate: Candidate) {
  const { request, shown } = candidate;
  const { user, device } = request;
  const by = shown?.signIn;
  if (by?.by === "nothing") return { verified: false, judged: refuse(by.reason) };
  const mayBeKept = by?.by === "certificate" || !isTriedOut(gate, request);
  const verified =
    device && mayBeKept
      ? await deviceOf(gate, user, device).verified(confirmedVerifier(gate, candidate))
      : false;
  const isSignedIn = verified || by?.by === "certificate";
  const judged = isSignedIn ? { ok: true as const } : await judgeBehindShield(gate, candidate);
  return { verified, judged };
}

const isCertificateReason = (reason: string): reason is CertificateReason =>
  reason.startsWith("certificate-");

/**
 * Why credentials were not accepted although the guard let them be tried. For other reasons the last password proves no
 * wipe either: it could be found out that way as fast as requests come. A token cannot, and proves it always.
 */
const WAS_ASKED = new Set<string>(["wrong-password", "stale-password", "eas-not-enabled-upstream"]);

/** What is known of a device that is not named. */
const NOBODY = {
  ios: false,
  blocked: false,
  exempt: false,
  access: undefined,
  grace: false,
  cannotProvision: false,
  versionTooNew: false,
  bearerUnproven: false,
  tooMany: false,
  retyped: false,
  token: "none",
  certificates: "off",
} as const;

/** Judges user and device by the rules of core/gateway. */
async function judgeRequest(gate: Gate, candidate: Candidate, verified: boolean): Promise<Judged> {
  const { user, command, device } = candidate.request;
  if (device) return judgeDevice(gate, candidate, device, verified);
  const { easAllowed } = await gate.handles.tenant(gate.tenant.name).admission(user, "");
  const certificate = candidate.shown?.proof ?? ("none" as const);
  const facts = { ...NOBODY, adapter: gate.tenant.adapter, command, easAllowed, certificate };
  const judged = judge(facts);
  if (judged.verdict === "deny") return { denied: judged.reason };
  const { verifier } = candidate;
  return { verifier, isWipeDue: false, isPolicyDemanded: false, ...signedInBy(candidate) };
}
