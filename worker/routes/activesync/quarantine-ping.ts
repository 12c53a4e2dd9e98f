// Ping on the quarantine mailbox (MS-ASCMD 2.2.1.13): held for its heartbeat. The rule: a folder of the real mailbox, and a
// device that is judged otherwise by now, get Status 7: the phone lists its folders.
import { PING_STATUS } from "../../core/heartbeat.ts";
import { QUARANTINE_INBOX } from "../../core/quarantine.ts";
import type { Gate } from "./admission.ts";
import { pingAnswer, pingToWatch } from "./ping-request.ts";
import type { Hold } from "./quarantine-hold.ts";
import type { EasRequest } from "./request.ts";

/** The answer to a Ping with this body, after it was held. */
export async function answerPing(
  gate: Gate,
  request: EasRequest,
  body: Uint8Array,
  hold: Hold,
): Promise<Response> {
  const asked = await pingToWatch(gate, request, body);
  if (asked instanceof Response) return asked;
  await asked.remember();
  const { folders, seconds } = asked.watched;
  if (folders.some(({ id }) => id !== QUARANTINE_INBOX))
    return pingAnswer(PING_STATUS.folderSyncNeeded);
  const end = await hold(seconds);
  return pingAnswer(end === "quiet" ? PING_STATUS.expired : PING_STATUS.folderSyncNeeded);
}
