// What this isolate read a moment ago. A phone repeats its requests to the letter (Ping above all), so what was read
// out of Authorization and query is kept under a keyed digest of those very bytes and not read again. Nothing secret
// is kept: no password, no token, only what the request came to.
import type { Context } from "hono";
import type { AppEnv } from "../../context.ts";
import { verifierOf } from "../../core/gateway-verifier.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { type Gate, isAdmitted } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** An admitted request, and the verifier under which its admission is remembered. */
export interface Admitted {
  readonly request: EasRequest;
  readonly verifier: string;
}

interface Reading extends Admitted {
  /** The settings it was read by; a newer copy of them makes it void. */
  readonly adapter: AdapterSettings;
}

/** Entries of about 1 KB. */
const MAX_READINGS = 2000;
const readings = new Map<string, Reading>();

/** The digest of all that parseRequest reads. */
export function readingKey(c: Context<AppEnv>, gate: Gate, authorization: string): string {
  const header = (name: string) => c.req.header(name) ?? "";
  return verifierOf(gate.secret, [
    gate.tenant.name,
    c.req.method,
    c.req.url,
    authorization,
    header("user-agent"),
    header("ms-asprotocolversion"),
  ]);
}

/** What the same request came to a moment ago, if it is still admitted. */
export function recall(gate: Gate, key: string): Admitted | null {
  const reading = readings.get(key);
  if (!reading || reading.adapter !== gate.tenant.adapter) return null;
  return isAdmitted(gate, reading.verifier) ? reading : null;
}

/** Keeps what an admitted request came to. */
export function keepReading(gate: Gate, key: string, admitted: Admitted): void {
  readings.delete(key);
  if (readings.size >= MAX_READINGS) readings.delete(readings.keys().next().value ?? key);
  readings.set(key, { ...admitted, adapter: gate.tenant.adapter });
}
