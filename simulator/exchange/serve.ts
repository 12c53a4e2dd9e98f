// The simulated Exchange on a socket: node:http to Request and Response. The rule it keeps: bodies
// stream, a client that goes away ends its held Ping, and a scenario can make the next requests
// fail in ways real servers do.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Exchange } from "./exchange.ts";

/**
 * hang: no answer at all. reset: the connection is cut before an answer. half-answer: the command
 * is done, then the connection is cut in the middle of the answer. status-503: busy, with
 * Retry-After. slow-body: the answer's body comes in pieces, a second of the exchange's clock
 * apart. throttled: this device asks too much (MS-ASHTTP 2.2.2.1.2.13).
 */
export const faultNames = [
  "hang",
  "reset",
  "half-answer",
  "status-503",
  "throttled",
  "slow-body",
] as const;
export type FaultName = (typeof faultNames)[number];

/** Faults to come. */
export interface ExchangeFaults {
  /** The next `count` requests (1 if not said) meet this fault, after those already ordered. */
  next(name: FaultName, count?: number): void;
  /**
   * Something before the exchange cuts a connection on which nothing came back for so many seconds,
   * as an edge's read limit does; null: nothing does.
   */
  cutSilentAfter(seconds: number | null): void;
}

/** A listening server. */
export interface ExchangeService {
  /** For example "http://127.0.0.1:40123". */
  readonly origin: string;
  readonly faults: ExchangeFaults;
  /** Ends all connections, held Pings included. */
  close(): Promise<void>;
}

const SLOW_PIECES = 5;
const SLOW_PIECE_MS = 1000;
/** Headers of the refusals that pass. */
const BUSY = {
  "status-503": { "content-length": "0", "retry-after": "60" },
  throttled: { "content-length": "0", "retry-after": "120", "x-ms-asthrottle": "CommandFrequency" },
} as const;

/** Serves an exchange on a free port of 127.0.0.1. */
export async function serveExchange(exchange: Exchange): Promise<ExchangeService> {
  const queue: FaultName[] = [];
  let silentSeconds: number | null = null;
  const server = createServer((incoming, outgoing) => {
    const site = originOf(server);
    if (silentSeconds !== null) void cutWhenSilent(exchange, silentSeconds, outgoing);
    answer(exchange, { fault: queue.shift(), site }, incoming, outgoing).catch((error: unknown) => {
      // A broken connection is the client's affair; what breaks on our side must be seen.
      if (!outgoing.destroyed) exchange.options.protocolNote(`the socket failed: ${String(error)}`);
      outgoing.destroy();
    });
  });
  // A held Ping outlasts Node's five minutes for a request; header and idle limits stay.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: originOf(server),
    faults: {
      next: (name, count = 1) => {
        for (let left = count; left > 0; left--) queue.push(name);
      },
      cutSilentAfter: (seconds) => {
        silentSeconds = seconds;
      },
    },
    close: () => closeServer(server),
  };
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function cutWhenSilent(
  exchange: Exchange,
  seconds: number,
  outgoing: ServerResponse,
): Promise<void> {
  const closed = new AbortController();
  outgoing.on("close", () => closed.abort());
  await exchange.options.clock.sleep(seconds * 1000, closed.signal);
  if (!outgoing.headersSent) outgoing.destroy();
}

async function answer(
  exchange: Exchange,
  { fault, site }: { readonly fault: FaultName | undefined; readonly site: string },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (fault === "hang") return;
  if (fault === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (fault === "status-503" || fault === "throttled") {
    outgoing.writeHead(503, BUSY[fault]).end();
    return;
  }
  const gone = new AbortController();
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const request = toRequest(incoming, gone.signal);
  if (!request) {
    outgoing.writeHead(501, { "content-length": "0" }).end();
    return;
  }
  const response = await exchange.handle(request, site);
  if (gone.signal.aborted) return;
  const body = new Uint8Array(await response.arrayBuffer());
  outgoing.writeHead(response.status, response.statusText, [...response.headers].flat());
  if (fault === "half-answer") await cutInTheMiddle(outgoing, body);
  else if (fault === "slow-body") await writeSlowly(exchange, outgoing, body, gone.signal);
  else outgoing.end(body);
}

/**
 * Undefined for methods that a Request cannot have (CONNECT, TRACE, TRACK), and for a target that
 * is no path.
 */
function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request | undefined {
  const method = incoming.method ?? "GET";
  const url = urlOf(incoming);
  if (!url || ["CONNECT", "TRACE", "TRACK"].includes(method)) return undefined;
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, {
    method,
    headers,
    signal,
    ...(hasBody
      ? { body: Readable.toWeb(incoming) as unknown as ReadableStream, duplex: "half" }
      : {}),
  } as RequestInit);
}

/** The target as a URL of a fixed host: an absolute form or another host name changes nothing. */
function urlOf(incoming: IncomingMessage): URL | undefined {
  const base = "http://exchange.simulated";
  const target = incoming.url ?? "/";
  if (!URL.canParse(target, base)) return undefined;
  const { pathname, search } = new URL(target, base);
  // A path such as "//host" would be read as a host name once more.
  return URL.canParse(pathname + search, base) ? new URL(pathname + search, base) : undefined;
}

async function cutInTheMiddle(outgoing: ServerResponse, body: Uint8Array): Promise<void> {
  // An empty answer has no middle: the connection ends before it.
  if (body.length > 0) {
    outgoing.flushHeaders();
    const half = body.subarray(0, Math.floor(body.length / 2));
    await new Promise<void>((resolve) => outgoing.write(half, () => resolve()));
  }
  outgoing.destroy();
}

async function writeSlowly(
  exchange: Exchange,
  outgoing: ServerResponse,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const size = Math.max(1, Math.ceil(body.length / SLOW_PIECES));
  outgoing.flushHeaders();
  for (let at = 0; at < body.length && !signal.aborted; at += size) {
    await exchange.options.clock.sleep(SLOW_PIECE_MS, signal);
    outgoing.write(body.subarray(at, at + size));
  }
  outgoing.end();
}
