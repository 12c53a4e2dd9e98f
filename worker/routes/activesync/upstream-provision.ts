// Exchange's own policy: what it says to the phone's question, and to the phone's acknowledgement. It is asked with the
// phone's own login and device, under its own policy key, which the phone never sees. An Exchange without policies
// (SOGo: Policy Status 2 for everything; others: no Provision at all, 501) is no failure.
import { COMMAND_RULES } from "../../core/gateway-commands.ts";
import { upstreamHeaders } from "../../core/gateway-headers.ts";
import type { WipeScope } from "../../core/wipe.ts";
import { forward } from "../../upstream.ts";
import { formatBasic } from "../../wire/basic-auth.ts";
import { plainForm } from "../../wire/eas-query.ts";
import { decode, encode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { child, el, type Node, path, text } from "../../wire/wbxml-tree.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { Gate } from "./admission.ts";
import { readStart } from "./body.ts";
import { WBXML_TYPE } from "./own-answers.ts";
import { sayInHeaders } from "./plain-form.ts";
import type { EasRequest, Evidence } from "./request.ts";
import { identityOf } from "./who-asks.ts";

/** What Exchange says to Provision. */
export type UpstreamPolicy =
  | { readonly says: "no-policy" }
  /** `data` is its Data element; an answer to an acknowledgement has none. */
  | { readonly says: "policy"; readonly key: string; readonly data: Node | undefined }
  /** It orders a wipe. */
  | { readonly says: "wipe"; readonly scope: WipeScope }
  /** It speaks of no policy: it accepts what the phone said of a wipe, or has none to order. */
  | { readonly says: "done"; readonly answer: Uint8Array<ArrayBuffer> }
  /** The temporary key was not the one it gave last. */
  | { readonly says: "wrong-key" }
  | { readonly says: "wrong-password" }
  /** It refuses this phone, by HTTP or by a status of Provision. */
  | { readonly says: "refused"; readonly http?: number; readonly status?: string }
  /** It has a policy, or may have one, and nobody can tell what it says or acknowledge it. */
  | { readonly says: "unreadable" }
  | { readonly says: "nothing" };

/** A Provision request on its way through the gateway. */
export interface Asked {
  readonly gate: Gate;
  readonly request: EasRequest;
  readonly evidence: Evidence;
  /** Its certificate alone signed its user in. */
  readonly isByCertificate?: true | undefined;
  /** The phone's headers. */
  readonly headers: Headers;
}

/** Sends `body` to Exchange's Provision under `policyKey`; the time for its answer is in milliseconds. */
export async function askUpstream(
  asked: Asked,
  body: Uint8Array<ArrayBuffer>,
  policyKey: string,
  answerWithinMs: number = COMMAND_RULES.Provision.answerWithinMs,
): Promise<UpstreamPolicy> {
  const { gate, request } = asked;
  const headers = upstreamHeaders(asked.headers, {
    ...(await whoAsks(asked)),
    client: gate.client,
  });
  headers.set("content-type", WBXML_TYPE);
  // It is read here: no compression.
  headers.delete("accept-encoding");
  const provision = asProvision(request);
  sayInHeaders(provision, headers);
  headers.set("x-ms-policykey", policyKey);
  const { search } = provision;
  const asker = request.login;
  const send = { method: "POST", search, headers, body, answerWithinMs, asker } as const;
  const answered = await forward(gate.tenant.adapter, send, gate.clock);
  if (!answered.ok) return { says: "nothing" };
  return readAnswer(answered.response);
}

async function whoAsks({ gate, request, evidence, isByCertificate }: Asked) {
  if (isByCertificate) return { identity: await identityOf(gate, request) };
  const { credentials, authorization } = evidence;
  return {
    authorization: credentials.isBearer
      ? authorization
      : formatBasic({ ...credentials, user: request.login }),
  };
}

/** The request as if it were Provision, from the same phone: another command's own parameters stay behind. */
function asProvision(request: EasRequest): EasRequest {
  const { command, query } = request;
  if (command === "Provision" || !query) return request;
  const { attachmentName, collectionId, itemId, longId, occurrence, ...rest } = query;
  const { saveInSent, acceptMultiPart, ...of } = rest;
  const own = { ...of, command: "Provision" } as const;
  return { ...request, command: "Provision", query: own, search: plainForm(own, request.login) };
}

/** The acknowledgement of Exchange's policy, with the phone's own word on how far it complies. */
export const upstreamAcknowledgement = (type: string, key: string, status: string) =>
  encode(
    el(
      "Provision:Provision",
      el(
        "Provision:Policies",
        el(
          "Provision:Policy",
          el("Provision:PolicyType", type),
          el("Provision:PolicyKey", key),
          el("Provision:Status", status),
        ),
      ),
    ),
  );

/** What an answer to Provision says. */
export async function readAnswer(response: Response): Promise<UpstreamPolicy> {
  if (response.status === 200) return readDocument(response);
  await response.body?.cancel();
  if (response.status === 401) return { says: "wrong-password" };
  // 449 to Provision itself is what servers say that know the command only by name.
  if (response.status === 501 || response.status === 449) return { says: "no-policy" };
  const isRefusal = response.status >= 400 && response.status < 500;
  return isRefusal ? { says: "refused", http: response.status } : { says: "nothing" };
}

async function readDocument(response: Response): Promise<UpstreamPolicy> {
  if (!response.body) return { says: "no-policy" };
  const read = await readStart(response.body, COMMAND_LIMITS.bytes + 1).catch(() => null);
  // Exchange broke off.
  if (!read) return { says: "nothing" };
  const { start, ended } = read;
  if (!ended) await response.body.cancel();
  if (start.length === 0) return { says: "no-policy" };
  try {
    return readTree(decode(start, COMMAND_LIMITS), start);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { says: "unreadable" };
  }
}

/** A 32-bit unsigned number in decimal (MS-ASPROV 2.2.2.42), 0 included: that is the server's affair. */
const isKey = (key: string) => /^\d{1,10}$/.test(key) && Number(key) <= 0xffff_ffff;

function readTree(root: Node, answer: Uint8Array<ArrayBuffer>): UpstreamPolicy {
  if (root.tag !== "Provision:Provision") return { says: "unreadable" };
  if (child(root, "Provision:RemoteWipe")) return { says: "wipe", scope: "device" };
  if (child(root, "Provision:AccountOnlyRemoteWipe")) return { says: "wipe", scope: "account" };
  const status = text(root, "Provision:Status") ?? "1";
  if (status !== "1") return { says: "refused", status };
  const policy = path(root, "Provision:Policies", "Provision:Policy");
  if (!policy) return { says: "done", answer };
  const judged = text(policy, "Provision:Status");
  if (judged === "5") return { says: "wrong-key" };
  if (judged !== "1") return { says: "no-policy" };
  const key = text(policy, "Provision:PolicyKey");
  const data = child(policy, "Provision:Data");
  if (key !== undefined && isKey(key)) return { says: "policy", key, data };
  return data ? { says: "unreadable" } : { says: "no-policy" };
}
