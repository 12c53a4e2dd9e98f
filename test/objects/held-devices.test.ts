// Devices that wait, as the tenant's object answers for them: facts of many in one call, a mark that moves with everything
// that decides about a device, and the newest of its Pings; and what a device's object remembers of the last one.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DeviceSummary } from "../../worker/core/device.ts";
import { DAY, env, foundTenant, handles, rows, START, setClock, stubOf } from "./world.ts";

const summary = (deviceId: string): DeviceSummary => ({
  ...{ user: "alice", deviceId, deviceType: "iPhone", userAgent: "Apple-iPhone/701.341" },
  ...{ protocolVersion: "12.1", state: "active", proof: "none" },
  ...{ firstSeenAt: START, lastSeenAt: START },
});
const wipe = { state: "requested", requestedAt: START, requestedBy: "owner", orders: 0 } as const;
const held = (deviceId: string, since = START, now = START) => ({
  ...{ user: "alice", deviceId, since },
  waited: now - since,
});

async function tenantWith(name: string, ...deviceIds: readonly string[]) {
  const { tenant, stub } = await foundTenant(name);
  for (const deviceId of deviceIds) await tenant.noteDevice(summary(deviceId));
  const one = async (deviceId = deviceIds[0] ?? "") =>
    (await tenant.heldCheck([held(deviceId)])).facts[0];
  return { tenant, stub, one };
}

describe("devices that wait", () => {
  it("are answered for together, in their order, with the adapter that runs", async () => {
    const { tenant } = await tenantWith("held-many", "A", "B");
    await tenant.setDeviceState("alice", "B", "blocked", "owner");
    const { adapter, facts } = await tenant.heldCheck([held("B"), held("A"), held("UNKNOWN")]);
    expect(adapter.upstream).toBe("https://mail.acme.example");
    expect(facts.map(({ state }) => state)).toEqual(["blocked", "active", "active"]);
    expect(facts.every(({ easAllowed }) => easAllowed)).toBe(true);
  });

  it("have a mark that stays while nothing changes, and is the same after an eviction", async () => {
    const { one, stub } = await tenantWith("held-still", "A");
    const before = await one();
    await evictDurableObject(stub);
    await setClock(stub, START + DAY);
    expect(await one()).toEqual(before);
  });

  it("have one that moves with everything that decides about them", async () => {
    const { tenant, one } = await tenantWith("held-moves", "A");
    let before = (await one())?.mark;
    const steps: (() => Promise<unknown>)[] = [
      () => tenant.noteWipe("alice", "A", wipe, "owner", ""),
      () => tenant.setDeviceState("alice", "A", "blocked", "owner"),
      () => tenant.putUser({ user: "alice", easAllowed: false }, null, "owner"),
      () => tenant.putUser({ user: "alice", easAllowed: true }, null, "owner"),
      () => tenant.setGroupEas("everyone", false, "owner"),
      () => tenant.setGroupEas("everyone", true, "owner"),
      () => tenant.editPolicy("everyone", { easPasswordEnabled: true }, "owner"),
      () => tenant.lockPolicy("everyone", ["eas-security"], "owner"),
      () => tenant.setGroupCertificates("everyone", "alone", "owner"),
      () => tenant.noteRevoked("alice", "A", "owner", "keyCompromise"),
      () => tenant.noteRevoked("alice", "A", "owner", "superseded"),
      () => tenant.forgetDevice("alice", "A", "owner"),
    ];
    const moved: boolean[] = [];
    for (const step of steps) {
      await step();
      const mark = (await one())?.mark;
      moved.push(mark !== before);
      before = mark;
    }
    // A draft decides nothing.
    expect(moved).toEqual([
      ...[true, true, true, true, true, true, false, true],
      ...[true, true, true, true],
    ]);
  });

  it("hear of a policy only if it asks something of them", async () => {
    const { tenant, one } = await tenantWith("held-policy", "A");
    await tenant.lockPolicy("everyone", ["eas-security"], "owner");
    expect(await one()).not.toHaveProperty("policyVersion");
    await tenant.editPolicy("everyone", { easPasswordEnabled: true }, "owner");
    await tenant.lockPolicy("everyone", ["eas-security"], "owner");
    const { easPolicy } = await tenant.admission("alice", "A");
    expect((await one())?.policyVersion).toBe(easPolicy?.version);
  });

  it("lose an imported device's grace in their mark when it ends", async () => {
    const { tenant, stub, one } = await tenantWith("held-grace", "A");
    const known = [{ user: "alice", deviceId: "A", deviceType: "iPhone" }];
    await tenant.importKnownDevices(known, START + DAY, "owner");
    const before = (await one())?.mark;
    await setClock(stub, START + DAY);
    expect((await one())?.mark).not.toBe(before);
  });

  it("are superseded by the newer Ping of the same device, whichever isolate holds it", async () => {
    const { tenant, stub } = await tenantWith("held-newer", "A", "B");
    await setClock(stub, START + 10);
    const ask = async (deviceId: string, since: number) =>
      (await tenant.heldCheck([held(deviceId, since, START + 10)])).facts[0]?.isSuperseded;
    expect(await ask("A", START)).toBe(undefined);
    expect(await ask("A", START + 5)).toBe(undefined);
    expect(await ask("A", START)).toBe(true);
    expect(await ask("B", START)).toBe(undefined);
    expect(await ask("A", START + 5)).toBe(undefined);
  });
});

describe("a device's last Ping", () => {
  const watched = { seconds: 900, folders: [{ id: "5", class: "Email" }] };

  it("is remembered over an eviction, written only when it changes, and forgotten with the device", async () => {
    const device = handles.device("acme", "alice", "PINGS");
    const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", "PINGS"]));
    await setClock(stub, START);
    const { deviceId, deviceType, userAgent, protocolVersion } = summary("PINGS");
    const traits = { deviceId, deviceType, userAgent, protocolVersion };
    const admitted = {
      tenant: "acme",
      user: "alice",
      traits,
      proof: "none",
      verifier: "v",
    } as const;
    await device.admitted(admitted);
    expect(await device.watched()).toBe(null);
    await device.watch(watched);
    await device.watch(watched);
    await evictDurableObject(stub);
    expect(await device.watched()).toEqual(watched);
    expect(await rows(stub, "ping")).toHaveLength(1);
    await device.forget();
    expect(await device.watched()).toBe(null);
  });

  it("is not kept for a device that nobody knows", async () => {
    const device = handles.device("acme", "alice", "STRANGER-PING");
    await device.watch(watched);
    expect(await device.watched()).toBe(null);
  });
});
