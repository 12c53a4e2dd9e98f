// How often a device is judged anew. A judgement asks objects and Exchange, and writes; who is another client at each request
// (user agent, device type, version) is judged each time. The rule: beyond so many within a minute, the same credentials on
// the same device wait a few seconds and cost nothing meanwhile. Only credentials that verified count, and only they wait, so
// that nobody else keeps a device out or learns of it. Counting is this isolate's own.
import { sameSecret } from "../../core/constant-time.ts";
import { verifierOf } from "../../core/gateway-verifier.ts";
import { keepNewest } from "../../core/newest.ts";
import { countCommand, newTraffic, type Traffic } from "../../core/traffic.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest, Evidence } from "./request.ts";

/** A phone is judged every five seconds, and a few of its requests at the same time. */
const MOST_A_MINUTE = 120;
/** As long as a judgement is believed, in milliseconds: a wipe and a lifted block are found as fast as ever. */
const WAITS_FOR = 5000;
/** Entries of about 250 bytes. */
const MAX_COUNTED = 5000;

interface Counted {
  readonly traffic: Traffic;
  /** Whose credentials wait, as a keyed hash, and until when. */
  waiting?: { readonly by: string; readonly until: number };
}
const counted = new Map<string, Counted>();

interface Asks {
  readonly request: EasRequest;
  readonly evidence: Evidence;
}

/** Seconds that this request must wait before it is judged; 0 for nearly all. */
export function secondsUntilJudged(gate: Gate, asks: Asks): number {
  const waiting = counted.get(nameOf(gate, asks.request) ?? "")?.waiting;
  const left = waiting ? waiting.until - gate.clock.now() : 0;
  if (!waiting || left <= 0 || left > WAITS_FOR) return 0;
  return sameSecret(waiting.by, hashOf(gate, asks)) ? left / 1000 : 0;
}

/** A request whose credentials verified is judged anew. */
export function noteJudged(gate: Gate, asks: Asks): void {
  const name = nameOf(gate, asks.request);
  const { maxCommandsPerMinute: most, reportOnly } = gate.tenant.adapter;
  if (name === undefined || most === 0 || reportOnly) return;
  const now = gate.clock.now();
  const entry = counted.get(name) ?? { traffic: newTraffic(now) };
  if (countCommand(entry.traffic, now, Math.min(most, MOST_A_MINUTE)))
    entry.waiting = { by: hashOf(gate, asks), until: now + WAITS_FOR };
  keepNewest(counted, name, entry, MAX_COUNTED);
}

const nameOf = ({ tenant }: Gate, { user, device }: EasRequest) =>
  device && `${tenant.name}\n${user}\n${device.deviceId}`;

function hashOf({ tenant, secret, shown }: Gate, { request, evidence }: Asks): string {
  const { password, charset } = evidence.credentials;
  const certificate = shown?.fingerprint ?? "";
  return verifierOf(secret, ["judged", tenant.name, request.user, password, charset, certificate]);
}
