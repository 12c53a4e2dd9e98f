// Push: one Ping held by the server until something changes or the heartbeat ends (MS-ASCMD
// 2.2.1.13). Once the server has taken interval and folders, the next Ping has no body. A broken
// connection halves the interval, since something on the way cuts long waits; the phone's own start
// value and steps are not known.
import { children, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { broken, runCommand } from "./eas-command.ts";
import { CALENDAR, CONTACTS, INBOX, syncFolders } from "./eas-folders.ts";
import { KEPT } from "./eas-sync.ts";
import { type MailFailure, mailFailure } from "./mail-outcome.ts";
import type { Account, Folder, Handset } from "./state.ts";

const PUSHED = new Set([INBOX, CALENDAR, CONTACTS]);
/** Exchange takes 60 to 3540 s by default (MS-ASCMD); below this a phone fetches instead. */
const SHORTEST_SECONDS = 60;
/** A server that keeps answering with corrections is asked no more often than this. */
const MAX_ROUNDS = 4;

const EXPIRED = "1";
const CHANGED = "2";
const MISSING_PARAMETERS = "3";
const BAD_INTERVAL = "5";
const TOO_MANY_FOLDERS = "6";
const FOLDERS_CHANGED = "7";

/** `changed` holds the folders to sync; empty when the heartbeat ended without news. */
export type PingOutcome = { readonly ok: true; readonly changed: readonly Folder[] } | MailFailure;

/** Waits for news, once. */
export async function ping(phone: Handset, account: Account): Promise<PingOutcome> {
  let most = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const folders = account.folders.filter(({ type }) => PUSHED.has(type)).slice(0, most);
    const wanted = { seconds: account.heartbeatSeconds, folders: folders.map((f) => f.serverId) };
    const known = JSON.stringify(account.ping) === JSON.stringify(wanted);
    const answer = await runCommand(phone, account, {
      command: "Ping",
      request: known ? null : pingRequest(wanted.seconds, folders),
      root: "Ping:Ping",
    });
    if (!answer.ok) return interrupted(account, answer);
    if (!answer.root) return broken(phone, "Ping was answered by nothing");
    const status = text(answer.root, "Ping:Status") ?? "";
    account.ping = status === EXPIRED || status === CHANGED ? wanted : null;
    if (status === EXPIRED) return { ok: true, changed: [] };
    if (status === CHANGED)
      return { ok: true, changed: changedFolders(phone, folders, answer.root) };
    if (status === TOO_MANY_FOLDERS) {
      most = Number(text(answer.root, "Ping:MaxFolders"));
      if (Number.isInteger(most) && most > 0) continue;
      return broken(phone, "Ping status 6 names no MaxFolders");
    }
    const failure = await correct(phone, account, { status, root: answer.root, known });
    if (failure) return failure;
    const unread = account.folders.filter((f) => PUSHED.has(f.type) && f.syncKey === "0");
    // What it has just heard of is fetched before it is watched.
    if (status === FOLDERS_CHANGED && unread.length > 0) return { ok: true, changed: unread };
  }
  return broken(phone, "Ping is never accepted");
}

function interrupted(account: Account, failure: MailFailure): MailFailure {
  account.ping = null;
  if (failure.reason === "cannot-connect" && failure.status === undefined) {
    account.heartbeatSeconds = Math.max(SHORTEST_SECONDS, Math.floor(account.heartbeatSeconds / 2));
  }
  return failure;
}

/**
 * Does what a refusing status asks for, so that the Ping can be repeated; or says why it cannot.
 */
async function correct(
  phone: Handset,
  account: Account,
  on: { readonly status: string; readonly root: Node; readonly known: boolean },
): Promise<MailFailure | null> {
  if (on.status === MISSING_PARAMETERS && on.known) return null;
  if (on.status === FOLDERS_CHANGED) {
    const folders = await syncFolders(phone, account);
    return folders.ok ? null : folders;
  }
  if (on.status !== BAD_INTERVAL) {
    account.lastError = `Ping status ${on.status}`;
    return mailFailure("cannot-connect", account.lastError, 200);
  }
  const offered = Number(text(on.root, "Ping:HeartbeatInterval"));
  if (!Number.isInteger(offered) || offered <= 0) {
    return broken(phone, "Ping status 5 names no HeartbeatInterval");
  }
  account.heartbeatSeconds = offered;
  return null;
}

function pingRequest(seconds: number, folders: readonly Folder[]): Node {
  const listed = folders.map(({ serverId, type }) =>
    el("Ping:Folder", el("Ping:Id", serverId), el("Ping:Class", KEPT.get(type) ?? "Email")),
  );
  return el(
    "Ping:Ping",
    el("Ping:HeartbeatInterval", String(seconds)),
    el("Ping:Folders", ...listed),
  );
}

/** The folders named in a Status 2: as text of Folder, or as its Id. */
function changedFolders(phone: Handset, folders: readonly Folder[], root: Node): Folder[] {
  const list = path(root, "Ping:Folders");
  const named = (list ? children(list, "Ping:Folder") : []).map((folder) =>
    typeof folder.content === "string" ? folder.content : text(folder, "Ping:Id"),
  );
  const changed = folders.filter(({ serverId }) => named.includes(serverId));
  if (changed.length === 0 || changed.length !== named.length) {
    phone.note("Ping status 2 names folders that were not asked for, or none");
  }
  return changed;
}
