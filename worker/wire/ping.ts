// Ping's documents (MS-ASCMD 2.2.1.13): what a phone asks to be watched, and what a server says of it. The rule: only
// the form is judged here; a request that breaks the schema is a WireError, elements nobody knows are left out.
import { decode, encode } from "./wbxml.ts";
import { COMMAND_LIMITS } from "./wbxml-limits.ts";
import { child, children, el, type Node, text } from "./wbxml-tree.ts";
import { WireError } from "./wire-error.ts";

/** A folder to be watched; `class` as the phone wrote it. */
export interface PingFolder {
  readonly id: string;
  readonly class?: string;
}

/** What a body says; a server remembers what it leaves out. */
export interface PingRequest {
  /** HeartbeatInterval, in seconds. */
  readonly seconds?: number;
  readonly folders?: readonly PingFolder[];
}

/**
 * Reads the body of a Ping; no body at all says nothing.
 * @throws WireError if it is no Ping, or breaks its schema.
 */
export function readPing(body: Uint8Array): PingRequest {
  if (body.length === 0) return {};
  const root = decode(body, COMMAND_LIMITS);
  if (root.tag !== "Ping:Ping") throw broken("another root");
  const interval = children(root, "Ping:HeartbeatInterval");
  const lists = children(root, "Ping:Folders");
  if (interval.length > 1 || lists.length > 1) throw broken("an element stands twice");
  const [list] = lists;
  return {
    ...(interval.length > 0 && { seconds: wholeNumber(text(root, "Ping:HeartbeatInterval")) }),
    ...(list && { folders: readFolders(list) }),
  };
}

function readFolders(list: Node): PingFolder[] {
  const folders = children(list, "Ping:Folder").map((folder) => {
    const id = text(folder, "Ping:Id");
    if (!id) throw broken("a folder has no Id");
    const named = text(folder, "Ping:Class");
    return { id, ...(named && { class: named }) };
  });
  if (folders.length === 0) throw broken("no folder is named");
  return folders;
}

/** A number of seconds as the schema has it: decimal digits. */
function wholeNumber(written: string | undefined): number {
  if (written === undefined || !/^\d{1,9}$/.test(written.trim()))
    throw broken("the interval is no number");
  return Number(written);
}

const broken = (problem: string) => new WireError("Ping", problem);

/** A whole Ping: every folder, and how many seconds the server shall wait. */
export const writePing = (seconds: number, folders: readonly PingFolder[]) =>
  encode(
    el(
      "Ping:Ping",
      el("Ping:HeartbeatInterval", String(seconds)),
      el("Ping:Folders", ...folders.map(folderNode)),
    ),
  );

const folderNode = (folder: PingFolder): Node =>
  el(
    "Ping:Folder",
    el("Ping:Id", folder.id),
    ...(folder.class ? [el("Ping:Class", folder.class)] : []),
  );

/** What a server answered: its status, and the interval it names beside Status 5. */
export interface PingAnswer {
  readonly status: string;
  readonly seconds?: number;
}

/** Reads a server's answer. @throws WireError if it is none. */
export function readPingAnswer(body: Uint8Array): PingAnswer {
  const root = decode(body, COMMAND_LIMITS);
  const status = text(root, "Ping:Status");
  if (root.tag !== "Ping:Ping" || status === undefined) throw broken("this is no answer");
  const interval = child(root, "Ping:HeartbeatInterval") && text(root, "Ping:HeartbeatInterval");
  return { status, ...(interval !== undefined && { seconds: wholeNumber(interval) }) };
}
