// A scripted ActiveSync server for tests of the phone: answers by Cmd, bodies as trees. It decides
// nothing by itself.
import type { NetworkRequest, NetworkResponse } from "../../../simulator/network.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { el, type Node } from "../../../worker/wire/wbxml-tree.ts";
import { answer, type Script } from "./phone-support.ts";

export const OPTIONS_121 = {
  "MS-ASProtocolVersions": "1.0,2.0,2.1,2.5,12.0,12.1",
  "MS-ASProtocolCommands": "Sync,SendMail,FolderSync,Provision,Search,Ping",
};
const WBXML = { "Content-Type": "application/vnd.ms-sync.wbxml" };

/** An answer holding a tree. */
export const tree = (root: Node) => answer(200, WBXML, encode(root));

/** What one request says: its command, its body as a tree, and the query. */
export interface Asked {
  readonly command: string;
  readonly body: Node | null;
  readonly query: URLSearchParams;
  readonly request: NetworkRequest;
  /** How many requests with this command came before. */
  readonly before: number;
}
type Reply = NetworkResponse | ((asked: Asked) => NetworkResponse | Promise<NetworkResponse>);

/** A server with one reply (or function) per command; OPTIONS offers 12.1 unless said otherwise. */
export function easServer(replies: Readonly<Record<string, Reply>>) {
  const log: Asked[] = [];
  const script: Script = async (request) => {
    const query = new URL(request.url).searchParams;
    const command = query.get("Cmd") ?? request.method;
    const isTree = request.body?.[0] === 3;
    const body = request.body && isTree ? decode(request.body) : null;
    const before = log.filter((one) => one.command === command).length;
    const asked = { command, body, query, request, before };
    log.push(asked);
    const reply =
      replies[command] ?? (command === "OPTIONS" ? answer(200, OPTIONS_121) : answer(501));
    return typeof reply === "function" ? reply(asked) : reply;
  };
  return { script, log, commands: () => log.map(({ command }) => command) };
}

const FOLDERS = [
  ["in", "Inbox", "2"],
  ["sent", "Sent Items", "5"],
  ["cal", "Calendar", "8"],
  ["con", "Contacts", "9"],
  ["junk", "Junk", "12"],
] as const;

/** FolderSync of key 0: the usual folders. */
export const folderList = (key = "f1") =>
  tree(
    el(
      "FolderHierarchy:FolderSync",
      el("FolderHierarchy:Status", "1"),
      el("FolderHierarchy:SyncKey", key),
      el(
        "FolderHierarchy:Changes",
        el("FolderHierarchy:Count", String(FOLDERS.length)),
        ...FOLDERS.map(([id, name, type]) =>
          el(
            "FolderHierarchy:Add",
            el("FolderHierarchy:ServerId", id),
            el("FolderHierarchy:ParentId", "0"),
            el("FolderHierarchy:DisplayName", name),
            el("FolderHierarchy:Type", type),
          ),
        ),
      ),
    ),
  );

/** FolderSync without changes. */
export const noFolderChanges = (key = "f1") =>
  tree(
    el(
      "FolderHierarchy:FolderSync",
      el("FolderHierarchy:Status", "1"),
      el("FolderHierarchy:SyncKey", key),
      el("FolderHierarchy:Changes", el("FolderHierarchy:Count", "0")),
    ),
  );

/** Folder list for key 0, nothing new after. */
export const folders: Reply = ({ body }) => {
  const [key] = body && Array.isArray(body.content) ? body.content : [];
  return key?.content === "0" ? folderList() : noFolderChanges();
};

export const mail = (id: string, subject: string) =>
  el(
    "AirSync:Add",
    el("AirSync:ServerId", id),
    el(
      "AirSync:ApplicationData",
      el("Email:Subject", subject),
      el("Email:From", "bob@acme.example.com"),
      el("Email:DateReceived", `2031-02-03T08:0${id.at(-1)}:00.000Z`),
      el("Email:Read", "0"),
      el("AirSyncBase:Body", el("AirSyncBase:Type", "1"), el("AirSyncBase:Data", "Hello")),
    ),
  );

/** A Sync answer for one collection. */
export const synced = (
  folder: string,
  on: { key?: string; status?: string; more?: boolean; commands?: readonly Node[] },
) =>
  tree(
    el(
      "AirSync:Sync",
      el(
        "AirSync:Collections",
        el(
          "AirSync:Collection",
          ...(on.key ? [el("AirSync:SyncKey", on.key)] : []),
          el("AirSync:CollectionId", folder),
          el("AirSync:Status", on.status ?? "1"),
          ...(on.more ? [el("AirSync:MoreAvailable")] : []),
          ...(on.commands ? [el("AirSync:Commands", ...on.commands)] : []),
        ),
      ),
    ),
  );

/** Folder and key that a Sync request names. */
export function collectionOf(body: Node | null): { folder: string; key: string } {
  const flat = JSON.stringify(body);
  const find = (tag: string) => new RegExp(`"${tag}","content":"([^"]*)"`).exec(flat)?.[1] ?? "";
  return { folder: find("AirSync:CollectionId"), key: find("AirSync:SyncKey") };
}

/** Hands out key 1 for 0 in every folder; then the inbox's mails, and nothing elsewhere. */
export const mailbox =
  (...mails: readonly Node[]): Reply =>
  ({ body }) => {
    const { folder, key } = collectionOf(body);
    if (key === "0") return synced(folder, { key: "1" });
    if (folder === "in" && key === "1") return synced(folder, { key: "2", commands: mails });
    return answer(200, WBXML);
  };
