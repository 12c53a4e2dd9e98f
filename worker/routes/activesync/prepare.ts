// An admitted request as Exchange gets it. The rule: its own login form in Authorization and in the query, its own policy
// key, the body checked by its first bytes; everything else as the phone sent it, but what may not cross the gateway
// (core/gateway-headers.ts).
import {
  COMMAND_RULES,
  expectedBody,
  OPTIONS_ANSWER_WITHIN_MS,
} from "../../core/gateway-commands.ts";
import { upstreamHeaders } from "../../core/gateway-headers.ts";
import type { GatewayReason } from "../../failures.ts";
import type { UpstreamRequest } from "../../upstream.ts";
import { withUser } from "../../wire/basic-auth.ts";
import type { Gate } from "./admission.ts";
import { type CheckedBody, checkBody } from "./body.ts";
import { noteSettings } from "./device-information.ts";
import { sayInHeaders } from "./plain-form.ts";
import type { Admitted } from "./recall.ts";
import { type EasRequest, type Evidence, presentedKey } from "./request.ts";
import { upstreamKey } from "./standing.ts";
import { identityOf } from "./who-asks.ts";

export type Prepared =
  | { readonly ok: true; readonly send: UpstreamRequest; readonly overflow?: AbortSignal }
  | { readonly ok: false; readonly reason: GatewayReason; readonly detail?: string | undefined };

interface Preparable extends Admitted {
  readonly received: Request;
  readonly gate: Gate;
  readonly evidence: Evidence;
}

/** The request to send, or what is wrong with its body. `read`: the body, if it was checked before. */
export async function prepare(
  { received, gate, request, standing, evidence }: Preparable,
  read: CheckedBody | undefined,
): Promise<Prepared> {
  const { command, device, login } = request;
  const { client } = gate;
  const who = standing.isByCertificate
    ? { identity: await identityOf(gate, request) }
    : { authorization: authorizationOf(request, evidence) };
  const headers = upstreamHeaders(received.headers, { ...who, client });
  const { search } = request;
  if (command === "OPTIONS") {
    const answerWithinMs = OPTIONS_ANSWER_WITHIN_MS;
    const send = { method: "OPTIONS", search, headers, body: null, answerWithinMs } as const;
    return { ok: true, send: { ...send, asker: login } };
  }
  const isMapped = standing.policy !== undefined || standing.held !== undefined;
  const key = isMapped ? upstreamKey(standing, presentedKey(request, received.headers)) : undefined;
  sayInHeaders(request, headers);
  if (key !== undefined) headers.set("x-ms-policykey", key);
  const contentType = received.headers.get("content-type") ?? "";
  const expected = expectedBody(command, contentType, device?.protocolVersion ?? "");
  const { empty, answerWithinMs } = COMMAND_RULES[command];
  const checked = read ?? (await checkBody(received, expected, empty));
  if (!checked.ok) return checked;
  const { body } = checked;
  if (command === "Settings" && body instanceof Uint8Array) await noteSettings(gate, request, body);
  const send = { method: "POST" as const, search, headers, body, answerWithinMs, asker: login };
  const { overflow, cut } = checked;
  return { ok: true, send: { ...send, ...(cut && { cut }) }, ...(overflow && { overflow }) };
}

/** Byte for byte where nothing needs to change, otherwise in the charset the phone chose. */
const authorizationOf = ({ loginBytes }: EasRequest, { authorization }: Evidence) =>
  loginBytes === undefined ? authorization : withUser(authorization, loginBytes);
