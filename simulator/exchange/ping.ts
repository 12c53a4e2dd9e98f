// Ping (MS-ASCMD 2.2.1.13): the server holds the request until a folder changes or the heartbeat is
// over. The rule it keeps: one Ping a device; a newer one ends the older. Parameters are cached, so
// that a body may be left out.
import { child, children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { countChanges } from "./changes.ts";
import { pendingFor, relationOf, standingOptions } from "./collection.ts";
import { type Command, type CommandAnswer, type CommandContext, wbxml } from "./command.ts";
import { hierarchyIsStale } from "./hierarchy.ts";
import { folderById } from "./mailbox.ts";
import type { DeviceState, Known } from "./state.ts";

/** MS-ASCMD, Status (Ping). */
const pingStatus = {
  expired: 1,
  changes: 2,
  missingParameters: 3,
  syntax: 4,
  heartbeatOutOfRange: 5,
  tooManyFolders: 6,
  folderSyncNeeded: 7,
} as const;

/**
 * Exchange's defaults, in seconds: MinHeartbeatInterval and MaxHeartbeatInterval in its web.config.
 */
const MIN_HEARTBEAT_SECONDS = 60;
const MAX_HEARTBEAT_SECONDS = 3540;
/** Exchange 2007 takes 200 folders unless configured otherwise. */
const MAX_FOLDERS = 200;

type Parameters = NonNullable<DeviceState["ping"]>;

/** Holds the Ping on the simulation's clock. */
export const ping: Command = async (context) => {
  const parameters = readParameters(context);
  if ("kind" in parameters) return parameters;
  context.device.ping = parameters;
  const device = `${context.user.user}|${context.device.deviceId}`;
  const { bell, heldPings, options } = context.server;
  const superseded = new AbortController();
  heldPings.get(device)?.();
  const end = () => superseded.abort();
  heldPings.set(device, end);
  const answer = await bell.waitFor({
    user: context.user.user.toLowerCase(),
    clock: options.clock,
    deadline: options.clock.now() + parameters.heartbeatSeconds * 1000,
    signal: AbortSignal.any([context.signal, superseded.signal]),
    found: watch(context, parameters),
  });
  if (heldPings.get(device) === end) heldPings.delete(device);
  return answer ?? pingAnswer(pingStatus.expired);
};

/** A question that is answered once a folder has something new, or the hierarchy has changed. */
function watch(context: CommandContext, parameters: Parameters): () => CommandAnswer | undefined {
  const knownAtStart = new Map(
    parameters.folders.map(({ id }) => [id, knownOf(context, id)] as const),
  );
  return () => {
    const { device, mailbox } = context;
    const isGone = parameters.folders.some(({ id }) => !folderById(mailbox, id));
    if (isGone || hierarchyIsStale(mailbox, device.hierarchy)) {
      return pingAnswer(pingStatus.folderSyncNeeded);
    }
    const changed = parameters.folders.filter(({ id }) => {
      const relation = relationOf(context, id);
      const known = relation?.known ?? knownAtStart.get(id) ?? {};
      const { filterType } = standingOptions(relation);
      return countChanges(pendingFor(context, id, known, filterType)) > 0;
    });
    if (changed.length === 0) return undefined;
    const folders = changed.map(({ id }) => el("Ping:Folder", id));
    return pingAnswer(pingStatus.changes, el("Ping:Folders", ...folders));
  };
}

/**
 * What the device knows of a folder; of one it never synchronised it is told only what comes from
 * now on.
 */
function knownOf(context: CommandContext, folderId: string): Known {
  const relation = relationOf(context, folderId);
  if (relation) return relation.known;
  const { adds } = pendingFor(context, folderId, {}, "0");
  return Object.fromEntries(adds.map((item) => [item.id, item.change]));
}

function readParameters(context: CommandContext): Parameters | CommandAnswer {
  const { body, device } = context;
  const heartbeat = body && text(body, "Ping:HeartbeatInterval");
  const folders = body && child(body, "Ping:Folders");
  const heartbeatSeconds =
    heartbeat === undefined ? device.ping?.heartbeatSeconds : Number(heartbeat);
  const watched = folders ? readFolders(folders) : device.ping?.folders;
  if (heartbeatSeconds === undefined || !watched || watched.length === 0) {
    return pingAnswer(pingStatus.missingParameters);
  }
  if (!Number.isInteger(heartbeatSeconds) || watched.some(({ id }) => id === "")) {
    return pingAnswer(pingStatus.syntax);
  }
  if (watched.length > MAX_FOLDERS) {
    return pingAnswer(pingStatus.tooManyFolders, el("Ping:MaxFolders", String(MAX_FOLDERS)));
  }
  const nearest = Math.min(
    Math.max(heartbeatSeconds, MIN_HEARTBEAT_SECONDS),
    MAX_HEARTBEAT_SECONDS,
  );
  if (nearest !== heartbeatSeconds) {
    const interval = el("Ping:HeartbeatInterval", String(nearest));
    return pingAnswer(pingStatus.heartbeatOutOfRange, interval);
  }
  return { heartbeatSeconds, folders: watched };
}

function readFolders(folders: Node): Parameters["folders"] {
  return children(folders, "Ping:Folder").map((folder) => ({
    id: text(folder, "Ping:Id") ?? "",
    class: text(folder, "Ping:Class") ?? "",
  }));
}

function pingAnswer(code: number, ...rest: Node[]): CommandAnswer {
  return wbxml(el("Ping:Ping", el("Ping:Status", String(code)), ...rest));
}
