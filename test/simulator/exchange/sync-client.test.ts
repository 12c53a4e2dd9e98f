// What a client changes by Sync (MS-ASCMD, Commands, Responses, Conflict).
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { commandsOf, device, firstItem, openExchange } from "./eas-client.ts";
import { change, commands, inboxWith, remove, statusOf } from "./sync-pieces.ts";

describe("what the client sends", () => {
  it("marks a mail read, hears nothing of it, and is not told of it again", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    const [add = ""] = commandsOf((await phone.sync(inbox)).collection);
    const read = change(add.slice(4), el("Email:Read", "1"));
    const { collection } = await phone.sync(inbox, commands(read));
    expect(statusOf(collection)).toBe("1");
    expect(collection && child(collection, "AirSync:Responses")).toBeUndefined();
    expect(exchange.messages("alice")[0]?.read).toBe(true);
    expect((await phone.sync(inbox)).bytes).toHaveLength(0);
  });

  it("moves a deleted mail to Deleted Items, and deletes it there for good", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    const [add = ""] = commandsOf((await phone.sync(inbox)).collection);
    await phone.sync(inbox, commands(remove(add.slice(4))));
    expect(exchange.messages("alice")).toEqual([]);
    expect(exchange.messages("alice", "Deleted Items")).toHaveLength(1);
    const trash = String(
      exchange.state.mailboxes.alice?.folders.find(({ name }) => name === "Deleted Items")?.id,
    );
    await phone.sync(trash);
    const [moved = ""] = commandsOf((await phone.sync(trash)).collection);
    await phone.sync(trash, commands(remove(moved.slice(4))));
    expect(exchange.messages("alice", "Deleted Items")).toEqual([]);
  });

  it("deletes at once with DeletesAsMoves 0", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    const [add = ""] = commandsOf((await phone.sync(inbox)).collection);
    const now = el("AirSync:DeletesAsMoves", "0");
    await phone.sync(inbox, now, commands(remove(add.slice(4))));
    expect(exchange.messages("alice", "Deleted Items")).toEqual([]);
  });

  it("may not put mail into a folder, change what is gone, or delete what never was", async () => {
    const { inbox, phone } = await inboxWith("One");
    const add = el(
      "AirSync:Add",
      el("AirSync:ClientId", "1"),
      el("AirSync:ApplicationData", el("Email:Subject", "Forged")),
    );
    const wrong = commands(add, change("5:99", el("Email:Read", "1")), remove("5:98"));
    const { collection } = await phone.sync(inbox, el("AirSync:GetChanges", "0"), wrong);
    const responses = collection && child(collection, "AirSync:Responses")?.content;
    const statuses = (responses as readonly Node[]).map((node) => text(node, "AirSync:Status"));
    expect(statuses).toEqual(["6", "8", "8"]);
  });

  it("keeps every element of an event it did not invent itself", async () => {
    const { exchange } = openExchange();
    const phone = device(exchange);
    const calendar = await phone.folderId("Calendar");
    await phone.sync(calendar);
    const attendee = el(
      "Calendar:Attendees",
      el("Calendar:Attendee", el("Calendar:Email", "bob@acme.test"), el("Calendar:Name", "Bob")),
    );
    const event = el(
      "AirSync:Add",
      el("AirSync:ClientId", "1"),
      el(
        "AirSync:ApplicationData",
        el("Calendar:Subject", "Lunch"),
        el("Calendar:StartTime", "20100316T120000Z"),
        attendee,
        el(
          "AirSyncBase:Body",
          el("AirSyncBase:Type", "1"),
          el("AirSyncBase:Data", "Bring the plans."),
        ),
      ),
    );
    await phone.sync(calendar, commands(event));
    const old = device(exchange, { version: "2.5", deviceId: "ApplOLD1" });
    await old.folderSync();
    await old.sync(calendar);
    const seen = firstItem((await old.sync(calendar)).collection);
    expect(child(seen, "Calendar:Attendees")).toEqual(attendee);
    expect(text(seen, "Calendar:Body")).toBe("Bring the plans.");
    expect(child(seen, "AirSyncBase:Body")).toBeUndefined();
  });

  it.each([
    ["the server wins by default", [], "7", "Server"],
    [
      "the client wins if it says so",
      [el("AirSync:Options", el("AirSync:Conflict", "0"))],
      undefined,
      "Client",
    ],
  ] as const)("when both changed an item, %s", async (_name, options, status, winner) => {
    const { exchange } = openExchange();
    const phones = ["ApplONE1", "ApplTWO2"].map((deviceId) => device(exchange, { deviceId }));
    const [one, two] = phones;
    if (!one || !two) throw new Error("two phones");
    exchange.addContact("alice", { firstName: "Ann", lastName: "Lee", email: "ann@x.test" });
    const contacts = await one.folderId("Contacts");
    await two.folderSync();
    for (const phone of phones) {
      await phone.sync(contacts);
      await phone.sync(contacts);
    }
    const id = Object.keys(exchange.state.mailboxes.alice?.items ?? {})[0] ?? "";
    await one.sync(contacts, commands(change(id, el("Contacts:FirstName", "Server"))));
    const mine = commands(change(id, el("Contacts:FirstName", "Client")));
    const { collection } = await two.sync(contacts, ...options, mine);
    const failed = collection && path(collection, "AirSync:Responses", "AirSync:Change");
    expect(failed && text(failed, "AirSync:Status")).toBe(status);
    const item = exchange.state.mailboxes.alice?.items[id];
    const properties = item?.kind === "Contacts" ? item.properties : [];
    expect(properties.find(({ tag }) => tag === "Contacts:FirstName")?.text).toBe(winner);
  });
});
