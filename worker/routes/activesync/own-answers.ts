// What the gateway answers in ActiveSync's own words. The rule: a demand is HTTP 449 (or 403) up to 12.1 and a status in
// the command's own root from 14.0 on (MS-ASCMD 2.2.2); every other answer of ours is a whole WBXML document.
import type { GatewayFacts } from "../../core/gateway.ts";
import { COMMAND_RULES } from "../../core/gateway-commands.ts";
import { encode } from "../../wire/wbxml.ts";
import { el, type Node } from "../../wire/wbxml-tree.ts";

export const WBXML_TYPE = "application/vnd.ms-sync.wbxml";
const FIRST_VERSION_WITH_STATUS = 14;

/** True from EAS 14.0 on, where a status of the command says what HTTP said before. */
export const saysStatus = (protocolVersion: string): boolean =>
  Number.parseFloat(protocolVersion) >= FIRST_VERSION_WITH_STATUS;

/** A WBXML document as the answer. */
export const wbxmlAnswer = (root: Node): Response => encodedAnswer(encode(root));

/** A document that is encoded already. */
export function encodedAnswer(body: Uint8Array<ArrayBuffer>, type = WBXML_TYPE): Response {
  const length = String(body.length);
  const headers = { "content-type": type, "content-length": length, "cache-control": "no-store" };
  return new Response(body.length > 0 ? body : null, { status: 200, headers });
}

/** Nothing new: Sync without a body, as its request may be (MS-ASCMD 2.2.1.21). */
export const nothingNew = (): Response => encodedAnswer(new Uint8Array(0));

/** HTTP alone says it. */
export const bareAnswer = (status: number): Response =>
  new Response(null, { status, headers: { "content-length": "0", "cache-control": "no-store" } });

/**
 * The status in the answer of its own command, for a phone of 14.0 or later; null for one that must hear it from HTTP,
 * because it is older or its command has no WBXML to say it in.
 */
export function statusAnswer(
  command: GatewayFacts["command"],
  protocolVersion: string,
  status: number,
): Response | null {
  const rule = command === "OPTIONS" ? undefined : COMMAND_RULES[command];
  if (!rule?.root || !rule.status || !saysStatus(protocolVersion)) return null;
  const said = el(rule.status, String(status));
  return wbxmlAnswer(el(rule.root, rule.statusIn ? el(rule.statusIn, said) : said));
}

/** Tells the phone that it must send a Provision command, or why it gets nothing. `http` is for who gets no status. */
export function demandAnswer(
  command: GatewayFacts["command"],
  protocolVersion: string,
  says: { readonly status: number; readonly http: 403 | 449 },
): Response {
  return statusAnswer(command, protocolVersion, says.status) ?? bareAnswer(says.http);
}

/** RemoteWipeRequested: the phone is to fetch its wipe by Provision (MS-ASCMD 2.2.2). */
export const WIPE_REQUESTED = 140;

/** Sends the phone to fetch its wipe. One that shows no policy key may not know 449, and gets 403 (MS-ASCMD 2.2.2). */
export const wipeDemand = ({ command, device }: Asking, key: string | undefined): Response =>
  demandAnswer(command, device?.protocolVersion ?? "", {
    status: WIPE_REQUESTED,
    http: key === undefined ? 403 : 449,
  });

interface Asking {
  readonly command: GatewayFacts["command"];
  readonly device?: { readonly protocolVersion: string } | undefined;
}

/** Status of the Provision command (MS-ASPROV 2.2.2.54.2; MS-ASCMD 2.2.2 for those above 100). */
export const PROVISION_STATUS = {
  success: 1,
  protocolError: 2,
  serverError: 3,
  notFullyProvisionable: 139,
  externallyManaged: 145,
} as const;
/** Status of a policy (MS-ASPROV 2.2.2.54.1). */
export const POLICY_STATUS = { success: 1, unknownType: 3, wrongKey: 5 } as const;

/** An answer to Provision: its status, what stands before and what follows it (MS-ASPROV 3.2.5.1.1). */
export const provisionAnswer = (
  status: number,
  after: readonly Node[] = [],
  before: readonly Node[] = [],
): Response =>
  wbxmlAnswer(
    el("Provision:Provision", ...before, el("Provision:Status", String(status)), ...after),
  );

/** How an order to erase, and the answer to it, are called (MS-ASPROV 2.2.2.1, 2.2.2.45). */
export const WIPE_TAGS = {
  device: "Provision:RemoteWipe",
  account: "Provision:AccountOnlyRemoteWipe",
} as const;

/** The order to erase: an empty element. Every version that has policies knows RemoteWipe; 16.1 knows both. */
export const wipeOrder = (status: number, scope: keyof typeof WIPE_TAGS = "device"): Response =>
  provisionAnswer(status, [el(WIPE_TAGS[scope])]);

/** One policy with its status; `rest` are key and document. */
export const policies = (type: string, status: number, ...rest: readonly Node[]): Node =>
  el(
    "Provision:Policies",
    el(
      "Provision:Policy",
      el("Provision:PolicyType", type),
      el("Provision:Status", String(status)),
      ...rest,
    ),
  );
