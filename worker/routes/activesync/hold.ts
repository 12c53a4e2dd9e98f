// The Ping bridge (design: a Ping is held in the Worker and never in a Durable Object): Ping, and Sync that asks to be held,
// on their way to Exchange. What can be held is; what cannot goes as it came. docs/decisions/0022 says why.
import { PING_STATUS } from "../../core/heartbeat.ts";
import type { Result } from "../../core/result.ts";
import type { GatewayReason } from "../../failures.ts";
import { type ForwardReason, forward, type UpstreamRequest } from "../../upstream.ts";
import { mayAskToBeHeld } from "../../wire/sync-wait.ts";
import { pingToHold } from "./hold-ping.ts";
import { type Held, judgeLateData } from "./hold-review.ts";
import { foldersChanged, syncToHold } from "./hold-sync.ts";
import { type Ended, type Waiting, waitOn } from "./hold-wait.ts";
import { nothingNew } from "./own-answers.ts";
import { pingAnswer } from "./ping-request.ts";
import type { EasRequest } from "./request.ts";
import type { Standing } from "./standing.ts";

/** What becomes of a request that may be held: what Exchange said, or an answer that stands. */
export type HeldOutcome = Result<{ readonly response: Response }, ForwardReason> | Response;

/** How the gateway answers a request that waits no longer. */
export interface Endings {
  readonly refuse: (reason: GatewayReason, seconds?: number) => Response;
  /** Its device is to be erased, as it stands now. */
  readonly tellWipe: (standing: Standing) => Promise<Response>;
}

/** May it have to wait? If not, it goes as it came. */
export const mayWait = ({ command }: EasRequest, { body }: UpstreamRequest): boolean =>
  command === "Ping" || body === null || (body instanceof Uint8Array && mayAskToBeHeld(body));

export type Hold = typeof hold;

/** Holds a Ping or a Sync that asks for it; `send` is how it goes to Exchange. */
export async function hold(
  held: Held,
  send: UpstreamRequest,
  endings: Endings,
): Promise<HeldOutcome> {
  const { body } = send;
  if (held.request.command === "Ping") {
    if (body instanceof ReadableStream) {
      await body.cancel();
      return endings.refuse("body-too-large");
    }
    const ping = await pingToHold(held, body ?? new Uint8Array(0));
    if (ping instanceof Response) return ping;
    // Its answer is read here: no compression.
    send.headers.delete("accept-encoding");
    return inItsWords(await waitOn(held, ping, send), ping.kind, endings);
  }
  const since = held.gate.clock.now();
  const outcome = await holdSync(held, send, endings);
  if (outcome instanceof Response || !outcome.ok) return outcome;
  // A Ping says only that something changed; this is what changed.
  const ended = await judgeLateData(held, since);
  if (!ended) return outcome;
  await outcome.response.body?.cancel();
  return inItsWords(ended, "Sync", endings);
}

async function holdSync(held: Held, send: UpstreamRequest, endings: Endings): Promise<HeldOutcome> {
  const { body } = send;
  const { adapter } = held.gate.tenant;
  const sync = body instanceof ReadableStream ? null : syncToHold(held, body);
  if (sync instanceof Response) return sync;
  if (sync === null) return forward(adapter, send, held.gate.clock);
  if (sync instanceof Uint8Array) return forward(adapter, { ...send, body: sync }, held.gate.clock);
  return inItsWords(await waitOn(held, sync, send), sync.kind, endings);
}

/** Why a wait ended, as the phone hears it. */
function inItsWords(
  ended: Ended,
  kind: Waiting["kind"],
  endings: Endings,
): HeldOutcome | Promise<Response> {
  if ("ok" in ended) return ended;
  const isPing = kind === "Ping";
  switch (ended.says) {
    case "over":
      return isPing ? pingAnswer(PING_STATUS.expired) : nothingNew();
    case "folders-changed":
      return isPing ? pingAnswer(PING_STATUS.folderSyncNeeded) : foldersChanged();
    case "answer":
      return ended.answer;
    case "wipe":
      return endings.tellWipe(ended.standing);
    case "refused":
      return endings.refuse(ended.reason, ended.seconds);
  }
}
