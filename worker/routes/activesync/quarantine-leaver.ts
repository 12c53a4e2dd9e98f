// What a phone is told that comes out of quarantine with the keys of that mailbox: to list its folders anew. The rule: only
// keys and identifiers count, not what a mail or a contact says; a request that bears none of ours is Exchange's.
import { isOfQuarantine } from "../../core/quarantine.ts";
import { decode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { child, children, el, type Node, text } from "../../wire/wbxml-tree.ts";
import { wbxmlAnswer } from "./own-answers.ts";
import { FOLDER_STATUS, folderRefusal, moveAnswer } from "./quarantine-folders.ts";
import { wellFormed } from "./well-formed.ts";

/** The answer, or null if nothing in the request is of the quarantine mailbox. */
export function answerLeaver(body: Uint8Array, protocolVersion: string): Response | null {
  const document = wellFormed(() => decode(body, COMMAND_LIMITS));
  const root = document && answerTo(document, Number.parseFloat(protocolVersion));
  return root && wbxmlAnswer(root);
}

function answerTo(document: Node, version: number): Node | null {
  switch (document.tag) {
    case "FolderHierarchy:FolderSync":
    case "FolderHierarchy:FolderCreate":
    case "FolderHierarchy:FolderDelete":
    case "FolderHierarchy:FolderUpdate":
      return isOfQuarantine(text(document, "FolderHierarchy:SyncKey"))
        ? folderRefusal(document.tag, FOLDER_STATUS.wrongKey)
        : null;
    case "AirSync:Sync":
      return syncAnswer(document, version);
    case "GetItemEstimate:GetItemEstimate":
      return estimate(document);
    case "Move:MoveItems": {
      const isOurs = children(document, "Move:Move").some((move) =>
        isOfQuarantine(text(move, "Move:SrcMsgId")),
      );
      return isOurs ? moveAnswer(document) : null;
    }
    case "ItemOperations:ItemOperations":
      return fetchAnswer(document);
  }
  return null;
}

/** MS-ASCMD, Status (Sync). */
const SYNC_STATUS = { wrongKey: "3", notFound: "8", hierarchyChanged: "12" } as const;
const FIRST_VERSION_WITH_HIERARCHY_CHANGED = 12.1;

/** From 12.1 on one status sends the phone to its folder list; before, a folder that is not there does. */
function syncAnswer(document: Node, version: number): Node | null {
  const list = child(document, "AirSync:Collections");
  const collections = list ? children(list, "AirSync:Collection") : [];
  const named = collections.map((collection) => ({
    id: text(collection, "AirSync:CollectionId"),
    key: text(collection, "AirSync:SyncKey"),
  }));
  const ours = named.filter(({ id, key }) => isOfQuarantine(id) || isOfQuarantine(key));
  if (ours.length === 0) return null;
  if (version >= FIRST_VERSION_WITH_HIERARCHY_CHANGED)
    return el("AirSync:Sync", el("AirSync:Status", SYNC_STATUS.hierarchyChanged));
  const answers = ours.map(({ id }) =>
    el(
      "AirSync:Collection",
      el("AirSync:SyncKey", "0"),
      ...(isOfQuarantine(id) ? [el("AirSync:CollectionId", id ?? "")] : []),
      el("AirSync:Status", isOfQuarantine(id) ? SYNC_STATUS.notFound : SYNC_STATUS.wrongKey),
    ),
  );
  return el("AirSync:Sync", el("AirSync:Collections", ...answers));
}

/** MS-ASCMD, Status (GetItemEstimate): there is no such folder. */
const NO_COLLECTION = "2";

function estimate(document: Node): Node | null {
  const list = child(document, "GetItemEstimate:Collections");
  const collections = list ? children(list, "GetItemEstimate:Collection") : [];
  const isOurs = collections.some(
    (collection) =>
      isOfQuarantine(text(collection, "GetItemEstimate:CollectionId")) ||
      isOfQuarantine(text(collection, "AirSync:SyncKey")),
  );
  if (!isOurs) return null;
  return el(
    "GetItemEstimate:GetItemEstimate",
    ...collections.map(() =>
      el("GetItemEstimate:Response", el("GetItemEstimate:Status", NO_COLLECTION)),
    ),
  );
}

/** MS-ASCMD, Status (ItemOperations): there is no such item. */
const ITEM_NOT_FOUND = "6";

function fetchAnswer(document: Node): Node | null {
  const fetches = children(document, "ItemOperations:Fetch");
  const isOurs = fetches.some((fetch) => isOfQuarantine(text(fetch, "AirSync:ServerId")));
  if (!isOurs) return null;
  return el(
    "ItemOperations:ItemOperations",
    el("ItemOperations:Status", "1"),
    el(
      "ItemOperations:Response",
      ...fetches.map(() => el("ItemOperations:Fetch", el("ItemOperations:Status", ITEM_NOT_FOUND))),
    ),
  );
}
