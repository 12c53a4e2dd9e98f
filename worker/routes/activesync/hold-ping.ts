// Ping, read whole (MS-ASCMD 2.2.1.13): heartbeat and folders are checked against the adapter's bounds, what is left out is
// what the device's last Ping watched, and Exchange is asked in Pings that always say everything.
import { judgePing, PING_STATUS, type Watched } from "../../core/heartbeat.ts";
import { isOfQuarantine } from "../../core/quarantine.ts";
import { type PingRequest, readPing, readPingAnswer, writePing } from "../../wire/ping.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { el, type Node } from "../../wire/wbxml-tree.ts";
import { WireError } from "../../wire/wire-error.ts";
import { readStart, streamOn } from "./body.ts";
import type { Held } from "./hold-review.ts";
import type { Waiting } from "./hold-wait.ts";
import { deviceOf } from "./judgement.ts";
import { wbxmlAnswer } from "./own-answers.ts";

/** An answer of our own. */
export const pingAnswer = (status: number, ...rest: readonly Node[]): Response =>
  wbxmlAnswer(el("Ping:Ping", el("Ping:Status", String(status)), ...rest));

/** The Ping as something to wait for, or why it cannot be. */
export async function pingToHold(
  held: Held,
  body: Uint8Array<ArrayBuffer>,
): Promise<Waiting | Response> {
  const asked = parsed(body);
  if (!asked) return pingAnswer(PING_STATUS.syntax);
  const { gate, request } = held;
  const { device } = request;
  const object = device && deviceOf(gate, request.user, device);
  const isWhole = asked.seconds !== undefined && asked.folders !== undefined;
  const remembered = isWhole || !object ? null : await object.watched();
  const judged = judgePing(asked, remembered, gate.tenant.adapter);
  if (!judged.ok) {
    if (judged.status === PING_STATUS.missingParameters) return pingAnswer(judged.status);
    const tag =
      judged.status === PING_STATUS.tooManyFolders ? "Ping:MaxFolders" : "Ping:HeartbeatInterval";
    return pingAnswer(judged.status, el(tag, String(judged.bound)));
  }
  // The phone was let in from quarantine, whose folder no server knows.
  if (judged.watched.folders.some(({ id }) => isOfQuarantine(id)))
    return pingAnswer(PING_STATUS.folderSyncNeeded);
  if (judged.isNews) await object?.watch(judged.watched);
  return waitingFor(judged.watched);
}

function parsed(body: Uint8Array): PingRequest | null {
  try {
    return readPing(body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return null;
  }
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
  try {
    const said = readPingAnswer(start);
    const number = Number(said.status);
    if (number === PING_STATUS.expired) return { end: "quiet" };
    if (number === PING_STATUS.heartbeatOutOfRange) return { end: "bound", bound: said.seconds };
    if (number === PING_STATUS.serverError) return { end: "busy" };
  } catch (error) {
    // What cannot be read here is the phone's to judge.
    if (!(error instanceof WireError)) throw error;
  }
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
