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
  | {
      readonly ok: true;
      readonly send: UpstreamRequest;
      readonly overflow?: AbortSignal | undefined;
    }
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
  const { command, device, login: asker, search } = request;
  const { headers: said } = received;
  const identity = standing.isByCertificate ? await identityOf(gate, request) : undefined;
  const authorization = identity === undefined ? authorizationOf(request, evidence) : undefined;
  const headers = upstreamHeaders(said, { authorization, identity, client: gate.client });
  if (command === "OPTIONS") {
    const answerWithinMs = OPTIONS_ANSWER_WITHIN_MS;
    const send = { method: command, search, headers, body: null, answerWithinMs, asker } as const;
    return { ok: true, send };
  }
  const isMapped = standing.policy !== undefined || standing.held !== undefined;
  const key = isMapped ? upstreamKey(standing, presentedKey(request, said)) : undefined;
  sayInHeaders(request, headers);
  if (key !== undefined) headers.set("x-ms-policykey", key);
  const contentType = said.get("content-type") ?? "";
  const expected = expectedBody(command, contentType, device?.protocolVersion ?? "");
  const { empty, answerWithinMs } = COMMAND_RULES[command];
  const checked = read ?? (await checkBody(received, expected, empty));
  if (!checked.ok) return checked;
  const { body, cut, overflow } = checked;
  if (command === "Settings" && body instanceof Uint8Array) await noteSettings(gate, request, body);
  const send = { method: "POST", search, headers, body, answerWithinMs, asker, cut } as const;
  return { ok: true, send, overflow };
}

/** Byte for byte where nothing needs to change, otherwise in the charset the phone chose. */
const authorizationOf = ({ loginBytes }: EasRequest, { authorization }: Evidence) =>
  loginBytes === undefined ? authorization : withUser(authorization, loginBytes);
