// A command to a gateway in bare workerd as bytes on a socket, and its answer as it came over the wire.
import { connect } from "node:net";
import type { ProvisionedGateway } from "../../bench/gateway-tenant.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Everything after the header; chunks are put together. */
  readonly body: Buffer;
}

export interface RawCommand {
  readonly command: string;
  readonly version?: string;
  readonly deviceId?: string;
  /** Header lines beside those every phone sends. */
  readonly headers?: readonly string[];
  readonly body: Uint8Array;
}

/** The bytes of the request, with its length. */
export function rawRequest(gateway: ProvisionedGateway, asked: RawCommand): Buffer {
  const { command, version = "14.1", deviceId = "ApplRAW", headers = [], body } = asked;
  const head = [
    `POST /Microsoft-Server-ActiveSync?User=alice&DeviceId=${deviceId}&DeviceType=iPhone&Cmd=${command} HTTP/1.1`,
    `Host: ${gateway.host}`,
    `Authorization: ${gateway.authorization}`,
    `MS-ASProtocolVersion: ${version}`,
    "Connection: close",
    ...(body.length > 0 ? [`Content-Length: ${body.length}`] : []),
    ...headers,
    "\r\n",
  ].join("\r\n");
  return Buffer.concat([Buffer.from(head), body]);
}

/** Sends a command and reads until the gateway closes the connection. */
export function rawCommand(gateway: ProvisionedGateway, asked: RawCommand): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(gateway.worker.port, "127.0.0.1", () =>
      socket.write(rawRequest(gateway, asked)),
    );
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(parsed(Buffer.concat(chunks))));
  });
}

/** The size of an answer, of which nothing is kept. */
export function rawSize(gateway: ProvisionedGateway, asked: RawCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const socket = connect(gateway.worker.port, "127.0.0.1", () =>
      socket.write(rawRequest(gateway, asked)),
    );
    socket.on("data", (chunk) => {
      size += chunk.length;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(size));
  });
}

function parsed(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const fields = lines.map((line) => line.split(": ") as [string, string]);
  const headers = Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
  const rest = bytes.subarray(end + 4);
  const body = headers["transfer-encoding"] === "chunked" ? unchunked(rest) : rest;
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}

/** RFC 9112, 7.1; a body that breaks off ends where it does. */
function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, line).toString("latin1"), 16);
    if (line < 0 || !(size > 0)) break;
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
