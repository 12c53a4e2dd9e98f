// The state is one plain object: it can be saved in the middle of a relationship, and two devices
// do not disturb each other in it.
import { expect, it } from "vitest";
import { child, el, text } from "../../../worker/wire/wbxml-tree.ts";
import { commandsOf, device, openExchange } from "./eas-client.ts";

const mail = (subject: string) => ({ from: "bob@acme.test", subject, body: "Hello." });

it("goes on from JSON in the middle of a sync, as if nothing had happened", async () => {
  const { exchange } = openExchange();
  for (const subject of ["1", "2", "3"]) exchange.deliver("alice", mail(subject));
  const phone = device(exchange);
  const inbox = await phone.folderId("Inbox");
  await phone.sync(inbox);
  const first = await phone.sync(inbox, el("AirSync:WindowSize", "2"));
  const saved = JSON.parse(JSON.stringify(exchange.state));

  const later = openExchange({}, saved);
  const samePhone = device(later.exchange);
  samePhone.keys.set(inbox, phone.keys.get(inbox) ?? "");
  const rest = await samePhone.sync(inbox);
  const seen = [...commandsOf(first.collection), ...commandsOf(rest.collection)];
  expect(new Set(seen).size).toBe(3);
  later.exchange.deliver("alice", mail("4"));
  expect(commandsOf((await samePhone.sync(inbox)).collection)).toHaveLength(1);
  expect(later.exchange.messages("alice").map(({ subject }) => subject)[0]).toBe("4");
});

it("gives no new server the state of the old one: both go their own way", async () => {
  const { exchange } = openExchange();
  const copy = openExchange({}, exchange.state);
  copy.exchange.deliver("alice", mail("Only there"));
  expect(exchange.messages("alice")).toEqual([]);
});

it("two devices of one user synchronise at the same time, each completely", async () => {
  const { exchange } = openExchange();
  const phones = ["ApplONE1", "ApplTWO2"].map((deviceId) => device(exchange, { deviceId }));
  const [one, two] = phones;
  if (!one || !two) throw new Error("two phones");
  const inbox = await one.folderId("Inbox");
  await two.folderSync();
  await Promise.all(phones.map((phone) => phone.sync(inbox)));
  for (let count = 0; count < 10; count++) exchange.deliver("alice", mail(`Mail ${count}`));
  const drain = async (phone: ReturnType<typeof device>) => {
    const seen: string[] = [];
    for (let more = true; more; ) {
      const { collection } = await phone.sync(inbox, el("AirSync:WindowSize", "3"));
      seen.push(...commandsOf(collection));
      more = collection !== undefined && child(collection, "AirSync:MoreAvailable") !== undefined;
    }
    return seen;
  };
  const [seenByOne, seenByTwo] = await Promise.all([drain(one), drain(two)]);
  expect(new Set(seenByOne).size).toBe(10);
  expect(seenByTwo).toEqual(seenByOne);
});

it("what one device reads, the other is told as read", async () => {
  const { exchange } = openExchange();
  const phones = ["ApplONE1", "ApplTWO2"].map((deviceId) => device(exchange, { deviceId }));
  const [one, two] = phones;
  if (!one || !two) throw new Error("two phones");
  exchange.deliver("alice", mail("One"));
  const inbox = await one.folderId("Inbox");
  await two.folderSync();
  for (const phone of phones) {
    await phone.sync(inbox);
    await phone.sync(inbox);
  }
  const id = Object.keys(exchange.state.mailboxes.alice?.items ?? {})[0] ?? "";
  const read = el(
    "AirSync:Change",
    el("AirSync:ServerId", id),
    el("AirSync:ApplicationData", el("Email:Read", "1")),
  );
  await one.sync(inbox, el("AirSync:Commands", read));
  const { collection } = await two.sync(inbox);
  expect(commandsOf(collection)).toEqual([`Change ${id}`]);
});

it("a user added again keeps the mailbox and gets the new password", async () => {
  const { exchange } = openExchange();
  exchange.deliver("alice", mail("One"));
  exchange.addUser({ user: "alice", password: "another", displayName: "Alice A." });
  expect(exchange.messages("alice")).toHaveLength(1);
  const document = await device(exchange, { password: "another" }).folderSync();
  expect(text(document, "FolderHierarchy:Status")).toBe("1");
});

it("has no messages for a user it does not know", () => {
  expect(openExchange().exchange.messages("nobody")).toEqual([]);
});
