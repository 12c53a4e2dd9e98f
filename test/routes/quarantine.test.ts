// The quarantine mailbox as a phone of each version meets it: one Inbox, one message, nothing else, and a way on for
// whatever a phone brings along from the real mailbox.
import { describe, expect, test } from "vitest";
import { child, el, text } from "../../worker/wire/wbxml-tree.ts";
import {
  bodyOf,
  collectionOf,
  folderSync,
  INBOX,
  keyOf,
  mailOf,
  primed,
  SINCE,
  sync,
  syncOf,
  told,
  VERSIONS,
  ward,
} from "./quarantine-support.ts";

describe.each(VERSIONS)("at %s", (version) => {
  test("the folder list is one Inbox, and does not change", async () => {
    const device = ward();
    const first = await device.ask("FolderSync", folderSync("0"), { version });
    const changes = first && child(first, "FolderHierarchy:Changes");
    const added = changes && child(changes, "FolderHierarchy:Add");
    expect(first && text(first, "FolderHierarchy:Status")).toBe("1");
    expect(changes && text(changes, "FolderHierarchy:Count")).toBe("1");
    expect(added && text(added, "FolderHierarchy:Type")).toBe("2");
    expect(added && text(added, "FolderHierarchy:ServerId")).toBe(INBOX);
    const key = (first && text(first, "FolderHierarchy:SyncKey")) ?? "";
    const again = await device.ask("FolderSync", folderSync(key), { version });
    const second = again && child(again, "FolderHierarchy:Changes");
    expect(again && text(again, "FolderHierarchy:SyncKey")).toBe(key);
    expect(second && text(second, "FolderHierarchy:Count")).toBe("0");
  });

  test("the Inbox is primed, brings its one message, and then nothing", async () => {
    const device = ward();
    const first = await primed(device, version);
    const mail = await device.ask("Sync", sync(first), { version });
    expect(told(mail, "AirSync:Add")).toHaveLength(1);
    expect(text(mailOf(mail), "Email:Subject")).toContain("Why your Acme mail is not here yet");
    expect(text(mailOf(mail), "Email:DateReceived")).toBe(new Date(SINCE).toISOString());
    expect(text(mailOf(mail), "Email:From")).toContain("<no-reply@acme.test>");
    expect(bodyOf(mail)).toContain("As soon as an administrator of Acme lets the device in");
    const next = keyOf(mail);
    expect(next).not.toBe(first);
    const quiet = await device.ask("Sync", sync(next), { version });
    if (Number(version) >= 12.1) return expect(quiet).toBeNull();
    expect(told(quiet, "AirSync:Add")).toEqual([]);
    expect(keyOf(quiet)).toBe(next);
  });

  test("a lost answer may be asked for again", async () => {
    const device = ward();
    const key = await primed(device, version);
    const once = await device.ask("Sync", sync(key), { version });
    expect(await device.ask("Sync", sync(key), { version })).toEqual(once);
  });

  test("what the user deletes does not come again; a new quarantine comes as a new message", async () => {
    const device = ward();
    const mail = await device.ask("Sync", sync(await primed(device, version)), { version });
    const [id = ""] = told(mail, "AirSync:Add");
    const gone = el("AirSync:Commands", el("AirSync:Delete", el("AirSync:ServerId", id)));
    const answer = await device.ask("Sync", sync(keyOf(mail), gone), { version });
    expect(text(collectionOf(answer), "AirSync:Status")).toBe("1");
    expect(child(collectionOf(answer), "AirSync:Responses")).toBeUndefined();
    const after = keyOf(answer);
    const quiet = await device.ask("Sync", sync(after), { version });
    expect(quiet && told(quiet, "AirSync:Add")).toEqual(Number(version) >= 12.1 ? null : []);
    const later = { version, since: SINCE + 1000 };
    const anew = await device.ask("Sync", sync(after), later);
    expect(told(anew, "AirSync:Add")).toHaveLength(1);
    expect(told(anew, "AirSync:Delete")).toEqual([]);
  });

  test("another reason replaces the message, one change at a time if the window is that small", async () => {
    const device = ward();
    const mail = await device.ask("Sync", sync(await primed(device, version)), { version });
    const [old] = told(mail, "AirSync:Add");
    const how = { version, reason: "access-rule-quarantined" };
    const both = await device.ask("Sync", sync(keyOf(mail)), how);
    expect(told(both, "AirSync:Delete")).toEqual([old]);
    expect(told(both, "AirSync:Add")).toHaveLength(1);
    const small = el("AirSync:WindowSize", "1");
    const first = await device.ask("Sync", sync(keyOf(mail), small), how);
    expect(told(first, "AirSync:Delete")).toEqual([old]);
    expect(told(first, "AirSync:Add")).toEqual([]);
    expect(child(collectionOf(first), "AirSync:MoreAvailable")).toBeDefined();
    const second = await device.ask("Sync", sync(keyOf(first), small), how);
    expect(told(second, "AirSync:Add")).toEqual(told(both, "AirSync:Add"));
  });

  test("a read mark is taken in silence, a new item is refused by name", async () => {
    const device = ward();
    const mail = await device.ask("Sync", sync(await primed(device, version)), { version });
    const [id = ""] = told(mail, "AirSync:Add");
    const read = el("AirSync:ApplicationData", el("Email:Read", "1"));
    const commands = el(
      "AirSync:Commands",
      el("AirSync:Change", el("AirSync:ServerId", id), read),
      el("AirSync:Change", el("AirSync:ServerId", "5:17"), read),
      el("AirSync:Add", el("AirSync:ClientId", "new-1"), read),
    );
    const answer = await device.ask("Sync", sync(keyOf(mail), commands), { version });
    expect(keyOf(answer)).not.toBe(keyOf(mail));
    expect(child(collectionOf(answer), "AirSync:Responses")).toEqual(
      el(
        "AirSync:Responses",
        el("AirSync:Change", el("AirSync:ServerId", "5:17"), el("AirSync:Status", "8")),
        el("AirSync:Add", el("AirSync:ClientId", "new-1"), el("AirSync:Status", "6")),
      ),
    );
  });

  test("folders and keys of the real mailbox start the phone anew", async () => {
    const device = ward();
    const folders = await device.ask("FolderSync", folderSync("1234"), { version });
    expect(folders && text(folders, "FolderHierarchy:Status")).toBe("9");
    const folder = await device.ask("Sync", syncOf("5", "1234"), { version });
    const isLater = Number(version) >= 12.1;
    expect(text(collectionOf(folder), "AirSync:Status")).toBe(isLater ? "12" : "8");
    const key = await device.ask("Sync", sync("1234"), { version });
    expect(text(collectionOf(key), "AirSync:Status")).toBe("3");
    expect(keyOf(key)).toBe("0");
  });

  test("an estimate counts the message once", async () => {
    const device = ward();
    const estimate = async (id: string, key?: string) => {
      const answer = await device.ask(
        "GetItemEstimate",
        el(
          "GetItemEstimate:GetItemEstimate",
          el(
            "GetItemEstimate:Collections",
            el(
              "GetItemEstimate:Collection",
              el("GetItemEstimate:CollectionId", id),
              ...(key === undefined ? [] : [el("AirSync:SyncKey", key)]),
            ),
          ),
        ),
        { version },
      );
      const response = answer && child(answer, "GetItemEstimate:Response");
      const collection = response && child(response, "GetItemEstimate:Collection");
      return [
        response && text(response, "GetItemEstimate:Status"),
        collection && text(collection, "GetItemEstimate:Estimate"),
      ];
    };
    const first = await primed(device, version);
    const mail = await device.ask("Sync", sync(first), { version });
    expect(await estimate(INBOX, first)).toEqual(["1", "1"]);
    expect(await estimate(INBOX, keyOf(mail))).toEqual(["1", "0"]);
    expect(await estimate(INBOX, "0")).toEqual(["3", undefined]);
    expect(await estimate(INBOX, "1234")).toEqual(["4", undefined]);
    expect(await estimate("5", first)).toEqual(["2", undefined]);
  });
});
