// Sync (MS-ASCMD 2.2.1.21, 3.1.5.3). The rule it keeps: key 0 only primes; every later answer has a
// new key; the key before it may be used once more, because its answer may be lost; any other key
// is Status 3.
import { child, children, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { filterTypes } from "./changes.ts";
import { folderOfCollection, relationOf, standingOptions } from "./collection.ts";
import { type Command, type CommandContext, emptyAnswer, statusOnly, wbxml } from "./command.ts";
import { advance, knownAt } from "./relation.ts";
import { newSyncKey } from "./server.ts";
import type { CollectionRelation, Folder } from "./state.ts";
import { storeNode } from "./stored-node.ts";
import { serverChanges } from "./sync-changes.ts";
import { applyClientCommands } from "./sync-commands.ts";

/** MS-ASCMD, Status (Sync). */
const syncStatus = {
  success: 1,
  wrongKey: 3,
  protocolError: 4,
  notFound: 8,
  hierarchyChanged: 12,
  sendWhole: 13,
  waitOutOfRange: 14,
} as const;

const MINUTE_MS = 60_000;
const MAX_WAIT_MINUTES = 59;
/** MS-ASCMD, WindowSize: what stands for none, 0 and anything above. */
const DEFAULT_WINDOW = 100;
const MAX_WINDOW = 512;

/** One collection's part of the answer; `isNews` if the client would miss something without it. */
interface CollectionAnswer {
  readonly node: Node;
  readonly isNews: boolean;
}

const syncError = (code: number) => statusOnly("AirSync:Sync", "AirSync:Status", code);

/** Sync of any number of collections; with Wait (12.1) it is held until one of them has news. */
export const sync: Command = async (context) => {
  const { body, version } = context;
  const collections = body && child(body, "AirSync:Collections");
  // An empty or Partial request stands for an earlier one; a server may always ask for the whole
  // (Status 13).
  if (!body || !collections || child(body, "AirSync:Partial"))
    return syncError(syncStatus.sendWhole);
  const wait = text(body, "AirSync:Wait");
  if (wait !== undefined && !(Number(wait) >= 1 && Number(wait) <= MAX_WAIT_MINUTES)) {
    return wbxml(
      el(
        "AirSync:Sync",
        el("AirSync:Limit", String(MAX_WAIT_MINUTES)),
        el("AirSync:Status", String(syncStatus.waitOutOfRange)),
      ),
    );
  }
  const window = { left: readWindow(text(body, "AirSync:WindowSize"), MAX_WINDOW) };
  const requests = children(collections, "AirSync:Collection");
  let answers = requests.map((request) => syncCollection(context, request, window));
  if (wait !== undefined && !answers.some(({ isNews }) => isNews)) {
    answers = await heldAnswers(context, requests, window, Number(wait) * MINUTE_MS);
  }
  // From 12.1 an answer without news has no body, and collections without news are left out
  // (MS-ASCMD 2.2.1.21).
  const told = version >= 121 ? answers.filter(({ isNews }) => isNews) : answers;
  if (told.length === 0) return emptyAnswer;
  return wbxml(el("AirSync:Sync", el("AirSync:Collections", ...told.map(({ node }) => node))));
};

/** Waits for news in any of the collections, then answers all of them. */
async function heldAnswers(
  context: CommandContext,
  requests: readonly Node[],
  window: { left: number },
  waitMs: number,
): Promise<CollectionAnswer[]> {
  const { server, signal, user } = context;
  const { clock } = server.options;
  const answers = await server.bell.waitFor({
    user: user.user.toLowerCase(),
    clock,
    deadline: clock.now() + waitMs,
    signal,
    found: () => {
      const now = requests.map((request) => syncCollection(context, request, window));
      return now.some(({ isNews }) => isNews) ? now : undefined;
    },
  });
  return answers ?? [];
}

function syncCollection(
  context: CommandContext,
  request: Node,
  window: { left: number },
): CollectionAnswer {
  const named = {
    id: text(request, "AirSync:CollectionId"),
    class: text(request, "AirSync:Class"),
  };
  const folder = folderOfCollection(context, named);
  const key = text(request, "AirSync:SyncKey");
  const fail = (code: number): CollectionAnswer => ({
    node: collectionNode(context, folder, { id: named.id, key: "0", status: code }),
    isNews: true,
  });
  if (!key) return fail(syncStatus.protocolError);
  if (!folder) {
    return fail(context.version >= 121 ? syncStatus.hierarchyChanged : syncStatus.notFound);
  }
  if (named.class !== undefined && named.class !== folder.class) {
    context.note(`Sync names class ${named.class} for a folder of ${folder.class}`);
    return fail(syncStatus.protocolError);
  }
  const filterType = path(request, "AirSync:Options", "AirSync:FilterType")?.content;
  if (typeof filterType === "string" && !filterTypes[folder.class].includes(filterType)) {
    context.note(`Sync asks for FilterType ${filterType} of ${folder.class}`);
    return fail(syncStatus.protocolError);
  }
  if (key === "0") return prime(context, request, folder) ?? fail(syncStatus.protocolError);
  const relation = relationOf(context, folder.id);
  const before = knownAt(relation, key);
  if (!relation || !before) return fail(syncStatus.wrongKey);
  return exchangeChanges(context, { request, folder, relation, key, window });
}

/** Key 0 begins anew and brings nothing but a key. */
function prime(
  context: CommandContext,
  request: Node,
  folder: Folder,
): CollectionAnswer | undefined {
  const asks = text(request, "AirSync:GetChanges");
  if (context.version >= 121 && (asks === "" || asks === "1")) {
    context.note("Sync asks for changes with SyncKey 0");
    return undefined;
  }
  if (child(request, "AirSync:Commands")) {
    context.note("Sync sends commands with SyncKey 0");
    return undefined;
  }
  const options = child(request, "AirSync:Options");
  const relation: CollectionRelation = {
    key: newSyncKey(context.server),
    known: {},
    previous: null,
    options: options ? storeNode(options) : null,
    clientIds: {},
  };
  context.device.collections[folder.id] = relation;
  const status = syncStatus.success;
  return {
    node: collectionNode(context, folder, { id: folder.id, key: relation.key, status }),
    isNews: true,
  };
}

interface CollectionExchange {
  readonly request: Node;
  readonly folder: Folder;
  readonly relation: CollectionRelation;
  readonly key: string;
  readonly window: { left: number };
}

/** Takes the client's changes, then gives the server's, as many as the window allows. */
function exchangeChanges(context: CommandContext, exchange: CollectionExchange): CollectionAnswer {
  const { folder, key, relation, request, window } = exchange;
  const before = knownAt(relation, key) ?? {};
  const options = child(request, "AirSync:Options");
  if (options) relation.options = storeNode(options);
  // A replay of the previous key is the same request again: what it adds was added (found by
  // ClientId).
  if (key === relation.key) relation.clientIds = {};
  const after = { ...before };
  const collection = { folder, relation, known: after, options: standingOptions(relation) };
  const responses = applyClientCommands(context, request, collection);
  const size = Math.min(
    readWindow(text(request, "AirSync:WindowSize"), DEFAULT_WINDOW),
    window.left,
  );
  const asked = wantsChanges(request) ? serverChanges(context, collection, size) : undefined;
  window.left -= asked?.count ?? 0;
  const commands = asked?.commands ?? [];
  const hasMore = asked?.hasMore ?? false;
  const isNews = commands.length > 0 || responses.length > 0 || hasMore || key !== relation.key;
  if (isNews || hasChanged(before, after)) {
    advance(relation, { usedKey: key, newKey: newSyncKey(context.server), before, after });
  }
  const node = collectionNode(
    context,
    folder,
    { id: folder.id, key: relation.key, status: syncStatus.success },
    ...(responses.length > 0 ? [el("AirSync:Responses", ...responses)] : []),
    ...(hasMore ? [el("AirSync:MoreAvailable")] : []),
    ...(commands.length > 0 ? [el("AirSync:Commands", ...commands)] : []),
  );
  return { node, isNews: isNews || hasChanged(before, after) };
}

const hasChanged = (before: object, after: object) =>
  JSON.stringify(before) !== JSON.stringify(after);

/** Absent and empty both mean yes (MS-ASCMD, GetChanges). */
function wantsChanges(request: Node): boolean {
  return text(request, "AirSync:GetChanges") !== "0";
}

function readWindow(value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const size = Number(value);
  return size >= 1 && size <= MAX_WINDOW ? Math.floor(size) : MAX_WINDOW;
}

function collectionNode(
  context: CommandContext,
  folder: Folder | undefined,
  answer: { readonly id: string | undefined; readonly key: string; readonly status: number },
  ...rest: Node[]
): Node {
  return el(
    "AirSync:Collection",
    // Up to 12.1 the class stands in the collection (MS-ASCMD, Class).
    ...(folder && context.version <= 121 ? [el("AirSync:Class", folder.class)] : []),
    el("AirSync:SyncKey", answer.key),
    ...(answer.id === undefined ? [] : [el("AirSync:CollectionId", answer.id)]),
    el("AirSync:Status", String(answer.status)),
    ...rest,
  );
}
