// Keys of folder lists (MS-ASCMD 2.2.3.177.3, Status 9): what the gateway tells a phone whose key Exchange never gave, and
// that it tells no phone so whose key is good.
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { el, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, exchange2007, type Gateway, plainQuery } from "./activesync-support.ts";

const { start } = gatewayPerTest();

const folders = (status: string, key?: string) =>
  encode(
    el(
      "FolderHierarchy:FolderSync",
      el("FolderHierarchy:Status", status),
      ...(key === undefined ? [] : [el("FolderHierarchy:SyncKey", key)]),
    ),
  );

/** A server whose keys are those that `next` gives; one that `isStrict` knows no others. */
function server({ isStrict }: { readonly isStrict: boolean }) {
  const state = {
    given: new Set<string>(["0"]),
    asked: [] as string[],
    next: (presented: string) => `key-after-${presented}`.slice(0, 60),
    answers: (body: Uint8Array, response: ServerResponse) => void response.end(body),
  };
  const answer: Answer = (request, response) => {
    if (request.method === "OPTIONS") return exchange2007(request, response);
    const presented = text(decode(request.body), "FolderHierarchy:SyncKey") ?? "";
    state.asked.push(presented);
    const isGood = !isStrict || state.given.has(presented);
    const key = state.next(presented);
    if (isGood) state.given.add(key);
    state.answers(isGood ? folders("1", key) : folders("9"), response);
  };
  return { state, answer };
}

async function folderSync(gateway: Gateway, key: string) {
  const body = encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key)));
  const answer = await gateway.request({ body });
  if (answer.status !== 200) return { status: String(answer.status), key: undefined };
  const said = decode(new Uint8Array(await answer.arrayBuffer()));
  const [status, given] = ["FolderHierarchy:Status", "FolderHierarchy:SyncKey"] as const;
  return { status: text(said, status), key: text(said, given) };
}

/** Where a server takes any key, as SOGo does. */
const lax = () => server({ isStrict: false });

describe("at a server that takes any key", () => {
  test("a key that it never gave is answered by Status 9, right after the first list", async () => {
    const { answer } = lax();
    const gateway = await start({ exchange: answer });
    expect(await folderSync(gateway, "0")).toEqual({ status: "1", key: "key-after-0" });
    expect(await folderSync(gateway, "nonsense-42")).toEqual({ status: "9", key: undefined });
    // And the phone begins anew.
    expect((await folderSync(gateway, "0")).status).toBe("1");
    expect((await folderSync(gateway, "key-after-0")).status).toBe("1");
  });

  test("the keys it gave are good, however many answers were lost on the way", async () => {
    const { answer, state } = lax();
    const gateway = await start({ exchange: answer });
    await folderSync(gateway, "0");
    let count = 0;
    state.next = () => `lost-${++count}`;
    for (let lost = 0; lost < 40; lost++)
      expect((await folderSync(gateway, "key-after-0")).status).toBe("1");
    expect((await folderSync(gateway, "lost-39")).status).toBe("1");
  });

  test("the key of a phone that the gateway knows nothing of is good, and those it gets then", async () => {
    const gateway = await start({ exchange: lax().answer });
    expect((await folderSync(gateway, "from-before")).status).toBe("1");
    expect((await folderSync(gateway, "from-before")).status).toBe("1");
    expect((await folderSync(gateway, "key-after-from-before")).status).toBe("1");
    expect((await folderSync(gateway, "nonsense-42")).status).toBe("9");
  });

  test("what a device was given stands in its object, for every isolate", async () => {
    const { answer } = lax();
    const gateway = await start({ exchange: answer });
    await folderSync(gateway, "0");
    expect(gateway.kept.folderKeys).toHaveLength(1);
    // Another isolate gave one.
    gateway.kept.folderKeys = [];
    expect((await folderSync(gateway, "key-of-elsewhere")).status).toBe("1");
  });

  test("a key that a new folder brought is good", async () => {
    const { answer } = lax();
    const gateway = await start({
      exchange: (request, response) => {
        if (!request.url.includes("FolderCreate")) return answer(request, response);
        const [status, key] = [
          el("FolderHierarchy:Status", "1"),
          el("FolderHierarchy:SyncKey", "k2"),
        ];
        response.end(encode(el("FolderHierarchy:FolderCreate", status, key)));
      },
    });
    await folderSync(gateway, "0");
    const body = encode(
      el("FolderHierarchy:FolderCreate", el("FolderHierarchy:SyncKey", "key-after-0")),
    );
    await gateway.request({ query: plainQuery("FolderCreate"), body });
    expect((await folderSync(gateway, "k2")).status).toBe("1");
    expect((await folderSync(gateway, "k3")).status).toBe("9");
  });

  test("after an answer that cannot be read every key is good once more", async () => {
    const { answer, state } = lax();
    const gateway = await start({ exchange: answer });
    await folderSync(gateway, "0");
    state.answers = (body, response) =>
      void response.setHeader("Content-Encoding", "deflate-of-tomorrow").end(body);
    const body = encode(
      el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "key-after-0")),
    );
    expect((await gateway.request({ body })).status).toBe(200);
    state.answers = (sent, response) => void response.end(sent);
    expect((await folderSync(gateway, "what-it-gave")).status).toBe("1");
  });
});

describe("at a server that looks at its keys", () => {
  test("a key that the phone was given past the gateway is good, and asked about once", async () => {
    const { answer, state } = server({ isStrict: true });
    const gateway = await start({ exchange: answer });
    await folderSync(gateway, "0");
    state.given.add("from-the-intranet");
    expect((await folderSync(gateway, "from-the-intranet")).status).toBe("1");
    expect((await folderSync(gateway, "from-the-intranet")).status).toBe("1");
    expect(state.asked.filter((key) => key.startsWith("provost-"))).toHaveLength(1);
  });

  test("its own Status 9 reaches the phone as it is", async () => {
    const { answer, state } = server({ isStrict: true });
    const gateway = await start({ exchange: answer });
    await folderSync(gateway, "0");
    expect((await folderSync(gateway, "nonsense-42")).status).toBe("9");
    expect(state.asked).toEqual(["0", "nonsense-42"]);
  });
});

test("a list as long as any streams through whole", async () => {
  const name = el("FolderHierarchy:DisplayName", "n".repeat(300_000));
  const long = encode(
    el(
      "FolderHierarchy:FolderSync",
      el("FolderHierarchy:Status", "1"),
      el("FolderHierarchy:SyncKey", "long-1"),
      el("FolderHierarchy:Changes", el("FolderHierarchy:Add", name)),
    ),
  );
  const gateway = await start({
    exchange: (request, response) =>
      request.method === "OPTIONS" ? exchange2007(request, response) : void response.end(long),
  });
  const answer = await gateway.request({});
  expect(Buffer.from(await answer.arrayBuffer()).equals(long)).toBe(true);
  expect(gateway.kept.folderKeys).toHaveLength(1);
});
