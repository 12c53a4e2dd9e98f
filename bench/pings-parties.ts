// The two ends of held requests, in this process: an Exchange that holds Pings until something changes or their heartbeat
// is over, and phones that wait. Only the Worker between them, a process of its own, is measured.
import { Agent, createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decode, encode } from "../worker/wire/wbxml.ts";
import { el, type Node, text } from "../worker/wire/wbxml-tree.ts";

const TYPE = "application/vnd.ms-sync.wbxml";
const answerOf = (...content: readonly Node[]) => Buffer.from(encode(el("Ping:Ping", ...content)));
const QUIET = answerOf(el("Ping:Status", "1"));
const CHANGED = answerOf(el("Ping:Status", "2"), el("Ping:Folders", el("Ping:Folder", "5")));

/** An Exchange on loopback. */
export interface HoldingExchange {
  readonly port: number;
  /** How many Pings it holds now, and how many it was asked for in all. */
  held(): number;
  asked(): number;
  /** From now on every Ping hears of a change at once, those that are held first; false: they are held again. */
  change(hasNews: boolean): void;
  close(): Promise<void>;
}

/** Holds Pings; everything else is answered at once. */
export async function startHoldingExchange(): Promise<HoldingExchange> {
  const held = new Map<ServerResponse, NodeJS.Timeout>();
  let asked = 0;
  let hasNews = false;
  const answer = (response: ServerResponse, body: Buffer) => {
    clearTimeout(held.get(response));
    held.delete(response);
    response.writeHead(200, { "Content-Type": TYPE, "Content-Length": body.length }).end(body);
  };
  const hold = (response: ServerResponse, body: Buffer) => {
    asked += 1;
    if (hasNews) return answer(response, CHANGED);
    const seconds = Number(text(decode(body), "Ping:HeartbeatInterval") ?? "0");
    held.set(
      response,
      setTimeout(() => answer(response, QUIET), seconds * 1000),
    );
    response.on("close", () => {
      clearTimeout(held.get(response));
      held.delete(response);
    });
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("error", () => response.destroy());
    incoming.on("end", () => {
      response.setHeader("MS-ASProtocolVersions", "2.5,12.0,12.1");
      if (incoming.url?.includes("Cmd=Ping")) return hold(response, Buffer.concat(chunks));
      return void response.writeHead(200, { "Content-Type": TYPE, "Content-Length": 0 }).end();
    });
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4096, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    held: () => held.size,
    asked: () => asked,
    change: (news) => {
      hasNews = news;
      if (news) for (const response of [...held.keys()]) answer(response, CHANGED);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A proxy to be asked, and what it knows the tenant by. */
export interface Door {
  readonly port: number;
  readonly host: string;
}

const FOLDER_SYNC = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));
const PING = encode(
  el(
    "Ping:Ping",
    el("Ping:HeartbeatInterval", "1500"),
    el("Ping:Folders", el("Ping:Folder", el("Ping:Id", "5"), el("Ping:Class", "Email"))),
  ),
);

/** What a phone got. */
export interface PhoneAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Phones by number, each a user with a device and an address of its own. */
export interface Phones {
  /** One command, answered at once. */
  folderSync(index: number): Promise<PhoneAnswer>;
  ping(index: number): Promise<PhoneAnswer>;
  close(): void;
}

/** Phones in front of `door`. */
export function phonesAt(door: Door): Phones {
  const agent = new Agent({ keepAlive: true });
  const send = (index: number, command: string, body: Uint8Array) =>
    new Promise<PhoneAnswer>((resolve, reject) => {
      const user = `user${index}`;
      const outgoing = request({
        ...{ agent, host: "127.0.0.1", port: door.port, method: "POST" },
        path: `/Microsoft-Server-ActiveSync?User=${user}&DeviceId=ApplPING${index}&DeviceType=iPhone&Cmd=${command}`,
        headers: {
          host: door.host,
          authorization: `Basic ${Buffer.from(`${user}:correct horse`).toString("base64")}`,
          "content-type": TYPE,
          "content-length": body.length,
          "ms-asprotocolversion": "12.1",
          "user-agent": "Apple-iPhone3C1/803.148",
          "cf-connecting-ip": `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
        },
      });
      outgoing.on("error", reject);
      outgoing.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }),
        );
      });
      outgoing.end(body);
    });
  return {
    folderSync: (index) => send(index, "FolderSync", FOLDER_SYNC),
    ping: (index) => send(index, "Ping", PING),
    close: () => agent.destroy(),
  };
}
