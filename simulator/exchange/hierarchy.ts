// The folder tree as devices know it. FolderSync, the commands that change folders, and Ping ask
// here.
import type { Tag } from "../../worker/wire/codepages.ts";
import { type CommandAnswer, statusOnly } from "./command.ts";
import type { Folder, Known, Mailbox, Relation } from "./state.ts";

/** MS-ASCMD, Status (FolderSync and FolderCreate, FolderDelete, FolderUpdate). */
export const folderStatus = {
  success: 1,
  exists: 2,
  systemFolder: 3,
  notFound: 4,
  parentNotFound: 5,
  wrongKey: 9,
  malformed: 10,
} as const;

/** An answer that is only a status. */
export function folderStatusAnswer(root: Tag, code: number): CommandAnswer {
  return statusOnly(root, "FolderHierarchy:Status", code);
}

/** What a device is taken to know of a folder: if this differs, the folder has changed for it. */
export function describeFolder(folder: Folder): string {
  return JSON.stringify([folder.name, folder.parentId, folder.type]);
}

/** The hierarchy as a device would know it after a complete FolderSync. */
export function hierarchyNow(mailbox: Mailbox): Known {
  return Object.fromEntries(mailbox.folders.map((folder) => [folder.id, describeFolder(folder)]));
}

/** Whether a device has yet to learn of a folder that came, went or changed (Ping Status 7). */
export function hierarchyIsStale(mailbox: Mailbox, relation: Relation | null): boolean {
  if (!relation) return true;
  const now = hierarchyNow(mailbox);
  const ids = new Set([...Object.keys(now), ...Object.keys(relation.known)]);
  return [...ids].some((id) => now[id] !== relation.known[id]);
}
