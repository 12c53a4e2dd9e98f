// Large and odd bodies through the built Worker in bare workerd: constant memory, back pressure, and what the gateway
// looks into without breaking a stream.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { el, text } from "../../worker/wire/wbxml-tree.ts";
import { type RawCommand, rawCommand, rawRequest, rawSize } from "./activesync-raw.ts";
import { FOLDER_SYNC } from "./activesync-support.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let gateway: ProvisionedGateway;
let answer: Answer;
let received = 0;

const exchangeOf = (say: () => Answer) =>
  createServer((request, response) => {
    if (request.method === "OPTIONS") {
      request.resume();
      return response.setHeader("MS-ASProtocolVersions", "2.5,12.1,14.1").end();
    }
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("error", () => response.destroy());
    request.on("end", () => {
      response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
      say()(response, request);
    });
  });
const exchange = exchangeOf(() => answer);
const second = exchangeOf(() => (response) => void response.end("second"));
const originOf = (server: typeof exchange) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
/** How old the settings are at most by which a request is judged. */
const SETTINGS_AGE_MS = 3100;

beforeAll(async () => {
  for (const server of [exchange, second])
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
  await gateway.admin.saveAdapter("acme", { redirectOrigins: originOf(second) });
  await gateway.admin.restartAdapter("acme");
  await wait(SETTINGS_AGE_MS);
});
afterAll(async () => {
  await gateway.worker.close();
  for (const server of [exchange, second]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  received = 0;
});

const folderSync = (more: Partial<RawCommand> = {}) =>
  rawCommand(gateway, { command: "FolderSync", body: FOLDER_SYNC, ...more });
const MEGABYTE = 1024 * 1024;
const attachment: RawCommand = {
  command: "ItemOperations",
  body: encode(el("ItemOperations:ItemOperations", el("ItemOperations:Fetch"))),
};

/** Writes `megabytes` as fast as the gateway takes them. */
async function pour(response: ServerResponse, megabytes: number): Promise<void> {
  const piece = Buffer.alloc(MEGABYTE / 16, "mail");
  for (let left = megabytes * 16; left > 0 && !response.destroyed; left--) {
    received += piece.length;
    if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
  }
  response.end();
}

describe.runIf(process.platform === "linux")("memory", () => {
  const residentMegabytes = () => {
    const status = readFileSync(`/proc/${gateway.worker.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  };
  /** Most that the Worker's process grew while `work` went on. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const before = residentMegabytes();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, residentMegabytes());
    }, 20);
    try {
      await work();
    } finally {
      clearInterval(watch);
    }
    return most - before;
  }
  test.each(["12.1", "14.1"])(
    "an attachment of 100 MB passes a gateway that speaks %s without being kept",
    async (version) => {
      answer = (response) => void pour(response, 100);
      await rawSize(gateway, { ...attachment, version });
      const grown = await growth(async () => {
        expect(await rawSize(gateway, { ...attachment, version })).toBeGreaterThan(100 * MEGABYTE);
      });
      expect(grown).toBeLessThan(32);
    },
    60_000,
  );

  test("a mail of 24 MB passes without being kept", async () => {
    answer = (response) => void response.end();
    const mail = Buffer.alloc(24 * MEGABYTE, "Hello. ");
    const sent = {
      command: "SendMail",
      version: "12.1",
      headers: ["Content-Type: message/rfc822"],
    };
    await rawCommand(gateway, { ...sent, body: mail });
    received = 0;
    const grown = await growth(async () => {
      expect((await rawCommand(gateway, { ...sent, body: mail })).status).toBe(200);
    });
    expect(received).toBe(mail.length);
    expect(grown).toBeLessThan(16);
  }, 60_000);

  test("a phone that stops reading stops Exchange from sending; if it goes, Exchange is let go", async () => {
    let gone = false;
    answer = (response) => {
      response.on("close", () => {
        gone = true;
      });
      void pour(response, 100);
    };
    received = 0;
    const socket = connect(gateway.worker.port, "127.0.0.1", () =>
      socket.write(rawRequest(gateway, attachment)),
    );
    socket.pause();
    const settled = async () => {
      for (let before = -1; before !== received; await wait(1000)) before = received;
      return received;
    };
    // The buffers of four sockets; the rest stays where it is.
    expect(await settled()).toBeLessThan(60 * MEGABYTE);
    expect(gone).toBe(false);
    socket.destroy();
    for (let tries = 0; tries < 500 && !gone; tries++) await wait(10);
    expect(gone).toBe(true);
  }, 30_000);
});

describe("an answer of 14.1 without a length", () => {
  const status = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:Status", "9")));
  const saying =
    (bytes: Buffer, encoding?: string): Answer =>
    (response) => {
      if (encoding) response.setHeader("Content-Encoding", encoding);
      response.write(bytes.subarray(0, 3));
      response.end(bytes.subarray(3));
    };

  test("that is a status arrives with a length, whatever compressed it", async () => {
    for (const said of [saying(Buffer.from(status)), saying(gzipSync(status), "gzip")]) {
      answer = said;
      const { headers, body } = await folderSync({ headers: ["Accept-Encoding: gzip"] });
      expect(headers["content-length"]).toBe(String(status.length));
      expect(headers).not.toHaveProperty("content-encoding");
      expect(text(decode(body), "FolderHierarchy:Status")).toBe("9");
    }
  });

  test("that is empty has Content-Length 0", async () => {
    answer = (response) => {
      response.flushHeaders();
      response.end();
    };
    const { headers, body } = await folderSync();
    expect([headers["content-length"], body.length]).toEqual(["0", 0]);
  });

  const large = Buffer.alloc(300_000, "Hello, ");
  test.each<[string, Buffer, (bytes: Buffer) => Buffer]>([
    ["gzip", gzipSync(large), gunzipSync],
    ["br", brotliCompressSync(large), brotliDecompressSync],
    // The platform knows nothing of it, so nobody looks into it.
    ["deflate", deflateSync(large), inflateSync],
    ["identity", large, (bytes) => bytes],
  ])("that is large arrives whole, and %s as it was", async (encoding, packed, unpack) => {
    answer = saying(packed, encoding === "identity" ? undefined : encoding);
    const { headers, body } = await folderSync({ headers: [`Accept-Encoding: ${encoding}`] });
    expect(headers["content-encoding"] ?? "identity").toBe(encoding);
    expect(unpack(body).equals(large)).toBe(true);
    expect(body.length).toBeLessThan(packed.length * 2);
  });

  test("streams: its first bytes are there before its last", async () => {
    let finish = () => undefined as unknown;
    answer = (response) => {
      response.write(Buffer.alloc(200, "a"));
      finish = () => response.end("b");
    };
    const socket = connect(gateway.worker.port, "127.0.0.1", () =>
      socket.write(rawRequest(gateway, { command: "FolderSync", body: FOLDER_SYNC })),
    );
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    const closed = new Promise((resolve) => socket.on("close", resolve));
    for (let tries = 0; tries < 200 && !text.includes("aaaa"); tries++) await wait(10);
    expect(text).toContain("aaaa");
    finish();
    await closed;
    expect(text).toMatch(/b\r\n0\r\n\r\n$/);
  });

  test("that breaks off at once is 503; later, its connection breaks", async () => {
    answer = (response) => void response.write("abc", () => response.socket?.resetAndDestroy());
    const early = await folderSync();
    expect([early.status, early.headers["retry-after"]]).toEqual([503, "60"]);
    const many = Buffer.alloc(200, "a");
    answer = (response) => void response.write(many, () => response.socket?.resetAndDestroy());
    expect((await folderSync()).body.equals(many)).toBe(true);
  });
});

describe("Exchange in trouble", () => {
  test("its page for people stays here, its headers do not", async () => {
    answer = (response) =>
      void response.writeHead(503, { "Retry-After": "7", "X-MS-ASThrottle": "x" }).end("<html>");
    const { status, headers, body } = await folderSync();
    expect([status, body.length, headers["content-length"]]).toEqual([503, 0, "0"]);
    expect(headers).toMatchObject({ "retry-after": "7", "x-ms-asthrottle": "x" });
    expect(headers).not.toHaveProperty("content-type");
  });

  test("451 is followed inside; what streams comes back in a second and goes straight there", async () => {
    answer = (response) =>
      void response
        .writeHead(451, { "X-MS-Location": `${originOf(second)}/Microsoft-Server-ActiveSync` })
        .end();
    const large = Buffer.alloc(300_000, 1);
    Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x05]).copy(large);
    const first = await rawCommand(gateway, { command: "Sync", body: large });
    expect([first.status, first.headers["retry-after"]]).toEqual([503, "1"]);
    const again = await rawCommand(gateway, { command: "Sync", body: large });
    expect([again.status, again.body.toString()]).toEqual([200, "second"]);
    expect((await folderSync()).body.toString()).toBe("second");
  });
});
