// A gateway in Node for its route tests: the real sub-app, plain objects where the Durable Objects' remote calls end,
// and a real HTTP server on loopback as the tenant's Exchange, which keeps every byte it was sent.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type VirtualClock, virtualClock } from "../../simulator/clock.ts";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";
import type { Gate } from "../../worker/routes/activesync/admission.ts";
import type { Shown } from "../../worker/routes/activesync/client-certificate.ts";
import { answerActivesync } from "../../worker/routes/activesync.ts";
import {
  handlesOf,
  type Kept,
  nothingKept,
  PASSWORD,
  type Setting,
  START,
  TOKEN,
} from "./activesync-objects.ts";

export { PASSWORD, type Setting, START, TOKEN } from "./activesync-objects.ts";

// workerd's own stream classes; what matters here is only that bytes pass.
Object.assign(globalThis, {
  IdentityTransformStream: TransformStream,
  FixedLengthStream: class extends TransformStream {
    constructor(_length: number) {
      super();
    }
  },
});

/** One request as the fake Exchange received it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export type Answer = (request: Received, response: ServerResponse) => void;

/**
 * Exchange as far as a gateway sees one: OPTIONS and commands behind Basic authentication of one user. It offers all
 * versions, because these tests speak of all.
 */
export const exchange2007: Answer = ({ method, headers }, response) => {
  if (!isAccepted(headers.authorization)) return void response.writeHead(401).end();
  response.setHeader("MS-ASProtocolVersions", "2.0,2.1,2.5,12.0,12.1,14.0,14.1,16.0,16.1");
  response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
  response.end(method === "OPTIONS" ? "" : FOLDER_SYNC_ANSWER);
};
export const basic = (user: string, password: string, charset: "utf8" | "latin1" = "utf8") =>
  `Basic ${Buffer.from(`${user}:${password}`, charset).toString("base64")}`;
const accepted = new Set([
  basic("alice", PASSWORD),
  basic("ACME\\alice", PASSWORD),
  basic("alice", "pä:ss"),
  basic("alice", "pä:ss", "latin1"),
  basic("ACME\\alice", "pä:ss"),
  basic("ACME\\alice", "pä:ss", "latin1"),
]);

/** True for the credentials of the one user of the fake Exchange. */
export const isAccepted = (authorization: string | undefined) => accepted.has(authorization ?? "");

/** FolderHierarchy page, FolderSync with SyncKey "0" (MS-ASWBXML): the first thing a new account sends. */
export const FOLDER_SYNC = Uint8Array.from([
  0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, 0x30, 0x00, 0x01, 0x01,
]);
export const FOLDER_SYNC_ANSWER = Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x16]);

export interface Gateway {
  readonly kept: Kept;
  readonly received: Received[];
  readonly clock: VirtualClock;
  /** Sends a request to the gateway as the platform would hand it over. */
  request(init: GatewayRequest): Promise<Response>;
  /** How often work was left behind an answer. */
  readonly background: number;
  close(): Promise<void>;
}

export interface GatewayRequest {
  readonly method?: string;
  readonly query?: string;
  /** An empty one takes a usual header away. */
  readonly headers?: Record<string, string>;
  readonly authorization?: string | null;
  /** The client certificate it shows. */
  readonly shown?: Shown;
  readonly body?: Uint8Array | ReadableStream<Uint8Array> | null;
  /** Aborts when the phone goes away. */
  readonly signal?: AbortSignal;
}

let tenants = 0;

/** A gateway with its own tenant name, so that nothing remembered in the isolate leaks from test to test. */
export async function startGateway(setting: Setting = {}): Promise<Gateway> {
  const received: Received[] = [];
  const exchange = setting.exchange ?? exchange2007;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    // Breaking off is part of these tests; a request that never ends is never answered.
    incoming.on("error", () => response.destroy());
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      received.push(request);
      exchange(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clock = virtualClock(START);
  const kept = nothingKept();
  let background = 0;
  const waitUntil = () => {
    background++;
  };
  const gate = { ...composed(setting, kept, clock, `http://127.0.0.1:${port}`), waitUntil };
  return {
    kept,
    received,
    clock,
    get background() {
      return background;
    },
    request: async (init) => {
      const { shown } = init;
      const on = { ...watched(gate, setting), ...(shown && { shown }) };
      return answerActivesync(requestOf(init), on);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The tenant's facts as they were read just now. */
const watched = (gate: Gate, { watchedUntil }: Setting): Gate =>
  watchedUntil ? { ...gate, tenant: { ...gate.tenant, watchedUntil } } : gate;

const SECRET = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

function composed(
  setting: Setting,
  kept: Kept,
  clock: VirtualClock,
  upstream: string,
): Omit<Gate, "waitUntil"> {
  const tenant = {
    name: `acme-${++tenants}`,
    displayName: setting.displayName ?? "Acme",
    origins: ["https://mail.acme.test"] as const,
    adapter: {
      ...ADAPTER_DEFAULTS,
      upstream,
      privateUpstream: true,
      mailDomain: "acme.test",
      ...setting.adapter,
    },
  };
  return {
    handles: handlesOf(setting, kept, clock),
    clock,
    client: "203.0.113.7",
    tenant,
    host: "mail.acme.test",
    secret: SECRET,
  };
}

/** The query of a plain request, as an iPhone writes it. */
export const plainQuery = (
  command: string,
  { user = `${TOKEN}\\alice`, deviceId = "Appl87837L1XY7H", deviceType = "iPhone" } = {},
) =>
  `?User=${encodeURIComponent(user)}&DeviceId=${deviceId}&DeviceType=${deviceType}&Cmd=${command}`;

function requestOf(init: GatewayRequest): Request {
  const method = init.method ?? "POST";
  const query = init.query ?? (method === "POST" ? plainQuery("FolderSync") : "");
  const body = init.body === undefined && method === "POST" ? FOLDER_SYNC : (init.body ?? null);
  const authorization = init.authorization ?? basic(`${TOKEN}\\alice`, PASSWORD);
  const headers = new Headers({
    "content-type": "application/vnd.ms-sync.wbxml",
    "ms-asprotocolversion": "12.1",
    "user-agent": "Apple-iPhone/705.18",
    ...(init.authorization !== null && { authorization }),
    ...(body instanceof Uint8Array && { "content-length": String(body.length) }),
    ...init.headers,
  });
  for (const [name, value] of [...headers]) if (value === "") headers.delete(name);
  return new Request(`https://mail.acme.test/Microsoft-Server-ActiveSync${query}`, {
    method,
    headers,
    body,
    ...(init.signal && { signal: init.signal }),
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
}
