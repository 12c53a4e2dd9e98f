// FolderSync: the account's folder list (MS-ASCMD 2.2.1.5). A key the server does not know (Status
// 9) starts it anew; the folders' items then go, since their keys mean nothing any more.
import { child, children, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { broken, runCommand } from "./eas-command.ts";
import { type MailOutcome, mailFailure, noChanges } from "./mail-outcome.ts";
import type { Account, Folder, Handset } from "./state.ts";

const INVALID_KEY = "9";

/** Folder types whose content the phone keeps (MS-ASCMD, Type). */
export const INBOX = 2;
export const SENT_ITEMS = 5;
export const CALENDAR = 8;
export const CONTACTS = 9;

/** Brings the folder list up to date. */
export async function syncFolders(phone: Handset, account: Account): Promise<MailOutcome> {
  const answer = await askFolders(phone, account);
  if (answer === "start-anew") {
    forgetFolders(account);
    const again = await askFolders(phone, account);
    return again === "start-anew" ? broken(phone, "FolderSync refuses SyncKey 0") : again;
  }
  return answer;
}

/** Drops all folders with their items: the next FolderSync begins with key 0. */
export function forgetFolders(account: Account): void {
  Object.assign(account, { folderSyncKey: "0", folders: [], ping: null });
}

async function askFolders(phone: Handset, account: Account): Promise<MailOutcome | "start-anew"> {
  const answer = await runCommand(phone, account, {
    command: "FolderSync",
    request: el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", account.folderSyncKey)),
    root: "FolderHierarchy:FolderSync",
  });
  if (!answer.ok) return answer;
  if (!answer.root) return broken(phone, "FolderSync was answered by nothing");
  const status = text(answer.root, "FolderHierarchy:Status");
  if (status === INVALID_KEY) return "start-anew";
  if (status !== "1") {
    account.lastError = `FolderSync status ${status}`;
    return mailFailure("cannot-connect", account.lastError, 200);
  }
  const key = text(answer.root, "FolderHierarchy:SyncKey");
  if (!key) return broken(phone, "FolderSync was answered without a SyncKey");
  applyFolders(phone, account, child(answer.root, "FolderHierarchy:Changes"));
  account.folderSyncKey = key;
  return { ok: true, changes: noChanges() };
}

function applyFolders(phone: Handset, account: Account, changes: Node | undefined): void {
  if (!changes) return;
  const added = children(changes, "FolderHierarchy:Add");
  const updated = children(changes, "FolderHierarchy:Update");
  const deleted = children(changes, "FolderHierarchy:Delete");
  const count = text(changes, "FolderHierarchy:Count");
  if (count !== undefined && Number(count) !== added.length + updated.length + deleted.length) {
    phone.note(`FolderSync counts ${count} changes and brings another number`);
  }
  const gone = new Set(deleted.map((one) => text(one, "FolderHierarchy:ServerId")));
  account.folders = account.folders.filter(({ serverId }) => !gone.has(serverId));
  for (const change of [...added, ...updated]) {
    const folder = readFolder(change);
    if (!folder) phone.note("FolderSync brings a folder without id, name or type");
    else mergeFolder(account, folder);
  }
}

function readFolder(change: Node): Folder | null {
  const serverId = text(change, "FolderHierarchy:ServerId");
  const name = text(change, "FolderHierarchy:DisplayName");
  const type = Number(text(change, "FolderHierarchy:Type"));
  if (!serverId || !name || !Number.isInteger(type)) return null;
  const parentId = text(change, "FolderHierarchy:ParentId") ?? "0";
  return { serverId, parentId, name, type, syncKey: "0", items: [] };
}

function mergeFolder(account: Account, folder: Folder): void {
  const known = account.folders.find(({ serverId }) => serverId === folder.serverId);
  if (!known) account.folders.push(folder);
  else Object.assign(known, { parentId: folder.parentId, name: folder.name, type: folder.type });
}
