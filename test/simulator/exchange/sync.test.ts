// Synchronising mail, contacts and calendar (MS-ASCMD 2.2.1.21).
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { commandsOf, device, firstItem, MORNING, openExchange, syncBody } from "./eas-client.ts";

const DAY_MS = 86_400_000;
const mail = (subject: string, body = "Hello.") => ({ from: "bob@acme.test", subject, body });
const window = (size: number) => el("AirSync:WindowSize", String(size));
const commands = (...nodes: Node[]) => el("AirSync:Commands", ...nodes);
const change = (id: string, ...properties: Node[]) =>
  el("AirSync:Change", el("AirSync:ServerId", id), el("AirSync:ApplicationData", ...properties));
const remove = (id: string) => el("AirSync:Delete", el("AirSync:ServerId", id));
const addContact = (clientId: string, firstName: string) =>
  el(
    "AirSync:Add",
    el("AirSync:ClientId", clientId),
    el("AirSync:ApplicationData", el("Contacts:FirstName", firstName)),
  );
const statusOf = (collection: Node | undefined) => collection && text(collection, "AirSync:Status");

/** A primed Inbox of alice with these subjects delivered, oldest first. */
async function inboxWith(...subjects: string[]) {
  const world = openExchange();
  for (const subject of subjects) {
    world.exchange.deliver("alice", mail(subject));
    await world.clock.advance(1000);
  }
  const phone = device(world.exchange);
  const inbox = await phone.folderId("Inbox");
  await phone.sync(inbox);
  return { ...world, phone, inbox };
}

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

describe("what the server sends", () => {
  it("comes newest first, in windows, until there is no more", async () => {
    const { inbox, phone } = await inboxWith("1", "2", "3", "4", "5");
    const subjects: (string | undefined)[] = [];
    const sizes: number[] = [];
    for (let more = true; more; ) {
      const { collection } = await phone.sync(inbox, window(2));
      subjects.push(text(firstItem(collection), "Email:Subject"));
      sizes.push(commandsOf(collection).length);
      more = collection !== undefined && child(collection, "AirSync:MoreAvailable") !== undefined;
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(subjects).toEqual(["5", "3", "1"]);
  });

  it("is an empty body when there is nothing new at 12.1, a Status 1 before", async () => {
    const { exchange, inbox, phone } = await inboxWith("One");
    await phone.sync(inbox);
    const nothing = await phone.sync(inbox);
    expect(nothing.status).toBe(200);
    expect(nothing.bytes).toHaveLength(0);
    expect(nothing.headers.get("content-length")).toBe("0");
    expect(nothing.headers.get("content-type")).toBeNull();
    const old = device(exchange, { deviceId: "ApplOLD1", version: "2.5" });
    await old.folderSync();
    await old.sync(inbox);
    await old.sync(inbox);
    expect(statusOf((await old.sync(inbox)).collection)).toBe("1");
  });

  it("respects the filter, and takes back what has left it", async () => {
    const { clock, exchange } = openExchange();
    exchange.deliver("alice", mail("Old"));
    await clock.advance(2 * DAY_MS);
    exchange.deliver("alice", mail("New"));
    const phone = device(exchange);
    const inbox = await phone.folderId("Inbox");
    const options = el("AirSync:Options", el("AirSync:FilterType", "1"));
    await phone.sync(inbox, options);
    const { collection } = await phone.sync(inbox);
    expect(text(firstItem(collection), "Email:Subject")).toBe("New");
    expect(commandsOf(collection)).toHaveLength(1);
    await clock.advance(2 * DAY_MS);
    const later = await phone.sync(inbox);
    expect(commandsOf(later.collection)[0]).toMatch(/^SoftDelete/);
    expect(exchange.messages("alice")).toHaveLength(2);
  });

  it("is Body and MIMEData for 2.5, AirSyncBase:Body for 12.x, a conversation too for 14.0", async () => {
    const { exchange } = openExchange({ trait: "2010" });
    exchange.deliver("alice", { ...mail("One"), attachment: { name: "a.txt", base64: "YWJj" } });
    const itemAt = async (version: string, ...options: Node[]) => {
      const phone = device(exchange, { version, deviceId: `Appl${version.replace(".", "")}` });
      const inbox = await phone.folderId("Inbox");
      await phone.sync(inbox, el("AirSync:Options", ...options));
      return firstItem((await phone.sync(inbox)).collection);
    };
    const old = await itemAt("2.5");
    expect(text(old, "Email:Body")).toBe("Hello.");
    expect(path(old, "Email:Attachments", "Email:Attachment")).toBeDefined();
    const mime = await itemAt("2.5", el("AirSync:MIMESupport", "2"));
    expect(text(mime, "Email:MIMEData")).toContain('filename="a.txt"');
    const preference = el("AirSyncBase:BodyPreference", el("AirSyncBase:Type", "1"));
    const modern = await itemAt("12.1", preference);
    const body = child(modern, "AirSyncBase:Body") as Node;
    expect(text(body, "AirSyncBase:Data")).toBe("Hello.");
    expect(text(modern, "Email:Body")).toBeUndefined();
    const newest = await itemAt("14.0", preference);
    expect(child(newest, "Email2:ConversationId")?.content).toHaveLength(16);
  });

  it("is cut between characters, never inside one", async () => {
    const { exchange } = openExchange();
    exchange.deliver("alice", mail("Umlauts", "äöü"));
    const phone = device(exchange);
    const inbox = await phone.folderId("Inbox");
    const preference = el(
      "AirSyncBase:BodyPreference",
      el("AirSyncBase:Type", "1"),
      el("AirSyncBase:TruncationSize", "3"),
    );
    await phone.sync(inbox, el("AirSync:Options", preference));
    const body = child(firstItem((await phone.sync(inbox)).collection), "AirSyncBase:Body") as Node;
    expect(text(body, "AirSyncBase:Data")).toBe("ä");
    expect(text(body, "AirSyncBase:Truncated")).toBe("1");
    expect(text(body, "AirSyncBase:EstimatedDataSize")).toBe("6");
  });

  it("survives a mail with characters that WBXML cannot carry", async () => {
    const { inbox, phone } = await inboxWith("Null \0 and half a pair \ud83d");
    const { collection } = await phone.sync(inbox);
    expect(text(firstItem(collection), "Email:Subject")).toBe("Null  and half a pair \ufffd");
  });

  it("describes an event with a whole time zone", async () => {
    const { exchange } = openExchange();
    exchange.addEvent("alice", { subject: "Review", start: MORNING, end: MORNING + 3_600_000 });
    const phone = device(exchange);
    const calendar = await phone.folderId("Calendar");
    await phone.sync(calendar);
    const event = firstItem((await phone.sync(calendar)).collection);
    expect(text(event, "Calendar:StartTime")).toBe("20100315T090000Z");
    const zone = Buffer.from(text(event, "Calendar:Timezone") ?? "", "base64");
    expect(zone).toHaveLength(172);
    expect(zone.subarray(4, 38).toString("utf16le")).toBe("GMT Standard Time");
    // Daylight time: month 3, Sunday, fifth week, one o'clock; an hour ahead.
    expect([
      ...new Uint16Array(zone.buffer.slice(zone.byteOffset + 152, zone.byteOffset + 168)),
    ]).toEqual([0, 3, 0, 5, 1, 0, 0, 0]);
    expect(zone.readInt32LE(168)).toBe(-60);
  });
});

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
