// The counts of a dashboard, and what new settings would refuse, in workerd: they are what the lines
// of the index say, whatever happened before.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import { DEVICE_FILTERS, type DeviceSummary } from "../../worker/core/device.ts";
import { FAMILIES } from "../../worker/core/settings-row.ts";
import type { WipeLife } from "../../worker/core/wipe.ts";
import type { TenantHandle } from "../../worker/objects/handles/tenant.ts";
import { seededRandom } from "../support/random.ts";
import { ADAPTER, DAY, foundTenant, rows, START, setClock } from "./world.ts";

const phone: DeviceSummary = {
  ...crowdDevice(4),
  user: "alice",
  deviceId: "appl1",
  policyVersion: "v1",
};
const wipe: WipeLife = { state: "requested", requestedAt: START, requestedBy: "ann", orders: 0 };

describe("the counts of devices", () => {
  it("are what the lists show, after any two hundred changes", async () => {
    const { tenant, stub } = await foundTenant("counted");
    await tenant.addGroup("Sales", "ann");
    for (const group of ["everyone", "Sales"]) await tenant.lockPolicy(group, FAMILIES, "ann");
    const random = seededRandom(7);
    for (let step = 0; step < 200; step += 1) {
      await change(tenant, random, step);
      if (step === 100) await evictDurableObject(stub);
    }
    const counts = await tenant.deviceCounts();
    const listed = await Promise.all(
      DEVICE_FILTERS.map(async (filter) => {
        const { devices } = await tenant.devices({ filter, limit: 500 });
        return [filter === "all" ? "total" : filter, devices.length];
      }),
    );
    expect(counts).toEqual(Object.fromEntries(listed));
    expect(counts.outdated).toBeGreaterThan(0);
    const marked = (await tenant.devices({ limit: 500 })).devices.filter((one) => one.isOutdated);
    expect(marked).toHaveLength(counts.outdated);
    const summed = (await rows(stub, "cohorts")).reduce((sum, row) => sum + Number(row.devices), 0);
    expect(summed).toBe((await rows(stub, "devices WHERE policy_version IS NOT NULL")).length);
  });

  async function change(
    tenant: TenantHandle,
    random: ReturnType<typeof seededRandom>,
    step: number,
  ): Promise<void> {
    const user = `user${random.below(8)}`;
    const deviceId = `appl${random.below(4)}`;
    const group = random.pick(["everyone", "Sales"]);
    const current = (await tenant.policy(group))?.locked["ios-profile"]?.version ?? "none";
    const proof = random.pick(["token", "none", "grace"] as const);
    const policyVersion = random.pick(["older", current]);
    const state = random.pick(["active", "blocked"] as const);
    const acts = [
      () => tenant.noteDevice({ ...phone, user, deviceId, proof, policyVersion }),
      () => tenant.noteDevice({ ...phone, user, deviceId, policyVersion }),
      () => tenant.setDeviceState(user, deviceId, state, "ann"),
      () => tenant.noteWipe(user, deviceId, { ...wipe, requestedAt: START + step }, "ann", ""),
      () => tenant.putUser({ user, group, easAllowed: true }, null, "ann"),
      () => tenant.putUser({ user, easAllowed: true }, null, "ann"),
      () => tenant.removeUser(user, "ann"),
      () => tenant.setDefaultGroup(random.pick(["everyone", "Sales", null]), "ann"),
      () => tenant.editPolicy(group, { minLength: 4 + random.below(8) }, "ann"),
      () => tenant.lockPolicy(group, ["ios-profile"], "ann"),
      () => tenant.forgetDevice(user, deviceId, "ann"),
    ];
    await random.pick(acts)();
  }

  it("count no device as outdated whose group has nothing in force", async () => {
    const { tenant } = await foundTenant("nothing-in-force");
    await tenant.noteDevice(phone);
    expect((await tenant.deviceCounts()).outdated).toBe(0);
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    expect((await tenant.deviceCounts()).outdated).toBe(1);
    expect(await tenant.device("alice", "appl1")).toMatchObject({ isOutdated: true });
    await tenant.unlockPolicy("everyone", ["ios-profile"], "ann");
    expect((await tenant.deviceCounts()).outdated).toBe(0);
  });
});

describe("what new adapter settings would refuse", () => {
  const settings = {
    ...ADAPTER,
    onlyProvisioned: true,
    reportOnly: false,
    otherClients: "deny",
  } as const;

  it("is each iOS device without proof and grace, and each other client", async () => {
    const { tenant, stub } = await foundTenant("would-refuse");
    const known = { ...phone, user: "known", proof: "grace" } as const;
    const android = {
      ...phone,
      deviceType: "Android",
      userAgent: "Android/4.0",
      deviceId: "droid",
    };
    await tenant.importKnownDevices([known], START + DAY, "ann");
    for (const device of [
      phone,
      { ...phone, user: "bare", proof: "none" as const },
      known,
      { ...android, user: "droid", proof: "none" as const },
      { ...phone, user: "stopped", proof: "none" as const },
    ]) {
      await tenant.noteDevice(device);
    }
    await tenant.setDeviceState("stopped", "appl1", "blocked", "ann");
    const users = async (change: object) => {
      const { count, devices } = await tenant.wouldRefuse({ ...settings, ...change });
      expect(devices).toHaveLength(count);
      return devices.map(({ user }) => user);
    };
    expect(await users({})).toEqual(["bare", "droid"]);
    expect(await users({ otherClients: "allow" })).toEqual(["bare"]);
    expect(await users({ onlyProvisioned: false })).toEqual([]);
    expect(await users({ reportOnly: true })).toEqual([]);
    await setClock(stub, START + DAY);
    expect(await users({})).toEqual(["bare", "droid", "known"]);
  });

  it("is counted whole and named up to a hundred", async () => {
    const { tenant } = await foundTenant("would-refuse-many");
    for (let index = 0; index < 120; index += 1) {
      await tenant.noteDevice({ ...phone, proof: "none", deviceId: `appl${1000 + index}` });
    }
    const { count, devices } = await tenant.wouldRefuse(settings);
    expect([count, devices.length, devices[0]?.deviceId]).toEqual([120, 100, "appl1000"]);
  });
});
