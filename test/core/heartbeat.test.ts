// Heartbeats as decisions: bounds, what is remembered, how a wait is cut into segments, and when a device that waits is
// judged again.
import { describe, expect, test } from "vitest";
import {
  adapterChange,
  firstReach,
  type HeldFacts,
  judgePing,
  learn,
  mustBeJudged,
  nearestSyncWait,
  nextSegment,
  type Reach,
  type SegmentEnd,
} from "../../worker/core/heartbeat.ts";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";

const bounds = { minHeartbeat: 60, maxHeartbeat: 1680, maxPingFolders: 3 };
const inbox = { id: "5", class: "Email" };
const folders = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));

describe("a Ping", () => {
  test("that says everything is taken as it is, and is worth remembering", () => {
    const asked = { seconds: 900, folders: [inbox] };
    expect(judgePing(asked, null, bounds)).toEqual({ ok: true, watched: asked, isNews: true });
  });

  test.each([
    [59, 60],
    [0, 60],
    [1681, 1680],
    [999_999_999, 1680],
  ])("of %i seconds is told the nearest bound, %i", (seconds, bound) => {
    const asked = { seconds, folders: [inbox] };
    expect(judgePing(asked, null, bounds)).toEqual({ ok: false, status: 5, bound });
  });

  test.each([60, 1680])("of %i seconds is within the bounds", (seconds) => {
    expect(judgePing({ seconds, folders: [inbox] }, null, bounds).ok).toBe(true);
  });

  test("of one folder too many is told how many there may be", () => {
    expect(judgePing({ seconds: 60, folders: folders(4) }, null, bounds)).toEqual({
      ...{ ok: false, status: 6, bound: 3 },
    });
    expect(judgePing({ seconds: 60, folders: folders(3) }, null, bounds).ok).toBe(true);
  });

  test("that leaves something out means what the last one said; without a last one it lacks parameters", () => {
    const last = { seconds: 300, folders: [inbox] };
    expect(judgePing({}, last, bounds)).toEqual({ ok: true, watched: last, isNews: false });
    expect(judgePing({ seconds: 600 }, last, bounds)).toMatchObject({
      ...{ watched: { seconds: 600, folders: [inbox] }, isNews: true },
    });
    expect(judgePing({ folders: folders(2) }, last, bounds)).toMatchObject({
      watched: { seconds: 300, folders: folders(2) },
    });
    for (const asked of [{}, { seconds: 600 }, { folders: [inbox] }])
      expect(judgePing(asked, null, bounds)).toEqual({ ok: false, status: 3 });
  });

  test("that repeats what the adapter no longer allows is told the bound", () => {
    const last = { seconds: 3000, folders: [inbox] };
    expect(judgePing({}, last, bounds)).toEqual({ ok: false, status: 5, bound: 1680 });
  });
});

describe("a Sync that asks to be held", () => {
  test.each([
    [1, 60, 1],
    [28, 60, 28],
    [29, 60, 28],
    [59, 60, 28],
    [60, 1, 60],
    [30, 1, 60],
    [3540, 1, 1680],
  ] as const)("for %i of %i seconds is held to %i", (value, unit, nearest) => {
    expect(nearestSyncWait(value, unit, bounds)).toBe(nearest);
  });

  test("is given a whole minute where the bounds leave none between them", () => {
    const narrow = { ...bounds, minHeartbeat: 70, maxHeartbeat: 100 };
    expect(nearestSyncWait(1, 60, narrow)).toBe(2);
    expect(nearestSyncWait(2, 60, narrow)).toBe(2);
  });
});

/** Plays segments of a wait of `seconds`, each ending as `way` says; gives what Exchange was asked. */
function play(seconds: number, way: (asked: number) => SegmentEnd & { after?: number }) {
  let reach: Reach = firstReach(100);
  let left = seconds;
  const asked: number[] = [];
  const pauses: number[] = [];
  for (let segments = 0; left > 2 && segments < 200; segments++) {
    const wanted = nextSegment(reach, left);
    asked.push(wanted);
    const { after = Math.min(wanted, left), ...how } = way(wanted);
    const learned = learn(reach, wanted, after, how);
    reach = learned.reach;
    pauses.push(learned.pause);
    left -= after + learned.pause;
  }
  return { asked, pauses, reach };
}

describe("the segments of a wait", () => {
  test("are as long as the way allows, the last one as long as what is left", () => {
    const { asked, pauses } = play(330, () => ({ end: "quiet" }));
    expect(asked).toEqual([100, 100, 100, 30]);
    expect(pauses).toEqual([0, 0, 0, 0]);
  });

  test("keep to an upper bound that Exchange names at once", () => {
    const exchange = (asked: number) =>
      asked > 80 ? ({ end: "bound", bound: 80, after: 0 } as const) : ({ end: "quiet" } as const);
    expect(play(200, exchange).asked).toEqual([100, 80, 80, 40]);
  });

  test("and to one that is named only after the Ping was held (SOGo)", () => {
    const sogo = (asked: number) =>
      asked > 60 ? ({ end: "bound", bound: 60, after: 60 } as const) : ({ end: "quiet" } as const);
    expect(play(200, sogo).asked).toEqual([100, 60, 60, 20]);
  });

  test("and to a lower bound, which may reach beyond the phone's own time", () => {
    const exchange = (asked: number) =>
      asked < 60 ? ({ end: "bound", bound: 60, after: 0 } as const) : ({ end: "quiet" } as const);
    expect(play(120, exchange).asked).toEqual([100, 20, 60]);
  });

  test("are begun anew when they are cut, and stay below the silence that was cut", () => {
    const edge = (asked: number) =>
      asked > 60 ? ({ end: "broken", after: 60 } as const) : ({ end: "quiet" } as const);
    const { asked, pauses } = play(300, edge);
    expect(asked.slice(0, 3)).toEqual([100, 48, 48]);
    expect(pauses.slice(0, 3)).toEqual([1, 0, 0]);
  });

  test("become shorter where nothing comes back at all", () => {
    const firewall = (asked: number) =>
      asked > 50 ? ({ end: "silent", after: asked + 45 } as const) : ({ end: "quiet" } as const);
    expect(play(400, firewall).asked.slice(0, 3)).toEqual([100, 50, 50]);
  });

  test("pause longer and longer while Exchange cannot be reached, a minute at most, and not after it is back", () => {
    let tries = 0;
    const away = (): SegmentEnd & { after?: number } =>
      ++tries <= 8 ? { end: "broken", after: 0 } : { end: "quiet" };
    const { pauses } = play(600, away);
    expect(pauses.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 0]);
  });

  test("wait as long as a busy Exchange asks for", () => {
    const reach = firstReach(100);
    expect(learn(reach, 100, 0, { end: "busy", retryAfter: 120 }).pause).toBe(120);
    expect(learn(reach, 100, 0, { end: "busy", retryAfter: 0.5 }).pause).toBe(1);
  });

  test("never turn into a storm, whatever an Exchange answers at once", () => {
    const hasty: SegmentEnd[] = [
      { end: "quiet" },
      { end: "bound", bound: undefined },
      { end: "bound", bound: 100 },
    ];
    for (const how of hasty) {
      let reach = firstReach(100);
      let paused = 0;
      for (let count = 0; count < 10; count++) {
        const learned = learn(reach, 100, 0, how);
        reach = learned.reach;
        paused += learned.pause;
      }
      expect(paused).toBeGreaterThan(200);
    }
  });

  test.each<[string, (asked: number) => number]>([
    ["none at all", () => 0],
    ["a second", () => 1],
    ["one less each time", (asked) => asked - 1],
    ["one more each time", (asked) => asked + 1],
  ])("a bound of %s, named at once, is no storm", (_name, bound) => {
    const answers = (asked: number) => ({ end: "bound", bound: bound(asked), after: 0 }) as const;
    expect(play(600, answers).asked.length).toBeLessThan(20);
  });

  test("two bounds that contradict each other are no storm either", () => {
    let low = false;
    const { asked } = play(300, () => {
      low = !low;
      return { end: "bound", bound: low ? 30 : 90, after: 0 };
    });
    expect(asked.length).toBeLessThan(60);
  });
});

describe("a device that waits", () => {
  const facts: HeldFacts = { easAllowed: true, state: "active", mark: "a" };

  test("waits on as long as the tenant says what it said before", () => {
    expect(mustBeJudged({}, facts, { ...facts })).toBe(false);
    expect(mustBeJudged({}, facts, { ...facts, mark: "b" })).toBe(true);
  });

  test.each<[string, Partial<HeldFacts>]>([
    ["may not use ActiveSync", { easAllowed: false }],
    ["is blocked", { state: "blocked" }],
    ["is to be wiped", { wipe: "requested" }],
    ["has a policy now", { policyVersion: "1" }],
  ])("is judged at once if it %s, whatever admission remembered", (_name, change) => {
    expect(mustBeJudged({}, undefined, { ...facts, ...change })).toBe(true);
  });

  test("is not judged for what admission went by", () => {
    const admitted = { wipe: "cancelled", policyVersion: "1" } as const;
    expect(mustBeJudged(admitted, undefined, { ...facts, ...admitted })).toBe(false);
  });
});

describe("an adapter that was restarted", () => {
  const adapter = { ...ADAPTER_DEFAULTS, upstream: "https://a.example", mailDomain: "a.example" };

  test("as it was means nothing to who waits", () => {
    expect(adapterChange(adapter, { ...adapter })).toBe("none");
  });

  test("with other settings makes it come back", () => {
    expect(adapterChange(adapter, { ...adapter, maxHeartbeat: 600 })).toBe("come-back");
  });

  test.each([{ upstream: "https://b.example" }, { loginForm: "A\\user" }] as const)(
    "with %o has other folders",
    (change) => {
      expect(adapterChange(adapter, { ...adapter, ...change })).toBe("other-server");
    },
  );
});
