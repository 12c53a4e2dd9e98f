// Sync of the quarantine mailbox (MS-ASCMD 2.2.1.21). The rule it keeps: nothing is stored, each key says what the phone
// holds; a key or a folder that is not of this mailbox starts the phone anew, and of what the phone changes only the
// deletion of our message has an effect. A Sync with Wait or HeartbeatInterval is held until somebody lets the device in.
import { nearestSyncWait } from "../../core/heartbeat.ts";
import {
  inboxKey,
  messageId,
  messageName,
  QUARANTINE_INBOX,
  readInboxKey,
  stepInbox,
} from "../../core/quarantine.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { child, children, el, type Node, text } from "../../wire/wbxml-tree.ts";
import { mailProperties, readWishes, type Shown } from "./quarantine-mail.ts";

/** MS-ASCMD, Status (Sync). */
const STATUS = {
  success: "1",
  wrongKey: "3",
  protocolError: "4",
  malformedItem: "6",
  notFound: "8",
  hierarchyChanged: "12",
  sendWhole: "13",
  waitOutOfRange: "14",
} as const;

/** Since this version a Sync may be held, an answer without news is empty, and folders that are gone have a status. */
const LATER_FORM = 12.1;
/** Up to this version the class stands in the answered collection. */
const LAST_WITH_CLASS = 12.1;
const ID_MAX_LENGTH = 64;
const DEFAULT_WINDOW = 100;

const refusal = (status: string, ...rest: readonly Node[]): Node =>
  el("AirSync:Sync", el("AirSync:Status", status), ...rest);

/** An answer to Sync. */
export interface SyncAnswer {
  /** Null for an answer without a body: there is no news. */
  readonly root: Node | null;
  /** Seconds for which the phone would rather wait than hear that; 0 for none. */
  readonly wait: number;
}

const atOnce = (root: Node): SyncAnswer => ({ root, wait: 0 });

/** The answer to a Sync; `body` is undefined for a request without one. */
export function syncAnswer(
  shown: Shown,
  body: Node | undefined,
  adapter: AdapterSettings,
): SyncAnswer {
  const isLater = shown.version >= LATER_FORM;
  const list = body && child(body, "AirSync:Collections");
  // An empty or Partial request stands for an earlier one, which nobody remembers here.
  if (!body || !list || child(body, "AirSync:Partial"))
    return atOnce(refusal(isLater ? STATUS.sendWhole : STATUS.protocolError));
  const requests = children(list, "AirSync:Collection");
  // The Inbox twice would be the message twice: a small request shall not be a large answer.
  if (requests.length === 0 || requests.filter(isInbox).length > 1)
    return atOnce(refusal(STATUS.protocolError));
  const wait = isLater ? readWait(body, adapter) : 0;
  if (typeof wait !== "number") return atOnce(wait);
  const answers = requests.map((request) => collectionAnswer(shown, request));
  const news = answers.filter(({ isNews }) => isNews);
  const told = isLater ? news : answers;
  if (told.length === 0) return { root: null, wait };
  return atOnce(el("AirSync:Sync", el("AirSync:Collections", ...told.map(({ node }) => node))));
}

/** What ends the wait of a Sync whose device is judged otherwise by now: the phone is to list its folders. */
export const foldersChanged = (): Node => refusal(STATUS.hierarchyChanged);

/** Seconds for which the Sync may be held, 0 for not at all; or what is wrong with what it asks. */
function readWait(body: Node, adapter: AdapterSettings): number | Node {
  const [asked, second] = (["AirSync:Wait", "AirSync:HeartbeatInterval"] as const).filter((tag) =>
    child(body, tag),
  );
  if (!asked) return 0;
  const written = text(body, asked) ?? "";
  if (second || !/^\d{1,9}$/.test(written)) return refusal(STATUS.protocolError);
  const unit = asked === "AirSync:Wait" ? 60 : 1;
  const nearest = nearestSyncWait(Number(written), unit, adapter);
  return nearest === Number(written)
    ? nearest * unit
    : refusal(STATUS.waitOutOfRange, el("AirSync:Limit", String(nearest)));
}

interface CollectionAnswer {
  readonly node: Node;
  /** The phone would miss something without it. */
  readonly isNews: boolean;
}

/** 2.5 may leave the folder out and mean the default one of its class. */
function isInbox(request: Node): boolean {
  const id = text(request, "AirSync:CollectionId");
  return id === undefined ? text(request, "AirSync:Class") === "Email" : id === QUARANTINE_INBOX;
}

function collectionAnswer(shown: Shown, request: Node): CollectionAnswer {
  const id = text(request, "AirSync:CollectionId");
  const itemClass = text(request, "AirSync:Class");
  const key = text(request, "AirSync:SyncKey");
  const fail = (status: string) => ({
    node: collectionNode(shown, { id, key: "0", status }),
    isNews: true,
  });
  if (!key) return fail(STATUS.protocolError);
  if (!isInbox(request))
    return fail(shown.version >= LATER_FORM ? STATUS.hierarchyChanged : STATUS.notFound);
  if (itemClass !== undefined && itemClass !== "Email") return fail(STATUS.protocolError);
  const state = readInboxKey(key);
  if (!state) return fail(STATUS.wrongKey);
  if (key === "0") {
    const first = inboxKey({ turn: 1 });
    const node = collectionNode(shown, {
      id: QUARANTINE_INBOX,
      key: first,
      status: STATUS.success,
    });
    return { node, isNews: true };
  }
  return inboxAnswer(shown, request, key, state);
}

/** Takes the phone's changes, then gives ours. */
function inboxAnswer(
  shown: Shown,
  request: Node,
  key: string,
  state: Parameters<typeof stepInbox>[0],
): CollectionAnswer {
  const wishes = readWishes(child(request, "AirSync:Options"));
  const current = messageName(shown.why);
  const sent = commandsOf(request);
  const step = stepInbox(
    state,
    { deleted: deletedNames(sent), window: windowOf(request) },
    current,
  );
  const applicationData = () => el("AirSync:ApplicationData", ...mailProperties(shown, wishes));
  const responses = sent.flatMap((command) => response(command, current, applicationData));
  const commands = [
    ...(step.drops === undefined
      ? []
      : [el("AirSync:Delete", el("AirSync:ServerId", messageId(step.drops)))]),
    ...(step.adds
      ? [el("AirSync:Add", el("AirSync:ServerId", messageId(current)), applicationData())]
      : []),
  ];
  const isNews = sent.length > 0 || commands.length > 0;
  const node = collectionNode(
    shown,
    { id: QUARANTINE_INBOX, key: isNews ? inboxKey(step.next) : key, status: STATUS.success },
    ...(responses.length > 0 ? [el("AirSync:Responses", ...responses)] : []),
    ...(step.hasMore ? [el("AirSync:MoreAvailable")] : []),
    ...(commands.length > 0 ? [el("AirSync:Commands", ...commands)] : []),
  );
  return { node, isNews };
}

function commandsOf(request: Node): readonly Node[] {
  const content = child(request, "AirSync:Commands")?.content;
  const sent: readonly Node[] = Array.isArray(content) ? content : [];
  const fetched = new Set<string>();
  // There is one mail: who fetches it again and again gets it once.
  return sent.filter((command) => {
    const id = text(command, "AirSync:ServerId") ?? "";
    const isAgain = command.tag === "AirSync:Fetch" && fetched.has(id);
    if (command.tag === "AirSync:Fetch") fetched.add(id);
    return !isAgain;
  });
}

const deletedNames = (sent: readonly Node[]) =>
  sent
    .filter(({ tag }) => tag === "AirSync:Delete")
    .map((command) => text(command, "AirSync:ServerId") ?? "")
    .map((id) => id.slice(id.indexOf(":") + 1));

/** GetChanges 0 takes nothing; absent and empty take all (MS-ASCMD, GetChanges). */
function windowOf(request: Node): number {
  if (text(request, "AirSync:GetChanges") === "0") return 0;
  const size = text(request, "AirSync:WindowSize") ?? "";
  return /^[1-9]\d{0,3}$/.test(size) ? Number(size) : DEFAULT_WINDOW;
}

/**
 * What a phone hears of one of its own changes: of what it adds and fetches always, of a change only if there is no such
 * mail; that something is gone which was never there needs no word (MS-ASCMD, Responses).
 */
function response(command: Node, current: string, applicationData: () => Node): Node[] {
  const id = text(command, "AirSync:ServerId") ?? "";
  const isOurs = id === messageId(current);
  const named = id.length > 0 && id.length <= ID_MAX_LENGTH ? [el("AirSync:ServerId", id)] : [];
  if (command.tag === "AirSync:Add") {
    const clientId = text(command, "AirSync:ClientId") ?? "";
    if (clientId === "" || clientId.length > ID_MAX_LENGTH) return [];
    // The phone keeps what it could not add, and is not to try again.
    const status = el("AirSync:Status", STATUS.malformedItem);
    return [el("AirSync:Add", el("AirSync:ClientId", clientId), status)];
  }
  if (command.tag === "AirSync:Fetch")
    return isOurs
      ? [el("AirSync:Fetch", ...named, el("AirSync:Status", STATUS.success), applicationData())]
      : [el("AirSync:Fetch", ...named, el("AirSync:Status", STATUS.notFound))];
  if (command.tag !== "AirSync:Change" || isOurs || named.length === 0) return [];
  return [el("AirSync:Change", ...named, el("AirSync:Status", STATUS.notFound))];
}

function collectionNode(
  { version }: Shown,
  answer: { readonly id: string | undefined; readonly key: string; readonly status: string },
  ...rest: readonly Node[]
): Node {
  const { id, key, status } = answer;
  return el(
    "AirSync:Collection",
    ...(version <= LAST_WITH_CLASS && id === QUARANTINE_INBOX
      ? [el("AirSync:Class", "Email")]
      : []),
    el("AirSync:SyncKey", key),
    ...(id !== undefined && id.length <= ID_MAX_LENGTH ? [el("AirSync:CollectionId", id)] : []),
    el("AirSync:Status", status),
    ...rest,
  );
}
