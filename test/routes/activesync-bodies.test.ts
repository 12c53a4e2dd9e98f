// The body must belong to its command; what does streams through whole.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { formatEasQuery } from "../../worker/wire/eas-query.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { exchange2007, FOLDER_SYNC, plainQuery } from "./activesync-support.ts";

const { start, seen, logged } = gatewayPerTest();
function stream(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

describe("the body must belong to the command", () => {
  const provision = Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x0e, 0x05]);
  const sync = Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x05]);
  const mime = { "content-type": "message/rfc822" };
  const mail = new TextEncoder().encode("From: alice\r\n\r\nHello");
  const empty = new Uint8Array(0);

  test.each<[string, string, Uint8Array, Record<string, string>, string]>([
    [
      "a FolderSync that calls itself Provision",
      "Provision",
      FOLDER_SYNC,
      {},
      "body-of-another-command",
    ],
    [
      "a Provision that calls itself FolderSync",
      "FolderSync",
      provision,
      {},
      "body-of-another-command",
    ],
    ["a body where none belongs", "GetAttachment", FOLDER_SYNC, {}, "body-of-another-command"],
    ["no body where one belongs", "FolderSync", empty, {}, "body-missing"],
    ["text", "FolderSync", mail, {}, "body-not-wbxml"],
    ["a header without a root", "FolderSync", FOLDER_SYNC.subarray(0, 5), {}, "body-not-wbxml"],
    [
      "an unknown element",
      "FolderSync",
      Uint8Array.from([3, 1, 0x6a, 0, 0, 7, 0x3f]),
      {},
      "body-not-wbxml",
    ],
    ["WBXML under the name of a mail", "SendMail", FOLDER_SYNC, mime, "body-not-mime"],
    [
      "a mail in a version that has none",
      "SendMail",
      mail,
      { ...mime, "ms-asprotocolversion": "14.0" },
      "body-not-wbxml",
    ],
  ])("%s is refused, and Exchange never sees it", async (_name, command, body, headers, reason) => {
    const { request } = await start();
    const init = { query: plainQuery(command), headers };
    for (const sent of [body, stream(body)]) {
      const answer = await request({ ...init, body: sent });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toBe("");
    }
    expect(seen()).toEqual([]);
    expect(logged()).toContain(reason);
  });

  test.each<[string, Uint8Array, Record<string, string>]>([
    ["Sync", sync, {}],
    ["Sync", empty, {}],
    ["GetAttachment", empty, {}],
    ["Provision", provision, {}],
    ["SendMail", mail, mime],
  ])("%s passes with its body", async (command, body, headers) => {
    const { request } = await start();
    const answer = await request({ query: plainQuery(command), body, headers });
    expect(answer.status).toBe(200);
    expect(seen()[0]?.body).toEqual(Buffer.from(body));
  });

  test("a large body streams through whole, however it is cut", async () => {
    const { request } = await start();
    const large = new Uint8Array(300_000);
    crypto.getRandomValues(large.subarray(0, 60_000));
    large.set(sync);
    const cuts = [
      large.subarray(0, 1),
      large.subarray(1, 4),
      large.subarray(4, 70_000),
      large.subarray(70_000),
    ];
    const query = plainQuery("Sync");
    const lengths: Record<string, string>[] = [{ "content-length": "300000" }, {}];
    for (const headers of lengths) {
      expect((await request({ query, headers, body: stream(...cuts) })).status).toBe(200);
      expect(seen().at(-1)?.body.equals(large)).toBe(true);
    }
  });

  test("a small body of unknown length reaches Exchange with a length: PHP-FPM reads no chunks", async () => {
    const { request } = await start();
    await request({ body: stream(FOLDER_SYNC.subarray(0, 2), FOLDER_SYNC.subarray(2)) });
    expect(seen()[0]?.headers["content-length"]).toBe(String(FOLDER_SYNC.length));
  });

  test("more than 25 MB are refused: at once if the length says so, else as soon as they are too many", async () => {
    const { request } = await start();
    const query = plainQuery("Sync");
    const declared = { "content-length": String(26 * 1024 * 1024) };
    expect((await request({ query, headers: declared, body: stream(sync) })).status).toBe(413);
    expect(seen()).toEqual([]);
    const megabyte = new Uint8Array(1024 * 1024);
    const endless = stream(sync, ...Array.from({ length: 30 }, () => megabyte));
    expect((await request({ query, body: endless })).status).toBe(413);
    expect(seen()).toEqual([]);
  });

  test("a compressed request is refused, also a mail, whose bytes nobody would look into", async () => {
    const { request } = await start();
    const mime = { "content-type": "message/rfc822" };
    for (const encoding of ["gzip", "deflate", "br", "identity, gzip", "x"]) {
      const headers = { "content-encoding": encoding };
      const packed = gzipSync("From: alice");
      const mail = {
        query: plainQuery("SendMail"),
        headers: { ...headers, ...mime },
        body: packed,
      };
      expect((await request({ headers, body: gzipSync(FOLDER_SYNC) })).status).toBe(415);
      expect((await request(mail)).status).toBe(415);
    }
    expect(seen()).toEqual([]);
    expect((await request({ headers: { "content-encoding": "identity" } })).status).toBe(200);
  });

  test("several parts in an answer pass unread, asked for in a header or in the query", async () => {
    const parts = Buffer.concat([Buffer.from([1, 0, 0, 0, 12, 0, 0, 0]), Buffer.alloc(70_000, 7)]);
    const { request } = await start({
      exchange: (asked, response) => {
        if (asked.method === "OPTIONS") return exchange2007(asked, response);
        response.setHeader("Content-Type", "application/vnd.ms-sync.multipart");
        response.end(parts);
      },
    });
    const body = encode(el("ItemOperations:ItemOperations", el("ItemOperations:Fetch")));
    const header = {
      query: plainQuery("ItemOperations"),
      headers: { "ms-asacceptmultipart": "T" },
    };
    const base64 = formatEasQuery({
      form: "base64",
      command: "ItemOperations",
      deviceId: "Appl87837L1XY7H",
      deviceType: "iPhone",
      protocolVersion: "12.1",
      acceptMultiPart: true,
    });
    for (const asked of [header, { query: base64 }]) {
      const answer = await request({ ...asked, body });
      expect(answer.headers.get("content-type")).toBe("application/vnd.ms-sync.multipart");
      expect(Buffer.from(await answer.arrayBuffer()).equals(parts)).toBe(true);
    }
    // SaveInSent is an option of the same byte, and nobody said it.
    for (const { headers, url } of seen())
      expect([headers["ms-asacceptmultipart"], url.includes("SaveInSent")]).toEqual(["T", false]);
    expect(seen()).toHaveLength(2);
  });
});
