// What only the platform itself can show: the built Worker in bare workerd, with raw bytes on both
// sides. Lengths, chunks, compression and Expect are workerd's own doing, and the gateway relies on
// them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { FOLDER_SYNC } from "./activesync-support.ts";

type Answer = (response: ServerResponse) => void;

let gateway: ProvisionedGateway;
let answer: Answer;
let seen: { headers: IncomingMessage["headers"]; body: Buffer } | undefined;

const exchange = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("error", () => response.destroy());
  request.on("end", () => {
    response.setHeader("MS-ASProtocolVersions", "12.1");
    if (request.method === "OPTIONS") return response.end();
    seen = { headers: request.headers, body: Buffer.concat(chunks) };
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    return answer(response);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
});
afterAll(async () => {
  await gateway.worker.close();
  exchange.closeAllConnections();
  exchange.close();
});
beforeEach(() => {
  seen = undefined;
  answer = (response) => void response.end("ok");
});

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Everything after the header, as it came over the wire. */
  readonly body: Buffer;
}

/** Sends a command as bytes and reads until the gateway closes the connection. */
function command(name: string, headers: readonly string[], body: Uint8Array): Promise<RawAnswer> {
  const head = [
    `POST /Microsoft-Server-ActiveSync?User=alice&DeviceId=ApplRAW&DeviceType=iPhone&Cmd=${name} HTTP/1.1`,
    `Host: ${gateway.host}`,
    `Authorization: ${gateway.authorization}`,
    "MS-ASProtocolVersion: 12.1",
    "Connection: close",
    ...headers,
    "\r\n",
  ].join("\r\n");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(gateway.worker.port, "127.0.0.1", () => {
      socket.write(head);
      socket.write(body);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(parsed(Buffer.concat(chunks))));
  });
}

/** The final answer: an interim "100 Continue" is left out. */
function parsed(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const status = Number(statusLine.split(" ")[1]);
  const body = bytes.subarray(end + 4);
  if (status === 100) return parsed(body);
  const fields = lines.map((line) => line.split(": ") as [string, string]);
  return {
    status,
    headers: Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value])),
    body,
  };
}

const folderSync = (...headers: string[]) =>
  command("FolderSync", [`Content-Length: ${FOLDER_SYNC.length}`, ...headers], FOLDER_SYNC);
/** Of a folder command's answer the beginning is read. */
const attachment = (...headers: string[]) =>
  command("GetAttachment", ["Content-Length: 0", ...headers], new Uint8Array(0));
const chunked = (body: Uint8Array) =>
  Buffer.concat([
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from("\r\n0\r\n\r\n"),
  ]);
const text = Buffer.alloc(20_000, "Hello. ");

describe("answers", () => {
  test("of a known length keep it", async () => {
    answer = (response) => void response.setHeader("Content-Length", text.length).end(text);
    const { headers, body } = await folderSync();
    expect(headers["content-length"]).toBe(String(text.length));
    expect(headers).not.toHaveProperty("transfer-encoding");
    expect(body.equals(text)).toBe(true);
  });

  test("of an unknown length stay chunked", async () => {
    answer = (response) => {
      response.write(text.subarray(0, 100));
      response.end(text.subarray(100));
    };
    const { headers } = await folderSync();
    expect(headers["transfer-encoding"]).toBe("chunked");
  });

  test("that Exchange compressed arrive as Exchange compressed them, header and body in accord", async () => {
    const packed = gzipSync(text);
    answer = (response) => {
      const headers = { "Content-Encoding": "gzip", "Content-Length": packed.length };
      response.writeHead(200, headers).end(packed);
    };
    const { headers, body } = await attachment("Accept-Encoding: gzip, deflate");
    expect(seen?.headers["accept-encoding"]).toBe("gzip, deflate");
    expect(headers).toMatchObject({
      "content-encoding": "gzip",
      "content-length": String(packed.length),
    });
    expect(gunzipSync(body).equals(text)).toBe(true);
  });

  test("that hold so little that they may be empty are unpacked", async () => {
    const packed = gzipSync("little");
    answer = (response) => {
      const headers = { "Content-Encoding": "gzip", "Content-Length": packed.length };
      response.writeHead(200, headers).end(packed);
    };
    const { headers, body } = await folderSync("Accept-Encoding: gzip");
    expect(headers["content-length"]).toBe("6");
    expect(headers).not.toHaveProperty("content-encoding");
    expect(body.toString()).toBe("little");
  });

  test.each([
    ["plain", Buffer.alloc(0), {}],
    ["compressed", gzipSync(""), { "Content-Encoding": "gzip" }],
  ])("that are empty, %s, have Content-Length 0 and no encoding", async (_name, packed, extra) => {
    answer = (response) =>
      void response.writeHead(200, { "Content-Length": packed.length, ...extra }).end(packed);
    const { status, headers, body } = await folderSync("Accept-Encoding: gzip");
    expect(status).toBe(200);
    expect(headers["content-length"]).toBe("0");
    expect(headers["content-type"]).toBe("application/vnd.ms-sync.wbxml");
    expect(headers).not.toHaveProperty("content-encoding");
    expect(body.length).toBe(0);
  });

  test("that break off are not ended as if they were whole", async () => {
    answer = (response) => {
      response.writeHead(200, { "Content-Length": 1000 });
      response.write("half", () => response.socket?.resetAndDestroy());
    };
    const known = await attachment();
    expect([known.headers["content-length"], known.body.length]).toEqual(["1000", 4]);
    answer = (response) => void response.write("half", () => response.socket?.resetAndDestroy());
    const unknown = await attachment();
    expect(unknown.body.toString()).toBe("4\r\nhalf\r\n");
  });

  test("from nowhere are 503 with Retry-After", async () => {
    answer = (response) => void response.socket?.resetAndDestroy();
    const { status, headers } = await folderSync();
    expect([status, headers["retry-after"], headers["content-length"]]).toEqual([503, "60", "0"]);
  });
});

describe("requests", () => {
  test("reach Exchange under its own login, without the headers of this hop", async () => {
    await folderSync(
      "Expect: 100-continue",
      "TE: trailers",
      "Cookie: a=b",
      "CF-Ray: 1",
      "X-MS-PolicyKey: 7",
    );
    for (const name of ["expect", "te", "cookie", "cf-ray", "accept-encoding"])
      expect(seen?.headers).not.toHaveProperty(name);
    const authorization = seen?.headers.authorization ?? "";
    const sent = Buffer.from(authorization.slice("Basic ".length), "base64").toString();
    expect(sent).toMatch(/^ACME\\alice:/);
    expect(seen?.headers["x-ms-policykey"]).toBe("7");
  });

  const large = Buffer.alloc(300_000, 1);
  Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x05]).copy(large);

  test("of a large known length stream through with that length", async () => {
    const { status } = await command("Sync", [`Content-Length: ${large.length}`], large);
    expect(status).toBe(200);
    expect(seen?.headers["content-length"]).toBe(String(large.length));
    expect(seen?.body.equals(large)).toBe(true);
  });

  test("in chunks get a length if they are small, and stay chunked if they are large", async () => {
    await command("FolderSync", ["Transfer-Encoding: chunked"], chunked(FOLDER_SYNC));
    expect(seen?.headers["content-length"]).toBe(String(FOLDER_SYNC.length));
    await command("Sync", ["Transfer-Encoding: chunked"], chunked(large));
    expect(seen?.headers["transfer-encoding"]).toBe("chunked");
    expect(seen?.body.equals(large)).toBe(true);
  });

  test("with an empty body arrive with Content-Length 0", async () => {
    const { status } = await command("Sync", ["Content-Length: 0"], new Uint8Array(0));
    expect(status).toBe(200);
    expect(seen?.headers["content-length"]).toBe("0");
  });

  test("with the wrong root are refused while their body still comes", async () => {
    const { status } = await command("FolderSync", [`Content-Length: ${large.length}`], large);
    expect(status).toBe(400);
    expect(seen).toBeUndefined();
  });
});
