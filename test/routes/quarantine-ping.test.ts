// Phones that wait in quarantine: in silence for their heartbeat, and no longer than about a minute after somebody let them
// in.
import { expect, test } from "vitest";
import { el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { INBOX, keyOf, primed, sync, ward } from "./quarantine-support.ts";

const ping = (seconds: number | string, ...ids: readonly string[]): Node =>
  el(
    "Ping:Ping",
    el("Ping:HeartbeatInterval", String(seconds)),
    el(
      "Ping:Folders",
      ...ids.map((id) => el("Ping:Folder", el("Ping:Id", id), el("Ping:Class", "Email"))),
    ),
  );
const statusOf = (answer: Node | null) => answer && text(answer, "Ping:Status");
/** Lets time pass on the device's clock, minute by minute. */
async function minutes(device: ReturnType<typeof ward>, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    // Whoever has yet to read a body falls asleep first.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    await device.clock.advance(60_000);
  }
}

test("a Ping is held for its whole heartbeat, then says that nothing is new", async () => {
  const device = ward();
  const start = device.clock.now();
  const answer = device.ask("Ping", ping(600, INBOX)).then(statusOf);
  await minutes(device, 9);
  expect(await Promise.race([answer, "held"])).toBe("held");
  await minutes(device, 1);
  expect(await answer).toBe("1");
  expect(device.clock.now() - start).toBe(600_000);
});

test("a device that is let in hears within about a minute that its folders changed", async () => {
  const device = ward();
  const answer = device.ask("Ping", ping(1680, INBOX)).then(statusOf);
  await minutes(device, 3);
  device.release();
  await minutes(device, 1);
  expect(await answer).toBe("7");
});

test("a device that was let in just when it began to wait hears of it, too", async () => {
  const device = ward();
  const answer = device.ask("Ping", ping(1680, INBOX)).then(statusOf);
  // Nobody was asked yet how it stands.
  device.release();
  await minutes(device, 1);
  expect(await answer).toBe("7");
});

test("a newer Ping of the device ends the older, and so does a phone that goes away", async () => {
  const device = ward();
  const older = device.ask("Ping", ping(600, INBOX)).then(statusOf);
  await minutes(device, 1);
  const away = new AbortController();
  const newer = device.ask("Ping", ping(600, INBOX), { signal: away.signal }).then(statusOf);
  expect(await older).toBe("1");
  away.abort();
  expect(await newer).toBe("1");
});

test.each([
  ["a folder of the real mailbox", ping(600, INBOX, "5"), { status: "7" }],
  ["a heartbeat below the bound", ping(30, INBOX), { status: "5", bound: "60" }],
  ["a heartbeat above the bound", ping(3540, INBOX), { status: "5", bound: "1680" }],
  ["more folders than may be", ping(600, INBOX, INBOX), { status: "6", bound: "1", room: 1 }],
  ["no heartbeat that is a number", ping("soon", INBOX), { status: "4" }],
  ["nothing at all", null, { status: "3" }],
])("%s is answered at once", async (_, request, { status, ...more }) => {
  const device = ward("room" in more ? { adapter: { maxPingFolders: more.room } } : {});
  const answer = await device.ask("Ping", request);
  expect(statusOf(answer)).toBe(status);
  const bound =
    answer && (text(answer, "Ping:HeartbeatInterval") ?? text(answer, "Ping:MaxFolders"));
  expect(bound ?? undefined).toBe("bound" in more ? more.bound : undefined);
});

test("a Ping without a body means what the last one said", async () => {
  const device = ward();
  const first = device.ask("Ping", ping(60, INBOX)).then(statusOf);
  await minutes(device, 1);
  expect(await first).toBe("1");
  const second = device.ask("Ping", null).then(statusOf);
  await minutes(device, 1);
  expect(await second).toBe("1");
});

test("a Ping without a body that was about the real mailbox sends the phone to its folders", async () => {
  const device = ward();
  device.watched = { seconds: 600, folders: [{ id: "5" }] };
  expect(statusOf(await device.ask("Ping", null))).toBe("7");
});

const waiting = (key: string, element: "AirSync:Wait" | "AirSync:HeartbeatInterval", n: number) => {
  const asked = sync(key);
  return el("AirSync:Sync", ...(asked.content as readonly Node[]), el(element, String(n)));
};

test("a Sync that waits is held and ends empty, or with Status 12 once the device is let in", async () => {
  const device = ward();
  const how = { version: "14.1" };
  const mail = await device.ask("Sync", sync(await primed(device, "14.1")), how);
  const held = device.ask("Sync", waiting(keyOf(mail), "AirSync:HeartbeatInterval", 120), how);
  await minutes(device, 2);
  expect(await held).toBeNull();
  const longer = device.ask("Sync", waiting(keyOf(mail), "AirSync:Wait", 20), how);
  await minutes(device, 1);
  device.release();
  await minutes(device, 1);
  expect(await longer.then((answer) => answer && text(answer, "AirSync:Status"))).toBe("12");
});

test("a Sync that waits brings what is new at once", async () => {
  const device = ward();
  const key = await primed(device, "12.1");
  const answer = await device.ask("Sync", waiting(key, "AirSync:Wait", 20));
  expect(keyOf(answer)).not.toBe(key);
});

test.each([
  ["AirSync:Wait", 59, "28"],
  ["AirSync:HeartbeatInterval", 10, "60"],
] as const)("%s of %d is out of bounds: Status 14 names %s", async (element, number, limit) => {
  const device = ward();
  const key = await primed(device, "14.1");
  const answer = await device.ask("Sync", waiting(key, element, number), { version: "14.1" });
  expect(answer && text(answer, "AirSync:Status")).toBe("14");
  expect(answer && text(answer, "AirSync:Limit")).toBe(limit);
});
