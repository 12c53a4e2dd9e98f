// Push by Ping: bodies, statuses, intervals (MS-ASCMD 2.2.1.13).
import { describe, expect, test } from "vitest";
import { el } from "../../../worker/wire/wbxml-tree.ts";
import { collectionOf, easServer, folders, mail, synced, tree } from "./eas-script.ts";
import { answer, phoneOn } from "./phone-support.ts";

const ping = (status: string, ...rest: Parameters<typeof el>[1][]) =>
  tree(el("Ping:Ping", el("Ping:Status", status), ...(rest as never[])));
const changed = (...ids: string[]) =>
  ping("2", el("Ping:Folders", ...ids.map((id) => el("Ping:Folder", id))));

async function pushing(Ping: Parameters<typeof easServer>[0][string]) {
  let fresh: string[] = [];
  const server = easServer({
    FolderSync: folders,
    Ping,
    Sync: ({ body }) => {
      const { folder, key } = collectionOf(body);
      const commands = folder === "in" && key !== "0" ? fresh.map((id) => mail(id, id)) : [];
      if (commands.length > 0) fresh = [];
      return synced(folder, {
        key: `${Number(key) + 1}`,
        ...(commands.length ? { commands } : {}),
      });
    },
  });
  const set = phoneOn(server.script);
  await set.phone.settings.addExchangeAccount({
    ...{
      email: "a@acme.example.com",
      server: "acme.example.com",
      user: "a",
      password: "x",
      ssl: true,
    },
  });
  await set.phone.mail.check();
  const pings = () => server.log.filter(({ command }) => command === "Ping");
  return { ...set, server, pings, deliver: (...ids: string[]) => (fresh = ids) };
}
const intervals = (asked: readonly { body: unknown }[]) =>
  asked.map(({ body }) => /HeartbeatInterval","content":"(\d+)"/.exec(JSON.stringify(body))?.[1]);

describe("a Ping", () => {
  test("names interval and folders with their classes, and has no body once they were taken", async () => {
    const { phone, pings } = await pushing(ping("1"));
    expect(await phone.mail.push()).toEqual({
      ok: true,
      changed: false,
      changes: { added: 0, changed: 0, deleted: 0 },
    });
    await phone.mail.push();
    const [first, second] = pings();
    expect(JSON.stringify(first?.body).match(/"Ping:(Id|Class)","content":"\w+"/g)).toHaveLength(6);
    expect(second?.request.body).toEqual(new Uint8Array());
  });
  test("answered with changes, only the changed folders are fetched", async () => {
    const { phone, server, deliver } = await pushing(changed("in"));
    const before = server.log.length;
    deliver("m7");
    expect(await phone.mail.push()).toMatchObject({
      ok: true,
      changed: true,
      changes: { added: 1 },
    });
    expect(server.commands().slice(before)).toEqual(["Ping", "Sync"]);
    expect(phone.mail.messages()).toHaveLength(1);
  });
  test("with an interval out of range is repeated with the one the server names", async () => {
    const { phone, pings } = await pushing(({ before }) =>
      before === 0 ? ping("5", el("Ping:HeartbeatInterval", "480")) : ping("1"),
    );
    expect((await phone.mail.push()).ok).toBe(true);
    expect(intervals(pings())).toEqual(["900", "480"]);
  });
  test("without a body, unknown to the server, is repeated in full", async () => {
    const { phone, pings } = await pushing(({ before }) => (before === 1 ? ping("3") : ping("1")));
    await phone.mail.push();
    expect((await phone.mail.push()).ok).toBe(true);
    expect(intervals(pings())).toEqual(["900", undefined, "900"]);
  });
  test("that asks for folders first gets them", async () => {
    const { phone, server } = await pushing(({ before }) => (before === 0 ? ping("7") : ping("1")));
    const before = server.log.length;
    expect((await phone.mail.push()).ok).toBe(true);
    expect(server.commands().slice(before)).toEqual(["Ping", "FolderSync", "Ping"]);
  });
  test("that breaks halves the interval, down to a minute", async () => {
    const { phone, pings } = await pushing(() => Promise.reject(new Error("cut")));
    for (let times = 0; times < 6; times++) expect((await phone.mail.push()).ok).toBe(false);
    expect(intervals(pings())).toEqual(["900", "450", "225", "112", "60", "60"]);
  });
  test("that is refused for good ends, and says so", async () => {
    const { phone, pings } = await pushing(ping("5", el("Ping:HeartbeatInterval", "60")));
    expect(await phone.mail.push()).toMatchObject({ ok: false, reason: "protocol-error" });
    expect(pings()).toHaveLength(4);
  });
  test("refused with 403 keeps the account", async () => {
    const { phone } = await pushing(answer(403));
    expect(await phone.mail.push()).toMatchObject({ reason: "cannot-connect", status: 403 });
    expect(phone.settings.accounts()).toHaveLength(1);
  });
  test("naming folders nobody asked for is a note", async () => {
    const { phone, notes } = await pushing(changed("junk"));
    await phone.mail.push();
    expect(notes.join()).toContain("not asked for");
  });
});
