// What only the platform can show of held Pings: one request ends another's wait, a phone that hangs up ends everything,
// and news comes through whole. The built Worker in bare workerd, with sockets on both sides.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { changed, pingBody, quiet } from "./activesync-ping-support.ts";

interface Upstream {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly response: ServerResponse;
  isGone: boolean;
}

let gateway: ProvisionedGateway;
const holds: Upstream[] = [];
const exchange = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("error", () => response.destroy());
  request.on("end", () => {
    response.setHeader("MS-ASProtocolVersions", "12.1");
    if (request.method === "OPTIONS") return response.end();
    const hold = { headers: request.headers, body: Buffer.concat(chunks), response, isGone: false };
    response.on("close", () => {
      hold.isGone = !response.writableFinished;
    });
    return holds.push(hold);
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
  holds.length = 0;
});

/** A phone's Ping on a socket of its own; `answer` is everything that came until it was closed. */
function ping(seconds: number): { socket: Socket; answer: Promise<Buffer> } {
  const body = encode(pingBody(seconds, "5"));
  const head = [
    "POST /Microsoft-Server-ActiveSync?User=alice&DeviceId=ApplPING&DeviceType=iPhone&Cmd=Ping HTTP/1.1",
    `Host: ${gateway.host}`,
    `Authorization: ${gateway.authorization}`,
    ...["MS-ASProtocolVersion: 12.1", "Accept-Encoding: gzip", "Connection: close"],
    ...["Content-Type: application/vnd.ms-sync.wbxml", `Content-Length: ${body.length}`, "\r\n"],
  ].join("\r\n");
  const chunks: Buffer[] = [];
  const socket = connect(gateway.worker.port, "127.0.0.1", () => socket.write(head));
  socket.on("connect", () => socket.write(body));
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const answer = new Promise<Buffer>((resolve) => {
    socket.on("error", () => resolve(Buffer.concat(chunks)));
    socket.on("close", () => resolve(Buffer.concat(chunks)));
  });
  return { socket, answer };
}

const held = async (count: number) => {
  await expect.poll(() => holds.length, { timeout: 10_000 }).toBe(count);
  return holds[count - 1] as Upstream;
};
const news = (hold: Upstream, body: Buffer) =>
  hold.response
    .writeHead(200, {
      "Content-Type": "application/vnd.ms-sync.wbxml",
      "Content-Length": body.length,
    })
    .end(body);

describe("a Ping held by the platform", () => {
  test("hears of news in Exchange's own bytes, and Exchange was asked for a segment without compression", async () => {
    const { answer } = ping(600);
    const hold = await held(1);
    expect(hold.headers["accept-encoding"] ?? "").not.toContain("gzip");
    expect(hold.body.equals(Buffer.from(encode(pingBody(100, "5"))))).toBe(true);
    news(hold, changed("5"));
    const bytes = await answer;
    expect(bytes.toString("latin1")).toMatch(/^HTTP\/1\.1 200/);
    expect(bytes.subarray(-changed("5").length).equals(changed("5"))).toBe(true);
  });

  test("ends at once when a newer one comes, although that is another request", async () => {
    const older = ping(600);
    const first = await held(1);
    const newer = ping(600);
    const bytes = await older.answer;
    expect(bytes.subarray(-quiet.length).equals(quiet)).toBe(true);
    const second = await held(2);
    await expect.poll(() => first.isGone).toBe(true);
    news(second, changed("5"));
    expect((await newer.answer).subarray(-changed("5").length).equals(changed("5"))).toBe(true);
  });

  test("ends with its phone: Exchange is left alone, and the next Ping is as good as any", async () => {
    const { socket } = ping(600);
    const first = await held(1);
    // workerd notices a reset; of a phone that only stops talking nobody hears until something is written.
    socket.resetAndDestroy();
    await expect.poll(() => first.isGone, { timeout: 5000 }).toBe(true);
    const { answer } = ping(600);
    const second = await held(2);
    await wait(200);
    news(second, changed("5"));
    expect((await answer).toString("latin1")).toMatch(/^HTTP\/1\.1 200/);
    expect(gateway.worker.printed()).not.toContain("held-check-failed");
  });

  test("survives a connection to Exchange that is reset", async () => {
    const { answer } = ping(600);
    (await held(1)).response.socket?.resetAndDestroy();
    news(await held(2), changed("5"));
    expect((await answer).toString("latin1")).toMatch(/^HTTP\/1\.1 200/);
  });
});
