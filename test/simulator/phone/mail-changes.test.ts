// What the user does to a mail: the phone sends it with the folder's key, and shows it only if the server took it
// (MS-ASCMD, Sync: Commands and Responses).
import { expect, test } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { collectionOf, mail, synced, tree } from "./eas-script.ts";
import { phoneWith } from "./mail-support.ts";

type Reply = (asked: { readonly body: Node | null }) => ReturnType<typeof tree>;

const commandsOf = (body: Node | null) =>
  body && path(body, "AirSync:Collections", "AirSync:Collection", "AirSync:Commands");

/** An inbox with two mails; `taken` answers whoever sends changes. */
async function phoneWhere(taken: Reply) {
  const reply: Reply = ({ body }) => {
    const { folder, key } = collectionOf(body);
    if (commandsOf(body)) return taken({ body });
    if (key === "0") return synced(folder, { key: "1" });
    const isNew = folder === "in" && key === "1";
    const mails = [mail("m1", "One"), mail("m2", "Two")];
    return synced(folder, isNew ? { key: "2", commands: mails } : { key });
  };
  const set = await phoneWith({ Sync: reply });
  await set.phone.mail.check();
  const changes = () => set.server.log.map(({ body }) => commandsOf(body)).filter(Boolean);
  const shown = () =>
    set.phone.mail.messages().map(({ subject, read }) => `${subject}${read ? ", read" : ""}`);
  return { ...set, changes, shown };
}

test("a mail is marked as read on the server, then on the phone", async () => {
  const { phone, changes, shown, server } = await phoneWhere(() => synced("in", { key: "3" }));
  expect(await phone.mail.markRead("m1")).toMatchObject({ ok: true });
  const read = el("AirSync:ApplicationData", el("Email:Read", "1"));
  expect(changes()).toEqual([
    el("AirSync:Commands", el("AirSync:Change", el("AirSync:ServerId", "m1"), read)),
  ]);
  expect(collectionOf(server.log.at(-1)?.body ?? null).key).toBe("2");
  expect(shown().toSorted()).toEqual(["One, read", "Two"]);
});

test("a deleted mail goes to Deleted Items, and from the phone", async () => {
  const { phone, server, shown } = await phoneWhere(() => synced("in", { key: "3" }));
  await phone.mail.remove("m1");
  const sent = server.log.at(-1)?.body;
  const collection = sent && path(sent, "AirSync:Collections", "AirSync:Collection");
  expect(collection && text(collection, "AirSync:DeletesAsMoves")).toBe("1");
  expect(collection && child(collection, "AirSync:Commands")).toEqual(
    el("AirSync:Commands", el("AirSync:Delete", el("AirSync:ServerId", "m1"))),
  );
  expect(shown()).toEqual(["Two"]);
});

test("what the server refuses does not stand on the phone, and is noted", async () => {
  const refusal = el("AirSync:Change", el("AirSync:ServerId", "m1"), el("AirSync:Status", "8"));
  const refused = tree(
    el(
      "AirSync:Sync",
      el(
        "AirSync:Collections",
        el(
          "AirSync:Collection",
          el("AirSync:SyncKey", "3"),
          el("AirSync:CollectionId", "in"),
          el("AirSync:Status", "1"),
          el("AirSync:Responses", refusal),
        ),
      ),
    ),
  );
  const { phone, shown, notes } = await phoneWhere(() => refused);
  await phone.mail.markRead("m1");
  expect(shown().toSorted()).toEqual(["One", "Two"]);
  expect(notes.join()).toContain("Sync refuses a change of m1");
});

test("a server that no longer knows the key starts the folder anew, without the change", async () => {
  const { phone, changes, shown } = await phoneWhere(() => synced("in", { key: "0", status: "3" }));
  expect(await phone.mail.remove("m1")).toMatchObject({ ok: true });
  expect(changes()).toHaveLength(1);
  expect(shown().toSorted()).toEqual(["One", "Two"]);
});

test("a mail that is not on the phone cannot be changed", async () => {
  const { phone } = await phoneWhere(() => synced("in", { key: "3" }));
  expect(await phone.mail.markRead("m9")).toMatchObject({ ok: false });
});
