// Access rules, exemptions, quarantine and the number of a user's devices in the tenant's object, in workerd.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DeviceSummary, DeviceTraits } from "../../worker/core/device.ts";
import { foundTenant, MINUTE, START, setClock } from "./world.ts";

const traits = (deviceId: string, userAgent = "Apple-iPhone2C1/705.018"): DeviceTraits => ({
  deviceId,
  deviceType: "iPhone",
  userAgent,
  protocolVersion: "12.1",
});
const line = (deviceId: string, more: Partial<DeviceSummary> = {}): DeviceSummary => ({
  ...traits(deviceId),
  ...{ user: "alice", state: "active", proof: "none", firstSeenAt: START, lastSeenAt: START },
  ...more,
});
const asks = (device: DeviceTraits, maxDevices = 0) => ({ device, maxDevices });
const block31 = { characteristic: "os", value: "3.1*", level: "block" } as const;

describe("access rules", () => {
  it("hold at the very next question, also after the tenant was evicted, until they are removed", async () => {
    const { tenant, stub } = await foundTenant("rules-now");
    const ask = (device = traits("appl1")) => tenant.admission("alice", "appl1", asks(device));
    expect((await ask()).access).toBeUndefined();
    const added = await tenant.addAccessRule(block31, "ann");
    if (!added.ok) throw new Error(added.reason);
    expect((await ask()).access).toEqual(added.rule);
    await evictDurableObject(stub);
    expect((await ask()).access).toEqual(added.rule);
    expect((await ask(traits("appl1", "Apple-iPhone2C1/801.293"))).access).toBeUndefined();
    expect(await tenant.removeAccessRule(added.rule.id, "ann")).toEqual({ ok: true });
    expect((await ask()).access).toBeUndefined();
    expect(await tenant.removeAccessRule(added.rule.id, "ann")).toMatchObject({
      reason: "no-such-rule",
    });
    const acts = (await tenant.audit(0, 100)).map(({ action, subject }) => `${action} ${subject}`);
    expect(acts).toContain("access-rule-added os 3.1*");
    expect(acts).toContain("access-rule-removed os 3.1*");
  });

  it("are one for each value, 100 at most, and have a value that can be", async () => {
    const { tenant } = await foundTenant("rules-many");
    const add = (value: string) =>
      tenant.addAccessRule({ characteristic: "userAgent", value, level: "allow" }, "ann");
    const reasonOf = async (value: string) => {
      const added = await add(value);
      return added.ok ? "" : added.reason;
    };
    expect(await reasonOf("Android*")).toBe("");
    expect(await reasonOf("ANDROID*")).toBe("rule-exists");
    expect(await reasonOf("An*oid")).toBe("bad-value");
    const both = await Promise.all([reasonOf("Twin"), reasonOf("twin")]);
    expect([...both].sort()).toEqual(["", "rule-exists"]);
    for (let index = 2; index < 100; index += 1) expect(await reasonOf(`agent ${index}`)).toBe("");
    expect(await reasonOf("one more")).toBe("too-many-rules");
    expect(await tenant.accessRules()).toHaveLength(100);
  });
});

describe("the number of a user's devices", () => {
  it("is reached by exactly as many as may be, of 20 that come at once", async () => {
    const { tenant } = await foundTenant("count-race");
    const ids = Array.from({ length: 20 }, (_, index) => `other${index}`);
    const noted = await Promise.all(ids.map((id) => tenant.noteDevice(line(id), 7)));
    expect(noted.filter(({ ok }) => ok)).toHaveLength(7);
    const refusals = noted.filter(({ ok }) => !ok);
    expect(refusals).toEqual(Array(13).fill({ ok: false, reason: "too-many-devices" }));
    expect(await tenant.devicesOf("alice")).toHaveLength(7);
  });

  it("is reached by exactly as many of 20 with tokens, and the others' tokens stay unused", async () => {
    const { tenant } = await foundTenant("count-tokens");
    const indexes = Array.from({ length: 20 }, (_, index) => index);
    for (const index of indexes) await tenant.handOut("alice", `hash${index}`, "v1");
    const bound = await Promise.all(
      indexes.map((index) => tenant.bind(`hash${index}`, "alice", `appl${index}`, 3)),
    );
    expect(bound.filter(({ ok }) => ok)).toHaveLength(3);
    const refused = bound.findIndex(({ ok }) => !ok);
    expect(bound[refused]).toEqual({ ok: false, reason: "too-many-devices" });
    const later = await tenant.bind(`hash${refused}`, "alice", `appl${refused}`, 4);
    expect(later).toMatchObject({ ok: true, bound: "now" });
  });

  it("counts active ones and those in quarantine; known ones, blocked ones and other users do not hinder", async () => {
    const { tenant } = await foundTenant("count-kinds");
    const isOneTooMany = async (deviceId: string) =>
      (await tenant.admission("alice", deviceId, asks(traits(deviceId), 2))).isOneTooMany === true;
    await tenant.noteDevice(line("one"));
    await tenant.noteDevice(line("two", { user: "bob" }));
    expect(await isOneTooMany("new")).toBe(false);
    await tenant.noteDevice(line("waiting", { quarantinedAt: START }));
    expect(await isOneTooMany("new")).toBe(true);
    expect(await isOneTooMany("one")).toBe(false);
    expect(await tenant.noteDevice(line("one", { lastSeenAt: START + MINUTE }), 2)).toEqual({
      ok: true,
    });
    await tenant.setDeviceState("alice", "waiting", "blocked", "ann");
    expect(await isOneTooMany("new")).toBe(false);
    const { isOneTooMany: unlimited } = await tenant.admission("alice", "new", asks(traits("new")));
    expect(unlimited).toBeUndefined();
  });
});

describe("a device in quarantine", () => {
  it("is listed and counted, since when it came, until it leaves", async () => {
    const { tenant, stub } = await foundTenant("quarantine");
    await tenant.noteDevice(line("one", { quarantinedAt: START }));
    await setClock(stub, START + MINUTE);
    await tenant.noteDevice(line("one", { quarantinedAt: START + MINUTE }));
    const waiting = async () => (await tenant.devices({ filter: "quarantined" })).devices;
    expect(await waiting()).toMatchObject([{ deviceId: "one", quarantinedAt: START }]);
    expect(await tenant.deviceCounts()).toMatchObject({ total: 1, active: 0, quarantined: 1 });
    await tenant.noteDevice(line("one"));
    expect(await waiting()).toEqual([]);
    expect(await tenant.deviceCounts()).toMatchObject({ total: 1, active: 1, quarantined: 0 });
    const life = (await tenant.deviceEvents("alice", "one")).map(({ event }) => event);
    expect(life).toEqual(["quarantine-left", "quarantined", "first-seen"]);
  });

  it("is no longer in quarantine once it is blocked, exempted or forgotten", async () => {
    const { tenant } = await foundTenant("quarantine-ends");
    for (const id of ["one", "two", "three"])
      await tenant.noteDevice(line(id, { quarantinedAt: START }));
    expect((await tenant.deviceCounts()).quarantined).toBe(3);
    await tenant.setDeviceState("alice", "one", "blocked", "ann");
    expect(await tenant.deviceCounts()).toMatchObject({ blocked: 1, active: 0, quarantined: 2 });
    await tenant.setExempt("alice", "two", true, "ann");
    await tenant.forgetDevice("alice", "three", "ann");
    expect(await tenant.deviceCounts()).toMatchObject({ blocked: 1, active: 1, quarantined: 0 });
  });
});

describe("an exemption", () => {
  it("is the administrator's word on one device, until it is withdrawn or the device forgotten", async () => {
    const { tenant } = await foundTenant("exempt");
    await tenant.noteDevice(line("one"));
    const isExempt = async () =>
      (await tenant.admission("alice", "one", asks(traits("one")))).isExempt;
    expect(await tenant.setExempt("alice", "one", true, "ann")).toEqual({ ok: true });
    expect(await isExempt()).toBe(true);
    expect(await tenant.device("alice", "one")).toMatchObject({ isExempt: true });
    await tenant.noteDevice(line("one", { userAgent: "Apple-iPhone2C1/801.293" }));
    expect(await isExempt()).toBe(true);
    await tenant.setExempt("alice", "one", false, "ann");
    expect(await isExempt()).toBeUndefined();
    await tenant.setExempt("alice", "one", true, "ann");
    await tenant.forgetDevice("alice", "one", "ann");
    await tenant.noteDevice(line("one"));
    expect(await isExempt()).toBeUndefined();
    const acts = (await tenant.audit(0, 100)).map(({ actor, action }) => `${actor} ${action}`);
    expect(acts).toContain("ann device-exempted");
    expect(acts).toContain("ann device-exemption-withdrawn");
  });

  it("can be given to a device that was only refused so far, and to none that never came", async () => {
    const { tenant } = await foundTenant("exempt-refused");
    const none = await tenant.setExempt("alice", "droid1", true, "ann");
    expect(none).toEqual({ ok: false, reason: "no-such-device" });
    const { deviceType, userAgent } = { deviceType: "Android", userAgent: "Android/2.3" };
    const refusal = { reason: "other-client-denied", user: "alice", deviceId: "droid1" };
    await tenant.noteRefusal({ ...refusal, deviceType, userAgent });
    expect(await tenant.setExempt("alice", "droid1", true, "ann")).toEqual({ ok: true });
    expect(await tenant.device("alice", "droid1")).toMatchObject({
      ...{ deviceType, userAgent, isExempt: true, proof: "none" },
    });
    expect((await tenant.setExempt("bob", "droid1", false, "ann")).ok).toBe(false);
  });
});

it("says that a device is news when the index does not know it as it shows itself now", async () => {
  const { tenant } = await foundTenant("news");
  const isNews = async (userAgent?: string) =>
    (await tenant.admission("alice", "one", asks(traits("one", userAgent)))).isNews;
  expect(await isNews()).toBe(true);
  await tenant.noteDevice(line("one"));
  expect(await isNews()).toBeUndefined();
  expect(await isNews("Apple-iPhone2C1/801.293")).toBe(true);
});
