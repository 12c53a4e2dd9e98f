// Provision, answered by the gateway when the tenant has a policy for the phone, or a wipe (MS-ASPROV 3.2.5.1). The rules:
// the phone gets one policy, the stricter of the tenant's and Exchange's; Exchange's is acknowledged only after the phone
// acknowledged ours; the phone's key is ours and Exchange's key stays here; only the phone's own word ends a wipe.
import type { HandshakeOutcome, HeldPolicy } from "../../core/provision.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { GatewayReason } from "../../failures.ts";
import { decode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { el } from "../../wire/wbxml-tree.ts";
import { WireError } from "../../wire/wire-error.ts";
import { forgetStanding } from "./admission.ts";
import { noteInformation } from "./device-information.ts";
import { deviceOf } from "./judgement.ts";
import {
  bareAnswer,
  encodedAnswer,
  POLICY_STATUS,
  PROVISION_STATUS,
  policies,
  provisionAnswer,
  saysStatus,
} from "./own-answers.ts";
import { policyData, policyType, type TenantPolicy } from "./policy.ts";
import { noteAcknowledged, noteEvent } from "./provision-notes.ts";
import { type ProvisionRequest, readProvision } from "./provision-request.ts";
import { answerWipe, orderOfExchange } from "./provision-wipe.ts";
import type { Standing } from "./standing.ts";
import {
  type Asked,
  askUpstream,
  type UpstreamPolicy,
  upstreamAcknowledgement,
} from "./upstream-provision.ts";

/** An answer, a reason to refuse, or "pass": Exchange may answer it itself. */
export type ProvisionAnswer =
  | Response
  | "pass"
  | { readonly reason: GatewayReason; readonly detail?: string };

/** Answers the Provision request `body` of a device that stands as `standing`. */
export async function answerProvision(
  asked: Asked,
  standing: Standing,
  body: Uint8Array<ArrayBuffer>,
): Promise<ProvisionAnswer> {
  let request: ProvisionRequest;
  try {
    const root = decode(body, COMMAND_LIMITS);
    request = readProvision(root);
    await noteInformation(asked.gate, asked.request, root);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { reason: "body-not-wbxml", detail: error.message };
  }
  const wiped = await answerWipe(asked, standing, request);
  if (wiped) return wiped;
  const { policy } = standing;
  if (!policy) return "pass";
  switch (request.asks) {
    case "nonsense":
      return provisionAnswer(PROVISION_STATUS.protocolError);
    case "wipe?":
    case "wiped":
    case "account-wiped":
      return throughTo(await askUpstream(asked, body, "0"), asked);
    case "policy":
    case "acknowledge":
      if (request.type !== policyType(policy.protocol)) return unknownType(request.type);
      return request.asks === "policy"
        ? offerPolicy(asked, policy, { ...request, body })
        : acknowledge(asked, { ...standing, policy }, request);
  }
}

const unknownType = (type: string) =>
  provisionAnswer(PROVISION_STATUS.success, [policies(type, POLICY_STATUS.unknownType)]);

/** First phase: Exchange is asked for its policy, and the phone is offered both under one temporary key. */
async function offerPolicy(
  asked: Asked,
  policy: TenantPolicy,
  on: {
    readonly type: string;
    readonly hasDeviceInformation: boolean;
    readonly body: Uint8Array<ArrayBuffer>;
  },
): Promise<ProvisionAnswer> {
  const theirs = await askUpstream(asked, on.body, "0");
  const upstream = theirs.says === "policy" ? theirs : undefined;
  const data = policyData(policy, upstream?.data);
  if (!data || theirs.says === "nothing" || theirs.says === "unreadable") {
    // The phone did what it was asked to do, and shall not be left in peace for Exchange's fault.
    await stepPolicy(asked, { event: "follow" });
    return throughTo(data ? theirs : { says: "unreadable" }, asked);
  }
  if (!upstream && theirs.says !== "no-policy" && theirs.says !== "done")
    return throughTo(theirs, asked);
  const { version, document } = policy;
  const offer = { version, document, sent: data.fingerprint };
  const offered = await stepPolicy(asked, {
    event: "offer",
    offer: { ...offer, ...(upstream && { upstreamKey: upstream.key }) },
  });
  if (offered.outcome !== "offered") return provisionAnswer(PROVISION_STATUS.serverError);
  const answer = policies(
    on.type,
    POLICY_STATUS.success,
    el("Provision:PolicyKey", offered.offer.key),
    el("Provision:Data", data.content),
  );
  const read = on.hasDeviceInformation
    ? [el("Settings:DeviceInformation", el("Settings:Status", "1"))]
    : [];
  return provisionAnswer(PROVISION_STATUS.success, [answer], read);
}

type Acknowledgement = Extract<ProvisionRequest, { asks: "acknowledge" }>;
type UnderPolicy = Standing & { readonly policy: TenantPolicy };

/** Second phase: the key is checked, Exchange hears of it, and the phone gets its final key. */
async function acknowledge(
  asked: Asked,
  standing: UnderPolicy,
  said: Acknowledgement,
): Promise<ProvisionAnswer> {
  forgetStanding(standing);
  const { key, status, type } = said;
  const checked = await stepPolicy(asked, { event: "check", key });
  if (checked.outcome !== "granted" && checked.outcome !== "offered") return wrongKey(type);
  const compliance = complianceOf(said, asked.gate.tenant.adapter);
  if (!compliance) return refused(asked, said);
  if (checked.outcome === "granted") return granted(type, checked.held.key);
  const theirKey = checked.offer.upstreamKey;
  let upstreamKey: string | undefined;
  if (theirKey !== undefined) {
    const body = upstreamAcknowledgement(type, theirKey, status);
    const theirs = await askUpstream(asked, body, theirKey);
    if (theirs.says === "wrong-key") return wrongKey(type);
    if (theirs.says === "no-policy" || theirs.says === "done")
      // What the tenant lets pass, Exchange may refuse.
      return compliance === "none"
        ? refused(asked, said)
        : provisionAnswer(PROVISION_STATUS.serverError);
    if (theirs.says !== "policy") return throughTo(theirs, asked);
    upstreamKey = theirs.key;
  }
  const grant = { event: "grant", key, compliance, ...(upstreamKey && { upstreamKey }) } as const;
  const outcome = await stepPolicy(asked, grant);
  if (outcome.outcome !== "granted") return wrongKey(type);
  if (outcome.isNew) await noteAcknowledged(asked, outcome.held.version, compliance);
  return granted(type, outcome.held.key);
}

const granted = (type: string, key: string) =>
  provisionAnswer(PROVISION_STATUS.success, [
    policies(type, POLICY_STATUS.success, el("Provision:PolicyKey", key)),
  ]);
const wrongKey = (type: string) =>
  provisionAnswer(PROVISION_STATUS.success, [policies(type, POLICY_STATUS.wrongKey)]);

/** How far the phone follows, if the tenant's settings let that be enough. */
function complianceOf(
  { status }: Acknowledgement,
  { partialCompliance, policyRefusal }: AdapterSettings,
): HeldPolicy["compliance"] | null {
  if (status === "1") return "all";
  if (status === "2") return partialCompliance === "allow" ? "part" : null;
  return (status === "3" || status === "4") && policyRefusal === "allow" ? "none" : null;
}

const REFUSALS: Readonly<Partial<Record<string, string>>> = {
  "2": "applied in part",
  "3": "not applied",
  "4": "managed by somebody else",
};

/** The phone applied a part of the policy (2) or none (3), or somebody else manages it (4): it gets no key. */
async function refused(asked: Asked, { key, status }: Acknowledgement): Promise<ProvisionAnswer> {
  const detail = REFUSALS[status];
  if (detail === undefined) return provisionAnswer(PROVISION_STATUS.protocolError);
  await stepPolicy(asked, { event: "refuse", key });
  await noteEvent(asked, "policy-refused", detail);
  const { protocolVersion = "" } = asked.request.device ?? {};
  if (!saysStatus(protocolVersion)) return { reason: "policy-refused", detail };
  const { externallyManaged, notFullyProvisionable } = PROVISION_STATUS;
  return provisionAnswer(status === "4" ? externallyManaged : notFullyProvisionable);
}

/** What Exchange said, for the phone, where the gateway has nothing to add to it. */
async function throughTo(theirs: UpstreamPolicy, asked: Asked): Promise<ProvisionAnswer> {
  switch (theirs.says) {
    case "wipe":
      return orderOfExchange(asked, theirs.scope);
    case "done":
      return encodedAnswer(theirs.answer);
    case "wrong-password":
      return { reason: "credentials-no-longer-good" };
    case "refused":
      return theirs.http === undefined
        ? provisionAnswer(Number(theirs.status) || PROVISION_STATUS.serverError)
        : bareAnswer(theirs.http);
    case "policy":
    case "no-policy":
    case "wrong-key":
      return provisionAnswer(PROVISION_STATUS.success);
    case "unreadable":
      return { reason: "upstream-policy-unreadable" };
    case "nothing":
      return { reason: "upstream-unreachable" };
  }
}

async function stepPolicy(
  { gate, request: { user, device } }: Asked,
  event: Parameters<ReturnType<typeof deviceOf>["stepPolicy"]>[0],
): Promise<HandshakeOutcome> {
  return device ? deviceOf(gate, user, device).stepPolicy(event) : { outcome: "wrong-key" };
}
