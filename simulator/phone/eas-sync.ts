// Sync of one folder (MS-ASCMD 2.2.1.21): key 0 first, then changes window by window until no
// MoreAvailable. A key the server does not know (Status 3) empties the folder and starts anew; a
// folder it does not know (8, 12) calls for FolderSync. Keys are stored only after their changes,
// so that a broken connection repeats and loses nothing.
import { child, children, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { broken, runCommand } from "./eas-command.ts";
import { CALENDAR, CONTACTS, INBOX, SENT_ITEMS } from "./eas-folders.ts";
import { type ItemClass, readFields } from "./mail-items.ts";
import { type Changes, type MailFailure, mailFailure, noChanges } from "./mail-outcome.ts";
import type { Account, Folder, Handset, Item } from "./state.ts";

/**
 * Classes of the folder types the phone keeps, and how many days of the calendar (FilterType 5: one
 * month, M).
 */
export const KEPT: ReadonlyMap<number, ItemClass> = new Map([
  [INBOX, "Email"],
  [SENT_ITEMS, "Email"],
  [CALENDAR, "Calendar"],
  [CONTACTS, "Contacts"],
]);
const CALENDAR_FILTER = "5";
/** Days of mail -> FilterType (MS-ASCMD, FilterType). */
const MAIL_FILTERS = new Map([
  [0, "0"],
  [1, "1"],
  [3, "2"],
  [7, "3"],
  [14, "4"],
  [31, "5"],
]);
/** Bytes of a body the phone takes at once (12.1), and the code for the same in 2.5 (M). */
const BODY_BYTES = "51200";
const BODY_CODE_25 = "7";
/** More windows than this for one folder is a server that does not come to an end. */
const MAX_WINDOWS = 2000;

const STATUS_OK = "1";
const INVALID_KEY = "3";
const FOLDERS_CHANGED = new Set(["8", "12"]);

export type FolderOutcome =
  | { readonly ok: true; readonly changes: Changes }
  | { readonly ok: "folders-changed" }
  | MailFailure;

/**
 * Brings one folder up to date. `own` are changes of the phone's, sent with the first request; a
 * server that no longer knows the key makes them void.
 */
export async function syncFolder(
  phone: Handset,
  account: Account,
  folder: Folder,
  own: readonly Node[] = [],
): Promise<FolderOutcome> {
  const changes = noChanges();
  let restarted = false;
  let unsent = own;
  for (let window = 0; window < MAX_WINDOWS; window++) {
    const sent = folder.syncKey === "0" ? [] : unsent;
    const step = await syncWindow(phone, account, folder, { changes, own: sent });
    if (sent.length > 0) unsent = [];
    if (step === "done") return { ok: true, changes };
    if (step === "invalid-key" && restarted) return refused(account, INVALID_KEY);
    if (step === "invalid-key") {
      restarted = true;
      Object.assign(folder, { syncKey: "0", items: [] });
    } else if (step !== "more") return step;
  }
  return broken(phone, `Sync of ${folder.name} does not come to an end`);
}

type Step = "done" | "more" | "invalid-key" | Exclude<FolderOutcome, { ok: true }>;

/** One request and its answer: the first key, or one window of changes. */
async function syncWindow(
  phone: Handset,
  account: Account,
  folder: Folder,
  on: { readonly changes: Changes; readonly own: readonly Node[] },
): Promise<Step> {
  const asked = folder.syncKey;
  const answer = await runCommand(phone, account, {
    command: "Sync",
    request: syncRequest(phone, account, folder, on.own),
    root: "AirSync:Sync",
  });
  if (!answer.ok) return answer;
  if (!answer.root) {
    // Nothing at all means nothing new, but a key must be given for a first one and for changes.
    if (asked !== "0" && on.own.length === 0) return "done";
    return broken(phone, "Sync that needs a new key was answered by nothing");
  }
  const collection = path(answer.root, "AirSync:Collections", "AirSync:Collection");
  const status = collectionStatus(answer.root, collection);
  if (status === INVALID_KEY) return "invalid-key";
  if (FOLDERS_CHANGED.has(status)) return { ok: "folders-changed" };
  if (status !== STATUS_OK) return refused(account, status);
  if (!collection) return broken(phone, "Sync was answered without a Collection");
  const next = text(collection, "AirSync:SyncKey");
  if (!next || next === "0") return broken(phone, "Sync was answered without a SyncKey");
  const more = child(collection, "AirSync:MoreAvailable") !== undefined;
  if (more && next === asked) return broken(phone, "Sync has more but gives the same SyncKey");
  const { own, changes } = on;
  applyOwn(phone, folder, own, child(collection, "AirSync:Responses"));
  applyCommands(phone, folder, child(collection, "AirSync:Commands"), changes);
  folder.syncKey = next;
  return more || asked === "0" ? "more" : "done";
}

/** A refusal may stand on the Sync itself when no Collection could be answered. */
const collectionStatus = (root: Node, collection: Node | undefined) =>
  (collection ? text(collection, "AirSync:Status") : undefined) ??
  text(root, "AirSync:Status") ??
  "1";

function refused(account: Account, status: string): MailFailure {
  account.lastError = `Sync status ${status}`;
  return mailFailure("cannot-connect", account.lastError, 200);
}

const classOf = (folder: Folder): ItemClass => KEPT.get(folder.type) ?? "Email";

function syncRequest(phone: Handset, account: Account, folder: Folder, own: readonly Node[]): Node {
  const old = account.version === "2.5";
  const collection: Node[] = [
    ...(old ? [el("AirSync:Class", classOf(folder))] : []),
    el("AirSync:SyncKey", folder.syncKey),
    el("AirSync:CollectionId", folder.serverId),
  ];
  if (folder.syncKey !== "0") {
    collection.push(
      ...(own.length > 0 ? [el("AirSync:DeletesAsMoves", "1")] : []),
      old ? el("AirSync:GetChanges") : el("AirSync:GetChanges", "1"),
      el("AirSync:WindowSize", String(phone.traits.windowSize)),
      ...syncOptions(account, folder),
      ...(own.length > 0 ? [el("AirSync:Commands", ...own)] : []),
    );
  }
  return el("AirSync:Sync", el("AirSync:Collections", el("AirSync:Collection", ...collection)));
}

function syncOptions(account: Account, folder: Folder): Node[] {
  const itemClass = classOf(folder);
  const mailFilter = MAIL_FILTERS.get(account.pastDays) ?? "0";
  const filters = { Email: mailFilter, Calendar: CALENDAR_FILTER, Contacts: null };
  const filter = filters[itemClass];
  const preference = el(
    "AirSyncBase:BodyPreference",
    el("AirSyncBase:Type", "1"),
    el("AirSyncBase:TruncationSize", BODY_BYTES),
  );
  const options = [
    ...(filter === null ? [] : [el("AirSync:FilterType", filter)]),
    account.version === "2.5" ? el("AirSync:Truncation", BODY_CODE_25) : preference,
  ];
  return [el("AirSync:Options", ...options)];
}

/** A server speaks only of what failed (MS-ASCMD, Responses); everything else holds on the phone, too. */
function applyOwn(
  phone: Handset,
  folder: Folder,
  own: readonly Node[],
  responses: Node | undefined,
): void {
  const answered = Array.isArray(responses?.content) ? (responses.content as Node[]) : [];
  const failed = answered.filter((response) => text(response, "AirSync:Status") !== STATUS_OK);
  const refusedIds = new Set(failed.map((response) => text(response, "AirSync:ServerId")));
  for (const id of refusedIds) phone.note(`Sync refuses a change of ${id}`);
  const items = new Map(folder.items.map((item) => [item.serverId, item]));
  for (const command of own) {
    const id = text(command, "AirSync:ServerId") ?? "";
    const item = items.get(id);
    if (!item || refusedIds.has(id)) continue;
    const changed = child(command, "AirSync:ApplicationData");
    if (!changed) items.delete(id);
    else Object.assign(item.fields, readFields(classOf(folder), changed));
  }
  folder.items = [...items.values()];
}

function applyCommands(
  phone: Handset,
  folder: Folder,
  commands: Node | undefined,
  changes: Changes,
): void {
  if (!commands) return;
  if (folder.syncKey === "0") phone.note("Sync of key 0 was answered with commands");
  const items = new Map(folder.items.map((item) => [item.serverId, item]));
  for (const tag of ["AirSync:Add", "AirSync:Change"] as const) {
    for (const command of children(commands, tag)) {
      const item = readItem(folder, command);
      if (!item) phone.note(`Sync brings ${tag} without ServerId or ApplicationData`);
      else keepItem(items, item, changes);
    }
  }
  for (const tag of ["AirSync:Delete", "AirSync:SoftDelete"] as const) {
    for (const command of children(commands, tag)) {
      const known = items.delete(text(command, "AirSync:ServerId") ?? "");
      if (known) changes.deleted += 1;
    }
  }
  folder.items = [...items.values()];
}

function readItem(folder: Folder, command: Node): Item | null {
  const serverId = text(command, "AirSync:ServerId");
  const properties = child(command, "AirSync:ApplicationData");
  if (!serverId || !properties) return null;
  return { serverId, fields: readFields(classOf(folder), properties) };
}

function keepItem(items: Map<string, Item>, item: Item, changes: Changes): void {
  const known = items.get(item.serverId);
  if (known) changes.changed += 1;
  else changes.added += 1;
  const fields = { ...known?.fields, ...item.fields };
  items.set(item.serverId, { serverId: item.serverId, fields });
}
