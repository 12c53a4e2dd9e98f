// Provision (MS-ASPROV 3.2.5): the policy and its acknowledgement in two phases, when this server
// has a policy at all. The rule it keeps: a temporary key is good for one acknowledgement, a key is
// never 0, a wipe comes before any policy.
import { createHash } from "node:crypto";
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import type { CommandAnswer } from "./command.ts";
import {
  type Command,
  type CommandContext,
  cleanText,
  httpStatus,
  statusOnly,
  wbxml,
} from "./command.ts";
import { nextSerial } from "./server.ts";
import { provisionWipe } from "./wipe.ts";

/** MS-ASPROV 2.2.2.54.2 (Provision) and 2.2.2.54.1 (Policy). */
const provisionStatus = { success: 1, protocolError: 2 } as const;
const policyStatus = { success: 1, noPolicy: 2, unknownType: 3, wrongKey: 5 } as const;

const WBXML_POLICY = "MS-EAS-Provisioning-WBXML";
const WAP_POLICY = "MS-WAP-Provisioning-XML";

/** Answers both phases. */
export const provision: Command = (context) => {
  const { body } = context;
  if (!body) return httpStatus(400);
  const answer = provisionWipe(context, body) ?? answerPolicy(context, body);
  const introduces = child(body, "Settings:DeviceInformation") !== undefined;
  return introduces && answer.kind === "wbxml" ? acknowledgeDevice(context, answer) : answer;
};

/** From 14.1 on a device introduces itself here (MS-ASPROV 2.2.2.53). */
function acknowledgeDevice(
  { note, version }: CommandContext,
  answer: Extract<CommandAnswer, { kind: "wbxml" }>,
): CommandAnswer {
  if (version < 141) note("Provision holds DeviceInformation before 14.1");
  const said = el("Settings:DeviceInformation", el("Settings:Status", "1"));
  const { root } = answer;
  return wbxml(el(root.tag, said, ...(root.content as readonly Node[])));
}

function answerPolicy(context: CommandContext, body: Node): CommandAnswer {
  const policy = path(body, "Provision:Policies", "Provision:Policy");
  // An empty Provision asks whether a wipe is due (MS-ASPROV 3.2.5.1.1): it is not.
  if (!policy)
    return statusOnly("Provision:Provision", "Provision:Status", provisionStatus.success);
  const type = text(policy, "Provision:PolicyType") ?? "";
  const expected = context.version >= 120 ? WBXML_POLICY : WAP_POLICY;
  if (type !== expected) {
    context.note(`Provision asks for a policy type that is not ${expected}`);
    return policyAnswer(type, policyStatus.unknownType);
  }
  if (!context.server.options.requirePolicy) return policyAnswer(type, policyStatus.noPolicy);
  const key = text(policy, "Provision:PolicyKey");
  return key === undefined ? offer(context, type) : acknowledge(context, policy, type, key);
}

/** First phase: the policy and a temporary key. */
function offer(context: CommandContext, type: string): CommandAnswer {
  const { device, server } = context;
  device.temporaryPolicyKey = newPolicyKey(context);
  const policy = server.options.requirePolicy ?? {};
  const settings = Object.entries(policy).map(([name, value]) => setting(name, value));
  const content =
    type === WBXML_POLICY
      ? el("Provision:EASProvisionDoc", ...settings)
      : wapDocument(policy.DevicePasswordEnabled === "1");
  return policyAnswer(
    type,
    policyStatus.success,
    el("Provision:PolicyKey", device.temporaryPolicyKey),
    el("Provision:Data", content),
  );
}

/** What the items of a list are called (MS-ASPROV 2.2.2.22, 2.2.2.55). */
const LIST_ITEMS: Readonly<Record<string, Tag>> = {
  ApprovedApplicationList: "Provision:Hash",
  UnapprovedInROMApplicationList: "Provision:ApplicationName",
};

function setting(name: string, value: string | readonly string[] = ""): Node {
  const tag = `Provision:${name}` as Tag;
  const item = LIST_ITEMS[name];
  if (typeof value === "string" || !item) return el(tag, String(value));
  return el(tag, ...value.map((text) => el(item, text)));
}

/** Second phase. A client that did not apply the policy (status 3, not applied) gets no key. */
function acknowledge(
  context: CommandContext,
  policy: Node,
  type: string,
  key: string,
): CommandAnswer {
  const { device } = context;
  if (device.temporaryPolicyKey === null || key !== device.temporaryPolicyKey) {
    return policyAnswer(type, policyStatus.wrongKey);
  }
  device.temporaryPolicyKey = null;
  const compliance = text(policy, "Provision:Status");
  if (compliance !== "1" && compliance !== "2") return policyAnswer(type, policyStatus.success);
  device.policyKey = newPolicyKey(context);
  return policyAnswer(type, policyStatus.success, el("Provision:PolicyKey", device.policyKey));
}

function policyAnswer(type: string, code: number, ...rest: Node[]): CommandAnswer {
  return wbxml(
    el(
      "Provision:Provision",
      el("Provision:Status", String(provisionStatus.success)),
      el(
        "Provision:Policies",
        el(
          "Provision:Policy",
          el("Provision:PolicyType", cleanText(type)),
          el("Provision:Status", String(code)),
          ...rest,
        ),
      ),
    ),
  );
}

/** 2.5's policy as text (parameter 4131: 0 demands a PIN, 1 none). */
function wapDocument(isPinRequired: boolean): string {
  return (
    '<wap-provisioningdoc><characteristic type="SecurityPolicy">' +
    `<parm name="4131" value="${isPinRequired ? 0 : 1}"/></characteristic></wap-provisioningdoc>`
  );
}

/** A 32-bit unsigned number in decimal, never 0: a phone was seen to refuse that as a key. */
function newPolicyKey({ device, server }: CommandContext): string {
  const seed = `${device.user}|${device.deviceId}|${nextSerial(server)}`;
  return String(createHash("sha256").update(seed).digest().readUInt32BE(0) || 1);
}
