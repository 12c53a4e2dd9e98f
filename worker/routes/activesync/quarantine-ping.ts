// Ping on the quarantine mailbox (MS-ASCMD 2.2.1.13): held for its heartbeat, within the adapter's bounds. The rule: a
// folder of the real mailbox, and a device that is judged otherwise by now, get Status 7: the phone lists its folders.
// What a Ping leaves out is what the device's last one watched, in quarantine or before.
import { judgePing, PING_STATUS, type Watched } from "../../core/heartbeat.ts";
import { QUARANTINE_INBOX } from "../../core/quarantine.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { readPing } from "../../wire/ping.ts";
import { el, type Node } from "../../wire/wbxml-tree.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { Hold } from "./quarantine-hold.ts";

/** Where a device's last Ping is remembered. */
interface PingMemory {
  watched(): Promise<Watched | null>;
  watch(watched: Watched): Promise<void>;
}

/** The answer to a Ping with this body, after it was held. */
export async function pingAnswer(
  body: Uint8Array,
  adapter: AdapterSettings,
  memory: PingMemory,
  hold: Hold,
): Promise<Node> {
  try {
    const ping = readPing(body);
    const isWhole = ping.seconds !== undefined && ping.folders !== undefined;
    const asked = judgePing(ping, isWhole ? null : await memory.watched(), adapter);
    if (!asked.ok) return pingNode(asked.status, "bound" in asked ? asked.bound : undefined);
    if (asked.isNews) await memory.watch(asked.watched);
    const { folders, seconds } = asked.watched;
    if (folders.some(({ id }) => id !== QUARANTINE_INBOX))
      return pingNode(PING_STATUS.folderSyncNeeded);
    const end = await hold(seconds);
    return pingNode(end === "quiet" ? PING_STATUS.expired : PING_STATUS.folderSyncNeeded);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return pingNode(PING_STATUS.syntax);
  }
}

/** `bound` is the number of folders, or the heartbeat, that would be taken. */
function pingNode(status: number, bound?: number): Node {
  const said = el("Ping:Status", String(status));
  if (bound === undefined) return el("Ping:Ping", said);
  const tag = status === PING_STATUS.tooManyFolders ? "Ping:MaxFolders" : "Ping:HeartbeatInterval";
  return el("Ping:Ping", said, el(tag, String(bound)));
}
