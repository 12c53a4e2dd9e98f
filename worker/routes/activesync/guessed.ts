// Devices on which passwords are being tried. Credentials that were confirmed a moment ago are believed without asking, in
// this isolate's memory and by the device's verifier, and so before the guard is asked: whoever tries passwords there could
// find out the right one as fast as requests come. The rule: after a few wrong ones nothing is believed of that device for
// a while; each of its requests is judged by the guard and by Exchange, as a first one is. Its own phone loses no mail by it.
import { keepNewest } from "../../core/newest.ts";
import type { Gate } from "./admission.ts";
import type { EasRequest } from "./request.ts";

/** Wrong tries before a device's credentials are no longer believed. */
const BELIEVED_TRIES = 20;
/** A device is believed again so long after the last wrong try, in milliseconds. */
const QUIET_FOR = 10 * 60_000;
/** Entries of about 150 bytes. */
const MAX_TRIED = 5000;

interface Tries {
  readonly wrong: number;
  readonly until: number;
}
const tried = new Map<string, Tries>();

const nameOf = ({ tenant }: Gate, user: string, deviceId: string) =>
  `${tenant.name}\n${user}\n${deviceId}`;

/** A password of this request was wrong, or was not looked at because its client is slowed down. */
export function noteWrongTry(gate: Gate, { user, device }: EasRequest): void {
  if (!device) return;
  const name = nameOf(gate, user, device.deviceId);
  const now = gate.clock.now();
  const before = tried.get(name);
  const wrong = before && now < before.until ? before.wrong + 1 : 1;
  keepNewest(tried, name, { wrong, until: now + QUIET_FOR }, MAX_TRIED);
}

/** Are so many passwords tried on this request's device that only Exchange is to say which one is right? */
export function isTriedOut(gate: Gate, { user, device }: EasRequest): boolean {
  if (tried.size === 0 || !device) return false;
  const tries = tried.get(nameOf(gate, user, device.deviceId));
  return tries !== undefined && tries.wrong >= BELIEVED_TRIES && gate.clock.now() < tries.until;
}
