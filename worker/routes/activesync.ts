// The EAS gateway: /Microsoft-Server-ActiveSync on a tenant's host. A request is parsed, its credentials are judged,
// then user, device and token, then the first bytes of its body; whatever passes is sent on to the tenant's Exchange
// with login and query rewritten and everything else as it came, and the answer streams back. Provision, wipe and
// Ping pass through like any command: Exchange's own policies and wipes reach the phone.
import { type Context, Hono } from "hono";
import type { AppEnv } from "../context.ts";
import { COMMAND_RULES, expectedBody, OPTIONS_ANSWER_WITHIN_MS } from "../core/gateway-commands.ts";
import { answerHeadersToDrop, upstreamHeaders } from "../core/gateway-headers.ts";
import type { RunningTenant } from "../core/tenant.ts";
import { failureAnswer, type GatewayReason } from "../failures.ts";
import { log } from "../log.ts";
import { forward, type UpstreamRequest } from "../upstream.ts";
import { formatBasic, parseBasic } from "../wire/basic-auth.ts";
import { admit, forgetCredentials, type Gate } from "./activesync/admission.ts";
import { checkBody } from "./activesync/body.ts";
import { type Admitted, keepReading, readingKey, recall } from "./activesync/recall.ts";
import { type EasRequest, type Evidence, parseRequest } from "./activesync/request.ts";

/** Everything under the ActiveSync path of a tenant's host; the app routes to it in any letter case. */
export const activesync = new Hono<AppEnv>().all("/", answer);

async function answer(c: Context<AppEnv>): Promise<Response> {
  const gate: Gate = {
    handles: c.get("handles"),
    clock: c.get("clock"),
    client: c.get("client"),
    tenant: c.get("tenant"),
    secret: c.env.VERIFIER_SECRET,
  };
  const authorization = c.req.header("authorization") ?? "";
  const key = readingKey(c, gate, authorization);
  const known = recall(gate, key);
  const credentials = known && parseBasic(authorization);
  if (known && credentials) return pass(c.req.raw, gate, known, { authorization, credentials });
  const parsed = parseRequest(c, gate.tenant.adapter);
  if (!parsed.ok)
    return fail(gate.tenant, parsed.reason, { detail: parsed.detail, client: gate.client });
  const { request, evidence } = parsed;
  const admission = await admit(gate, request, evidence);
  if (!admission.ok) {
    const names = namesOf(request, gate.client);
    return fail(gate.tenant, admission.reason, names, admission.retryAfterSeconds);
  }
  const admitted = { request, verifier: admission.verifier };
  keepReading(gate, key, admitted);
  return pass(c.req.raw, gate, admitted, evidence);
}

/** Sends an admitted request on to Exchange, and Exchange's answer back. */
async function pass(
  received: Request,
  gate: Gate,
  { request, verifier }: Admitted,
  evidence: Evidence,
): Promise<Response> {
  const { tenant } = gate;
  const names = () => namesOf(request, gate.client);
  const prepared = await prepare(received, request, evidence, gate.client);
  if (!prepared.ok) return fail(tenant, prepared.reason, { ...names(), detail: prepared.detail });
  const answered = await forward(tenant.adapter, prepared.send, gate.clock);
  if (!answered.ok)
    return fail(tenant, prepared.overflow?.aborted ? "body-too-large" : answered.reason, names());
  if (answered.response.status !== 401) return passOn(answered.response, request.command);
  await answered.response.body?.cancel();
  await forgetCredentials(gate, request, verifier);
  return fail(tenant, "credentials-no-longer-good", names());
}

type Prepared =
  | { readonly ok: true; readonly send: UpstreamRequest; readonly overflow?: AbortSignal }
  | { readonly ok: false; readonly reason: GatewayReason; readonly detail?: string | undefined };

/** The request as Exchange gets it: its own login form in Authorization, the rewritten query, the body unread. */
async function prepare(
  received: Request,
  { command, device, login, search }: EasRequest,
  { credentials, authorization: sent }: Evidence,
  client: string,
): Promise<Prepared> {
  // Byte for byte where nothing needs to change, otherwise in the charset the phone chose.
  const authorization =
    login === credentials.user ? sent : formatBasic({ ...credentials, user: login });
  const headers = upstreamHeaders(received.headers, { authorization, client });
  if (command === "OPTIONS") {
    const answerWithinMs = OPTIONS_ANSWER_WITHIN_MS;
    return { ok: true, send: { method: "OPTIONS", search, headers, body: null, answerWithinMs } };
  }
  const contentType = received.headers.get("content-type") ?? "";
  const expected = expectedBody(command, contentType, device?.protocolVersion ?? "");
  const { empty, answerWithinMs } = COMMAND_RULES[command];
  const checked = await checkBody(received, expected, empty);
  if (!checked.ok) return checked;
  const send = { method: "POST" as const, search, headers, body: checked.body, answerWithinMs };
  return { ok: true, send, ...(checked.overflow && { overflow: checked.overflow }) };
}

/** An encoded answer this small may be nothing but an encoder's frame around an empty body (gzip: 20 bytes). */
const MAYBE_EMPTY_BYTES = 64;
const WBXML_TYPE = "application/vnd.ms-sync.wbxml";

/**
 * Exchange's answer for the phone. Empty answers get no encoding, the right type and Content-Length 0: phones ignore
 * an empty answer dressed up by a compressor and hang (tine20 issues 4198 and 4202). All others stream untouched;
 * that includes an empty one that is compressed without a length, which nobody was seen to send.
 */
async function passOn(received: Response, command: EasRequest["command"]): Promise<Response> {
  const length = Number(received.headers.get("content-length") ?? Number.NaN);
  const isEncoded = received.headers.has("content-encoding");
  const whole =
    isEncoded && length <= MAYBE_EMPTY_BYTES ? new Uint8Array(await received.arrayBuffer()) : null;
  const dropped = answerHeadersToDrop(received.headers);
  const isEmpty = length === 0 || received.body === null || whole?.length === 0;
  if (dropped.length === 0 && !whole && !isEmpty) return received;
  const { status } = received;
  const headers = new Headers(received.headers);
  for (const name of dropped) headers.delete(name);
  if (!whole && !isEmpty) return new Response(received.body, { status, headers });
  headers.delete("content-encoding");
  headers.set("content-length", String(whole?.length ?? 0));
  if (isEmpty && status === 200 && command !== "OPTIONS") headers.set("content-type", WBXML_TYPE);
  return new Response(isEmpty ? null : whole, { status, headers });
}

/** Who was refused, for the log: no password, and log() masks tokens. */
function namesOf(request: EasRequest, client: string) {
  return { user: request.user, command: request.command, client, ...request.device };
}

type Details = Readonly<Record<string, string | undefined>>;

function fail(
  tenant: RunningTenant,
  reason: GatewayReason,
  details: Details,
  retryAfterSeconds?: number,
): Response {
  log("eas-refused", { tenant: tenant.name, reason, ...details });
  return failureAnswer(reason, tenant.displayName, retryAfterSeconds);
}
