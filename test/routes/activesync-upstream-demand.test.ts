// An Exchange of 14.0 and later that demands its own policy by a status instead of 449: ours is fetched anew with it, and
// one that is never content ends in peace, too.
import { expect, test } from "vitest";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { el, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, plainQuery } from "./activesync-support.ts";
import { POLICY, provisioned, strictExchange, withKey } from "./provision-support.ts";

const { start } = gatewayPerTest();
const folderSync = (status: string) =>
  el("FolderHierarchy:FolderSync", el("FolderHierarchy:Status", status));

/** An Exchange with a policy that answers every other command by `said`. */
function saying(said: Node, length: "known" | "unknown" = "known"): Answer {
  const exchange = strictExchange({ DevicePasswordEnabled: "1" });
  return (request, response) => {
    if (request.method === "OPTIONS" || request.url.includes("Cmd=Provision"))
      return exchange.answer(request, response);
    const bytes = encode(said);
    if (length === "known") response.setHeader("content-length", bytes.length);
    response.setHeader("content-type", "application/vnd.ms-sync.wbxml");
    response.write(bytes);
    response.end();
  };
}

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

test("an answer of unknown length, or of an older version, streams on unread", async () => {
  expect(await statuses(saying(folderSync("144"), "unknown"))).toEqual(Array(4).fill("144"));
  expect(await statuses(saying(folderSync("144")), "12.1")).toEqual(Array(4).fill("144"));
});

test("a short answer that is no document arrives as it is", async () => {
  const exchange = strictExchange({ DevicePasswordEnabled: "1" });
  const odd: Answer = (request, response) => {
    if (request.method === "OPTIONS" || request.url.includes("Cmd=Provision"))
      return exchange.answer(request, response);
    response.writeHead(200, { "content-length": "5" }).end("hello");
  };
  const gateway = await start({ easPolicy: POLICY, exchange: odd });
  const key = await provisioned(gateway, "14.1");
  const answer = await gateway.request({
    ...withKey(key, "14.1"),
    query: plainQuery("FolderSync"),
  });
  expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
});
