// While a device is logged, nothing about its traffic changes but that it is written down: bodies stream, failures stay
// failures, and no line holds what is private.
import { afterEach, describe, expect, test } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  exchange2007,
  type Gateway,
  PASSWORD,
  plainQuery,
  START,
  TOKEN,
} from "./activesync-support.ts";

const { start } = gatewayPerTest();
const HOUR = 3_600_000;

let gateway: Gateway | undefined;
afterEach(() => {
  const lines = (gateway?.kept.wireLines ?? []).join("\n").toLowerCase();
  for (const secret of [PASSWORD, TOKEN, basic(`${TOKEN}\\alice`, PASSWORD).slice(6), "salaries"])
    expect(lines).not.toContain(secret.toLowerCase());
  gateway = undefined;
});

async function logging(exchange: Answer): Promise<Gateway> {
  gateway = await start({ exchange });
  gateway.kept.wireLogUntil = START + HOUR;
  return gateway;
}

async function lines({ kept }: Gateway, count: number) {
  while (kept.wireLines.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  return kept.wireLines.map((line) => JSON.parse(line));
}

const SYNC = encode(
  el(
    "AirSync:Sync",
    el(
      "AirSync:Collections",
      el("AirSync:Collection", el("AirSync:SyncKey", "7"), el("AirSync:CollectionId", "5")),
    ),
  ),
);
const answering =
  (body: Uint8Array | string, type = "application/vnd.ms-sync.wbxml"): Answer =>
  (request, response) => {
    if (request.method === "OPTIONS") return exchange2007(request, response);
    response.writeHead(200, { "content-type": type, "set-cookie": "x=1" }).end(body);
  };

describe("a device that is logged", () => {
  test("gets the same bytes, and both messages stand in one line", async () => {
    const answer = encode(
      el("AirSync:Sync", el("AirSync:Status", "1"), el("Email:Subject", "Salaries")),
    );
    const on = await logging(answering(answer));
    const got = await on.request({ query: plainQuery("Sync"), body: SYNC });
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(answer);
    expect(on.received.at(-1)?.body).toEqual(Buffer.from(SYNC));
    const [line] = await lines(on, 1);
    expect(line).toMatchObject({ command: "Sync", version: "12.1", status: 200, took: 0 });
    expect(line.request.headers.authorization).toBe("Basic ***");
    expect(line.request.body).toContain("AirSync:SyncKey = 7");
    expect(line.answer.body).toContain("Email:Subject = (8 characters)");
    expect(line.answer.headers).not.toHaveProperty("set-cookie");
  });

  test("is not remembered past its log: nothing is written after its end", async () => {
    const on = await logging(exchange2007);
    await on.request({});
    await lines(on, 1);
    await on.clock.advance(HOUR);
    await on.request({});
    await on.request({});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(on.kept.wireLines).toHaveLength(1);
  });

  test("downloads a large attachment whole; the line says only that it was large", async () => {
    const large = Buffer.alloc(1_000_000, "salaries ");
    const on = await logging(answering(large, "application/octet-stream"));
    const got = await on.request({
      query: `${plainQuery("GetAttachment")}&AttachmentName=salaries.pdf`,
      body: null,
    });
    expect((await got.arrayBuffer()).byteLength).toBe(1_000_000);
    const [line] = await lines(on, 1);
    expect(line.answer.body).toBe("(more than 65536 bytes, not shown)");
  });

  test("sends a mail as a stream; its text is not shown", async () => {
    const mail = new TextEncoder().encode(`Subject: Salaries\r\n\r\n${PASSWORD}`);
    const on = await logging(answering(""));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(mail);
        controller.close();
      },
    });
    await on.request({
      query: plainQuery("SendMail"),
      headers: { "content-type": "message/rfc822" },
      body,
    });
    expect(on.received.at(-1)?.body).toEqual(Buffer.from(mail));
    const [line] = await lines(on, 1);
    expect(line.request.body).toBe(`(${mail.length} bytes, not WBXML)`);
  });

  test("an answer that breaks off breaks off, and is written down as that", async () => {
    const on = await logging((request, response) => {
      if (request.method === "OPTIONS") return exchange2007(request, response);
      response.writeHead(200, { "content-type": "application/vnd.ms-sync.wbxml" });
      response.write(Buffer.from([3, 1, 106, 0]));
      setTimeout(() => response.destroy(), 10);
    });
    const got = await on.request({ query: plainQuery("GetAttachment"), body: null });
    await expect(got.arrayBuffer()).rejects.toThrow();
    const [line] = await lines(on, 1);
    expect(line.answer.body).toMatch(/^\(broken off after \d bytes\)$/);
  });

  test("hostile bodies are refused as ever, and a line says why", async () => {
    const on = await logging(exchange2007);
    for (const body of [new Uint8Array([3, 1, 106, 0, 255, 255]), new Uint8Array([0])]) {
      expect((await on.request({ body })).status).toBe(400);
    }
    for (const { request } of await lines(on, 2)) expect(request.body).toContain("not WBXML");
  });

  test("loses a line rather than a request if its object cannot be reached", async () => {
    const on = await logging(exchange2007);
    Object.defineProperty(on.kept.wireLines, "push", {
      value: () => {
        throw new Error("storage is full");
      },
    });
    expect((await on.request({})).status).toBe(200);
  });

  test("a secret in the user agent, in a query or in a key is masked", async () => {
    const on = await logging(exchange2007);
    const sync = encode(
      el(
        "AirSync:Sync",
        el("AirSync:Collections", el("AirSync:Collection", el("AirSync:SyncKey", TOKEN))),
      ),
    );
    await on.request({
      query: `${plainQuery("Sync")}&CollectionId=${TOKEN}`,
      headers: { "user-agent": `Apple-iPhone/${TOKEN}` },
      body: sync,
    });
    const [line] = await lines(on, 1);
    expect(line.request.body).toContain("AirSync:SyncKey = (26 characters)");
    expect(line.query).toEqual({ collectionId: "(26 characters)" });
  });
});
