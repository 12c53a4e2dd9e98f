// Alice's mailbox as a client of the server under test sees it: folders and items by their ids, and
// the commands the HTTP tests need, as WBXML trees.
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, children, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import type { Ask, Said, ServerUnderTest } from "./server.ts";

/** FolderHierarchy:Type (MS-ASCMD 2.2.3.186.2). */
export const FOLDER = { inbox: "2", deleted: "4", sent: "5", mail: "12" } as const;

export interface Folder {
  readonly id: string;
  readonly name: string;
  readonly parent: string;
  readonly type: string;
}

/** Sends one command; `body` is its document. */
export const post = (server: ServerUnderTest, command: string, body: Node, more: Ask = {}) =>
  server.ask({ command, body: encode(body), ...more });

/** The document of an answer. @throws Error for anything but a 200 with one. */
export function documentOf({ status, body }: Said): Node {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  return decode(body);
}

/** All folders, and the key to change them with. */
export async function hierarchy(server: ServerUnderTest, more: Ask = {}) {
  const request = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));
  const answer = await post(server, "FolderSync", request, more);
  const root = documentOf(answer);
  const changes = child(root, "FolderHierarchy:Changes");
  const said = (add: Node, tag: Parameters<typeof text>[1]) => text(add, tag) ?? "";
  const folders = (changes ? children(changes, "FolderHierarchy:Add") : []).map(
    (add): Folder => ({
      id: said(add, "FolderHierarchy:ServerId"),
      name: said(add, "FolderHierarchy:DisplayName"),
      parent: said(add, "FolderHierarchy:ParentId"),
      type: said(add, "FolderHierarchy:Type"),
    }),
  );
  return { answer, root, folders, key: text(root, "FolderHierarchy:SyncKey") ?? "" };
}

/** The id of Alice's folder of this type. */
export async function folderOf(server: ServerUnderTest, type: string, more: Ask = {}) {
  const { folders } = await hierarchy(server, more);
  return folders.find((folder) => folder.type === type)?.id ?? "";
}

/** The next items of a folder after `key`; key 0 only begins. */
export function syncOf(key: string, folder: string): Node {
  const wants = key === "0" ? [] : [el("AirSync:GetChanges")];
  return el(
    "AirSync:Sync",
    el(
      "AirSync:Collections",
      el(
        "AirSync:Collection",
        ...[el("AirSync:Class", "Email"), el("AirSync:SyncKey", key)],
        ...[el("AirSync:CollectionId", folder), ...wants],
      ),
    ),
  );
}

/** Every mail of a folder, by its ServerId, as a device of its own that begins anew. */
export async function mailsIn(server: ServerUnderTest, folder: string, more: Ask = {}) {
  const collectionOf = async (key: string) => {
    const root = documentOf(await post(server, "Sync", syncOf(key, folder), more));
    return path(root, "AirSync:Collections", "AirSync:Collection");
  };
  const begun = await collectionOf("0");
  const filled = await collectionOf((begun && text(begun, "AirSync:SyncKey")) ?? "");
  const commands = filled && child(filled, "AirSync:Commands");
  return (commands ? children(commands, "AirSync:Add") : []).map((add) => ({
    id: text(add, "AirSync:ServerId") ?? "",
    subject: text(child(add, "AirSync:ApplicationData") as Node, "Email:Subject") ?? "",
    data: child(add, "AirSync:ApplicationData") as Node,
  }));
}

/** A mail to Bob as MIME. */
export const mimeTo = (subject: string) =>
  new TextEncoder().encode(
    `From: alice@acme.example.com\r\nTo: bob@acme.example.com\r\nSubject: ${subject}\r\n` +
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nText\r\n",
  );
