// What only the platform can show of a wire log: while a device is logged, lengths, encodings and large bodies cross the
// gateway as they do without it, because workerd copies a stream natively and drops the copy early.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { FOLDER_SYNC } from "./activesync-support.ts";

const MEGABYTE = 1024 * 1024;
const AT = "/tenants/acme/devices/alice/applraw/wire-log";
/** A judgement is remembered for five seconds. */
const REMEMBERED_MS = 5100;

let gateway: ProvisionedGateway;
let answer: (response: ServerResponse) => void = (response) => void response.end();
let received = 0;

const exchange = createServer((incoming: IncomingMessage, response) => {
  received = 0;
  incoming.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  incoming.on("end", () => {
    response.setHeader("MS-ASProtocolVersions", "12.1");
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    return incoming.method === "OPTIONS" ? response.end() : answer(response);
  });
});

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly bytes: number;
}

/** Sends a command; of the answer the first megabyte is kept, and all of it is counted. */
function command(name: string, headers: Record<string, string>, body: Buffer): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({
      port: gateway.worker.port,
      method: "POST",
      path: `/Microsoft-Server-ActiveSync?User=alice&DeviceId=ApplRAW&DeviceType=iPhone&Cmd=${name}`,
      headers: {
        host: gateway.host,
        authorization: gateway.authorization,
        "ms-asprotocolversion": "12.1",
        "content-type": "application/vnd.ms-sync.wbxml",
        "content-length": body.length,
        ...headers,
      },
    });
    sent.on("error", reject);
    sent.on("response", (got) => {
      const kept: Buffer[] = [];
      let bytes = 0;
      got.on("data", (chunk: Buffer) => {
        if (bytes < MEGABYTE) kept.push(chunk);
        bytes += chunk.length;
      });
      got.on("end", () => {
        const { statusCode: status = 0, headers } = got;
        resolve({ status, headers, body: Buffer.concat(kept), bytes });
      });
    });
    sent.end(body);
  });
}
const folderSync = (headers: Record<string, string> = {}) =>
  command("FolderSync", headers, Buffer.from(FOLDER_SYNC));

/** Resident memory of the Worker's process, in megabytes. */
const residentMegabytes = () => {
  const status = readFileSync(`/proc/${gateway.worker.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
};

async function lines(count: number) {
  for (;;) {
    const { body } = await gateway.admin.call("GET", AT);
    if (body.entries.length >= count) return body.entries;
  }
}

beforeAll(async () => {
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
  await gateway.admin.saveAdapter("acme", { onlyProvisioned: false });
  await folderSync();
  const order = { hours: 1, reason: "test" };
  expect((await gateway.admin.call("PUT", AT, order)).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, REMEMBERED_MS));
}, 60_000);
afterAll(async () => {
  await gateway.worker.close();
  exchange.closeAllConnections();
  exchange.close();
});

test("an answer of a known length keeps it, a compressed one its encoding and its bytes", async () => {
  const text = Buffer.alloc(20_000, "Hello. ");
  answer = (response) => void response.setHeader("Content-Length", text.length).end(text);
  const plain = await folderSync();
  expect(plain.headers["content-length"]).toBe(String(text.length));
  expect(plain.body.equals(text)).toBe(true);
  const packed = gzipSync(text);
  answer = (response) => {
    const headers = { "Content-Encoding": "gzip", "Content-Length": packed.length };
    response.writeHead(200, headers).end(packed);
  };
  const zipped = await folderSync({ "accept-encoding": "gzip" });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(zipped.body).equals(text)).toBe(true);
  const shown = await lines(2);
  expect(shown.map((line: { answer: { body: string } }) => line.answer.body)).toEqual([
    expect.stringContaining("20000 bytes, not WBXML"),
    expect.stringContaining("20000 bytes, not WBXML"),
  ]);
}, 30_000);

test("an attachment of 100 MB and a mail of 20 MB stream through at constant memory", async () => {
  await folderSync();
  const before = residentMegabytes();
  answer = (response) => {
    let left = 100;
    const more = () => {
      if (left-- === 0) return void response.end();
      if (response.write(Buffer.alloc(MEGABYTE, 7))) setImmediate(more);
      else response.once("drain", more);
    };
    more();
  };
  const got = await command("GetAttachment&AttachmentName=big", {}, Buffer.alloc(0));
  expect(got.bytes).toBe(100 * MEGABYTE);
  answer = (response) => void response.end();
  const mail = Buffer.alloc(20 * MEGABYTE, "Subject: x\r\n");
  expect((await command("SendMail", { "content-type": "message/rfc822" }, mail)).status).toBe(200);
  expect(received).toBe(mail.length);
  expect(residentMegabytes() - before).toBeLessThan(40);
}, 60_000);
