// Sync that asks to be held (MS-ASCMD 2.2.3.182 Wait, from 12.1 on; HeartbeatInterval, from 14.0 on). The rule: a Sync that
// brings changes reaches Exchange exactly once, with nothing but its wait made short; one that only asks is the same
// question however often it is asked, because its keys move only with an answer, and is cut into segments as a Ping is.

import { nearestSyncWait } from "../../core/heartbeat.ts";
import { keepNewest } from "../../core/newest.ts";
import {
  type HeldSync,
  mayAskToBeHeld,
  readHeldSync,
  readSyncStatus,
  writeHeldSync,
} from "../../wire/sync-wait.ts";
import { el } from "../../wire/wbxml-tree.ts";
import { readStart, streamOn } from "./body.ts";
import { wholeAnswer } from "./hold-ping.ts";
import type { Held } from "./hold-review.ts";
import type { Waiting } from "./hold-wait.ts";
import { wbxmlAnswer } from "./own-answers.ts";
import { MAX_STATUS_BYTES } from "./short-answer.ts";
import { wellFormed } from "./well-formed.ts";

const FIRST_WITH_WAIT = 12.1;
const FIRST_WITH_HEARTBEAT = 14;
const SYNC_STATUS = { folderSyncNeeded: 12, waitOutOfRange: 14 } as const;
/** A Sync that may be sent only once is held this long at most, in seconds: nobody looks after its device meanwhile. */
const ONCE_HELD = 60;

/** What the devices' last Syncs wanted: a Sync without a body repeats it. Of this isolate alone. */
const waits = new Map<string, HeldSync>();
const MAX_WAITS = 2000;

/** Something to wait for, an answer of our own, a body to be sent once, or null: it goes as it came. */
export function syncToHold(
  { gate: { tenant }, request: { user, device } }: Held,
  body: Uint8Array<ArrayBuffer> | null,
): Waiting | Response | Uint8Array<ArrayBuffer> | null {
  const version = Number.parseFloat(device?.protocolVersion ?? "");
  if (!(version >= FIRST_WITH_WAIT)) return null;
  const key = JSON.stringify([tenant.name, user, device?.deviceId]);
  if (!body) {
    const before = waits.get(key);
    return before ? waitingFor(before, null) : null;
  }
  waits.delete(key);
  // What is wrong with one that cannot be read, Exchange says.
  const sync = mayAskToBeHeld(body) ? wellFormed(() => readHeldSync(body)) : null;
  if (!sync || sync.value === 0) return null;
  if (sync.unit === 1 && version < FIRST_WITH_HEARTBEAT) return null;
  const nearest = nearestSyncWait(sync.value, sync.unit, tenant.adapter);
  if (nearest !== sync.value) return outOfRange(nearest);
  keepNewest(waits, key, { ...sync, root: { tag: sync.root.tag, content: [] } }, MAX_WAITS);
  if (sync.isRepeatable) return waitingFor(sync, sync);
  const once = inUnits(Math.min(ONCE_HELD, tenant.adapter.upstreamHeartbeat), sync);
  return once < sync.value ? writeHeldSync(sync, once) : null;
}

const outOfRange = (limit: number) =>
  wbxmlAnswer(
    el(
      "AirSync:Sync",
      el("AirSync:Status", String(SYNC_STATUS.waitOutOfRange)),
      el("AirSync:Limit", String(limit)),
    ),
  );

const inUnits = (seconds: number, { unit }: HeldSync) => Math.max(1, Math.floor(seconds / unit));

/** `document` null repeats at Exchange what the phone repeats: the last Sync, whose wait was made short then. */
const waitingFor = (sync: HeldSync, document: HeldSync | null): Waiting => ({
  kind: "Sync",
  seconds: sync.value * sync.unit,
  ask: (wanted) => {
    const value = inUnits(wanted, sync);
    return { seconds: value * sync.unit, body: document && writeHeldSync(document, value) };
  },
  read: (response) => readAnswer(response, sync),
});

/** Nothing new is an empty answer, or Status 14 of an Exchange with other bounds; everything else is for the phone. */
async function readAnswer(response: Response, { unit }: HeldSync): ReturnType<Waiting["read"]> {
  const length = response.headers.get("content-length");
  if (length === "0" || !response.body) return { end: "quiet" };
  if (Number(length) > MAX_STATUS_BYTES) return { news: response };
  // What comes encoded streams on as it is, unless it is as good as empty.
  if (length === null && response.headers.has("content-encoding")) return { news: response };
  const { start, ended } = await readStart(response.body, MAX_STATUS_BYTES + 1);
  const { status, headers } = response;
  if (!ended) return { news: new Response(streamOn(start, response.body), { status, headers }) };
  if (start.length === 0) return { end: "quiet" };
  const limit = limitIn(start);
  return limit === null
    ? { news: wholeAnswer(response, start) }
    : { end: "bound", bound: limit * unit };
}

function limitIn(body: Uint8Array): number | null {
  const said = wellFormed(() => readSyncStatus(body));
  if (said?.status !== String(SYNC_STATUS.waitOutOfRange)) return null;
  return said.limit ?? null;
}

/** The phone must fetch its list of folders first. */
export const foldersChanged = (): Response =>
  wbxmlAnswer(el("AirSync:Sync", el("AirSync:Status", String(SYNC_STATUS.folderSyncNeeded))));
