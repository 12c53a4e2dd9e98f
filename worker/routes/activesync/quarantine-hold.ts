// A phone in quarantine that waits: nothing new comes to this mailbox, so its Ping or Sync is held in silence for its
// whole heartbeat, while the device is judged anew about once a minute. The rule: as soon as it is judged otherwise, the
// phone is told that its folders have changed, and comes back; a newer wait of the same device ends the older.
import { log } from "../../log.ts";
import { admitAnew, type Gate } from "./admission.ts";
import type { QuarantinedPassage } from "./quarantine.ts";

/** The device is judged anew after this time. */
const JUDGED_AGAIN_MS = 60_000;

/** Who waits in this isolate, by tenant, user and device. */
const waiting = new Map<string, AbortController>();

/** How a wait ended. */
type HoldEnd = "quiet" | "judged-otherwise";
/** Waits for that many seconds. */
export type Hold = (seconds: number) => Promise<HoldEnd>;

/** Holds a request for `seconds`; it ends early if the phone goes away or waits anew. */
export async function holdQuietly(
  gate: Gate,
  { request, evidence }: QuarantinedPassage,
  received: Request,
  seconds: number,
): Promise<HoldEnd> {
  const { clock, tenant } = gate;
  const name = JSON.stringify([tenant.name, request.user, request.device?.deviceId]);
  const newer = new AbortController();
  waiting.get(name)?.abort();
  waiting.set(name, newer);
  const ended = AbortSignal.any([newer.signal, received.signal]);
  const deadline = clock.now() + seconds * 1000;
  try {
    for (let left = deadline - clock.now(); left > 0; left = deadline - clock.now()) {
      await clock.sleep(Math.min(left, JUDGED_AGAIN_MS), ended);
      if (ended.aborted) return "quiet";
      const judged = await admitAnew(gate, request, evidence);
      if (judged.ok && judged.standing.quarantine && !judged.standing.isWipeDue) continue;
      log("eas-quarantine-left", { tenant: tenant.name, user: request.user, ...request.device });
      return "judged-otherwise";
    }
    return "quiet";
  } finally {
    if (waiting.get(name) === newer) waiting.delete(name);
  }
}
