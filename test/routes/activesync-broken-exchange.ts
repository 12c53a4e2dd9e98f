// An Exchange that breaks off, on real sockets: what is to go wrong with a command is said in the command itself (header
// X-Fault), so that many may go wrong at the same time. It counts how often it was asked each of them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** Longer than anything that the gateway reads of an answer; no compressor makes it short. */
export const LONG = Buffer.from(
  Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3)) % 251),
);
/** Short enough to be nothing but a status. */
export const SHORT = Buffer.from([
  0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, 0x31, 0x00,
]);
const PAGE = "<html><body><h1>Service Unavailable</h1></body></html>";

/** So long the bytes before a break have to reach the other side, in milliseconds. */
const ARRIVE_MS = 15;

const head = (...lines: readonly string[]) =>
  ["HTTP/1.1 200 OK", "Content-Type: application/vnd.ms-sync.wbxml", ...lines, "", ""].join("\r\n");
const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
const halfOf = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);

/** What is written before the connection is reset. */
const BEFORE_RESET: Readonly<Record<string, readonly (string | Buffer)[]>> = {
  "before it says a status": [],
  "within its first line": ["HTTP/1.1 20"],
  "within its headers": ["HTTP/1.1 200 OK\r\nContent-Type: appl"],
  "after its headers, a short length said": [head(`Content-Length: ${SHORT.length}`)],
  "after its headers, a long length said": [head(`Content-Length: ${LONG.length}`)],
  "after its headers, in chunks": [head("Transfer-Encoding: chunked")],
  "within a short body": [head(`Content-Length: ${SHORT.length}`), halfOf(SHORT)],
  "within a long body": [head(`Content-Length: ${LONG.length}`), halfOf(LONG)],
  "within its first chunk": [
    head("Transfer-Encoding: chunked"),
    chunk(LONG).subarray(0, LONG.length / 2),
  ],
  "after its first chunk": [head("Transfer-Encoding: chunked"), chunk(halfOf(LONG))],
  "after a first chunk that is short": [head("Transfer-Encoding: chunked"), chunk(halfOf(SHORT))],
  "within a short body that is compressed": [
    head("Content-Encoding: gzip", `Content-Length: ${gzipSync(SHORT).length}`),
    halfOf(gzipSync(SHORT)),
  ],
  "within a long body that is compressed": [
    head("Content-Encoding: gzip", `Content-Length: ${gzipSync(LONG).length}`),
    halfOf(gzipSync(LONG)),
  ],
  "within chunks that are compressed": [
    head("Content-Encoding: gzip", "Transfer-Encoding: chunked"),
    chunk(halfOf(gzipSync(LONG))),
  ],
};
/** Connections that are reset, by where. */
export const RESETS = Object.keys(BEFORE_RESET);
/** Of these, whatever was said of the answer's length reached the gateway before its body broke off. */
export const CLOSED = ["closes before it says a status", "closes within a long body"] as const;
export const PAGES = ["502", "503", "504", "500"] as const;
/** Under this name are counted questions about passwords, which are the gateway's own. */
export const OWN_QUESTION = "OPTIONS";
export const HALF = "half a document";

export interface BrokenExchange {
  readonly port: number;
  /** How often each command (header X-Fault) was asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** Nobody listens until `open` is called. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Answers OPTIONS, and commands without X-Fault, as a whole Exchange does. */
export async function brokenExchange(): Promise<BrokenExchange> {
  const asked = new Map<string, number>();
  let port = 0;
  const listen = () => {
    const server = createServer((request, response) => take(request, response, asked));
    server.on("clientError", (_, socket) => socket.destroy());
    return new Promise<typeof server>((resolve) =>
      server.listen(port, "127.0.0.1", () => resolve(server)),
    );
  };
  let server = await listen();
  port = (server.address() as AddressInfo).port;
  return {
    port,
    asked,
    shut: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    open: async () => {
      server = await listen();
    },
  };
}

function take(
  request: IncomingMessage,
  response: ServerResponse,
  asked: Map<string, number>,
): void {
  const name = decodeURIComponent(String(request.headers["x-fault"] ?? ""));
  request.on("error", () => response.destroy());
  request.resume();
  request.on("end", () => {
    const isCommand = request.method !== "OPTIONS";
    if (!isCommand && !name) asked.set(OWN_QUESTION, (asked.get(OWN_QUESTION) ?? 0) + 1);
    if (name && (isCommand || name.includes("OPTIONS"))) {
      const times = (asked.get(name) ?? 0) + 1;
      asked.set(name, times);
      // "once" says that the second try finds Exchange whole.
      const fault = name.split("|").at(-1) ?? "";
      if (times === 1 || !name.startsWith("once|")) return void breakOff(response, fault);
    }
    response.setHeader("MS-ASProtocolVersions", "2.5,12.0,12.1,14.0,14.1,16.1");
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    response.end(isCommand ? SHORT : "");
  });
}

async function breakOff(response: ServerResponse, fault: string): Promise<void> {
  const socket = response.socket as Socket;
  const written = BEFORE_RESET[fault];
  if (written) {
    for (const part of written) await arrived(socket, part);
    return void socket.resetAndDestroy();
  }
  if (fault === HALF) {
    const half = halfOf(LONG);
    return void response.writeHead(200, { "Content-Length": half.length }).end(half);
  }
  if (fault.startsWith("closes")) {
    if (fault === CLOSED[1]) {
      await arrived(socket, head(`Content-Length: ${LONG.length}`));
      await arrived(socket, halfOf(LONG));
    }
    return void socket.end();
  }
  const headers = { "Content-Type": "text/html", "Retry-After": "2" };
  response.writeHead(Number(fault), headers).end(PAGE);
}

async function arrived(socket: Socket, part: string | Buffer): Promise<void> {
  socket.write(part);
  await new Promise((resolve) => setTimeout(resolve, ARRIVE_MS));
}

/** All faults of a command, so many at a time. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  size = 8,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += size)
    results.push(...(await Promise.all(items.slice(at, at + size).map(work))));
  return results;
}
