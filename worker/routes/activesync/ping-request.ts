// What a Ping asks for (MS-ASCMD 2.2.1.13), wherever it is held. The rule: heartbeat and folders stand within the adapter's
// bounds, and what is left out is what the device's last Ping watched, before Exchange or in quarantine.
import { judgePing, PING_STATUS, type Watched } from "../../core/heartbeat.ts";
import { readPing } from "../../wire/ping.ts";
import { el, type Node } from "../../wire/wbxml-tree.ts";
import type { Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import { wbxmlAnswer } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";
import { wellFormed } from "./well-formed.ts";

/** An answer of our own. */
export const pingAnswer = (status: number, ...rest: readonly Node[]): Response =>
  wbxmlAnswer(el("Ping:Ping", el("Ping:Status", String(status)), ...rest));

interface PingToWatch {
  readonly watched: Watched;
  /** The device's object keeps it for Pings that leave something out. */
  readonly remember: () => Promise<void>;
}

/** What the Ping with this body watches, or what is wrong with it. */
export async function pingToWatch(
  gate: Gate,
  { user, device }: EasRequest,
  body: Uint8Array,
): Promise<PingToWatch | Response> {
  const asked = wellFormed(() => readPing(body));
  if (!asked) return pingAnswer(PING_STATUS.syntax);
  const object = device && deviceOf(gate, user, device);
  const isWhole = asked.seconds !== undefined && asked.folders !== undefined;
  const remembered = isWhole || !object ? null : await object.watched();
  const judged = judgePing(asked, remembered, gate.tenant.adapter);
  if (!judged.ok) {
    if (judged.status === PING_STATUS.missingParameters) return pingAnswer(judged.status);
    const tag =
      judged.status === PING_STATUS.tooManyFolders ? "Ping:MaxFolders" : "Ping:HeartbeatInterval";
    return pingAnswer(judged.status, el(tag, String(judged.bound)));
  }
  const { watched, isNews } = judged;
  const remember = async () => {
    if (isNews) await object?.watch(watched);
  };
  return { watched, remember };
}
