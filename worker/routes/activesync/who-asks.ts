// Who asks, as an Exchange that trusts this service hears it where a phone signs in by its certificate alone: in place of a
// password a signed identity for a few minutes (Provost-Identity), made by the tenant's authority and kept in this isolate
// until shortly before its end.
import { IDENTITY_HEADER } from "../../core/gateway-headers.ts";
import { keepNewest } from "../../core/newest.ts";
import type { Gate } from "./admission.ts";
import { recordRefusal } from "./refusal-notes.ts";
import { fail, namesOf } from "./refuse.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";

/** Milliseconds before its end from which an identity is no longer begun with: clocks differ, requests wait. */
const MARGIN_MS = 60_000;
/** Entries of about 1 KB. */
const MAX_KEPT = 2000;
const kept = new Map<string, { readonly token: string; readonly expiresAt: number }>();

const keyOf = ({ tenant }: Gate, login: string) =>
  JSON.stringify([tenant.name, tenant.adapter.upstream, tenant.origins[0], login]);

/** The signed identity of the request's user for the tenant's Exchange. */
export async function identityOf(gate: Gate, { login }: EasRequest): Promise<string> {
  const { tenant, clock } = gate;
  const key = keyOf(gate, login);
  const known = kept.get(key);
  if (known && clock.now() < known.expiresAt - MARGIN_MS) return known.token;
  const claims = { login, issuer: tenant.origins[0], audience: tenant.adapter.upstream };
  const made = await gate.handles.authority(tenant.name).identityToken(claims);
  keepNewest(kept, key, made, MAX_KEPT);
  return made.token;
}

interface Asking {
  readonly gate: Gate;
  readonly request: EasRequest;
  readonly standing: Standing;
}

/** The headers of a held request, with an identity that is good now: the one it began with ends before its time does. */
export async function headersNow(
  { gate, request, standing }: Asking,
  headers: Headers,
): Promise<Headers> {
  if (!standing.isByCertificate) return headers;
  const fresh = new Headers(headers);
  fresh.set(IDENTITY_HEADER, await identityOf(gate, request));
  return fresh;
}

/**
 * Exchange does not take our word: the next request brings a new one, perhaps under a new key. Nothing that the phone can
 * change: it keeps its mail and comes back.
 */
export async function identityRefused(gate: Gate, request: EasRequest): Promise<Response> {
  kept.delete(keyOf(gate, request.login));
  await recordRefusal(gate, request, "identity-refused-upstream");
  return fail(gate.tenant, "identity-refused-upstream", namesOf(request, gate.client));
}
