// What the rules of core/gateway want to know of a device, gathered from what its tenant and its own object answered and
// from what the request shows.
import type { DeviceTraits } from "../../core/device.ts";
import { isVersionAllowed, isVersionKnown } from "../../core/eas-versions.ts";
import { type GatewayFacts, hasCertificate } from "../../core/gateway.ts";
import { looksLikeIos } from "../../core/ios-client.ts";
import type { DeviceFacts } from "../../objects/handles/device.ts";
import type { UserAdmission } from "../../objects/handles/tenant-gate.ts";
import type { Candidate, Gate } from "./admission.ts";
import { provisionVersion } from "./policy.ts";

/** What tenant and device object answered. */
export interface Answers {
  readonly admission: UserAdmission;
  readonly known: DeviceFacts;
}

/**
 * The policy that applies. One that was Locked empty takes back what a phone holds, and asks nothing of phones that hold
 * none.
 */
export function appliedPolicy({ admission: { easPolicy }, known: { policy: held } }: Answers) {
  return easPolicy && (held || Object.keys(easPolicy.values).length > 0) ? easPolicy : undefined;
}

/** The facts of one request. */
export function gatewayFacts(
  { tenant: { adapter }, clock }: Gate,
  { request: { command }, evidence: { token, credentials }, shown }: Candidate,
  device: DeviceTraits,
  answers: Answers,
): GatewayFacts {
  const { easAllowed, graceUntil = 0, isExempt, isOneTooMany, access } = answers.admission;
  const { known } = answers;
  const certificate = shown?.proof ?? "none";
  const isProven = known.known && known.proof === "token";
  return {
    adapter,
    command,
    ios: looksLikeIos(device),
    easAllowed,
    blocked: known.state === "blocked",
    exempt: isExempt === true,
    access: access?.level,
    wipe: known.wipe?.state,
    grace: clock.now() < graceUntil,
    cannotProvision:
      appliedPolicy(answers) !== undefined && !provisionVersion(device.protocolVersion),
    versionTooNew:
      isVersionKnown(device.protocolVersion) &&
      !isVersionAllowed(device.protocolVersion, adapter.maxProtocolVersion),
    bearerUnproven: credentials.isBearer === true && !isProven && !hasCertificate({ certificate }),
    tooMany: isOneTooMany === true,
    // Only a token that was looked up can be one that was typed again.
    retyped: false,
    certificates: answers.admission.clientCertificates ?? "off",
    certificate,
    token: credentials.isBearer && isProven ? "good" : token === undefined ? "none" : "presented",
  };
}
