// Push: held Pings on a virtual clock (MS-ASCMD 2.2.1.13).
import { expect, it } from "vitest";
import { child, el, type Node, text } from "../../../worker/wire/wbxml-tree.ts";
import { type ask, commandsOf, device, openExchange, settle, syncBody } from "./eas-client.ts";

const mail = { from: "bob@acme.test", subject: "News", body: "Now." };

const pingBody = (heartbeat: string | undefined, ...ids: string[]) =>
  el(
    "Ping:Ping",
    ...(heartbeat === undefined ? [] : [el("Ping:HeartbeatInterval", heartbeat)]),
    ...(ids.length === 0
      ? []
      : [
          el(
            "Ping:Folders",
            ...ids.map((id) => el("Ping:Folder", el("Ping:Id", id), el("Ping:Class", "Email"))),
          ),
        ]),
  );

const statusOf = (document: Node | undefined) => document && text(document, "Ping:Status");

/** A phone of alice that has everything in its Inbox. */
async function upToDate() {
  const world = openExchange();
  const phone = device(world.exchange);
  const inbox = await phone.folderId("Inbox");
  await phone.sync(inbox);
  return { ...world, phone, inbox };
}

/** A Ping under way; `answer` is undefined until it ends. */
function held(ping: ReturnType<typeof ask>) {
  const state: { answer?: Awaited<typeof ping> } = {};
  const done = ping.then((answer) => {
    state.answer = answer;
  });
  return { state, done };
}

it("ends with Status 1 when the heartbeat is over, not before", async () => {
  const { clock, inbox, phone } = await upToDate();
  const { done, state } = held(phone.send("Ping", { body: pingBody("480", inbox) }));
  await settle();
  await clock.advance(479_999);
  expect(state.answer).toBeUndefined();
  await clock.advance(1);
  await done;
  expect(statusOf(state.answer?.document)).toBe("1");
  expect(clock.sleepers()).toBe(0);
});

it("is woken at once by a mail, with the folder that has it", async () => {
  const { clock, exchange, inbox, phone } = await upToDate();
  const { done, state } = held(phone.send("Ping", { body: pingBody("480", inbox) }));
  await settle();
  await clock.advance(60_000);
  exchange.deliver("alice", mail);
  await done;
  expect(statusOf(state.answer?.document)).toBe("2");
  const folders = state.answer?.document && child(state.answer.document, "Ping:Folders");
  expect(folders && text(folders, "Ping:Folder")).toBe(inbox);
  expect(commandsOf((await phone.sync(inbox)).collection)).toHaveLength(1);
});

it("answers at once if there is news already, and sleeps on through other people's mail", async () => {
  const { clock, exchange, inbox, phone } = await upToDate();
  const { state, done } = held(phone.send("Ping", { body: pingBody("60", inbox) }));
  await settle();
  exchange.deliver("bob", mail);
  exchange.addContact("alice", { firstName: "A", lastName: "B", email: "a@b.test" });
  await settle();
  expect(state.answer).toBeUndefined();
  await clock.advance(60_000);
  await done;
  exchange.deliver("alice", mail);
  expect(statusOf((await phone.send("Ping", { body: pingBody("60", inbox) })).document)).toBe("2");
});

it("repeats the cached parameters for an empty body, and says 3 when there are none", async () => {
  const { clock, inbox, phone } = await upToDate();
  const headers = { "content-type": null };
  expect(statusOf((await phone.send("Ping", { headers })).document)).toBe("3");
  const first = held(phone.send("Ping", { body: pingBody("60", inbox) }));
  await settle();
  await clock.advance(60_000);
  await first.done;
  const second = held(phone.send("Ping", { headers }));
  await settle();
  await clock.advance(59_999);
  expect(second.state.answer).toBeUndefined();
  await clock.advance(1);
  await second.done;
  expect(statusOf(second.state.answer?.document)).toBe("1");
});

it.each([
  ["59", "60"],
  ["3541", "3540"],
])("refuses a heartbeat of %s seconds with Status 5 and names %s", async (asked, nearest) => {
  const { inbox, phone } = await upToDate();
  const { document } = await phone.send("Ping", { body: pingBody(asked, inbox) });
  expect(statusOf(document)).toBe("5");
  expect(document && text(document, "Ping:HeartbeatInterval")).toBe(nearest);
});

it("refuses too many folders with 6, broken numbers with 4, an unknown folder with 7", async () => {
  const { phone } = await upToDate();
  const many = Array.from({ length: 201 }, (_, index) => String(index + 1));
  const tooMany = await phone.send("Ping", { body: pingBody("60", ...many) });
  expect(statusOf(tooMany.document)).toBe("6");
  expect(tooMany.document && text(tooMany.document, "Ping:MaxFolders")).toBe("200");
  expect(statusOf((await phone.send("Ping", { body: pingBody("soon", "5") })).document)).toBe("4");
  expect(statusOf((await phone.send("Ping", { body: pingBody("60", "99") })).document)).toBe("7");
});

it("asks for a FolderSync when another device has made a folder", async () => {
  const { exchange, inbox, phone } = await upToDate();
  const { done, state } = held(phone.send("Ping", { body: pingBody("480", inbox) }));
  await settle();
  const other = device(exchange, { deviceId: "ApplOTHER1" });
  const key = text(await other.folderSync(), "FolderHierarchy:SyncKey") ?? "";
  const body = el(
    "FolderHierarchy:FolderCreate",
    el("FolderHierarchy:SyncKey", key),
    el("FolderHierarchy:ParentId", "0"),
    el("FolderHierarchy:DisplayName", "New"),
    el("FolderHierarchy:Type", "12"),
  );
  await other.send("FolderCreate", { body });
  await done;
  expect(statusOf(state.answer?.document)).toBe("7");
});

it("is ended by a newer Ping of the same device, not by another device's", async () => {
  const { clock, exchange, inbox, phone } = await upToDate();
  const first = held(phone.send("Ping", { body: pingBody("480", inbox) }));
  await settle();
  const tablet = device(exchange, { deviceId: "ApplTABLET" });
  await tablet.folderSync();
  await tablet.sync(inbox);
  const others = held(tablet.send("Ping", { body: pingBody("480", inbox) }));
  await settle();
  expect(first.state.answer).toBeUndefined();
  const second = held(phone.send("Ping", { body: pingBody("480", inbox) }));
  await first.done;
  expect(statusOf(first.state.answer?.document)).toBe("1");
  expect(second.state.answer).toBeUndefined();
  await settle();
  await clock.advance(480_000);
  await Promise.all([second.done, others.done]);
});

it("ends when the client goes away, and leaves no sleeper behind", async () => {
  const { clock, exchange, inbox, phone } = await upToDate();
  const gone = new AbortController();
  const { done } = held(phone.send("Ping", { body: pingBody("480", inbox), signal: gone.signal }));
  await settle();
  expect(clock.sleepers()).toBe(1);
  gone.abort();
  await done;
  expect(clock.sleepers()).toBe(0);
  expect(exchange.requests.at(-1)?.status).toBe(499);
});

it("a Sync with Wait is held like a Ping, and says Status 14 for a wait nobody allows", async () => {
  const { clock, exchange, inbox, phone } = await upToDate();
  const waiting = (minutes: string) =>
    el(
      "AirSync:Sync",
      ...(syncBody(inbox, phone.keys.get(inbox) ?? "").content as readonly Node[]),
      el("AirSync:Wait", minutes),
    );
  const wrong = await phone.send("Sync", { body: waiting("60") });
  expect(wrong.document && text(wrong.document, "AirSync:Status")).toBe("14");
  const { done, state } = held(phone.send("Sync", { body: waiting("10") }));
  await settle();
  await clock.advance(60_000);
  expect(state.answer).toBeUndefined();
  exchange.deliver("alice", mail);
  await done;
  expect(state.answer?.document?.tag).toBe("AirSync:Sync");
});
