// Calendar, contacts, the address list, folders and settings of a real server through the gateway
// (MS-ASCMD 2.2.1), changes seen from a second client that sits at SOGo itself.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { child, children, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { base64Query } from "../../interop/server.ts";
import { addressOf } from "./configuration.ts";
import { FOLDER_TYPE, folderSync, listFolders, openCollection } from "./folders.ts";
import { EVENT_SUBJECT } from "./mailboxes.ts";
import type { Phone } from "./phone.ts";
import { directClient, readyPhone, type Suite, VERSIONS } from "./suite.ts";

/** What a phone writes into a collection, and how the other side reads it again. */
interface Kind {
  readonly type: keyof typeof FOLDER_TYPE;
  readonly name: "Calendar:Subject" | "Contacts:LastName";
  data(name: string): readonly Node[];
}

const CALENDAR: Kind = {
  type: "calendar",
  name: "Calendar:Subject",
  data: (name) => [
    el("Calendar:DtStamp", "20261120T080000Z"),
    el("Calendar:StartTime", "20261126T140000Z"),
    el("Calendar:EndTime", "20261126T150000Z"),
    el("Calendar:Subject", name),
    el("Calendar:UID", `uid-of-${name.length}-${Date.now()}`),
    el("Calendar:AllDayEvent", "0"),
    el("Calendar:BusyStatus", "2"),
    el("Calendar:Sensitivity", "0"),
    el("Calendar:MeetingStatus", "0"),
  ],
};
const CONTACTS: Kind = {
  type: "contacts",
  name: "Contacts:LastName",
  data: (name) => [
    el("Contacts:FirstName", "Åsa"),
    el("Contacts:LastName", name),
    el("Contacts:FileAs", `Åsa ${name}`),
    el("Contacts:Email1Address", "asa@elsewhere.example.com"),
  ],
};

/** SOGo's keys of calendars and address books are whole seconds: what follows within one is not seen. */
const SOGO_TICK_MS = 1100;

/** Declares the tests of everything but mail. */
export function testItems(suite: Suite): void {
  describe.each(VERSIONS)("everything but mail through the gateway, EAS %s", (version) => {
    it("brings alice's event and contact as they stand on the server", async () => {
      const phone = await readyPhone(suite, "alice", version);
      const { ofType } = await listFolders(phone);
      const events = await openCollection(phone, ofType(FOLDER_TYPE.calendar)).sync();
      const event = events.added.find(
        ({ data }) => text(data, "Calendar:Subject") === EVENT_SUBJECT,
      );
      expect(event && text(event.data, "Calendar:StartTime")).toBe("20261124T090000Z");
      const cards = await openCollection(phone, ofType(FOLDER_TYPE.contacts)).sync();
      expect(cards.added.map(({ data }) => text(data, "Contacts:LastName"))).toContain("Müller");
    });

    it.concurrent.each([
      ["an event", CALENDAR],
      ["a contact", CONTACTS],
    ])("keeps %s that the phone adds, changes and deletes", async (_what, kind) => {
      // Not bob, who has none: SOGo forgets the key that it gave for an empty collection.
      const phone = await readyPhone(suite, "alice", version);
      const other = directClient(suite, "alice", version);
      const mine = openCollection(phone, await folderOf(phone, kind));
      const theirs = openCollection(other, await folderOf(other, kind));
      await mine.sync();
      await theirs.sync();
      const names = [`Ünique ${version}`, `Changed ${version}`] as const;
      const { responses } = await mine.sync(
        el(
          "AirSync:Add",
          el("AirSync:ClientId", "1"),
          el("AirSync:ApplicationData", ...kind.data(names[0])),
        ),
      );
      const added = responses && child(responses, "AirSync:Add");
      expect(added && text(added, "AirSync:Status")).toBe("1");
      const id = (added && text(added, "AirSync:ServerId")) ?? "";
      expect((await theirs.sync()).added).toMatchObject([{ id }]);
      await wait(SOGO_TICK_MS);
      const data = el("AirSync:ApplicationData", ...kind.data(names[1]));
      await mine.sync(el("AirSync:Change", el("AirSync:ServerId", id), data));
      const seen = [...(await theirs.sync()).changed].find((item) => item.id === id);
      expect(seen && text(seen.data, kind.name)).toBe(names[1]);
      await wait(SOGO_TICK_MS);
      await mine.sync(el("AirSync:Delete", el("AirSync:ServerId", id)));
      expect((await theirs.sync()).deleted).toEqual([id]);
    });

    it("finds people in the global address list", async () => {
      const phone = await readyPhone(suite, "alice", version);
      const answer = await phone.command("Search", gal("bob"));
      const found = path(answer, "Search:Response", "Search:Store");
      expect(found && text(found, "Search:Total")).toBe("1");
      const person = found && path(found, "Search:Result", "Search:Properties");
      expect(person && text(person, "GAL:EmailAddress")).toBe(addressOf("bob"));
    });

    it("creates a folder, renames it and deletes it", async () => {
      const phone = await readyPhone(suite, "carol", version);
      const { key } = await listFolders(phone);
      // No dot, which separates folders in a maildir.
      const [before, after] = [
        `Projekte ${Math.floor(+version)}`,
        `Archiv ${Math.floor(+version)}`,
      ] as const;
      const made = await phone.command(
        "FolderCreate",
        el(
          "FolderHierarchy:FolderCreate",
          el("FolderHierarchy:SyncKey", key),
          el("FolderHierarchy:ParentId", "0"),
          el("FolderHierarchy:DisplayName", before),
          el("FolderHierarchy:Type", "12"),
        ),
      );
      expect(text(made, "FolderHierarchy:Status")).toBe("1");
      const id = text(made, "FolderHierarchy:ServerId") ?? "";
      expect(await namesOf(suite, version)).toContain(before);
      const renamed = await phone.command(
        "FolderUpdate",
        el(
          "FolderHierarchy:FolderUpdate",
          el("FolderHierarchy:SyncKey", text(made, "FolderHierarchy:SyncKey") ?? ""),
          el("FolderHierarchy:ServerId", id),
          el("FolderHierarchy:ParentId", "0"),
          el("FolderHierarchy:DisplayName", after),
        ),
      );
      expect(text(renamed, "FolderHierarchy:Status")).toBe("1");
      const names = await namesOf(suite, version);
      expect(names).toContain(after);
      expect(names).not.toContain(before);
      const again = await phone.command(
        "FolderSync",
        folderSync(text(renamed, "FolderHierarchy:SyncKey") ?? ""),
      );
      const gone = await phone.command(
        "FolderDelete",
        el(
          "FolderHierarchy:FolderDelete",
          el("FolderHierarchy:SyncKey", text(again, "FolderHierarchy:SyncKey") ?? ""),
          el("FolderHierarchy:ServerId", id),
        ),
      );
      expect(text(gone, "FolderHierarchy:Status")).toBe("1");
      expect(await namesOf(suite, version)).not.toContain(after);
    });

    it("serves a phone alike that writes its queries in base64", async () => {
      const phone = await readyPhone(suite, "alice", version);
      const form = { version: Number(version) * 10, key: Number(phone.policyKey) };
      const inBase64 = (command: string) => ({
        query: base64Query(command, phone.deviceId, {}, form),
        headers: { "MS-ASProtocolVersion": null, "X-MS-PolicyKey": null },
      });
      const folders = await phone.command("FolderSync", folderSync("0"), inBase64("FolderSync"));
      expect(text(folders, "FolderHierarchy:Status")).toBe("1");
      const answer = await phone.command("Search", gal("bob"), inBase64("Search"));
      expect(JSON.stringify(answer)).toContain(addressOf("bob"));
    });

    it("answers Settings, and the gateway keeps what the phone says of itself", async () => {
      const phone = await readyPhone(suite, "alice", version);
      const asked = await phone.command(
        "Settings",
        el("Settings:Settings", el("Settings:UserInformation", el("Settings:Get"))),
      );
      expect(JSON.stringify(asked)).toContain(addressOf("alice"));
      const told = await phone.command(
        "Settings",
        el(
          "Settings:Settings",
          el(
            "Settings:DeviceInformation",
            el(
              "Settings:Set",
              el("Settings:Model", "iPhone3C1"),
              el("Settings:OS", "iOS 4.2.1 8C148a"),
            ),
          ),
        ),
      );
      expect(text(told, "Settings:Status")).toBe("1");
      const device = await suite
        .gateway()
        .admin.call("GET", `/tenants/peer/devices/alice/${phone.deviceId.toLowerCase()}`);
      expect(JSON.stringify(device.body)).toContain("iOS 4.2.1 8C148a");
    });
  });
}

/** A search in the global address list. */
const gal = (name: string) =>
  el(
    "Search:Search",
    el(
      "Search:Store",
      el("Search:Name", "GAL"),
      el("Search:Query", name),
      el("Search:Options", el("Search:Range", "0-10")),
    ),
  );

const folderOf = async (phone: Phone, { type }: Kind) =>
  (await listFolders(phone)).ofType(FOLDER_TYPE[type]);

/** Carol's folders, as a new client at SOGo sees them. */
async function namesOf(suite: Suite, version: string): Promise<string[]> {
  const root = await directClient(suite, "carol", version).command("FolderSync", folderSync("0"));
  const changes = path(root, "FolderHierarchy:Changes");
  const adds = changes ? children(changes, "FolderHierarchy:Add") : [];
  return adds.map((folder) => text(folder, "FolderHierarchy:DisplayName") ?? "");
}
