// The only door to the tenant's Exchange: every fetch to it is made here, but the connection test's
// (connection-check.ts). The rules: only the https origins in the tenant's record are asked,
// redirects and 451 are followed here and to these origins only, each request has a time limit, and
// a failure is a value with a reason, never an exception. Bodies are not touched: workerd streams
// them natively both ways, and a compressed answer stays as Exchange compressed it.
import type { Clock } from "./clock.ts";
import { ANSWER_BODY_WITHIN_MS } from "./core/gateway-commands.ts";
import { parseUpstream } from "./core/origin.ts";
import { type Result, refuse } from "./core/result.ts";
import type { AdapterSettings } from "./core/tenant.ts";
import { EAS_PATH, leadsElsewhere, redirectTarget } from "./core/upstream-redirect.ts";
import { log } from "./log.ts";
import { forgetHome, homeOf, keepHome } from "./mailbox-homes.ts";
import { hearVersions, offersVersion } from "./offered-versions.ts";
import { formatBasic } from "./wire/basic-auth.ts";
import { encode } from "./wire/wbxml.ts";
import { el } from "./wire/wbxml-tree.ts";

/** Why Exchange gave no usable answer. */
export type UpstreamReason = "upstream-unreachable" | "upstream-timeout" | "upstream-not-eas";

/** `upstream-moved`: the body was on its way already; the next attempt goes straight to the right server. */
export type ForwardReason = UpstreamReason | "upstream-moved";

type Upstream = Pick<AdapterSettings, "upstream" | "privateUpstream"> &
  Partial<Pick<AdapterSettings, "redirectOrigins">>;

export interface UpstreamRequest {
  readonly method: "OPTIONS" | "POST";
  /** Query with its "?", or "". */
  readonly search: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
  /** Milliseconds until the answer must have begun. */
  readonly answerWithinMs: number;
  /** The login of the mailbox's user: where Exchange said that it is, is remembered under it. */
  readonly asker?: string;
  /** Aborts if the body breaks off: it must not look like a whole one. */
  readonly cut?: AbortSignal | undefined;
  /** The caller keeps the time itself and ends the request by this; `answerWithinMs` means nothing then. */
  readonly signal?: AbortSignal;
}

/** How often one request is sent on: a chain of two covers a farm that was moved twice. */
const MAX_HOPS = 2;

/**
 * Sends one request to the tenant's Exchange. The answer's body streams; if Exchange breaks off
 * within it, that stream fails and with it the connection to the phone, which is all that HTTP can
 * say once an answer has begun.
 */
export async function forward(
  adapter: Upstream,
  request: UpstreamRequest,
  clock: Clock,
): Promise<Result<{ readonly response: Response }, ForwardReason>> {
  let origin = homeOf(adapter, request.asker, clock) ?? originOf(adapter);
  if (origin === null) return failed(adapter, "upstream-unreachable", "address not allowed");
  const limit = request.signal ? keptBy(request.signal) : startLimit(clock, request.answerWithinMs);
  try {
    for (let hops = 0; ; hops++) {
      const response = await ask(origin, request, limit.signal);
      if (!leadsElsewhere(response.status)) {
        limit.hasAnswered = true;
        hearVersions(origin, request.method, response, clock);
        return { ok: true, response };
      }
      await response.body?.cancel();
      const next = redirectTarget(response, adapter, origin);
      const said = `status ${response.status} of ${origin}`;
      if (!next.ok) return failed(adapter, "upstream-not-eas", `${said}: ${next.reason}`);
      if (hops === MAX_HOPS) return failed(adapter, "upstream-not-eas", `${said}: too many hops`);
      origin = next.origin;
      log("upstream-redirected", { upstream: adapter.upstream, status: response.status, origin });
      keepHome(adapter, request.asker, origin, clock);
      // What has been streamed cannot be sent twice.
      if (request.body instanceof ReadableStream) return refuse("upstream-moved");
    }
  } catch (error) {
    if (request.signal?.aborted) return refuse("upstream-timeout");
    forgetHome(adapter, request.asker);
    if (limit.signal.aborted) return failed(adapter, "upstream-timeout", "no answer in time");
    return failed(adapter, "upstream-unreachable", error instanceof Error ? error.message : "");
  }
}

/** Node's fetch asks for this with a streamed body; workerd knows no other way and ignores it. */
const STREAMED = { duplex: "half" };

const ask = (
  origin: string,
  { method, search, headers, body, cut }: UpstreamRequest,
  signal: AbortSignal,
) =>
  fetch(`${origin}${EAS_PATH}${search}`, {
    method,
    headers,
    body,
    redirect: "manual",
    signal: cut ? AbortSignal.any([signal, cut]) : signal,
    ...STREAMED,
  });

const origins = new WeakMap<Upstream, string | null>();

/**
 * Where the adapter may be reached, or null if its address is not allowed; parsed once for each
 * adapter read.
 */
function originOf(adapter: Upstream): string | null {
  const known = origins.get(adapter);
  if (known !== undefined) return known;
  const parsed = parseUpstream(adapter.upstream, adapter.privateUpstream);
  const origin = parsed.ok ? parsed.origin : null;
  origins.set(adapter, origin);
  return origin;
}

function failed(adapter: Upstream, reason: UpstreamReason, detail: string) {
  log("upstream-failed", { upstream: adapter.upstream, reason, detail });
  return refuse(reason);
}

const keptBy = (signal: AbortSignal) => ({ signal, hasAnswered: false });

/**
 * Ends a request that takes too long: first until its answer begins, then, more patiently, while
 * the body flows. The second sleep is never cancelled: it dies with the request it belongs to, as
 * all sleeps of a Worker do.
 */
function startLimit(clock: Clock, answerWithinMs: number) {
  const controller = new AbortController();
  const limit = { signal: controller.signal, hasAnswered: false };
  const end = () => controller.abort(new Error("time limit"));
  void clock
    .sleep(answerWithinMs)
    .then(() => (limit.hasAnswered ? clock.sleep(ANSWER_BODY_WITHIN_MS).then(end) : end()));
  return limit;
}

/** How Exchange judges a user's credentials. */
export type CredentialsVerdict =
  | "good"
  | "wrong-password"
  | "eas-not-enabled-upstream"
  | UpstreamReason;

export interface UpstreamCredentials {
  /** The login as Exchange wants it (core/login: upstreamLogin). */
  readonly login: string;
  readonly password: string;
  /** The charset the client used; Exchange gets the same bytes. */
  readonly charset: "utf-8" | "latin1";
  /** The password is a bearer token. */
  readonly isBearer?: true;
}

/**
 * Does Exchange lack `version`? It is believed to have all until it said what it offers, and is asked anew, by OPTIONS with
 * these credentials, before it is said to lack one: it may have been upgraded.
 */
export async function lacksVersion(
  adapter: Upstream,
  version: string,
  credentials: UpstreamCredentials,
  clock: Clock,
): Promise<boolean> {
  const origin = homeOf(adapter, credentials.login, clock) ?? originOf(adapter);
  if (origin === null) return false;
  const offers = offersVersion(origin, version, clock);
  if (offers !== "ask") return !offers;
  const answered = await forward(adapter, credentialRequest("options", credentials), clock);
  if (answered.ok) await answered.response.body?.cancel();
  return offersVersion(origin, version, clock) === false;
}

type Question = "options" | "folder-sync";

/**
 * Asks Exchange whether these credentials are good: by OPTIONS, or by FolderSync where OPTIONS is
 * open to anybody.
 */
export async function checkCredentials(
  adapter: Upstream & Pick<AdapterSettings, "credentialCheck">,
  credentials: UpstreamCredentials,
  clock: Clock,
): Promise<CredentialsVerdict> {
  const question = adapter.credentialCheck === "folder-sync" ? "folder-sync" : "options";
  const answer = await forward(adapter, credentialRequest(question, credentials), clock);
  if (!answer.ok)
    return answer.reason === "upstream-moved" ? "upstream-unreachable" : answer.reason;
  await answer.response.body?.cancel();
  return verdictOf(answer.response, question);
}

/** A person waits for this answer, at /iphone or in front of a phone's password prompt. */
const CHECK_WITHIN_MS = 30_000;
/** DeviceId and DeviceType under which Exchange's log shows our own question. */
const OWN_DEVICE = "DeviceId=ProvostCheck&DeviceType=Provost";

/** The request that asks Exchange about credentials, as `forward` sends it. */
export function credentialRequest(
  question: Question,
  { login, password, charset, isBearer }: UpstreamCredentials,
): UpstreamRequest {
  const headers = new Headers({
    authorization: isBearer
      ? `Bearer ${password}`
      : formatBasic({ user: login, password, charset }),
    "user-agent": "Provost",
  });
  const asked = { answerWithinMs: CHECK_WITHIN_MS, asker: login };
  if (question === "options") {
    return { method: "OPTIONS", search: "", headers, body: null, ...asked };
  }
  headers.set("content-type", "application/vnd.ms-sync.wbxml");
  headers.set("ms-asprotocolversion", "12.1");
  headers.set("x-ms-policykey", "0");
  const search = `?User=${encodeURIComponent(login)}&${OWN_DEVICE}&Cmd=FolderSync`;
  return { method: "POST", search, headers, body: firstFolderSync(), ...asked };
}

/** The first FolderSync of a new device. */
const firstFolderSync = () =>
  encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));

/**
 * MS-ASHTTP 2.2.2.1.1: 401 wrong credentials, 403 user not enabled for EAS, 449 known but not
 * provisioned.
 */
function verdictOf(response: Response, question: Question): CredentialsVerdict {
  const { status, headers } = response;
  if (status === 401) return "wrong-password";
  if (status === 403) return "eas-not-enabled-upstream";
  if (status >= 500) return "upstream-unreachable";
  if (question === "folder-sync")
    return status === 200 || status === 449 ? "good" : "upstream-not-eas";
  return status === 200 && headers.has("ms-asprotocolversions") ? "good" : "upstream-not-eas";
}
