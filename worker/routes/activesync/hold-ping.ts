// Ping on its way to Exchange (MS-ASCMD 2.2.1.13), read whole: Exchange is asked in Pings that always say everything, and
// what it answers is news, silence, or a word about the way there.
import { PING_STATUS, type Watched } from "../../core/heartbeat.ts";
import { isOfQuarantine } from "../../core/quarantine.ts";
import { readPingAnswer, writePing } from "../../wire/ping.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { readStart, streamOn } from "./body.ts";
import type { Held } from "./hold-review.ts";
import type { Waiting } from "./hold-wait.ts";
import { pingAnswer, pingToWatch } from "./ping-request.ts";
import { wellFormed } from "./well-formed.ts";

/** The Ping as something to wait for, or why it cannot be. */
export async function pingToHold(
  { gate, request }: Held,
  body: Uint8Array<ArrayBuffer>,
): Promise<Waiting | Response> {
  const asked = await pingToWatch(gate, request, body);
  if (asked instanceof Response) return asked;
  // The phone was let in from quarantine, whose folder no server knows.
  if (asked.watched.folders.some(({ id }) => isOfQuarantine(id)))
    return pingAnswer(PING_STATUS.folderSyncNeeded);
  await asked.remember();
  return waitingFor(asked.watched);
}

const waitingFor = ({ seconds, folders }: Watched): Waiting => ({
  kind: "Ping",
  seconds,
  ask: (wanted) => ({ seconds: wanted, body: writePing(wanted, folders) }),
  read: readAnswer,
});

/** Statuses that are no news, and what they say of the way; all others are for the phone. */
async function readAnswer(response: Response): ReturnType<Waiting["read"]> {
  if (!response.body) return { end: "quiet" };
  const { start, ended } = await readStart(response.body, COMMAND_LIMITS.bytes + 1);
  const { status, headers } = response;
  if (!ended) {
    const news = new Response(streamOn(start, response.body), { status, headers });
    return { news };
  }
  if (start.length === 0) return { end: "quiet" };
  // What cannot be read here is the phone's to judge.
  const said = wellFormed(() => readPingAnswer(start));
  const number = Number(said?.status);
  if (number === PING_STATUS.expired) return { end: "quiet" };
  if (number === PING_STATUS.heartbeatOutOfRange) return { end: "bound", bound: said?.seconds };
  if (number === PING_STATUS.serverError) return { end: "busy" };
  return { news: wholeAnswer(response, start) };
}

/** The answer again, its body read: the bytes as they came, decoded if they came encoded. */
export function wholeAnswer(
  { status, headers: received }: Response,
  body: Uint8Array<ArrayBuffer>,
): Response {
  const headers = new Headers(received);
  headers.delete("content-encoding");
  headers.delete("transfer-encoding");
  headers.set("content-length", String(body.length));
  return new Response(body, { status, headers });
}
