// Who asks, as an Exchange that trusts this service hears it where no password is sent: a signed identity for a few
// minutes (Provost-Identity), made by the tenant's authority and kept in this isolate until shortly before its end. It is
// loaded with the first request that signs in by its certificate alone.
import { IDENTITY_HEADER } from "../../core/gateway-headers.ts";
import { keepNewest } from "../../core/newest.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** Milliseconds before its end from which an identity is no longer begun with: clocks differ, requests wait. */
const MARGIN_MS = 60_000;
/** Entries of about 1 KB. */
const MAX_KEPT = 2000;
const kept = new Map<string, { readonly token: string; readonly expiresAt: number }>();

const keyOf = ({ tenant }: Gate, login: string) =>
  JSON.stringify([tenant.name, tenant.adapter.upstream, tenant.origins[0], login]);

/** The signed identity of the request's user for the tenant's Exchange. */
export async function identityFor(gate: Gate, { login }: EasRequest): Promise<string> {
  const { tenant, clock } = gate;
  const key = keyOf(gate, login);
  const known = kept.get(key);
  if (known && clock.now() < known.expiresAt - MARGIN_MS) return known.token;
  const claims = { login, issuer: tenant.origins[0], audience: tenant.adapter.upstream };
  const made = await gate.handles.authority(tenant.name).identityToken(claims);
  keepNewest(kept, key, made, MAX_KEPT);
  return made.token;
}

/** The same headers with an identity that is good now: a held request outlives the one it began with. */
export async function withFreshIdentity(
  gate: Gate,
  request: EasRequest,
  headers: Headers,
): Promise<Headers> {
  const fresh = new Headers(headers);
  fresh.set(IDENTITY_HEADER, await identityFor(gate, request));
  return fresh;
}

/** Exchange did not take it: the next request brings a new one, perhaps under a new key. */
export function forgetIdentity(gate: Gate, { login }: EasRequest): void {
  kept.delete(keyOf(gate, login));
}
