// 100,000 devices in one tenant against 1,000: what a page of the list costs, counted in rows that
// SQLite reads, which is exact where a clock is not. The rule: never more than twice as much.
// bench/devices.ts measures the same in time.
import { beforeAll, describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { DeviceQuery } from "../../worker/core/device.ts";
import { deviceCounts } from "../../worker/objects/tenant/device-counts.ts";
import { device, devicesOf } from "../../worker/objects/tenant/device-rows.ts";
import { devicePage } from "../../worker/objects/tenant/device-search.ts";
import { noteDevice } from "../../worker/objects/tenant/devices.ts";
import { counted, crowdedTenant } from "./device-crowd.ts";

const FEW = "one-thousand";
const MANY = "hundred-thousand";
const RATIO_MAX = 2;

beforeAll(async () => {
  await crowdedTenant(FEW, 1_000);
  await crowdedTenant(MANY, 100_000);
}, 120_000);

/** Rows read for the first page of `query` and, if there is one, for the second. */
async function costOf(name: string, query: DeviceQuery): Promise<readonly [number, number]> {
  const first = await counted(name, (sql) => devicePage(sql, query));
  const { next } = first.answer;
  if (next === undefined) return [first.rowsRead, first.rowsRead];
  const second = await counted(name, (sql) => devicePage(sql, { ...query, after: next }));
  return [first.rowsRead, second.rowsRead];
}

async function compare(query: DeviceQuery): Promise<void> {
  const [few, many] = [await costOf(FEW, query), await costOf(MANY, query)];
  for (const page of [0, 1] as const) {
    const within = many[page] <= RATIO_MAX * few[page];
    expect({ query, few, many, within }).toMatchObject({ within: true });
  }
}

// Pages of ten: the same page is full in both tenants, whatever the filter leaves.
const PAGE = { limit: 10 } as const;

describe("with 100,000 devices, at most twice the rows are read than with 1,000", () => {
  it.each([
    { sort: "user" },
    { sort: "user", descending: true },
    { sort: "deviceType" },
    { sort: "lastSeen", descending: true },
    { sort: "firstSeen" },
  ] as const)("for a page in the order %j", async (order) => {
    await compare({ ...PAGE, ...order });
    await compare({ limit: 100, ...order });
  });

  it.each(["active", "blocked", "quarantined", "outdated", "unproven", "wiping"] as const)(
    "for a page of %s devices, in every order",
    async (filter) => {
      for (const sort of ["user", "deviceType", "lastSeen", "firstSeen"] as const) {
        await compare({ limit: 5, filter, sort });
        await compare({ limit: 5, filter, sort, descending: true });
      }
    },
  );

  it.each([
    ["one device", crowdDevice(500).deviceId],
    ["one device, by the end of its serial number", crowdDevice(500).deviceId.slice(-6)],
    ["one user", crowdDevice(444).user],
    ["nobody", "zzz"],
    ["nobody, by two letters", "zz"],
    ["every fourth, by the user agent", "apple-iphone"],
    ["half of the users, by two letters", "an"],
    ["all", "appl"],
  ])("for a search that finds %s", async (_finds, search) => {
    await compare({ ...PAGE, search });
    await compare({ ...PAGE, search, sort: "lastSeen", descending: true });
    await compare({ limit: 100, search, sort: "firstSeen" });
  });

  it("for a search among filtered devices", async () => {
    for (const filter of ["blocked", "quarantined", "unproven", "outdated", "wiping"] as const) {
      await compare({ limit: 5, filter, search: crowdDevice(7).user });
      await compare({ limit: 2, filter, search: "appl" });
    }
  });

  it("for one device, a user's devices and the counts", async () => {
    const { user, deviceId } = crowdDevice(123);
    const reads: readonly ((sql: SqlStorage) => unknown)[] = [
      deviceCounts,
      (sql) => device(sql, user, deviceId),
      (sql) => devicesOf(sql, user),
    ];
    for (const read of reads) {
      const [few, many] = [await counted(FEW, read), await counted(MANY, read)];
      expect(many.rowsRead).toBeLessThanOrEqual(RATIO_MAX * few.rowsRead);
    }
  });
});

describe("a hundred thousand devices", () => {
  it("are seen again for four rows each: the line, and the places it has in orders by that time", async () => {
    const device = crowdDevice(123);
    const again = { ...device, lastSeenAt: device.lastSeenAt + 60_000 };
    for (const name of [FEW, MANY]) {
      const note = (sql: SqlStorage) => noteDevice({ sql, now: 0 }, again);
      expect((await counted(name, note)).rowsWritten).toBeLessThanOrEqual(4);
      expect((await counted(name, note)).rowsWritten).toBe(0);
    }
  });

  it("are paged through to the end, each once", async () => {
    const seen = new Set<string>();
    let after: string | undefined;
    do {
      const query = { sort: "lastSeen", limit: 500, ...(after && { after }) } as const;
      const { answer } = await counted(MANY, (sql) => devicePage(sql, query));
      for (const { deviceId } of answer.devices) seen.add(deviceId);
      after = answer.next;
    } while (after !== undefined);
    expect(seen.size).toBe(100_000);
  });

  it.each([
    ["an00", "user"],
    ["an00", "lastSeen"],
    ["appl0a", "firstSeen"],
    ["appl0a", "deviceType"],
  ] as const)("are searched through to the end for %s in the order by %s", async (search, sort) => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { sort, search, limit: 500, ...(after && { after }) };
      const { answer } = await counted(MANY, (sql) => devicePage(sql, query));
      seen.push(...answer.devices.map(({ deviceId }) => deviceId));
      after = answer.next;
    } while (after !== undefined);
    const all = Array.from({ length: 100_000 }, (_, index) => crowdDevice(index));
    const matching = all.filter(({ user, deviceId }) => `${user} ${deviceId}`.includes(search));
    expect(seen.length).toBe(matching.length);
    expect(new Set(seen)).toEqual(new Set(matching.map(({ deviceId }) => deviceId)));
  });
});
