// Lists of devices in workerd: whatever the order, the filter and the search, paging gives each
// device that matches exactly once and in order, also while the tenant is evicted and devices come.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import {
  DEVICE_FILTERS,
  DEVICE_SORTS,
  type DeviceFilter,
  type DeviceQuery,
  type DeviceSort,
  type DeviceSummary,
} from "../../worker/core/device.ts";
import type { TenantHandle } from "../../worker/objects/handles/tenant.ts";
import { counted, crowdedTenant } from "./device-crowd.ts";
import { DAY, foundTenant, START } from "./world.ts";

/** All pages of a query. `between` runs after the first page. */
async function allPages(
  tenant: TenantHandle,
  query: DeviceQuery,
  between: () => Promise<unknown> = async () => undefined,
): Promise<DeviceSummary[]> {
  const first = await tenant.devices(query);
  await between();
  const found = [...first.devices];
  let { next } = first;
  while (next !== undefined) {
    const page = await tenant.devices({ ...query, after: next });
    expect(page.devices.length).toBeGreaterThan(0);
    found.push(...page.devices);
    next = page.next;
  }
  return found;
}

/** The same list made the simple way, out of everything. */
function expected(all: readonly DeviceSummary[], query: DeviceQuery): string[] {
  const { search = "", filter = "all", sort = "user", descending = false } = query;
  const wanted = search.toLowerCase();
  const matches = (device: DeviceSummary) =>
    wanted.length < 3
      ? device.user.startsWith(wanted)
      : [device.user, device.deviceId, device.deviceType, device.userAgent].some((text) =>
          text.toLowerCase().includes(wanted),
        );
  const sorted = all.filter((device) => SHOWS[filter](device) && matches(device)).sort(byKey(sort));
  return (descending ? sorted.reverse() : sorted).map(({ deviceId }) => deviceId);
}

const SHOWS: Readonly<Record<DeviceFilter, (device: DeviceSummary) => boolean>> = {
  all: () => true,
  active: ({ state, quarantinedAt }) => state === "active" && quarantinedAt === undefined,
  blocked: ({ state }) => state === "blocked",
  quarantined: ({ quarantinedAt }) => quarantinedAt !== undefined,
  outdated: ({ policyVersion }) => policyVersion === "older",
  unproven: ({ proof }) => proof !== "token",
  wiping: ({ wipe }) => wipe !== undefined && wipe.state !== "cancelled",
};

const byKey = (sort: DeviceSort) => (one: DeviceSummary, other: DeviceSummary) => {
  const value = {
    user: "",
    deviceType: one.deviceType,
    lastSeen: one.lastSeenAt,
    firstSeen: one.firstSeenAt,
  };
  const against = {
    user: "",
    deviceType: other.deviceType,
    lastSeen: other.lastSeenAt,
    firstSeen: other.firstSeenAt,
  };
  if (value[sort] !== against[sort]) return value[sort] < against[sort] ? -1 : 1;
  return `${one.user} ${one.deviceId}` < `${other.user} ${other.deviceId}` ? -1 : 1;
};

/** Devices of few users and few types, seen at few times, so that every order has ties. */
function tangled(index: number): DeviceSummary {
  const device = crowdDevice(index);
  return {
    ...device,
    user: ["an", "ann", "anna", "bo", "émile", "zoë\u{1f4f1}"][index % 6] ?? "",
    firstSeenAt: START - (index % 4) * DAY,
    lastSeenAt: START + (index % 3) * DAY,
  };
}

async function tangledTenant(name: string, count: number) {
  const { tenant, stub } = await foundTenant(name);
  await tenant.addGroup("Sales", "ann");
  for (const user of ["ann", "bo"]) {
    await tenant.putUser({ user, group: "Sales", easAllowed: true }, null, "ann");
  }
  for (let index = 0; index < count; index += 1) await tenant.noteDevice(tangled(index));
  await counted(name, (sql) => sql.exec("UPDATE groups SET locked = 'current'"));
  for (const index of [0, 9, 17, 30]) {
    const { user, deviceId } = tangled(index);
    await tenant.setDeviceState(user, deviceId, "blocked", "ann");
  }
  const wipe = { state: "requested", requestedAt: START, requestedBy: "ann", orders: 0 } as const;
  for (const index of [1, 9, 20]) {
    const { user, deviceId } = tangled(index);
    await tenant.noteWipe(user, deviceId, wipe, "ann", "");
  }
  return { tenant, stub };
}

const SEARCHES = [
  "",
  "a",
  "an",
  "ann",
  "iph",
  "APPLE-IPHONE/7",
  crowdDevice(5).deviceId,
  "zz",
  "nowhere",
  "é",
  "\u{1f4f1}",
];

describe("a list of devices", () => {
  it("gives each matching device once and in order, for every order, filter and search", async () => {
    const { tenant } = await tangledTenant("every-list", 48);
    const all = await allPages(tenant, { limit: 500 });
    expect(all).toHaveLength(48);
    for (const sort of DEVICE_SORTS) {
      for (const filter of DEVICE_FILTERS) {
        for (const search of SEARCHES) {
          for (const descending of [false, true]) {
            const query = { sort, filter, search, descending };
            const found = await allPages(tenant, { ...query, limit: 5 });
            const ids = found.map(({ deviceId }) => deviceId);
            expect({ query, ids }).toEqual({ query, ids: expected(all, query) });
          }
        }
      }
    }
  });

  it("neither skips nor repeats one when the tenant is evicted and devices come meanwhile", async () => {
    const { tenant, stub } = await tangledTenant("evicted-list", 40);
    for (const sort of DEVICE_SORTS) {
      const before = (await allPages(tenant, { sort, limit: 500 })).map(({ deviceId }) => deviceId);
      const after = await allPages(tenant, { sort, limit: 7 }, async () => {
        await evictDurableObject(stub);
        for (const user of ["aa", "mm", "zzz"]) {
          await tenant.noteDevice({ ...tangled(3), user, deviceId: `new${sort}${user}` });
        }
      });
      const ids = after.map(({ deviceId }) => deviceId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => !id.startsWith(`new${sort}`))).toEqual(before);
    }
  });

  it("is the same whether many matches are walked to or fetched and sorted", async () => {
    const { tenant } = await crowdedTenant("many-matches", 2_600);
    const all = (await allPages(tenant, { limit: 500 })) as DeviceSummary[];
    for (const query of [
      { search: "appl" },
      { search: "appl", sort: "lastSeen", descending: true },
      { search: "appl", filter: "outdated", sort: "deviceType" },
      { search: "an", sort: "firstSeen" },
      { search: "apple-i", sort: "deviceType", descending: true },
    ] as const) {
      const found = await allPages(tenant, { ...query, limit: 97 });
      expect(found.map(({ deviceId }) => deviceId)).toEqual(expected(all, query));
    }
  });

  it("finds many matches at the far end of an order", async () => {
    const name = "far-end";
    const { tenant } = await foundTenant(name);
    await counted(name, (sql) => {
      sql.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7999)
        INSERT INTO devices (user, device_id, device_type, user_agent, protocol_version, state, proof, first_seen_at, last_seen_at, ios, search)
        SELECT printf('u%05d', i), printf('d%05d', i), 'iPhone', '', '', 'active', 'none', i, i, 1,
          printf('u%05d', i) || char(10) || iif(i >= 6500, 'needle', 'straw') FROM n`);
    });
    const { devices, next } = await tenant.devices({
      search: "needle",
      sort: "lastSeen",
      limit: 3,
    });
    expect(devices.map(({ lastSeenAt }) => lastSeenAt)).toEqual([6500, 6501, 6502]);
    const more = await tenant.devices({
      search: "needle",
      sort: "lastSeen",
      limit: 3,
      after: next ?? "",
    });
    expect(more.devices.map(({ lastSeenAt }) => lastSeenAt)).toEqual([6503, 6504, 6505]);
  });

  it.each([
    '"""',
    '""" OR "',
    "user:alice",
    "* NEAR(a b)",
    "a AND b OR NOT c",
    "%__%",
    "a\0b\0c",
    "\ud800\ud800\ud800",
    "'; DROP TABLE devices; --",
    "x".repeat(10_000),
    "\u{1f4f1}".repeat(300),
  ])("takes %j as letters and nothing else", async (search) => {
    const { tenant } = await foundTenant("hostile-search");
    await tenant.noteDevice({ ...crowdDevice(1), userAgent: "plain" });
    expect((await tenant.devices({ search })).devices).toHaveLength(0);
    await tenant.noteDevice({ ...crowdDevice(2), userAgent: search });
    const found = await tenant.devices({ search: search.slice(0, 50) });
    expect(found.devices.map(({ deviceId }) => deviceId)).toContain(crowdDevice(2).deviceId);
    const second = crowdDevice(2);
    await tenant.forgetDevice(second.user, second.deviceId, "ann");
  });

  it("never matches across two of a device's texts", async () => {
    const { tenant } = await foundTenant("across");
    await tenant.noteDevice({ ...crowdDevice(1), user: "alice", deviceId: "appl1" });
    expect((await tenant.devices({ search: "aliceappl1" })).devices).toEqual([]);
    expect((await tenant.devices({ search: "alice appl1" })).devices).toEqual([]);
    expect((await tenant.devices({ search: "alice\nappl1" })).devices).toEqual([]);
    expect((await tenant.devices({ search: "lice" })).devices).toHaveLength(1);
  });

  it("takes a cursor of another order for the beginning", async () => {
    const { tenant } = await tangledTenant("foreign-cursor", 20);
    const { next = "" } = await tenant.devices({ limit: 5 });
    const sorted = await tenant.devices({ sort: "lastSeen", limit: 5 });
    expect(await tenant.devices({ sort: "lastSeen", limit: 5, after: next })).toEqual(sorted);
    const turned = await tenant.devices({ descending: true, limit: 5 });
    expect(await tenant.devices({ descending: true, limit: 5, after: next })).toEqual(turned);
  });

  it("follows a text that changes, and forgets one that is gone", async () => {
    const { tenant } = await foundTenant("changing-text");
    const device = { ...crowdDevice(4), userAgent: "Apple-iPhone/701.341" };
    await tenant.noteDevice(device);
    await tenant.noteDevice({ ...device, userAgent: "Apple-iPhone2C1/803.148" });
    const found = async (search: string) => (await tenant.devices({ search })).devices.length;
    expect([await found("701.341"), await found("803.148")]).toEqual([0, 1]);
    await tenant.forgetDevice(device.user, device.deviceId, "ann");
    expect(await found("803.148")).toBe(0);
  });

  it.each(["", "   ", "\0\0\0\0", "\n\n\n"])(
    "shows all devices for the empty search %j",
    async (search) => {
      const { tenant } = await foundTenant("empty-search");
      await tenant.noteDevice(crowdDevice(1));
      expect((await tenant.devices({ search })).devices).toHaveLength(1);
    },
  );
});
