// What this isolate read a moment ago. A phone repeats its requests to the letter (Ping above all), so what was read
// out of Authorization and query is kept under a keyed digest of those very bytes and not read again. Nothing secret
// is kept: no password, no token, only what the request came to.
import { verifierOf } from "../../core/gateway-verifier.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { type Gate, recentStanding } from "./admission.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";

/** An admitted request, and how its credentials stand. */
export interface Admitted {
  readonly request: EasRequest;
  readonly standing: Standing;
}

interface Reading {
  readonly request: EasRequest;
  /** Under which the standing of its credentials is remembered. */
  readonly verifier: string;
  /** The settings it was read by; a newer copy of them makes it void. */
  readonly adapter: AdapterSettings;
}

/** Entries of about 1 KB. */
const MAX_READINGS = 2000;
const readings = new Map<string, Reading>();

/** The digest of all that parseRequest reads. */
export function readingKey(
  { method, url, headers }: Request,
  gate: Gate,
  authorization: string,
): string {
  const header = (name: string) => headers.get(name) ?? "";
  return verifierOf(gate.secret, [
    gate.tenant.name,
    method,
    url,
    authorization,
    header("user-agent"),
    header("ms-asprotocolversion"),
  ]);
}

/** What the same request came to a moment ago, if it is still admitted. */
export function recall(gate: Gate, key: string): Admitted | null {
  const reading = readings.get(key);
  if (!reading || reading.adapter !== gate.tenant.adapter) return null;
  const standing = recentStanding(gate, reading.verifier, reading.request);
  // What a wire log wants to see takes the long way.
  if (!standing || standing.wireLogUntil !== undefined) return null;
  return { request: reading.request, standing };
}

/** Keeps what an admitted request came to. */
export function keepReading(gate: Gate, key: string, { request, standing }: Admitted): void {
  readings.delete(key);
  if (readings.size >= MAX_READINGS) readings.delete(readings.keys().next().value ?? key);
  const { verifier } = standing;
  readings.set(key, { request, verifier, adapter: gate.tenant.adapter });
}
