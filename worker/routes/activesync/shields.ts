// Limits for who was admitted: requests under way at once, commands a minute, changes of the user agent. The rule: only
// admitted requests count, so that no stranger keeps a device out; counting is this isolate's own and costs one look into
// a map; a block stands in the device's object, so that all isolates keep it and an administrator can lift it. A wipe and a
// policy reach a device that is kept out. A request is under way until its answer begins; a held Ping is not counted.
import { keepNewest } from "../../core/newest.ts";
import type { BehaviourReason } from "../../core/shield.ts";
import { countCommand, forgetCommands, newTraffic, type Traffic } from "../../core/traffic.ts";
import type { GatewayReason } from "../../failures.ts";
import { forgetStanding, type Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import type { Admitted } from "./recall.ts";
import { recordLetThrough, recordRefusal } from "./refusal-notes.ts";
import { fail, namesOf } from "./refuse.ts";
import type { EasRequest } from "./request.ts";

const MINUTE = 60_000;

interface Counted extends Admitted {
  readonly gate: Gate;
}
type Send = () => Promise<Response>;

/** Sends an admitted request on with `send`, unless its device or its tenant sends too many. */
export function withinLimits(on: Counted, send: Send): Promise<Response> {
  const { gate, request, standing } = on;
  const { adapter, name } = gate.tenant;
  const { device, user } = request;
  if (!device) return send();
  const now = gate.clock.now();
  // Whatever else it says of itself, it is the same device.
  const own = trafficOf(devices, `${name}\n${user}\n${device.deviceId}`, now);
  const block = standing.behaviourBlock;
  if (block && now < block.until)
    return keptOut(on, { reason: block.reason, seconds: (block.until - now) / 1000 }, own, send);
  if (countCommand(own, now, adapter.maxCommandsPerMinute))
    return misbehaved(on, "too-many-commands", own, send);
  const { clientChanges = 0 } = standing;
  if (clientChanges > adapter.maxClientChangesPerDay && adapter.maxClientChangesPerDay > 0)
    return misbehaved(on, "client-changes-too-often", own, send);
  if (request.command === "Ping") return send();
  // Most tenants set no limit for all of their devices, and nothing is counted for it.
  const isCounted = adapter.maxConcurrentPerTenant > 0;
  const all = isCounted ? trafficOf(tenants, gate.tenant.name, now) : null;
  const isTooMany =
    isAtLimit(own, adapter.maxConcurrentPerDevice) ||
    (all !== null && isAtLimit(all, adapter.maxConcurrentPerTenant));
  if (isTooMany) return keptOut(on, { reason: "too-many-at-once" }, own, send);
  return underWay(own, all, send);
}

const isAtLimit = ({ underWay }: Traffic, limit: number) => limit > 0 && underWay >= limit;

function underWay(own: Traffic, all: Traffic | null, send: Send): Promise<Response> {
  own.underWay++;
  if (all) all.underWay++;
  return untilAnswered(own, all, send());
}

/** What waits for the answer refers to nothing of the request. */
async function untilAnswered(
  own: Traffic,
  all: Traffic | null,
  answering: Promise<Response>,
): Promise<Response> {
  try {
    return await answering;
  } finally {
    own.underWay--;
    if (all) all.underWay--;
  }
}

/** The device sends commands without end, or changes its user agent again and again: it is kept out for a while. */
async function misbehaved(
  on: Counted,
  reason: BehaviourReason,
  own: Traffic,
  send: Send,
): Promise<Response> {
  const { gate, request, standing } = on;
  forgetCommands(own);
  const seconds = gate.tenant.adapter.behaviourBlockMinutes * 60;
  if (!gate.tenant.adapter.reportOnly) {
    await keepOut(gate, request, reason);
    forgetStanding(standing);
  }
  return keptOut(on, { reason, seconds }, own, send);
}

/** Tells the device's object first, then the tenant, of a block that was not there before. */
async function keepOut(gate: Gate, request: EasRequest, reason: BehaviourReason): Promise<void> {
  const { user, device } = request;
  if (!device) return;
  const until = gate.clock.now() + gate.tenant.adapter.behaviourBlockMinutes * MINUTE;
  if (!(await deviceOf(gate, user, device).blockForBehaviour({ reason, until }))) return;
  const tenant = gate.handles.tenant(gate.tenant.name);
  const event = { event: "kept-out", actor: "provost", detail: reason };
  await tenant.noteDeviceEvent(user, device.deviceId, event);
}

/** The answer to a device that is kept out, written down once a minute; while the adapter only reports, it passes. */
async function keptOut(
  { gate, request }: Counted,
  why: { readonly reason: GatewayReason; readonly seconds?: number },
  own: Traffic,
  send: Send,
): Promise<Response> {
  const { reason, seconds } = why;
  const { tenant, clock, client } = gate;
  const isDue = clock.now() - own.notedAt >= MINUTE;
  if (isDue) own.notedAt = clock.now();
  if (tenant.adapter.reportOnly) {
    if (isDue) await recordLetThrough(gate, request, reason);
    return send();
  }
  if (isDue) await recordRefusal(gate, request, reason);
  return fail(tenant, reason, namesOf(request, client), seconds);
}

/** Entries of about 150 bytes. One that goes while its requests are under way takes its count along. */
const MAX_ENTRIES = 5000;
const devices = new Map<string, Traffic>();
const tenants = new Map<string, Traffic>();

function trafficOf(all: Map<string, Traffic>, name: string, now: number): Traffic {
  const known = all.get(name);
  if (known) return known;
  const fresh = newTraffic(now);
  keepNewest(all, name, fresh, MAX_ENTRIES);
  return fresh;
}
