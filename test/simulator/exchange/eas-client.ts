// A hand-held ActiveSync client for tests of the simulated Exchange: it sends exactly what a test
// says, with good defaults, and reads nothing but WBXML.
import { virtualClock } from "../../../simulator/clock.ts";
import {
  createExchange,
  type Exchange,
  type ExchangeOptions,
  type ExchangeState,
} from "../../../simulator/exchange/exchange.ts";
import { formatBasic } from "../../../worker/wire/basic-auth.ts";
import type { EasCommand } from "../../../worker/wire/eas-query.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";

export const URL_BASE = "http://mail.acme.test/Microsoft-Server-ActiveSync";
/** Monday, 15 March 2010, 09:00 UTC. */
export const MORNING = Date.UTC(2010, 2, 15, 9);
export const PASSWORD = "Secret123";

/** An exchange of users alice and bob, its clock, and what it noted. */
export function openExchange(options: Partial<ExchangeOptions> = {}, state?: ExchangeState) {
  const clock = virtualClock(MORNING);
  const notes: string[] = [];
  const exchange = createExchange(
    {
      trait: "2007",
      domain: "ACME",
      mailDomain: "acme.test",
      clock,
      protocolNote: (note) => notes.push(note),
      ...options,
    },
    state,
  );
  if (!state) {
    exchange.addUser({ user: "alice", password: PASSWORD, displayName: "Alice Adams" });
    exchange.addUser({ user: "bob", password: PASSWORD, displayName: "Bob Brown" });
  }
  return { clock, notes, exchange };
}

/** One request; `body` as a Node is WBXML. */
export interface Call {
  readonly login?: string;
  readonly password?: string;
  readonly user?: string;
  readonly deviceId?: string;
  readonly version?: string;
  readonly query?: string;
  readonly more?: string;
  readonly body?: Node | Uint8Array | string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal;
}

/** The request for a command, in the plain query form unless `query` says another. */
export function easRequest(command: string, call: Call = {}): Request {
  const user = call.user ?? "alice";
  const plain = `?User=${encodeURIComponent(user)}&DeviceId=${call.deviceId ?? "Appl87837L1XY7H"}&DeviceType=iPhone&Cmd=${command}${call.more ?? ""}`;
  const isWbxml = call.body !== undefined && typeof call.body === "object" && "tag" in call.body;
  const headers: Record<string, string | null> = {
    authorization: formatBasic({
      user: call.login ?? "ACME\\alice",
      password: call.password ?? PASSWORD,
      charset: "utf-8",
    }),
    "ms-asprotocolversion": call.version ?? "12.1",
    "user-agent": "Apple-iPhone/705.18",
    ...(call.body === undefined ? {} : { "content-type": "application/vnd.ms-sync.wbxml" }),
    ...call.headers,
  };
  return new Request(`${URL_BASE}${call.query ?? plain}`, {
    method: "POST",
    headers: Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
    ...(call.body === undefined
      ? {}
      : { body: isWbxml ? encode(call.body as Node) : (call.body as Uint8Array) }),
    ...(call.signal ? { signal: call.signal } : {}),
  });
}

/** An answer: status, headers, bytes, and the document if there is one. */
export async function ask(exchange: Exchange, command: EasCommand | string, call: Call = {}) {
  const response = await exchange.handle(easRequest(command, call));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isWbxml = response.headers.get("content-type") === "application/vnd.ms-sync.wbxml";
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    document: isWbxml ? decode(bytes) : undefined,
  };
}

/** A device with the small habits of a phone: it keeps keys and asks for folders by name. */
export function device(exchange: Exchange, habits: Call = {}) {
  const keys = new Map<string, string>();
  const send = (command: EasCommand, call: Call = {}) =>
    ask(exchange, command, { ...habits, ...call });
  const folderSync = async (key = "0") => {
    const body = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key));
    const { document } = await send("FolderSync", { body });
    if (!document) throw new Error("no document");
    return document;
  };
  const folderId = async (name: string) => {
    const changes = child(await folderSync(), "FolderHierarchy:Changes")
      ?.content as readonly Node[];
    const folder = changes.find((add) => text(add, "FolderHierarchy:DisplayName") === name);
    return (folder && text(folder, "FolderHierarchy:ServerId")) ?? "";
  };
  const sync = async (id: string, ...rest: Node[]) => {
    const key = keys.get(id) ?? "0";
    const answer = await send("Sync", { body: syncBody(id, key, ...rest) });
    const collection =
      answer.document && path(answer.document, "AirSync:Collections", "AirSync:Collection");
    const newKey = collection && text(collection, "AirSync:SyncKey");
    if (newKey && text(collection, "AirSync:Status") === "1") keys.set(id, newKey);
    return { ...answer, collection };
  };
  return { keys, send, folderSync, folderId, sync };
}

/** A Sync of one collection. */
export function syncBody(id: string, key: string, ...rest: Node[]): Node {
  return el(
    "AirSync:Sync",
    el(
      "AirSync:Collections",
      el("AirSync:Collection", el("AirSync:SyncKey", key), el("AirSync:CollectionId", id), ...rest),
    ),
  );
}

/** The tags and ServerIds of a collection's Commands: "Add 5:1". */
export function commandsOf(collection: Node | undefined): string[] {
  const commands = collection && child(collection, "AirSync:Commands")?.content;
  return Array.isArray(commands)
    ? commands.map(
        (command: Node) => `${command.tag.slice(8)} ${text(command, "AirSync:ServerId")}`,
      )
    : [];
}

/** The ApplicationData of the first Add (or Change) of a collection. */
export function firstItem(collection: Node | undefined): Node {
  const commands = collection && child(collection, "AirSync:Commands")?.content;
  const [first] = Array.isArray(commands) ? (commands as Node[]) : [];
  const data = first && child(first, "AirSync:ApplicationData");
  if (!data) throw new Error("no item in the answer");
  return data;
}

/** Lets a held request get as far as its wait. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
