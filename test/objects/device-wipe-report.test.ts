// A wipe's step that the tenant was not told of: the device object tells it by alarm, once, and again if that fails; and
// what the tenant keeps of Exchange's part, of revoked profiles, and of what phones say.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DeviceSummary } from "../../worker/core/device.ts";
import { newHandout } from "../../worker/core/handout-life.ts";
import type { WipeLife } from "../../worker/core/wipe.ts";
import type { TenantHandle } from "../../worker/objects/handles/tenant.ts";
import { env, foundTenant, handles, MINUTE, rows, START, setClock, stubOf } from "./world.ts";

const line = (deviceId: string): DeviceSummary => ({
  user: "alice",
  deviceId,
  deviceType: "iPhone",
  userAgent: "Apple-iPhone2C1/803.148",
  protocolVersion: "12.1",
  state: "active",
  proof: "token",
  policyVersion: "v",
  firstSeenAt: START,
  lastSeenAt: START,
});

/** A device of a tenant of its own, which was told of its wipe. */
async function ordered(name: string) {
  const { tenant } = await foundTenant(name);
  await tenant.noteDevice(line("appl1"));
  const device = handles.device(name, "alice", "appl1");
  const stub = stubOf(env.DEVICE, JSON.stringify([name, "alice", "appl1"]));
  await setClock(stub, START);
  await device.requestWipe("bob");
  await device.stepWipe("order", { client: "203.0.113.7" });
  const report = { tenant: name, user: "alice", deviceId: "appl1", actor: "alice", detail: "x" };
  return { tenant, device, stub, report };
}

const stateIn = async (tenant: TenantHandle) => {
  const { state, wipe } = (await tenant.device("alice", "appl1")) ?? {};
  return [state, wipe?.state];
};

describe("a word that the tenant did not hear", () => {
  it("reaches it by the device's own alarm, over a restart, and is told once", async () => {
    const { tenant, device, stub, report } = await ordered("unheard");
    await device.stepWipe("acknowledge", { report });
    expect(await stateIn(tenant)).toEqual(["active", undefined]);
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await stateIn(tenant)).toEqual(["blocked", "acknowledged"]);
    expect(await device.facts()).not.toHaveProperty("isWipeUnreported");
    // The alarm that was set for another try finds nothing to do.
    await runDurableObjectAlarm(stub);
    const entries = await tenant.audit(0, 100);
    expect(entries.filter(({ action }) => action === "wipe-acknowledged")).toHaveLength(1);
    expect(entries.find(({ action }) => action === "wipe-acknowledged")?.actor).toBe("alice");
  });

  it("is not told again by the alarm once the gateway told it", async () => {
    const { tenant, device, stub, report } = await ordered("heard");
    const step = await device.stepWipe("acknowledge", { report });
    if (!step.ok) throw new Error("no wipe");
    await tenant.noteWipe("alice", "appl1", step.wipe, "alice", "from 203.0.113.7");
    await device.wipeReported("acknowledged");
    await runDurableObjectAlarm(stub);
    const events = await tenant.deviceEvents("alice", "appl1");
    expect(events.filter(({ event }) => event === "wipe-acknowledged")).toHaveLength(1);
  });

  it("keeps to the newest: what is told late of an older step changes nothing", async () => {
    const { tenant, device, report } = await ordered("late");
    const before = (await device.facts()).wipe as WipeLife;
    const step = await device.stepWipe("acknowledge", { report });
    if (!step.ok) throw new Error("no wipe");
    await tenant.noteWipe("alice", "appl1", { ...step.wipe, endedAt: START + 1 }, "alice", "");
    await tenant.noteWipe("alice", "appl1", before, "provost", "");
    expect(await stateIn(tenant)).toEqual(["blocked", "acknowledged"]);
  });
});

describe("the tenant", () => {
  it("notes Exchange's part in a wipe: joined, told, withdrawn", async () => {
    const { tenant, device } = await ordered("exchanges-part");
    const note = async (event: "demand" | "withdraw" | "acknowledge" | "tell") => {
      const step = await device.stepWipe(event, { scope: "device" });
      if (!step.ok) throw new Error(event);
      await tenant.noteWipe("alice", "appl1", step.wipe, "exchange", "");
    };
    const first = (await device.facts()).wipe as WipeLife;
    await tenant.noteWipe("alice", "appl1", first, "bob", "");
    for (const event of ["demand", "withdraw", "demand", "acknowledge", "tell"] as const)
      await note(event);
    const events = (await tenant.deviceEvents("alice", "appl1"))
      .map(({ event }) => event)
      .reverse();
    expect(events.slice(1)).toEqual([
      "wipe-ordered",
      "wipe-ordered-by-exchange",
      "wipe-withdrawn-by-exchange",
      "wipe-ordered-by-exchange",
      "wipe-acknowledged",
      "wipe-told-to-exchange",
    ]);
  });

  it("keeps what a phone says of itself, when it is new, and its number out of its life", async () => {
    const { tenant } = await foundTenant("information");
    await tenant.noteInformation("alice", "nobody", { model: "iPhone2,1" });
    expect(await tenant.device("alice", "nobody")).toBeNull();
    await tenant.noteDevice(line("appl1"));
    const said = { model: "iPhone2,1", phoneNumber: "+4912345", imei: "356" };
    for (let time = 0; time < 3; time++) await tenant.noteInformation("alice", "appl1", said);
    expect((await tenant.device("alice", "appl1"))?.information).toEqual(said);
    const events = await tenant.deviceEvents("alice", "appl1");
    const changes = events.filter(({ event }) => event === "information-changed");
    expect(changes.map(({ detail }) => detail)).toEqual(["model: iPhone2,1"]);
    // A later note of the gateway leaves it as it is.
    await tenant.noteDevice({ ...line("appl1"), userAgent: "Apple-iPhone2C1/812.1" });
    expect((await tenant.device("alice", "appl1"))?.information).toEqual(said);
  });

  it("lets an own token receive a wipe that is bound to no other device, and no stranger's", async () => {
    const { tenant } = await foundTenant("receives");
    await tenant.handOut("alice", "unused", "v");
    await tenant.handOut("alice", "used", "v");
    await tenant.bind("used", "alice", "appl1");
    const may = (token: string, user: string, id: string) => tenant.mayReceiveWipe(token, user, id);
    expect(await may("unused", "alice", "appl1")).toBe(true);
    expect(await may("used", "alice", "appl1")).toBe(true);
    expect(await may("used", "alice", "appl2")).toBe(false);
    expect(await may("unused", "bob", "appl1")).toBe(false);
    expect(await may("nobody-has-it", "alice", "appl1")).toBe(false);
  });

  it("revokes a profile: its token is void, and that is on record", async () => {
    const { tenant } = await foundTenant("revoked");
    await tenant.handOut("alice", "used", "v");
    await tenant.bind("used", "alice", "appl1");
    expect(await tenant.revokeProofs("alice", "appl1", "bob")).toEqual({ ok: true });
    const again = await tenant.bind("used", "alice", "appl1");
    expect(again).toEqual({ ok: false, reason: "token-superseded" });
    expect(await tenant.revokeProofs("alice", "nobody", "bob")).toMatchObject({ ok: false });
    const actions = (await tenant.audit(0, 100)).map(({ action }) => action);
    expect(actions).toContain("device-profile-revoked");
  });
});

describe("the last confirmed credentials of a device without a token", () => {
  const traits = {
    deviceId: "appl1",
    deviceType: "iPhone",
    userAgent: "Apple-iPhone2C1/803.148",
    protocolVersion: "12.1",
  };

  it("are remembered beyond their minutes and beyond Exchange's no, until the phone is erased", async () => {
    const name = "last-verifier";
    const device = handles.device(name, "alice", "appl1");
    const stub = stubOf(env.DEVICE, JSON.stringify([name, "alice", "appl1"]));
    await setClock(stub, START);
    expect(await device.wasVerified("one")).toBe(false);
    const admitted = { tenant: name, user: "alice", traits, proof: "none" as const };
    await device.admitted({ ...admitted, verifier: "one" });
    await device.forgetVerifier();
    await evictDurableObject(stub);
    await setClock(stub, START + 1000 * MINUTE);
    expect([await device.verified("one"), await device.wasVerified("one")]).toEqual([false, true]);
    await device.admitted({ ...admitted, verifier: "two" });
    expect([await device.wasVerified("one"), await device.wasVerified("two")]).toEqual([
      false,
      true,
    ]);
    await device.requestWipe("bob");
    await device.stepWipe("order");
    await device.stepWipe("acknowledge");
    expect(await device.wasVerified("two")).toBe(false);
    expect(await rows(stub, "last_verifier")).toEqual([]);
  });

  it("are forgotten once it has a token, which receives a wipe as well", async () => {
    const name = "token-later";
    const device = handles.device(name, "alice", "appl1");
    const stub = stubOf(env.DEVICE, JSON.stringify([name, "alice", "appl1"]));
    await setClock(stub, START);
    const admitted = { tenant: name, user: "alice", traits };
    await device.admitted({ ...admitted, proof: "none", verifier: "one" });
    const made = { id: "h", user: "alice", tokenHash: "t", policyVersion: "v" };
    const handout = newHandout(made, START);
    await device.admitted({ ...admitted, proof: "token", verifier: "two", handout });
    expect([await device.wasVerified("one"), await device.wasVerified("two")]).toEqual([
      false,
      false,
    ]);
  });
});
