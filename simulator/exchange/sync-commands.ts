// The client's half of a Sync: Add, Change, Delete, Fetch (MS-ASCMD, Commands and Responses). The
// rule it keeps: a client hears of its Adds and Fetches always, of Changes and Deletes only when
// they failed; and is never sent its own change back.
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { wholeItem } from "./collection.ts";
import type { CommandContext } from "./command.ts";
import {
  addItem,
  defaultFolder,
  folderTypes,
  itemById,
  moveItem,
  removeItem,
  touch,
} from "./mailbox.ts";
import { applyProperties } from "./property-items.ts";
import type { EmailItem, Item, PropertyItem } from "./state.ts";
import { storeNode } from "./stored-node.ts";
import type { OpenCollection } from "./sync-changes.ts";
import { defaultOptions } from "./sync-options.ts";

/** MS-ASCMD, Status (Sync), of single items. */
const itemStatus = {
  success: 1,
  protocolError: 4,
  malformed: 6,
  conflict: 7,
  notFound: 8,
} as const;

type ClientCommand = (
  context: CommandContext,
  collection: OpenCollection,
  command: Node,
  request: Node,
) => Node | undefined;

const clientCommands: Readonly<Partial<Record<Tag, ClientCommand>>> = {
  "AirSync:Add": clientAdd,
  "AirSync:Change": clientChange,
  "AirSync:Delete": clientDelete,
  "AirSync:Fetch": clientFetch,
};

/** Does what the client asks and returns the Responses. */
export function applyClientCommands(
  context: CommandContext,
  request: Node,
  collection: OpenCollection,
): Node[] {
  const commands = child(request, "AirSync:Commands")?.content;
  if (!Array.isArray(commands)) return [];
  return commands.flatMap((command: Node) => {
    const response = clientCommands[command.tag]?.(context, collection, command, request);
    return response ? [response] : [];
  });
}

function clientAdd(context: CommandContext, collection: OpenCollection, command: Node) {
  const { folder, known, relation } = collection;
  const clientId = text(command, "AirSync:ClientId") ?? "";
  const respond = (status: number, serverId?: string) =>
    el(
      "AirSync:Add",
      el("AirSync:ClientId", clientId),
      ...(serverId === undefined ? [] : [el("AirSync:ServerId", serverId)]),
      el("AirSync:Status", String(status)),
    );
  const applicationData = child(command, "AirSync:ApplicationData");
  if (clientId === "" || !applicationData) return respond(itemStatus.protocolError);
  // A client cannot put mail into a folder by Sync before 16.0 (MS-ASCMD, Add).
  if (folder.class === "Email") return respond(itemStatus.malformed);
  const earlier = Object.hasOwn(relation.clientIds, clientId)
    ? relation.clientIds[clientId]
    : undefined;
  const item =
    itemById(context.mailbox, earlier) ??
    addItem(context.mailbox, { kind: folder.class, folderId: folder.id, properties: [], body: "" });
  applyProperties(item as PropertyItem, applicationData);
  relation.clientIds[clientId] = item.id;
  known[item.id] = item.change;
  return respond(itemStatus.success, item.id);
}

function clientChange(context: CommandContext, collection: OpenCollection, command: Node) {
  const { known, options } = collection;
  const id = text(command, "AirSync:ServerId") ?? "";
  const item = itemInCollection(context, collection, id);
  const applicationData = child(command, "AirSync:ApplicationData");
  if (!item) return failed("AirSync:Change", id, itemStatus.notFound);
  if (!applicationData) return failed("AirSync:Change", id, itemStatus.protocolError);
  const isConflict = known[id] !== undefined && known[id] !== item.change;
  // The server wins unless the client's options say otherwise (MS-ASCMD, Conflict).
  if (isConflict && !options.clientWins) return failed("AirSync:Change", id, itemStatus.conflict);
  if (item.kind === "Email") applyEmailChange(item, applicationData);
  else applyProperties(item, applicationData);
  touch(context.mailbox, item);
  known[id] = item.change;
  return undefined;
}

function applyEmailChange(item: EmailItem, applicationData: Node): void {
  const read = text(applicationData, "Email:Read");
  if (read !== undefined) item.read = read !== "0";
  const flag = child(applicationData, "Email:Flag");
  if (flag)
    item.flag = Array.isArray(flag.content) && flag.content.length === 0 ? null : storeNode(flag);
}

function clientDelete(
  context: CommandContext,
  collection: OpenCollection,
  command: Node,
  request: Node,
) {
  const { mailbox } = context;
  const { folder, known } = collection;
  const id = text(command, "AirSync:ServerId") ?? "";
  const item = itemInCollection(context, collection, id);
  if (!item) {
    // Gone already, by this device's lost request or by another device: fine, if it was ever there.
    const wasKnown = Object.hasOwn(known, id);
    delete known[id];
    return wasKnown ? undefined : failed("AirSync:Delete", id, itemStatus.notFound);
  }
  const deleted = defaultFolder(mailbox, folderTypes.deletedItems);
  const isMove = text(request, "AirSync:DeletesAsMoves") !== "0" && folder.id !== deleted.id;
  if (isMove) moveItem(mailbox, item, deleted.id);
  else removeItem(mailbox, id);
  delete known[id];
  return undefined;
}

function clientFetch(context: CommandContext, collection: OpenCollection, command: Node) {
  const id = text(command, "AirSync:ServerId") ?? "";
  const item = itemInCollection(context, collection, id);
  if (!item) return failed("AirSync:Fetch", id, itemStatus.notFound);
  // Fetch is how 2.5 gets the rest of a truncated body: the whole, in the form the options name.
  const { mimeSupport, preferences } = collection.options;
  const whole = {
    ...defaultOptions,
    mimeSupport,
    preferences: preferences.map(({ type }) => ({
      type,
      truncationSize: Number.MAX_SAFE_INTEGER,
      allOrNone: false,
    })),
  };
  return el(
    "AirSync:Fetch",
    el("AirSync:ServerId", id),
    el("AirSync:Status", String(itemStatus.success)),
    el("AirSync:ApplicationData", ...wholeItem(item, whole, context.version)),
  );
}

function itemInCollection(
  context: CommandContext,
  { folder }: OpenCollection,
  id: string,
): Item | undefined {
  const item = itemById(context.mailbox, id);
  return item?.folderId === folder.id ? item : undefined;
}

function failed(
  tag: "AirSync:Change" | "AirSync:Delete" | "AirSync:Fetch",
  id: string,
  code: number,
) {
  return el(tag, el("AirSync:ServerId", id), el("AirSync:Status", String(code)));
}
