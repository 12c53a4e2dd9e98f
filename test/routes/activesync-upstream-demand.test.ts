// An Exchange of 14.0 and later that demands its own policy by a status instead of 449: ours is fetched anew with it, and
// one that is never content ends in peace, too.
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { el, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, plainQuery } from "./activesync-support.ts";
import { POLICY, provisioned, strictExchange, withKey } from "./provision-support.ts";

const { start } = gatewayPerTest();
const folderSync = (status: string) =>
  el("FolderHierarchy:FolderSync", el("FolderHierarchy:Status", status));

/** An Exchange with a policy that answers every other command as told. */
function sayingBytes(say: (response: ServerResponse) => void): Answer {
  const exchange = strictExchange({ DevicePasswordEnabled: "1" });
  return (request, response) => {
    if (request.method === "OPTIONS" || request.url.includes("Cmd=Provision"))
      return exchange.answer(request, response);
    response.setHeader("content-type", "application/vnd.ms-sync.wbxml");
    return say(response);
  };
}

const saying = (said: Node, length: "known" | "unknown" = "known") =>
  sayingBytes((response) => {
    const bytes = encode(said);
    if (length === "known") response.setHeader("content-length", bytes.length);
    response.write(bytes);
    response.end();
  });

async function statuses(exchange: Answer, version = "14.1"): Promise<(string | number)[]> {
  const gateway = await start({ easPolicy: POLICY, exchange });
  const found: (string | number)[] = [];
  for (let times = 0; times < 4; times++) {
    const key = await provisioned(gateway, version);
    const answer = await gateway.request(withKey(key, version));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const status = bytes.length > 0 && text(decode(bytes), "FolderHierarchy:Status");
    found.push(status || answer.status);
  }
  return found;
}

test.each(["142", "143", "144"])("status %s demands ours, three times at most", async (status) => {
  expect(await statuses(saying(folderSync(status)))).toEqual(["143", "143", "143", 503]);
});

test.each(["1", "9", "140"])("status %s is no such demand and arrives as it is", async (status) => {
  expect(await statuses(saying(folderSync(status)))).toEqual(Array(4).fill(status));
});

test.each(["142", "143", "144"])(
  "status %s in an answer of unknown length is heard, too",
  async (status) => {
    const said = saying(folderSync(status), "unknown");
    expect(await statuses(said)).toEqual(["143", "143", "143", 503]);
  },
);

test("also in one that a compressor dressed up", async () => {
  const packed = gzipSync(encode(folderSync("144")));
  for (const headers of [{}, { "content-length": packed.length }]) {
    const said = sayingBytes((response) => {
      response.writeHead(200, { ...headers, "content-encoding": "gzip" });
      response.write(packed.subarray(0, 12));
      response.end(packed.subarray(12));
    });
    expect(await statuses(said)).toEqual(["143", "143", "143", 503]);
  }
});

test("an answer of an older version is not looked into", async () => {
  expect(await statuses(saying(folderSync("144")), "12.1")).toEqual(Array(4).fill("144"));
});

/** The answer of a phone of 14.1 that follows its policy. */
async function answered(exchange: Answer) {
  const gateway = await start({ easPolicy: POLICY, exchange });
  return gateway.request(withKey(await provisioned(gateway, "14.1"), "14.1"));
}

const CUTS = [0, 1, 40, 64, 200];

test.each([0, 1, 63, 64, 65, 66, 1000, 300_000])(
  "an answer of unknown length, %i bytes, arrives whole, compressed or not, however it is cut",
  async (size) => {
    const body = Buffer.alloc(size, "Hello, ");
    for (const encoding of ["identity", "gzip"]) {
      const sent = encoding === "gzip" ? gzipSync(body) : body;
      const answer = await answered(
        sayingBytes((response) => {
          if (encoding === "gzip") response.setHeader("content-encoding", "gzip");
          for (const [at, cut] of CUTS.entries()) response.write(sent.subarray(cut, CUTS[at + 1]));
          response.end();
        }),
      );
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
      // The platform compresses again what is large; these tests run without it.
      const again = encoding === "gzip" && size > 64 ? "gzip" : null;
      expect(answer.headers.get("content-encoding")).toBe(again);
    }
  },
);

test("what follows the first bytes streams on: nothing waits for the end", async () => {
  let finish = () => undefined as unknown;
  const answer = await answered(
    sayingBytes((response) => {
      response.write(Buffer.alloc(100, "a"));
      finish = () => response.end("b");
    }),
  );
  const reader = answer.body?.getReader();
  expect((await reader?.read())?.value?.length).toBe(100);
  finish();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("b");
});

test("one that breaks off within its first bytes is 503, later its stream breaks", async () => {
  const breaking = (bytes: number) =>
    sayingBytes((response) => {
      response.write(Buffer.alloc(bytes, "a"), () => response.socket?.resetAndDestroy());
    });
  expect((await answered(breaking(10))).status).toBe(503);
  await expect((await answered(breaking(100))).arrayBuffer()).rejects.toThrow();
});

test("a short answer that is no document arrives as it is", async () => {
  const odd = sayingBytes((response) => {
    response.writeHead(200, { "content-length": "5" }).end("hello");
  });
  const gateway = await start({ easPolicy: POLICY, exchange: odd });
  const key = await provisioned(gateway, "14.1");
  const answer = await gateway.request({
    ...withKey(key, "14.1"),
    query: plainQuery("FolderSync"),
  });
  expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
});
