// Exchange's answer on its way to the phone. The rules: a body streams untouched; an empty one has no encoding and the
// right type; what is no success has no body at all, because it would be a page for people, but keeps its status and
// headers (Retry-After, X-MS-ASThrottle, X-MS-Credential-Service-Url: MS-ASHTTP 2.2.2.1); and no answer, to OPTIONS or
// to a command, names a protocol version above the tenant's cap.
import { cappedHeaders } from "../../core/eas-versions.ts";
import { answerHeadersToDrop } from "../../core/gateway-headers.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { WBXML_TYPE } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";

const FIRST_FAILURE = 400;

/**
 * Exchange's answer for the phone. Empty answers get no encoding, the right type and Content-Length 0: phones ignore
 * an empty answer dressed up by a compressor and hang (tine20 issues 4198 and 4202); short-answer.ts has undressed it.
 * All others stream untouched, and none is read whole here: 53 bytes of Brotli are 64 MB.
 */
export function passOn(
  received: Response,
  command: EasRequest["command"],
  { maxProtocolVersion: cap }: Pick<AdapterSettings, "maxProtocolVersion">,
): Response | Promise<Response> {
  const { status, headers: said } = received;
  if (status >= FIRST_FAILURE) return withoutBody(received, cap);
  const length = Number(said.get("content-length") ?? Number.NaN);
  const changes = changedHeaders(said, cap);
  // Where a length is said, the body is not looked at: to ask for it makes a stream of it.
  const isEmpty = length === 0 || !(length > 0 || received.body);
  if (changes.length === 0 && !isEmpty) return received;
  if (!isEmpty) {
    const answer = new Response(received.body, received);
    change(answer.headers, changes);
    return answer;
  }
  const headers = new Headers(said);
  change(headers, changes);
  headers.delete("content-encoding");
  headers.set("content-length", "0");
  if (status === 200 && command !== "OPTIONS") headers.set("content-type", WBXML_TYPE);
  return new Response(null, { status, headers });
}

type Cap = AdapterSettings["maxProtocolVersion"];
type Change = readonly [name: string, value: string | null];

/** What of an answer's headers must not reach the phone as it is; mostly nothing. */
const changedHeaders = (headers: Headers, cap: Cap): readonly Change[] => {
  const dropped = answerHeadersToDrop(headers);
  return dropped.length === 0 && cap === "any"
    ? []
    : [...dropped.map((name): Change => [name, null]), ...cappedHeaders(headers, cap)];
};

function change(headers: Headers, changes: readonly Change[]): void {
  for (const [name, value] of changes) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
}

async function withoutBody(received: Response, cap: Cap): Promise<Response> {
  await received.body?.cancel();
  const headers = new Headers(received.headers);
  change(headers, changedHeaders(headers, cap));
  headers.delete("content-type");
  headers.delete("content-encoding");
  headers.set("content-length", "0");
  return new Response(null, { status: received.status, headers });
}
