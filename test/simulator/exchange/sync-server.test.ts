// What a Sync brings: windows, filters, and items in the form of each version (MS-ASCMD 2.2.1.21,
// MS-ASEMAIL, MS-ASCAL).
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { commandsOf, device, firstItem, MORNING, openExchange } from "./eas-client.ts";
import { inboxWith, mail, statusOf, window } from "./sync-pieces.ts";

const DAY_MS = 86_400_000;

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
