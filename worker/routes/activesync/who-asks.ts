// Who asks, as Exchange hears it where a phone signs in by its certificate alone: our signed word in place of a password
// (upstream-identity.ts, loaded with the first such request).
import type { Gate } from "./admission.ts";
import { recordRefusal } from "./refusal-notes.ts";
import { fail, namesOf } from "./refuse.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";

/** The signed identity for a request that signed in by its certificate. */
export async function identityOf(gate: Gate, request: EasRequest): Promise<string> {
  const { identityFor } = await import("./upstream-identity.ts");
  return identityFor(gate, request);
}

/** The headers of a held request, with an identity that is good now: the one it began with ends before its time does. */
export async function headersNow(
  {
    gate,
    request,
    standing,
  }: {
    readonly gate: Gate;
    readonly request: EasRequest;
    readonly standing: Standing;
  },
  headers: Headers,
): Promise<Headers> {
  if (!standing.isByCertificate) return headers;
  const { withFreshIdentity } = await import("./upstream-identity.ts");
  return withFreshIdentity(gate, request, headers);
}

/** Exchange does not take our word. Nothing that the phone can change: it keeps its mail and comes back. */
export async function identityRefused(gate: Gate, request: EasRequest): Promise<Response> {
  const { forgetIdentity } = await import("./upstream-identity.ts");
  forgetIdentity(gate, request);
  await recordRefusal(gate, request, "identity-refused-upstream");
  return fail(gate.tenant, "identity-refused-upstream", namesOf(request, gate.client));
}
