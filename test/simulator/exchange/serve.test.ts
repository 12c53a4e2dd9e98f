// The exchange on a socket: streaming, held Pings, and the faults a scenario may order.
import { connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type ExchangeService, serveExchange } from "../../../simulator/exchange/serve.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { el, type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { easRequest, openExchange, settle, syncBody } from "./eas-client.ts";

let open: ExchangeService | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function served() {
  const world = openExchange();
  const service = await serveExchange(world.exchange);
  open = service;
  const send = async (command: string, body: Node, signal?: AbortSignal) => {
    const request = easRequest(command, { body });
    const { pathname, search } = new URL(request.url);
    return fetch(`${service.origin}${pathname}${search}`, {
      method: "POST",
      headers: request.headers,
      body: encode(body),
      ...(signal ? { signal } : {}),
    });
  };
  return { ...world, service, send };
}

const folderSync = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));

/** Waits, in turns of the event loop, until something is so. */
async function until(condition: () => boolean) {
  for (let turn = 0; turn < 10_000 && !condition(); turn++) await settle();
  expect(condition()).toBe(true);
}

it("answers over HTTP what it answers in process", async () => {
  const { send } = await served();
  const answer = await send("FolderSync", folderSync);
  expect(answer.headers.get("content-type")).toBe("application/vnd.ms-sync.wbxml");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(answer.headers.get("content-length")).toBe(String(bytes.length));
  expect(text(decode(bytes), "FolderHierarchy:Status")).toBe("1");
});

it("ends a held Ping when the client goes away", async () => {
  const { clock, exchange, send } = await served();
  await (await send("FolderSync", folderSync)).arrayBuffer();
  await (await send("Sync", syncBody("5", "0"))).arrayBuffer();
  const gone = new AbortController();
  const folder = el("Ping:Folder", el("Ping:Id", "5"), el("Ping:Class", "Email"));
  const body = el("Ping:Ping", el("Ping:HeartbeatInterval", "600"), el("Ping:Folders", folder));
  const ping = send("Ping", body, gone.signal).catch(() => "gone");
  await until(() => clock.sleepers() === 1);
  gone.abort();
  expect(await ping).toBe("gone");
  await until(() => clock.sleepers() === 0);
  expect(exchange.requests.at(-1)?.status).toBe(499);
});

it("hangs for one request, until the client gives up", async () => {
  const { exchange, send, service } = await served();
  service.faults.next("hang");
  const gone = new AbortController();
  const hanging = send("FolderSync", folderSync, gone.signal).catch(() => "gave up");
  expect((await send("FolderSync", folderSync)).status).toBe(200);
  gone.abort();
  expect(await hanging).toBe("gave up");
  expect(exchange.requests).toHaveLength(1);
});

it.each(["reset", "half-answer"] as const)(
  "%s breaks the connection, for as many requests as ordered",
  async (fault) => {
    const { exchange, notes, send, service } = await served();
    service.faults.next(fault, 2);
    const outcome = async () => (await send("FolderSync", folderSync)).arrayBuffer();
    await expect(outcome()).rejects.toThrow();
    await expect(outcome()).rejects.toThrow();
    await expect(outcome()).resolves.toBeDefined();
    expect(exchange.requests).toHaveLength(fault === "reset" ? 1 : 3);
    expect(notes.filter((note) => note.includes("socket"))).toEqual([]);
  },
);

it("is busy with a 503 and Retry-After", async () => {
  const { send, service } = await served();
  service.faults.next("status-503");
  const answer = await send("FolderSync", folderSync);
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("60");
});

it("sends a slow body in pieces, by the exchange's clock", async () => {
  const { clock, send, service } = await served();
  service.faults.next("slow-body");
  const answer = await send("FolderSync", folderSync);
  const body = answer.arrayBuffer();
  for (let piece = 0; piece < 5; piece++) {
    await until(() => clock.sleepers() === 1);
    await clock.advance(1000);
  }
  expect(decode(new Uint8Array(await body)).tag).toBe("FolderHierarchy:FolderSync");
});

it.each([
  "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET //host/../%zz HTTP/1.1\r\nHost: x\r\n\r\n",
  "POST http://[broken HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
  "\x16\x03\x01\x00\x00",
])("answers a hostile request and lives on: %j", async (raw) => {
  const { send, service } = await served();
  const status = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(service.origin).port), "127.0.0.1", () =>
      socket.write(raw),
    );
    socket.once("data", (chunk) => {
      resolve(chunk.toString("latin1").slice(9, 12));
      socket.destroy();
    });
    socket.once("close", () => resolve("closed"));
  });
  expect(["400", "401", "404", "501"]).toContain(status);
  expect((await send("FolderSync", folderSync)).status).toBe(200);
});

it("says of a device that asks too much that it is throttled, and for how long", async () => {
  const { send, service } = await served();
  service.faults.next("throttled");
  const { status, headers } = await send("FolderSync", folderSync);
  expect([status, headers.get("retry-after")]).toEqual([503, "120"]);
  expect(headers.get("x-ms-asthrottle")).toBe("CommandFrequency");
  expect((await send("FolderSync", folderSync)).status).toBe(200);
});

it("leads to the server that has the mailbox, once it was moved", async () => {
  const { exchange, send, service } = await served();
  const { origin } = new URL("https://second.acme.test");
  exchange.moveMailbox("alice", origin);
  const { status, headers } = await send("FolderSync", folderSync);
  expect([status, headers.get("x-ms-location")]).toEqual([
    451,
    `${origin}/Microsoft-Server-ActiveSync`,
  ]);
  exchange.moveMailbox("alice", service.origin);
  expect((await send("FolderSync", folderSync)).status).toBe(200);
  expect(exchange.requests.map(({ site }) => site)).toEqual([service.origin, service.origin]);
});
