// FolderCreate, FolderDelete, FolderUpdate (MS-ASCMD 2.2.1.2-2.2.1.4, 2.2.1.6). The rule they keep:
// a device knows of its own change afterwards, and still has to ask for everybody else's.
import { el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import {
  type Command,
  type CommandAnswer,
  type CommandContext,
  httpStatus,
  wbxml,
} from "./command.ts";
import { folderStatus, folderStatusAnswer, hierarchyNow } from "./hierarchy.ts";
import {
  addFolder,
  creatableTypes,
  folderById,
  folderTypes,
  itemsIn,
  removeItem,
} from "./mailbox.ts";
import { advance, knownAt } from "./relation.ts";
import { newSyncKey } from "./server.ts";
import type { Folder, Mailbox } from "./state.ts";

/** FolderCreate. */
export const folderCreate: Command = (context) =>
  changeHierarchy(context, (request) => {
    const { mailbox } = context;
    const name = text(request, "FolderHierarchy:DisplayName") ?? "";
    const parentId = text(request, "FolderHierarchy:ParentId") ?? "0";
    const itemClass = creatableTypes[text(request, "FolderHierarchy:Type") ?? ""];
    if (!name || !itemClass) return folderStatus.malformed;
    if (parentId !== "0" && !folderById(mailbox, parentId)) return folderStatus.parentNotFound;
    if (siblingNamed(mailbox, parentId, name)) return folderStatus.exists;
    const type = Number(text(request, "FolderHierarchy:Type"));
    const folder = addFolder(mailbox, { name, parentId, type, class: itemClass });
    return [el("FolderHierarchy:ServerId", folder.id)];
  });

/** FolderDelete, with everything in the folder. */
export const folderDelete: Command = (context) =>
  changeHierarchy(context, (request) => {
    const { mailbox } = context;
    const folder = folderById(mailbox, text(request, "FolderHierarchy:ServerId"));
    if (!folder) return folderStatus.notFound;
    if (isDefault(folder)) return folderStatus.systemFolder;
    for (const item of itemsIn(mailbox, folder.id)) removeItem(mailbox, item.id);
    mailbox.folders = mailbox.folders.filter((other) => other !== folder);
    mailbox.change++;
    return [];
  });

/** FolderUpdate: another name, another parent. */
export const folderUpdate: Command = (context) =>
  changeHierarchy(context, (request) => {
    const { mailbox } = context;
    const folder = folderById(mailbox, text(request, "FolderHierarchy:ServerId"));
    const name = text(request, "FolderHierarchy:DisplayName") ?? "";
    const parentId = text(request, "FolderHierarchy:ParentId") ?? "0";
    if (!folder) return folderStatus.notFound;
    if (isDefault(folder)) return folderStatus.systemFolder;
    if (!name) return folderStatus.malformed;
    if (parentId !== "0" && !folderById(mailbox, parentId)) return folderStatus.parentNotFound;
    if ((siblingNamed(mailbox, parentId, name) ?? folder) !== folder) return folderStatus.exists;
    Object.assign(folder, { name, parentId });
    mailbox.change++;
    return [];
  });

const isDefault = ({ type }: Folder) => type >= folderTypes.inbox && type <= folderTypes.contacts;

const siblingNamed = (mailbox: Mailbox, parentId: string, name: string) =>
  mailbox.folders.find(
    (folder) => folder.parentId === parentId && folder.name.toLowerCase() === name.toLowerCase(),
  );

/**
 * Runs one change under the hierarchy's key: the device knows of its own change, and of no other's,
 * afterwards.
 */
function changeHierarchy(
  context: CommandContext,
  change: (request: Node) => number | Node[],
): CommandAnswer {
  const { body, device, mailbox, server } = context;
  if (!body) return httpStatus(400);
  const key = text(body, "FolderHierarchy:SyncKey") ?? "";
  const before = knownAt(device.hierarchy, key);
  if (!before || !device.hierarchy) return folderStatusAnswer(body.tag, folderStatus.wrongKey);
  const unchanged = hierarchyNow(mailbox);
  const outcome = change(body);
  if (typeof outcome === "number") return folderStatusAnswer(body.tag, outcome);
  const now = hierarchyNow(mailbox);
  const after = { ...before };
  for (const id of new Set([...Object.keys(now), ...Object.keys(unchanged)])) {
    const description = now[id];
    if (description === unchanged[id]) continue;
    if (description === undefined) delete after[id];
    else after[id] = description;
  }
  advance(device.hierarchy, { usedKey: key, newKey: newSyncKey(server), before, after });
  return wbxml(
    el(
      body.tag,
      el("FolderHierarchy:Status", String(folderStatus.success)),
      el("FolderHierarchy:SyncKey", device.hierarchy.key),
      ...outcome,
    ),
  );
}
