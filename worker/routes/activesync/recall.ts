// What this isolate read a moment ago. A phone repeats its requests to the letter (Ping above all), so what was read
// out of Authorization and query is kept under a keyed hash of those very bytes and not read again. Nothing secret
// is kept: no password, no token, only what the request came to; and the key is the isolate's own and dies with it.
import { keepNewest } from "../../core/newest.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { HASH_KEY_BYTES, sipHash, type TextHash } from "../../wire/siphash.ts";
import { type Gate, recentStanding } from "./admission.ts";
import type { Shown } from "./client-certificate.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";

/** An admitted request, and how its credentials stand. */
export interface Admitted {
  readonly request: EasRequest;
  readonly standing: Standing;
}

/** What a request's bytes came to when they were read before. */
interface Reading {
  readonly request: EasRequest;
  /** The Host header's value. */
  readonly host: string;
  /** Under which the standing of its credentials is remembered. */
  readonly verifier: string;
  /** The settings it was read by; a newer copy of them makes it void. */
  readonly adapter: AdapterSettings;
}

/** A request's bytes, looked up. */
export interface LookedUp {
  /** Null for one that is always read anew, because no client writes such headers. */
  readonly key: string | null;
  readonly reading?: Reading | undefined;
}

/** Entries of about 1 KB. */
const MAX_READINGS = 2000;
const readings = new Map<string, Reading>();
let hash: TextHash | undefined;

/** Looks up all of `received` that parseRequest reads, and the client certificate it shows. */
export function lookUp({ method, url, headers }: Request, shown?: Shown): LookedUp {
  if (shown?.refused) return { key: null };
  hash ??= sipHash(crypto.getRandomValues(new Uint8Array(HASH_KEY_BYTES)));
  const authorization = headers.get("authorization") ?? "";
  const agent = headers.get("user-agent") ?? "";
  const version = headers.get("ms-asprotocolversion") ?? "";
  // None of these can hold a line end.
  const read = `${method}\n${url}\n${authorization}\n${agent}\n${version}`;
  const key = hash(shown ? `${read}\n${shown.fingerprint}` : read);
  return { key, reading: key === null ? undefined : readings.get(key) };
}

/** What the same request came to a moment ago, if it is still admitted. */
export function recall(gate: Gate, { reading }: LookedUp): Admitted | null {
  if (!reading || reading.adapter !== gate.tenant.adapter) return null;
  const standing = recentStanding(gate, reading.verifier, reading.request);
  // What a wire log wants to see takes the long way.
  if (!standing || standing.wireLogUntil !== undefined) return null;
  return { request: reading.request, standing };
}

/** Keeps what an admitted request came to. */
export function keepReading(gate: Gate, { key }: LookedUp, { request, standing }: Admitted): void {
  if (key === null) return;
  const { verifier } = standing;
  const { host, tenant } = gate;
  const reading = { request, host, verifier, adapter: tenant.adapter };
  keepNewest(readings, key, reading, MAX_READINGS);
}
