// Sync keys, and bodies that break the schema (MS-ASCMD 2.2.1.21).
import { describe, expect, it } from "vitest";
import { el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { commandsOf, device, openExchange, syncBody } from "./eas-client.ts";
import { addContact, change, commands, inboxWith, mail, statusOf, window } from "./sync-pieces.ts";

describe("keys", () => {
  it("key 0 brings a key and nothing else", async () => {
    const { exchange } = openExchange();
    exchange.deliver("alice", mail("One"));
    const phone = device(exchange);
    const { collection } = await phone.sync(await phone.folderId("Inbox"));
    expect(statusOf(collection)).toBe("1");
    expect(commandsOf(collection)).toEqual([]);
  });

  it("an invented key, and another device's, get Status 3", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    const other = device(exchange, { deviceId: "ApplOTHER1" });
    await other.folderSync();
    await other.sync(inbox);
    for (const key of ["4711", phone.keys.get(inbox) ?? ""]) {
      other.keys.set(inbox, key);
      expect(statusOf((await other.sync(inbox)).collection)).toBe("3");
    }
  });

  it("the previous key sends the lost answer again, and its own key is then unknown", async () => {
    const { inbox, phone } = await inboxWith("One", "Two");
    const key = phone.keys.get(inbox) ?? "";
    const lost = await phone.sync(inbox);
    const lostKey = phone.keys.get(inbox) ?? "";
    phone.keys.set(inbox, key);
    const again = await phone.sync(inbox);
    expect(commandsOf(again.collection)).toEqual(commandsOf(lost.collection));
    expect(commandsOf(again.collection)).toHaveLength(2);
    phone.keys.set(inbox, lostKey);
    expect(statusOf((await phone.sync(inbox)).collection)).toBe("3");
  });

  it("the key before the previous one is gone", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    const old = phone.keys.get(inbox) ?? "";
    await phone.sync(inbox);
    exchange.deliver("alice", mail("Two"));
    await phone.sync(inbox);
    phone.keys.set(inbox, old);
    expect(statusOf((await phone.sync(inbox)).collection)).toBe("3");
  });

  it("a repeated request adds its contact once", async () => {
    const { exchange } = openExchange();
    const phone = device(exchange);
    const contacts = await phone.folderId("Contacts");
    await phone.sync(contacts);
    const key = phone.keys.get(contacts) ?? "";
    const first = await phone.sync(contacts, commands(addContact("c1", "Carol")));
    phone.keys.set(contacts, key);
    const again = await phone.sync(contacts, commands(addContact("c1", "Carol")));
    const idOf = (collection: Node | undefined) => {
      const added = collection && path(collection, "AirSync:Responses", "AirSync:Add");
      return added && text(added, "AirSync:ServerId");
    };
    expect(idOf(again.collection)).toBe(idOf(first.collection));
    const kept = Object.values(exchange.state.mailboxes.alice?.items ?? {});
    expect(kept.filter(({ kind }) => kind === "Contacts")).toHaveLength(1);
  });

  it("a FolderSync from 0 ends all relationships", async () => {
    const { inbox, phone } = await inboxWith("One");
    await phone.folderSync();
    expect(statusOf((await phone.sync(inbox)).collection)).toBe("3");
  });

  it("a folder that is not there is Status 12 from 12.1 and 8 before", async () => {
    const { exchange } = openExchange();
    expect(statusOf((await device(exchange).sync("99")).collection)).toBe("12");
    expect(statusOf((await device(exchange, { version: "12.0" }).sync("99")).collection)).toBe("8");
  });

  it("changes asked for with key 0 are a protocol error at 12.1", async () => {
    const { exchange, notes } = openExchange();
    const phone = device(exchange);
    const inbox = await phone.folderId("Inbox");
    const { collection } = await phone.sync(inbox, el("AirSync:GetChanges"));
    expect(statusOf(collection)).toBe("4");
    expect(notes).toEqual(["Sync: Sync asks for changes with SyncKey 0"]);
  });
});

describe("a body that breaks the schema gets Status 4 and is noted", () => {
  const collection = (...nodes: Node[]) =>
    el("AirSync:Sync", el("AirSync:Collections", el("AirSync:Collection", ...nodes)));
  it.each([
    [
      "an element out of order",
      collection(el("AirSync:CollectionId", "5"), el("AirSync:SyncKey", "0")),
      /SyncKey is out of order in AirSync:Collection/,
    ],
    [
      "an element of a later version",
      syncBody("5", "0", el("AirSync:ConversationMode", "1")),
      /ConversationMode does not belong in AirSync:Collection at 12.1/,
    ],
    [
      "an element of 2.5 only",
      syncBody("5", "1", commands(change("5:1", el("Email:Body", "x")))),
      /Email:Body is gone since 12.0/,
    ],
    [
      "an element of another place",
      syncBody("5", "0", el("Ping:Id", "5")),
      /Ping:Id does not belong in AirSync:Collection/,
    ],
    ["an element twice", syncBody("5", "0", window(1), window(2)), /WindowSize stands twice/],
    [
      "text where elements belong",
      el("AirSync:Sync", el("AirSync:Collections", "x")),
      /holds text/,
    ],
  ])("%s", async (_name, body, note) => {
    const { exchange, notes } = openExchange();
    const { document } = await device(exchange).send("Sync", { body });
    expect(document && text(document, "AirSync:Status")).toBe("4");
    expect(notes[0]).toMatch(note);
  });

  it("asks for the whole request when it is empty or partial", async () => {
    const { exchange, notes } = openExchange();
    const headers = { "content-type": null };
    const { document } = await device(exchange).send("Sync", { headers });
    expect(document && text(document, "AirSync:Status")).toBe("13");
    expect(notes).toEqual([]);
  });
});
