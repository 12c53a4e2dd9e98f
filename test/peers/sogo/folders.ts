// What a client reads and changes in its folders: FolderSync and Sync as MS-ASCMD 2.2.1.5 and
// 2.2.1.21 write them.
import { decode } from "../../../worker/wire/wbxml.ts";
import { child, children, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import type { Phone } from "./phone.ts";

/** MS-ASCMD 2.2.3.186.3. */
export const FOLDER_TYPE = { inbox: "2", sent: "5", trash: "4", calendar: "8", contacts: "9" };

/** Folders by type; key and list are those of a first FolderSync. */
export async function listFolders(phone: Phone) {
  const root = await phone.command("FolderSync", folderSync("0"));
  const adds = path(root, "FolderHierarchy:Changes");
  const folders = (adds ? children(adds, "FolderHierarchy:Add") : []).map((add) => ({
    id: text(add, "FolderHierarchy:ServerId") ?? "",
    name: text(add, "FolderHierarchy:DisplayName") ?? "",
    type: text(add, "FolderHierarchy:Type") ?? "",
  }));
  const ofType = (type: string) => {
    const found = folders.find((folder) => folder.type === type);
    if (!found) throw new Error(`no folder of type ${type}`);
    return found.id;
  };
  return { key: text(root, "FolderHierarchy:SyncKey") ?? "", folders, ofType };
}

export const folderSync = (key: string): Node =>
  el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key));

/** An item as Sync gives it. */
export interface Item {
  readonly id: string;
  readonly data: Node;
}

export interface Changes {
  readonly added: readonly Item[];
  readonly changed: readonly Item[];
  readonly deleted: readonly string[];
  /** What became of the phone's own changes. */
  readonly responses: Node | undefined;
}

/** One folder that the phone keeps in step. */
export interface Collection {
  /** The next request's. */
  key: string;
  /** Everything new, and the phone's own changes sent with the first request. */
  sync(...own: readonly Node[]): Promise<Changes>;
}

const MAX_WINDOWS = 20;

/** `bodyType` 1 is plain text, 4 the whole mail (MS-ASAIRS 2.2.2.41.1). */
export function openCollection(phone: Phone, id: string, bodyType: "1" | "4" = "1"): Collection {
  const options = el(
    "AirSync:Options",
    ...(bodyType === "4" ? [el("AirSync:MIMESupport", "2")] : []),
    el(
      "AirSyncBase:BodyPreference",
      el("AirSyncBase:Type", bodyType),
      el("AirSyncBase:TruncationSize", "51200"),
    ),
  );
  const collection: Collection = {
    key: "0",
    sync: async (...own) => {
      const all = { added: [] as Item[], changed: [] as Item[], deleted: [] as string[] };
      if (collection.key === "0") await window(phone, collection, id, []);
      let responses: Node | undefined;
      let unsent = own;
      for (let count = 0; count < MAX_WINDOWS; count++) {
        const answer = await window(phone, collection, id, [
          el("AirSync:DeletesAsMoves", "0"),
          el("AirSync:GetChanges", "1"),
          el("AirSync:WindowSize", "50"),
          options,
          ...(unsent.length > 0 ? [el("AirSync:Commands", ...unsent)] : []),
        ]);
        unsent = [];
        if (!answer) break;
        responses ??= child(answer, "AirSync:Responses");
        collect(answer, all);
        if (!child(answer, "AirSync:MoreAvailable")) break;
      }
      return { ...all, responses };
    },
  };
  return collection;
}

/** One request and its answer; undefined if there is nothing new. */
async function window(
  phone: Phone,
  collection: Collection,
  id: string,
  rest: readonly Node[],
): Promise<Node | undefined> {
  const ask = el(
    "AirSync:Collection",
    el("AirSync:SyncKey", collection.key),
    el("AirSync:CollectionId", id),
    ...rest,
  );
  const answer = await phone.send("Sync", el("AirSync:Sync", el("AirSync:Collections", ask)));
  if (answer.status !== 200) throw new Error(`Sync: ${answer.status}`);
  if (answer.body.length === 0) return undefined;
  const root = decode(answer.body);
  const found = path(root, "AirSync:Collections", "AirSync:Collection");
  const status = found && text(found, "AirSync:Status");
  if (!found || (status !== undefined && status !== "1"))
    throw new Error(`Sync of ${id}: ${JSON.stringify(root)}`);
  collection.key = text(found, "AirSync:SyncKey") ?? "";
  return found;
}

function collect(
  collection: Node,
  into: { added: Item[]; changed: Item[]; deleted: string[] },
): void {
  const commands = child(collection, "AirSync:Commands");
  if (!commands) return;
  const items = (tag: "AirSync:Add" | "AirSync:Change"): Item[] =>
    children(commands, tag).map((item) => ({
      id: text(item, "AirSync:ServerId") ?? "",
      data: child(item, "AirSync:ApplicationData") ?? el("AirSync:ApplicationData"),
    }));
  into.added.push(...items("AirSync:Add"));
  into.changed.push(...items("AirSync:Change"));
  for (const item of children(commands, "AirSync:Delete"))
    into.deleted.push(text(item, "AirSync:ServerId") ?? "");
}
