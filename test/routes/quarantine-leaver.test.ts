// The way into quarantine and out of it, through the whole gateway: what a phone brings back from there never reaches
// Exchange, whatever that would think of it, and what merely speaks of quarantine does.
import { afterEach, describe, expect, test } from "vitest";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../worker/wire/wbxml-tree.ts";
import { type Gateway, plainQuery, startGateway } from "./activesync-support.ts";
import { folderSync, INBOX, sync, syncOf } from "./quarantine-support.ts";

let gateway: Gateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const OURS = "provost-quarantine:1:0123456789abcdef";
const MESSAGE = "provost-quarantine:0123456789abcdef";

async function ask(command: string, request: Node, version = "12.1") {
  gateway ??= await startGateway();
  const before = gateway.received.length;
  const response = await gateway.request({
    query: plainQuery(command),
    headers: { "ms-asprotocolversion": version },
    body: encode(request),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  // The credentials are judged by OPTIONS.
  const reached = gateway.received.slice(before).filter(({ method }) => method === "POST").length;
  return { answer: bytes.length > 0 ? decode(bytes) : null, reached };
}

describe("a phone that was let in", () => {
  test.each(["FolderSync", "FolderCreate", "FolderDelete", "FolderUpdate"] as const)(
    "starts its folder list anew with %s",
    async (command) => {
      const key = el("FolderHierarchy:SyncKey", "provost-quarantine:folders");
      const { answer, reached } = await ask(command, el(`FolderHierarchy:${command}`, key));
      expect([answer && text(answer, "FolderHierarchy:Status"), reached]).toEqual(["9", 0]);
    },
  );

  test.each([
    ["the folder", sync("1234")],
    ["the folder with key 0", sync("0")],
    ["the key", syncOf("5", OURS)],
  ])("lists its folders after a Sync that brings %s, from 12.1 on", async (_, request) => {
    const { answer, reached } = await ask("Sync", request);
    expect([answer && text(answer, "AirSync:Status"), reached]).toEqual(["12", 0]);
  });

  test("before 12.1 hears that the folder is gone, or that the key is wrong", async () => {
    const status = async (request: Node) => {
      const { answer } = await ask("Sync", request, "2.5");
      const collection = answer && path(answer, "AirSync:Collections", "AirSync:Collection");
      return collection && text(collection, "AirSync:Status");
    };
    expect(await status(sync(OURS))).toBe("8");
    expect(await status(syncOf("5", OURS))).toBe("3");
  });

  test("is sent to its folders by a Ping on ours", async () => {
    const folder = el("Ping:Folder", el("Ping:Id", INBOX), el("Ping:Class", "Email"));
    const ping = [el("Ping:HeartbeatInterval", "600"), el("Ping:Folders", folder)];
    const { answer, reached } = await ask("Ping", el("Ping:Ping", ...ping));
    expect([answer && text(answer, "Ping:Status"), reached]).toEqual(["7", 0]);
  });

  test("finds neither folder nor message by estimate, move and fetch", async () => {
    const wanted = el("GetItemEstimate:CollectionId", INBOX);
    const collection = el("GetItemEstimate:Collection", wanted);
    const estimate = el("GetItemEstimate:Collections", collection);
    const counted = await ask("GetItemEstimate", el("GetItemEstimate:GetItemEstimate", estimate));
    expect(JSON.stringify(counted.answer)).toContain('"GetItemEstimate:Status","content":"2"');
    const move = el("Move:Move", el("Move:SrcMsgId", MESSAGE), el("Move:DstFldId", "4"));
    const moved = await ask("MoveItems", el("Move:MoveItems", move));
    expect(JSON.stringify(moved.answer)).toContain('"Move:Status","content":"2"');
    const fetch = el("ItemOperations:Fetch", el("AirSync:ServerId", MESSAGE));
    const fetched = await ask("ItemOperations", el("ItemOperations:ItemOperations", fetch));
    const response = fetched.answer && child(fetched.answer, "ItemOperations:Response");
    expect(JSON.stringify(response)).toContain('"ItemOperations:Status","content":"6"');
    expect([counted.reached, moved.reached, fetched.reached]).toEqual([0, 0, 0]);
  });
});

test.each([
  ["an item that speaks of it", "Sync", itemThatSpeaks()],
  ["a key of Exchange", "FolderSync", folderSync("provost")],
  ["a search for it", "Search", el("Search:Search", el("Search:Query", MESSAGE))],
])("%s is Exchange's affair", async (_, command, request) => {
  expect((await ask(command, request)).reached).toBe(1);
});

function itemThatSpeaks(): Node {
  const said = el("AirSync:ApplicationData", el("Contacts:FirstName", MESSAGE));
  const add = el("AirSync:Add", el("AirSync:ClientId", "1"), said);
  return syncOf("5", "1234", el("AirSync:Commands", add));
}
