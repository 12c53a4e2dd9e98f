// FolderSync (MS-ASCMD 2.2.1.5). The rule it keeps: the hierarchy has one sync relationship a
// device; a key that is neither the newest nor the one before gets Status 9.
import { el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { type Command, cleanText, wbxml } from "./command.ts";
import { describeFolder, folderStatus, folderStatusAnswer, hierarchyNow } from "./hierarchy.ts";
import { folderById } from "./mailbox.ts";
import { advance, knownAt } from "./relation.ts";
import { newSyncKey } from "./server.ts";
import type { Folder, Known, Mailbox } from "./state.ts";
import { versionHeaders } from "./traits.ts";

/**
 * FolderSync. With key 0 the answer also carries the server's versions (MS-ASHTTP 3.2.5.1, R1104).
 */
export const folderSync: Command = (context) => {
  const { device, mailbox, server } = context;
  const key = context.body && text(context.body, "FolderHierarchy:SyncKey");
  if (!key) return folderStatusAnswer("FolderHierarchy:FolderSync", folderStatus.malformed);
  const before = key === "0" ? {} : knownAt(device.hierarchy, key);
  if (!before) return folderStatusAnswer("FolderHierarchy:FolderSync", folderStatus.wrongKey);
  if (key === "0" || !device.hierarchy) {
    // A client that begins anew has forgotten its collections too (MS-ASCMD 3.1.5.1).
    device.collections = {};
    device.hierarchy = { key: "0", known: {}, previous: null };
  }
  const changes = changesSince(mailbox, before);
  // Exchange keeps the key when nothing has changed.
  if (changes.length > 0 || key !== device.hierarchy.key) {
    const step = { usedKey: key, newKey: newSyncKey(server), before, after: hierarchyNow(mailbox) };
    advance(device.hierarchy, step);
  }
  const root = el(
    "FolderHierarchy:FolderSync",
    el("FolderHierarchy:Status", String(folderStatus.success)),
    el("FolderHierarchy:SyncKey", device.hierarchy.key),
    el("FolderHierarchy:Changes", el("FolderHierarchy:Count", String(changes.length)), ...changes),
  );
  const versions = server.trait.versions.join(",");
  return key === "0"
    ? wbxml(root, { ...versionHeaders(server.trait), "x-ms-rp": versions })
    : wbxml(root);
};

function changesSince(mailbox: Mailbox, before: Known): Node[] {
  const deleted = Object.keys(before).filter((id) => !folderById(mailbox, id));
  return [
    ...mailbox.folders
      .filter((folder) => before[folder.id] !== describeFolder(folder))
      .map((folder) => folderElement(folder, folder.id in before)),
    ...deleted.map((id) => el("FolderHierarchy:Delete", el("FolderHierarchy:ServerId", id))),
  ];
}

function folderElement(folder: Folder, isKnown: boolean): Node {
  return el(
    isKnown ? "FolderHierarchy:Update" : "FolderHierarchy:Add",
    el("FolderHierarchy:ServerId", folder.id),
    el("FolderHierarchy:ParentId", folder.parentId),
    el("FolderHierarchy:DisplayName", cleanText(folder.name)),
    el("FolderHierarchy:Type", String(folder.type)),
  );
}
