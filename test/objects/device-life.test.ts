// One device in the tenant's index, in workerd: its life, its blocks and wipes, and how it is
// forgotten.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import type { WipeLife } from "../../worker/core/wipe.ts";
import type { TenantHandle } from "../../worker/objects/handles/tenant.ts";
import { DAY, foundTenant, HOUR, MINUTE, rows, START, setClock } from "./world.ts";

const phone: DeviceSummary = {
  ...crowdDevice(4),
  user: "alice",
  deviceId: "appl1",
  policyVersion: "v1",
};
const wipe: WipeLife = { state: "requested", requestedAt: START, requestedBy: "ann", orders: 0 };
const eventsOf = async (tenant: TenantHandle) =>
  (await tenant.deviceEvents("alice", "appl1")).map(({ event }) => event);
const actionsOf = async (tenant: TenantHandle) =>
  (await tenant.audit(0, 100)).map(({ action }) => action);

describe("a device's life", () => {
  it("tells newest first what happened, and by whom", async () => {
    const { tenant, stub } = await foundTenant("life");
    await tenant.handOut("alice", "hash", "v1");
    await tenant.bind("hash", "alice", "appl1");
    await tenant.noteDevice(phone);
    await setClock(stub, START + DAY);
    await tenant.noteDevice({ ...phone, userAgent: "Apple-iPhone2C1/803.148" });
    await tenant.noteDevice({
      ...phone,
      userAgent: "Apple-iPhone2C1/803.148",
      easPolicyVersion: "e1",
    });
    await tenant.handOut("alice", "newer", "v2");
    await tenant.bind("newer", "alice", "appl1");
    await tenant.setDeviceState("alice", "appl1", "blocked", "ann");
    await tenant.noteDeviceEvent("alice", "appl1", {
      event: "told",
      actor: "provost",
      detail: "x",
    });
    await evictDurableObject(stub);
    expect(await eventsOf(tenant)).toEqual([
      "told",
      "blocked",
      "reprovisioned",
      "policy-acknowledged",
      "client-changed",
      "bound",
      "first-seen",
    ]);
    const [, blocked] = await tenant.deviceEvents("alice", "appl1");
    expect(blocked).toEqual({ at: START + DAY, event: "blocked", actor: "ann", detail: "" });
    expect(await tenant.device("alice", "appl1")).toMatchObject({
      policyVersion: "v2",
      easPolicyVersion: "e1",
      proof: "token",
    });
  });

  it("keeps the newest 200 steps, each device its own", async () => {
    const { tenant, stub } = await foundTenant("long-life");
    await tenant.noteDevice(phone);
    await tenant.noteDevice({ ...phone, user: "bob" });
    for (let step = 0; step < 205; step += 1) {
      await tenant.noteDeviceEvent("alice", "appl1", { event: "e", actor: "a", detail: `${step}` });
    }
    const events = await tenant.deviceEvents("alice", "appl1");
    expect(events).toHaveLength(200);
    expect([events[0]?.detail, events.at(-1)?.detail]).toEqual(["204", "5"]);
    expect(await tenant.deviceEvents("bob", "appl1")).toHaveLength(1);
    expect(await rows(stub, "device_events")).toHaveLength(201);
  });

  it("is not begun by a step of a device that nobody knows", async () => {
    const { tenant, stub } = await foundTenant("no-life");
    await tenant.noteDeviceEvent("mallory", "x", { event: "e", actor: "a", detail: "" });
    expect(await rows(stub, "device_events")).toEqual([]);
    expect(await tenant.deviceEvents("mallory", "x")).toEqual([]);
    expect(await tenant.device("mallory", "x")).toBeNull();
  });

  it("remembers why the phone was refused last, and notes the same reason once a day", async () => {
    const { tenant, stub } = await foundTenant("refused-life");
    await tenant.noteDevice(phone);
    const refusal = { ...phone, reason: "token-missing" };
    await tenant.noteRefusal({ ...refusal, letThrough: true });
    expect((await tenant.device("alice", "appl1"))?.lastRefusal).toBeUndefined();
    for (const at of [0, 30_000, HOUR, 2 * HOUR]) {
      await setClock(stub, START + at);
      await tenant.noteRefusal(refusal);
    }
    const { lastRefusal } = (await tenant.device("alice", "appl1")) ?? {};
    expect(lastRefusal).toEqual({ reason: "token-missing", at: START + 2 * HOUR });
    expect(await eventsOf(tenant)).toEqual(["refused", "first-seen"]);
    await setClock(stub, START + 4 * DAY);
    await tenant.noteRefusal(refusal);
    expect(await eventsOf(tenant)).toEqual(["refused", "refused", "first-seen"]);
    const { counts, newest } = await tenant.refusals();
    expect(counts.map(({ count, letThrough }) => [count, letThrough])).toContainEqual([1, true]);
    expect(newest.at(-1)).toMatchObject({ letThrough: true });
    expect(newest[0]).not.toHaveProperty("letThrough");
  });

  it("is not told of refusals of strangers", async () => {
    const { tenant } = await foundTenant("strange-refusals");
    await tenant.noteRefusal({ ...phone, user: "mallory", reason: "token-missing" });
    expect((await tenant.devices({})).devices).toEqual([]);
  });

  it("holds no provisioning token that came in by a user agent", async () => {
    const { tenant } = await foundTenant("masked-life");
    const token = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const event = { event: "e", actor: `${token}\\alice`, detail: `User ${token}\\alice` };
    await tenant.noteDevice(phone);
    await tenant.noteDeviceEvent("alice", "appl1", event);
    expect(JSON.stringify(await tenant.deviceEvents("alice", "appl1"))).not.toContain(token);
  });
});

describe("a wipe in the index", () => {
  it("is followed from its request to its end, and told once each", async () => {
    const { tenant, stub } = await foundTenant("wiped");
    expect(await tenant.noteWipe("alice", "appl1", wipe, "ann", "")).toEqual({
      ok: false,
      reason: "no-such-device",
    });
    await tenant.noteDevice(phone);
    const steps: WipeLife[] = [
      wipe,
      { ...wipe, state: "ordered", orders: 1, orderedAt: START + MINUTE },
      { ...wipe, state: "ordered", orders: 2, orderedAt: START + 2 * MINUTE },
      {
        ...wipe,
        state: "acknowledged",
        orders: 2,
        orderedAt: START + 2 * MINUTE,
        endedAt: START + HOUR,
      },
    ];
    for (const step of [...steps, ...steps]) {
      await tenant.noteWipe("alice", "appl1", step, "provost", "");
    }
    await evictDurableObject(stub);
    expect((await tenant.device("alice", "appl1"))?.wipe).toEqual(steps.at(-1));
    expect(await eventsOf(tenant)).toEqual([
      "wipe-acknowledged",
      "wipe-ordered",
      "wipe-requested",
      "first-seen",
    ]);
    const wiped = (await actionsOf(tenant)).filter((action) => action.startsWith("wipe"));
    expect(wiped).toEqual(["wipe-requested", "wipe-ordered", "wipe-acknowledged"]);
    expect((await tenant.devices({ filter: "wiping" })).devices).toHaveLength(1);
  });

  it("leaves the list of wiped devices when it is cancelled", async () => {
    const { tenant } = await foundTenant("unwiped");
    await tenant.noteDevice(phone);
    await tenant.noteWipe("alice", "appl1", wipe, "ann", "");
    const cancelled = { ...wipe, state: "cancelled", endedAt: START + 1 } as const;
    await tenant.noteWipe("alice", "appl1", cancelled, "ann", "");
    expect((await tenant.devices({ filter: "wiping" })).devices).toEqual([]);
    expect((await tenant.deviceCounts()).wiping).toBe(0);
    const again = { ...wipe, requestedAt: START + HOUR };
    await tenant.noteWipe("alice", "appl1", again, "ann", "");
    expect((await tenant.device("alice", "appl1"))?.wipe).toEqual(again);
  });

  it("ends with allowing the device once the phone acknowledged it", async () => {
    const { tenant } = await foundTenant("allowed-again");
    await tenant.noteDevice(phone);
    const ended = { ...wipe, state: "acknowledged", orders: 1, endedAt: START + 1 } as const;
    await tenant.noteWipe("alice", "appl1", ended, "provost", "");
    expect(await tenant.device("alice", "appl1")).toMatchObject({ state: "blocked" });
    await tenant.setDeviceState("alice", "appl1", "active", "ann");
    const device = await tenant.device("alice", "appl1");
    expect(device).toMatchObject({ state: "active" });
    expect(device).not.toHaveProperty("wipe");
  });
});

describe("a forgotten device", () => {
  it("is gone with its life and its search text, and its handouts are void", async () => {
    const { tenant, stub } = await foundTenant("forgotten");
    await tenant.handOut("alice", "hash", "v1");
    await tenant.bind("hash", "alice", "appl1");
    await tenant.noteDevice(phone);
    expect(await tenant.handoutsOf("alice", "appl1")).toHaveLength(1);
    expect(await tenant.forgetDevice("alice", "appl1", "ann")).toEqual({ ok: true });
    expect(await tenant.forgetDevice("alice", "appl1", "ann")).toMatchObject({ ok: false });
    expect(await tenant.device("alice", "appl1")).toBeNull();
    expect(await rows(stub, "device_events")).toEqual([]);
    expect(await rows(stub, "cohorts")).toEqual([]);
    expect((await tenant.devices({ search: "appl1" })).devices).toEqual([]);
    expect(await tenant.bind("hash", "alice", "appl1")).toMatchObject({
      reason: "token-superseded",
    });
    await setClock(stub, START + MINUTE);
    await tenant.handOut("alice", "fresh", "v1");
    expect(await tenant.bind("fresh", "alice", "appl1")).toMatchObject({ ok: true, bound: "now" });
    expect(await actionsOf(tenant)).toContain("device-forgotten");
  });

  it("has no grace left", async () => {
    const { tenant } = await foundTenant("no-grace");
    await tenant.importKnownDevices([phone], START + DAY, "ann");
    await tenant.noteDevice({ ...phone, proof: "grace" });
    expect((await tenant.admission("alice", "appl1")).graceUntil).toBe(START + DAY);
    await tenant.forgetDevice("alice", "appl1", "ann");
    expect((await tenant.admission("alice", "appl1")).graceUntil).toBeUndefined();
  });
});

describe("the devices of a user", () => {
  it("come last seen first", async () => {
    const { tenant } = await foundTenant("of-user");
    for (const [deviceId, minutes] of [
      ["appl1", 1],
      ["appl2", 3],
      ["appl3", 2],
    ] as const) {
      await tenant.noteDevice({ ...phone, deviceId, lastSeenAt: START + minutes * MINUTE });
    }
    await tenant.noteDevice({ ...phone, user: "bob" });
    const ids = (await tenant.devicesOf("alice")).map(({ deviceId }) => deviceId);
    expect(ids).toEqual(["appl2", "appl3", "appl1"]);
  });
});
