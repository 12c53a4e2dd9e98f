// The folder tree and its sync keys (MS-ASCMD 2.2.1.2 to 2.2.1.6).
import { expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { ask, device, openExchange } from "./eas-client.ts";

const keyOf = (document: Node) => text(document, "FolderHierarchy:SyncKey") ?? "";
const statusOf = (document: Node | undefined) =>
  document && text(document, "FolderHierarchy:Status");
const countOf = (document: Node) => {
  const changes = child(document, "FolderHierarchy:Changes");
  return changes && text(changes, "FolderHierarchy:Count");
};
const create = (key: string, name: string, type = "12", parent = "0") =>
  el(
    "FolderHierarchy:FolderCreate",
    el("FolderHierarchy:SyncKey", key),
    el("FolderHierarchy:ParentId", parent),
    el("FolderHierarchy:DisplayName", name),
    el("FolderHierarchy:Type", type),
  );

it("sends the eight default folders with their types for key 0", async () => {
  const { exchange } = openExchange();
  const document = await device(exchange).folderSync();
  const changes = child(document, "FolderHierarchy:Changes")?.content as readonly Node[];
  const folders = changes
    .filter(({ tag }) => tag === "FolderHierarchy:Add")
    .map((add) => [text(add, "FolderHierarchy:DisplayName"), text(add, "FolderHierarchy:Type")]);
  expect(Object.fromEntries(folders)).toEqual({
    Inbox: "2",
    Drafts: "3",
    "Deleted Items": "4",
    "Sent Items": "5",
    Outbox: "6",
    Tasks: "7",
    Calendar: "8",
    Contacts: "9",
  });
});

it("tells versions and commands again with key 0 only", async () => {
  const { exchange } = openExchange();
  const body = (key: string) =>
    el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key));
  const first = await ask(exchange, "FolderSync", { body: body("0") });
  expect(first.headers.get("x-ms-rp")).toBe("1.0,2.0,2.1,2.5,12.0,12.1");
  expect(first.headers.get("ms-asprotocolcommands")).toContain("FolderSync");
  const second = await ask(exchange, "FolderSync", { body: body(keyOf(first.document as Node)) });
  expect(second.headers.get("x-ms-rp")).toBeNull();
});

it("keeps the key while nothing changes, and refuses a key of its own invention with Status 9", async () => {
  const { exchange } = openExchange();
  const phone = device(exchange);
  const key = keyOf(await phone.folderSync());
  const again = await phone.folderSync(key);
  expect(keyOf(again)).toBe(key);
  expect(countOf(again)).toBe("0");
  expect(statusOf(await phone.folderSync("4711"))).toBe("9");
});

it("refuses another device's key with Status 9", async () => {
  const { exchange } = openExchange();
  const key = keyOf(await device(exchange).folderSync());
  expect(statusOf(await device(exchange, { deviceId: "ApplOTHER1" }).folderSync(key))).toBe("9");
});

it("tells the other device of a new folder, and its maker not", async () => {
  const { exchange } = openExchange();
  const maker = device(exchange);
  const other = device(exchange, { deviceId: "ApplOTHER1" });
  const [makerKey, otherKey] = [keyOf(await maker.folderSync()), keyOf(await other.folderSync())];
  const made = await maker.send("FolderCreate", { body: create(makerKey, "Projects") });
  expect(statusOf(made.document)).toBe("1");
  expect(countOf(await maker.folderSync(keyOf(made.document as Node)))).toBe("0");
  const told = await other.folderSync(otherKey);
  expect(countOf(told)).toBe("1");
  const add = path(told, "FolderHierarchy:Changes", "FolderHierarchy:Add");
  expect(add && text(add, "FolderHierarchy:DisplayName")).toBe("Projects");
});

it("does not hide another device's new folder behind a device's own", async () => {
  const { exchange } = openExchange();
  const one = device(exchange);
  const two = device(exchange, { deviceId: "ApplOTHER1" });
  const [oneKey, twoKey] = [keyOf(await one.folderSync()), keyOf(await two.folderSync())];
  await one.send("FolderCreate", { body: create(oneKey, "Of one") });
  const made = await two.send("FolderCreate", { body: create(twoKey, "Of two") });
  const told = await two.folderSync(keyOf(made.document as Node));
  expect(countOf(told)).toBe("1");
  const add = path(told, "FolderHierarchy:Changes", "FolderHierarchy:Add");
  expect(add && text(add, "FolderHierarchy:DisplayName")).toBe("Of one");
});

it("sends lost changes again when the previous key comes back", async () => {
  const { exchange } = openExchange();
  const maker = device(exchange);
  const other = device(exchange, { deviceId: "ApplOTHER1" });
  const [makerKey, otherKey] = [keyOf(await maker.folderSync()), keyOf(await other.folderSync())];
  await maker.send("FolderCreate", { body: create(makerKey, "Projects") });
  await other.folderSync(otherKey);
  const again = await other.folderSync(otherKey);
  expect(statusOf(again)).toBe("1");
  expect(countOf(again)).toBe("1");
});

it.each([
  ["a name that is taken", "Inbox", "12", "0", "2"],
  ["a parent that is not there", "New", "12", "99", "5"],
  ["a type nobody may create", "New", "2", "0", "10"],
])("refuses to create a folder with %s", async (_name, name, type, parent, status) => {
  const { exchange } = openExchange();
  const phone = device(exchange);
  const key = keyOf(await phone.folderSync());
  const answer = await phone.send("FolderCreate", { body: create(key, name, type, parent) });
  expect(statusOf(answer.document)).toBe(status);
});

it("renames and deletes a user's folder, never a default one", async () => {
  const { exchange } = openExchange();
  const phone = device(exchange);
  const inbox = await phone.folderId("Inbox");
  const key = keyOf(await phone.folderSync());
  const made = (await phone.send("FolderCreate", { body: create(key, "Projects") }))
    .document as Node;
  const id = text(made, "FolderHierarchy:ServerId") ?? "";
  const update = (folder: string) =>
    el(
      "FolderHierarchy:FolderUpdate",
      el("FolderHierarchy:SyncKey", keyOf(made)),
      el("FolderHierarchy:ServerId", folder),
      el("FolderHierarchy:ParentId", "0"),
      el("FolderHierarchy:DisplayName", "Plans"),
    );
  expect(statusOf((await phone.send("FolderUpdate", { body: update(inbox) })).document)).toBe("3");
  const renamed = (await phone.send("FolderUpdate", { body: update(id) })).document as Node;
  expect(statusOf(renamed)).toBe("1");
  const remove = el(
    "FolderHierarchy:FolderDelete",
    el("FolderHierarchy:SyncKey", keyOf(renamed)),
    el("FolderHierarchy:ServerId", id),
  );
  expect(statusOf((await phone.send("FolderDelete", { body: remove })).document)).toBe("1");
  expect(exchange.messages("alice", "Inbox")).toEqual([]);
  expect(() => exchange.messages("alice", "Plans")).toThrow("no folder");
});
