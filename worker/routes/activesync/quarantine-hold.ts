// A phone in quarantine that waits: nothing new comes to this mailbox, so its Ping or Sync is held in silence for its whole
// heartbeat. The rules are those of every held request (hold-wait.ts), but that Exchange is not asked: as soon as the device
// is judged otherwise, the phone is told that its folders have changed, and comes back; a newer wait ends the older.
import { log } from "../../log.ts";
import type { Held } from "./hold-review.ts";
import { waitInSilence } from "./hold-wait.ts";

/** How a wait ended. */
type HoldEnd = "quiet" | "judged-otherwise";
/** Waits for that many seconds. */
export type Hold = (seconds: number) => Promise<HoldEnd>;

/** Holds a Ping or a Sync for `seconds`; it ends early if the phone goes away or waits anew. */
export async function holdQuietly(
  held: Held,
  kind: "Ping" | "Sync",
  seconds: number,
): Promise<HoldEnd> {
  const ended = await waitInSilence(held, { kind, seconds });
  if ("says" in ended && ended.says === "over") return "quiet";
  const { gate, request } = held;
  log("eas-quarantine-left", { tenant: gate.tenant.name, user: request.user, ...request.device });
  return "judged-otherwise";
}
