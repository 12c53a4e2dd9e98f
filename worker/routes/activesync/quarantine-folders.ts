// The one folder of the quarantine mailbox: its list (FolderSync, and GetHierarchy of old clients), what would come with
// a Sync (GetItemEstimate), and the refusals of whoever wants to change folders or move mails (MS-ASCMD 2.2.1.3-12). The
// rule: key 0 begins, our key means no change, every other key starts the phone anew (Status 9).
import {
  isOfQuarantine,
  pendingInbox,
  QUARANTINE_FOLDERS_KEY,
  QUARANTINE_INBOX,
  readInboxKey,
} from "../../core/quarantine.ts";
import type { Tag } from "../../wire/codepages.ts";
import { child, children, el, type Node, text } from "../../wire/wbxml-tree.ts";

/** MS-ASCMD, Status (FolderSync and FolderCreate, FolderDelete, FolderUpdate). */
export const FOLDER_STATUS = { success: "1", wrongKey: "9", malformed: "10" } as const;

const INBOX_TYPE = "2";
const ROOT = "0";
const INBOX_NAME = "Inbox";

/** FolderSync. */
export function folderSyncAnswer(body: Node): Node {
  const key = text(body, "FolderHierarchy:SyncKey");
  const status = keyStatus(key);
  if (status !== FOLDER_STATUS.success) return folderRefusal("FolderHierarchy:FolderSync", status);
  const added =
    key === "0"
      ? [
          el(
            "FolderHierarchy:Add",
            el("FolderHierarchy:ServerId", QUARANTINE_INBOX),
            el("FolderHierarchy:ParentId", ROOT),
            el("FolderHierarchy:DisplayName", INBOX_NAME),
            el("FolderHierarchy:Type", INBOX_TYPE),
          ),
        ]
      : [];
  return el(
    "FolderHierarchy:FolderSync",
    el("FolderHierarchy:Status", FOLDER_STATUS.success),
    el("FolderHierarchy:SyncKey", QUARANTINE_FOLDERS_KEY),
    el("FolderHierarchy:Changes", el("FolderHierarchy:Count", String(added.length)), ...added),
  );
}

function keyStatus(key: string | undefined) {
  if (!key) return FOLDER_STATUS.malformed;
  const isKnown = key === "0" || key === QUARANTINE_FOLDERS_KEY;
  return isKnown ? FOLDER_STATUS.success : FOLDER_STATUS.wrongKey;
}

export const folderRefusal = (root: Tag, status: string): Node =>
  el(root, el("FolderHierarchy:Status", status));

/** GetHierarchy, which clients up to 12.1 may ask: the mail folders. */
export const hierarchyAnswer = (): Node =>
  el(
    "FolderHierarchy:Folders",
    el(
      "FolderHierarchy:Folder",
      el("FolderHierarchy:DisplayName", INBOX_NAME),
      el("FolderHierarchy:ServerId", QUARANTINE_INBOX),
      el("FolderHierarchy:Type", INBOX_TYPE),
      el("FolderHierarchy:ParentId", ROOT),
    ),
  );

/** For a request with our key: the folder there is is special, every other one does not exist, none can be made. */
const CHANGE_REFUSALS = {
  "FolderHierarchy:FolderCreate": { inbox: "3", other: "5" },
  "FolderHierarchy:FolderDelete": { inbox: "3", other: "4" },
  "FolderHierarchy:FolderUpdate": { inbox: "2", other: "4" },
} as const satisfies Partial<Record<Tag, object>>;

/** FolderCreate, FolderDelete and FolderUpdate: nothing is changed. */
export function folderChangeAnswer(root: keyof typeof CHANGE_REFUSALS, body: Node): Node {
  const status = keyStatus(text(body, "FolderHierarchy:SyncKey"));
  if (status !== FOLDER_STATUS.success) return folderRefusal(root, status);
  const isCreate = root === "FolderHierarchy:FolderCreate";
  const named = text(body, isCreate ? "FolderHierarchy:ParentId" : "FolderHierarchy:ServerId");
  // A folder beside the Inbox would have the root as its parent: that one is special, too.
  const isInbox = named === QUARANTINE_INBOX || (isCreate && named === ROOT);
  return folderRefusal(root, CHANGE_REFUSALS[root][isInbox ? "inbox" : "other"]);
}

/** MS-ASCMD, Status (GetItemEstimate). */
const ESTIMATE_STATUS = { success: "1", noCollection: "2", notPrimed: "3", wrongKey: "4" } as const;

/** GetItemEstimate; `current` is the name of the message to be shown. Null if the request names no collections. */
export function estimateAnswer(body: Node, version: number, current: string): Node | null {
  const list = child(body, "GetItemEstimate:Collections");
  const requests = list ? children(list, "GetItemEstimate:Collection") : [];
  if (requests.length === 0) return null;
  return el(
    "GetItemEstimate:GetItemEstimate",
    ...requests.map((request) => estimate(request, version, current)),
  );
}

function estimate(request: Node, version: number, current: string): Node {
  const response = (status: string, ...rest: readonly Node[]) =>
    el("GetItemEstimate:Response", el("GetItemEstimate:Status", status), ...rest);
  const id = text(request, "GetItemEstimate:CollectionId");
  const isInbox =
    id === undefined ? text(request, "GetItemEstimate:Class") === "Email" : id === QUARANTINE_INBOX;
  if (!isInbox) return response(ESTIMATE_STATUS.noCollection);
  const key = text(request, "AirSync:SyncKey");
  if (!key || key === "0") return response(ESTIMATE_STATUS.notPrimed);
  const state = readInboxKey(key);
  if (!state) return response(ESTIMATE_STATUS.wrongKey);
  return response(
    ESTIMATE_STATUS.success,
    el(
      "GetItemEstimate:Collection",
      ...(version <= 12.1 ? [el("GetItemEstimate:Class", "Email")] : []),
      el("GetItemEstimate:CollectionId", QUARANTINE_INBOX),
      el("GetItemEstimate:Estimate", String(pendingInbox(state, current))),
    ),
  );
}

/** MS-ASCMD, Status (MoveItems): there is nowhere to move our message to, and no other message. */
const MOVE_STATUS = { wrongSource: "1", wrongDestination: "2" } as const;
const ID_MAX_LENGTH = 64;

/** MoveItems: nothing is moved. Null if the request names nothing. */
export function moveAnswer(body: Node): Node | null {
  const moves = children(body, "Move:Move").flatMap((move) => {
    const source = text(move, "Move:SrcMsgId") ?? "";
    if (source === "" || source.length > ID_MAX_LENGTH) return [];
    const status = isOfQuarantine(source) ? MOVE_STATUS.wrongDestination : MOVE_STATUS.wrongSource;
    return [el("Move:Response", el("Move:SrcMsgId", source), el("Move:Status", status))];
  });
  return moves.length > 0 ? el("Move:MoveItems", ...moves) : null;
}
