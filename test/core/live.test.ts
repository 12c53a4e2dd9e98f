// The live view's table: looking is watching, it ends by itself, what was not confirmed goes, and
// neither a flood of reports nor a silent isolate can fill it.
import { describe, expect, it } from "vitest";
import {
  ENDED_SHOWN_MS,
  type LiveReport,
  type LiveRequest,
  type LiveTable,
  liveTable,
  WATCH_MS,
} from "../../worker/core/live.ts";

const START = Date.UTC(2010, 5, 21);
const SECOND = 1000;

const request = (id: number, change: Partial<LiveRequest> = {}): LiveRequest => ({
  id,
  user: "alice",
  deviceId: "APPL1",
  deviceType: "iPhone",
  userAgent: "Apple-iPhone/705.18",
  protocolVersion: "12.1",
  command: "Ping",
  client: "203.0.113.7",
  since: START,
  ...change,
});
const report = (change: Partial<LiveReport> = {}): LiveReport => ({
  isolate: "one",
  isWhole: true,
  present: [],
  ended: [],
  refusals: [],
  ...change,
});
const refusal = (reason: string, change = {}) => ({
  ...{
    at: START,
    reason,
    user: "alice",
    deviceId: "APPL1",
    command: "Sync",
    client: "x",
    ...change,
  },
});
const look = (table: LiveTable, after: number, filter = "") =>
  table.view(START + after, filter, []);

describe("the live view", () => {
  it("is not watched before the first look, and takes nothing then", () => {
    const table = liveTable();
    expect(table.watchedUntil(START)).toBeUndefined();
    expect(table.take(report({ present: [request(1)] }), START)).toEqual({ wantsWhole: false });
    expect(look(table, 0).connections).toEqual([]);
  });

  it("is watched until thirty seconds after the last look", () => {
    const table = liveTable();
    look(table, 0);
    look(table, 10 * SECOND);
    const end = START + 10 * SECOND + WATCH_MS;
    expect(table.watchedUntil(end - 1)).toBe(end);
    expect(table.watchedUntil(end)).toBeUndefined();
    expect(table.take(report(), end).watchedUntil).toBeUndefined();
  });

  it("shows nothing of an earlier watch", () => {
    const table = liveTable();
    look(table, 0);
    table.take(report({ present: [request(1)], refusals: [refusal("device-blocked")] }), START);
    const later = look(table, WATCH_MS);
    expect(later).toMatchObject({ connections: [], refusals: [], watchedSince: START + WATCH_MS });
  });

  it("joins isolates, replaces what a whole report no longer holds, and adds what others tell", () => {
    const table = liveTable();
    look(table, 0);
    table.take(report({ present: [request(1), request(2, { user: "bob" })] }), START);
    table.take(report({ isolate: "two", present: [request(1, { user: "carol" })] }), START);
    table.take(report({ isWhole: false, present: [request(3, { user: "dave" })] }), START);
    const users = () => look(table, SECOND).connections.map(({ user }) => user);
    expect(users()).toEqual(["alice", "bob", "carol", "dave"]);
    table.take(report({ present: [request(2, { user: "bob" })] }), START);
    expect(users()).toEqual(["bob", "carol"]);
  });

  it("wants a whole report of an isolate that it does not know", () => {
    const table = liveTable();
    look(table, 0);
    expect(table.take(report({ isWhole: false }), START).wantsWhole).toBe(true);
    expect(table.take(report({ isWhole: false }), START).wantsWhole).toBe(false);
    expect(table.take(report({ isolate: "two" }), START).wantsWhole).toBe(false);
  });

  it("shows what ended for twenty seconds, after those that did not", () => {
    const table = liveTable();
    look(table, 0);
    const ended = { ...request(1, { user: "adam" }), endedAt: START, status: 200 };
    table.take(report({ present: [request(2)], ended: [ended] }), START);
    const shown = look(table, ENDED_SHOWN_MS);
    expect(shown.connections.map(({ user, status }) => [user, status])).toEqual([
      ["alice", undefined],
      ["adam", 200],
    ]);
    expect(shown.counts).toEqual({ underWay: 1, held: 0, devices: 1, users: 1 });
    expect(look(table, ENDED_SHOWN_MS + 1).connections).toHaveLength(1);
  });

  it("drops an isolate that was silent for ninety seconds", () => {
    const table = liveTable();
    for (let second = 0; second <= 90; second += 10) {
      look(table, second * SECOND);
      if (second === 0) table.take(report({ present: [request(1)] }), START);
    }
    expect(look(table, 90 * SECOND).connections).toHaveLength(1);
    expect(look(table, 90 * SECOND + 1).connections).toHaveLength(0);
  });

  it("finds by user, DeviceId and command, and counts what it found", () => {
    const table = liveTable();
    look(table, 0);
    const held = request(1, { endsAt: START + 60 * SECOND });
    const other = request(2, { user: "bob", deviceId: "APPL2", command: "Sync" });
    const refusals = [refusal("token-missing", { user: "bob", command: "Sync" })];
    table.take(report({ present: [held, other], refusals }), START);
    const found = (filter: string) => look(table, 0, filter).connections.map(({ user }) => user);
    expect([found("BO"), found("appl1"), found("sync"), found("x")]).toEqual([
      ["bob"],
      ["alice"],
      ["bob"],
      [],
    ]);
    expect(look(table, 0, "alice")).toMatchObject({
      counts: { underWay: 1, held: 1, devices: 1, users: 1 },
      refusals: [],
    });
  });

  it("shows the newest refusals first, and of those recorded earlier what nobody watched", () => {
    const table = liveTable();
    const at = START - 5 * SECOND;
    const recorded = [
      { at: START + 1, reason: "told-twice", user: "alice", deviceId: "APPL1" },
      { at, reason: "recorded", user: "alice", deviceId: "APPL1" },
      { at: START - 11 * 60 * SECOND, reason: "long-ago", user: "alice", deviceId: "APPL1" },
    ];
    table.view(START, "", recorded);
    table.take(report({ refusals: [refusal("first"), refusal("second")] }), START);
    const { refusals } = table.view(START + SECOND, "", recorded);
    expect(refusals.map(({ reason }) => reason)).toEqual(["second", "first", "recorded"]);
    expect(refusals[2]).toMatchObject({ at, command: "", client: "" });
  });

  it("keeps 5,000 rows at most, shows 500, and says so", () => {
    const table = liveTable();
    look(table, 0);
    const many = (from: number) => Array.from({ length: 4000 }, (_, i) => request(from + i));
    table.take(report({ present: many(0) }), START);
    expect(look(table, 0)).toMatchObject({ isCut: true, counts: { underWay: 4000 } });
    table.take(report({ isolate: "two", present: many(0) }), START);
    const full = look(table, 0);
    expect(full.connections).toHaveLength(500);
    expect(full).toMatchObject({ isCut: true, counts: { underWay: 5000 } });
    table.take(report({ isolate: "two" }), START);
    table.take(report({ present: many(0).slice(0, 3) }), START);
    expect(look(table, 0)).toMatchObject({ isCut: false, counts: { underWay: 3 } });
  });
});
