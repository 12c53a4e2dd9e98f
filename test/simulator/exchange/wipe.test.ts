// A wipe that the simulated Exchange orders: told by every command in the words of its version, delivered in Provision,
// and kept as the device said it (MS-ASPROV 3.2.5.1.2; the answers of 2007 and 2010 as the interop suite has them).
import { describe, expect, it } from "vitest";
import { child, el, type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { ask, type Call, openExchange } from "./eas-client.ts";

const folderSync = el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"));
const said = (tag: "RemoteWipe" | "AccountOnlyRemoteWipe", status: string) =>
  el("Provision:Provision", el(`Provision:${tag}`, el("Provision:Status", status)));
const orderIn = (root: Node | undefined) =>
  ["RemoteWipe", "AccountOnlyRemoteWipe"].find(
    (name) => root && child(root, `Provision:${name}` as Node["tag"]),
  );

/** A server that knows alice's device, and was told to wipe it. */
async function ordering(
  trait: "2007" | "2010" | "2016",
  scope: "device" | "account" = "device",
  version = "12.1",
) {
  const world = openExchange({ trait });
  const headers = { "ms-asprotocolversion": version };
  const run = (command: "FolderSync" | "Provision", body: Node, call: Call = {}) =>
    ask(world.exchange, command, { body, ...call, headers: { ...headers, ...call.headers } });
  await run("FolderSync", folderSync);
  world.exchange.orderWipe("alice", scope);
  return { ...world, run };
}

describe("a server that orders a wipe", () => {
  it("stops every command: 403 without a key, 449 with one, 140 from 14.0 on", async () => {
    const old = await ordering("2007");
    const without = await old.run("FolderSync", folderSync, {
      headers: { "x-ms-policykey": null },
    });
    const withKey = await old.run("FolderSync", folderSync, { headers: { "x-ms-policykey": "0" } });
    expect([without.status, withKey.status]).toEqual([403, 449]);
    const today = await ordering("2016", "device", "16.1");
    const { document } = await today.run("FolderSync", folderSync);
    expect(document && text(document, "FolderHierarchy:Status")).toBe("140");
  });

  it.each([
    ["2007", "1", "1", "RemoteWipe"],
    ["2010", "2", "1", "RemoteWipe"],
    ["2016", "1", "1", undefined],
    ["2016", "2", "2", "RemoteWipe"],
  ] as const)(
    "%s keeps a word of %s as it was said, and answers as it does",
    async (trait, word, status, again) => {
      const { exchange, notes, run } = await ordering(trait);
      expect(exchange.wipes("alice")).toEqual([{ scope: "device", state: "pending" }]);
      const order = await run("Provision", el("Provision:Provision"));
      expect(orderIn(order.document)).toBe("RemoteWipe");
      expect(exchange.wipes("alice")).toEqual([{ scope: "device", state: "sent" }]);
      const { document } = await run("Provision", said("RemoteWipe", word));
      expect([document && text(document, "Provision:Status"), orderIn(document)]).toEqual([
        status,
        again,
      ]);
      const state = word === "1" ? "done" : "failed";
      expect(exchange.wipes("alice")).toEqual([{ scope: "device", state }]);
      expect(notes).toEqual([]);
    },
  );

  it("orders the account alone of 16.1 and of nothing older", async () => {
    const older = await ordering("2016", "account", "14.1");
    expect(
      orderIn((await older.run("Provision", el("Provision:Provision"))).document),
    ).toBeUndefined();
    const today = await ordering("2016", "account", "16.1");
    const { document } = await today.run("Provision", el("Provision:Provision"));
    expect(orderIn(document)).toBe("AccountOnlyRemoteWipe");
    await today.run("Provision", said("AccountOnlyRemoteWipe", "1"));
    expect(today.exchange.wipes("alice")).toEqual([{ scope: "account", state: "done" }]);
  });

  it("tells of words that nobody waits for, and of wipes answered before they were sent", async () => {
    const { exchange, notes, run } = await ordering("2016");
    await run("Provision", said("RemoteWipe", "1"));
    expect(notes.join()).toContain("before it was sent");
    exchange.cancelWipe("alice");
    expect(exchange.wipes("alice")).toEqual([]);
    await run("Provision", said("RemoteWipe", "1"));
    expect(notes.join()).toContain("that nobody ordered");
    expect((await run("FolderSync", folderSync)).status).toBe(200);
  });
});
