// A wipe in the device object: its steps outlive the object's memory, the phone's word empties the
// record, and nobody but an administrator lets the device in again.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newHandout } from "../../worker/core/handout-life.ts";
import { env, handles, MINUTE, rows, START, setClock, stubOf, tables } from "./world.ts";

const handout = newHandout({ id: "h1", user: "alice", tokenHash: "t", policyVersion: "v" }, START);

async function deviceAt(id: string) {
  const device = handles.device("acme", "alice", id);
  const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", id]));
  await setClock(stub, START);
  return { device, stub };
}

async function provenDevice(id: string) {
  const { device, stub } = await deviceAt(id);
  const traits = {
    deviceId: id,
    deviceType: "iPhone",
    userAgent: "Apple-iPhone/701.341",
    protocolVersion: "12.1",
  };
  const verifier = "verifier-1";
  await device.admitted({
    tenant: "acme",
    user: "alice",
    traits,
    proof: "token",
    verifier,
    handout,
  });
  return { device, stub };
}

describe("a wipe", () => {
  it("is requested once, ordered, acknowledged, and evicting the object in between loses nothing", async () => {
    const { device, stub } = await provenDevice("WIPE");
    const asked = await device.requestWipe("bob");
    const wipe = { state: "requested", requestedAt: START, requestedBy: "bob", orders: 0 };
    expect(asked).toEqual({ ok: true, wipe });
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    expect(await device.requestWipe("carol")).toEqual({ ok: false, reason: "wipe-under-way" });
    const ordered = { ...wipe, state: "ordered", orderedAt: START + MINUTE, orders: 1 };
    expect(await device.stepWipe("order")).toEqual({ ok: true, wipe: ordered });
    await evictDurableObject(stub);
    await setClock(stub, START + 2 * MINUTE);
    const done = { ...ordered, state: "acknowledged", endedAt: START + 2 * MINUTE };
    expect(await device.verified("verifier-1")).toBe(true);
    expect(await device.stepWipe("acknowledge")).toEqual({ ok: true, wipe: done });
    expect(await device.verified("verifier-1")).toBe(false);
    await evictDurableObject(stub);
    expect(await device.facts()).toEqual({
      known: true,
      state: "blocked",
      proof: "none",
      tokenHash: "t",
      wipe: done,
      isWipeUnreported: true,
    });
  });

  it("stays to be reported until the tenant has noted that very state", async () => {
    const { device } = await provenDevice("REPORTED");
    await device.requestWipe("bob");
    expect(await device.facts()).not.toHaveProperty("isWipeUnreported");
    await device.stepWipe("order");
    await device.wipeReported("requested");
    expect(await device.facts()).toMatchObject({ isWipeUnreported: true });
    await device.wipeReported("ordered");
    expect(await device.facts()).not.toHaveProperty("isWipeUnreported");
  });

  it("is not invented by a phone: nothing is acknowledged that nobody ordered", async () => {
    const { device, stub } = await deviceAt("INVENTED");
    for (const event of ["order", "acknowledge", "refuse"] as const)
      expect(await device.stepWipe(event)).toEqual({ ok: false, reason: "no-wipe" });
    expect(await tables(stub)).toEqual([]);
    await device.requestWipe("bob");
    expect(await device.stepWipe("acknowledge")).toEqual({ ok: false, reason: "no-wipe" });
    expect(await device.facts()).toMatchObject({ state: "active", wipe: { state: "requested" } });
  });

  it("counts a repeated acknowledgement once", async () => {
    const { device } = await provenDevice("REPEATED");
    await device.requestWipe("bob");
    await device.stepWipe("order");
    const answers = await Promise.all([1, 2, 3].map(() => device.stepWipe("acknowledge")));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await device.stepWipe("refuse")).toEqual({ ok: false, reason: "no-wipe" });
  });

  it("is over once the device is allowed again; a wipe under way is not", async () => {
    const { device } = await provenDevice("ALLOWED");
    await device.requestWipe("bob");
    expect(await device.setBlocked(false)).toMatchObject({ wipe: { state: "requested" } });
    await device.stepWipe("order");
    await device.stepWipe("acknowledge");
    const allowed = await device.setBlocked(false);
    expect(allowed).toMatchObject({ state: "active", proof: "none" });
    expect(allowed).not.toHaveProperty("wipe");
  });

  it("can be cancelled until the phone has acknowledged it", async () => {
    const { device } = await provenDevice("CANCELLED");
    expect(await device.cancelWipe()).toEqual({ ok: false, reason: "no-wipe" });
    await device.requestWipe("bob");
    expect(await device.cancelWipe()).toMatchObject({ ok: true, wipe: { state: "cancelled" } });
    expect(await device.cancelWipe()).toEqual({ ok: false, reason: "no-wipe" });
    await device.requestWipe("bob");
    await device.stepWipe("order");
    await device.stepWipe("acknowledge");
    expect(await device.cancelWipe()).toEqual({ ok: false, reason: "wipe-too-late" });
  });

  it("refused by the phone is kept as refused, and can be ordered again", async () => {
    const { device } = await provenDevice("REFUSED");
    await device.requestWipe("bob");
    await device.stepWipe("order");
    expect(await device.stepWipe("refuse")).toMatchObject({ wipe: { state: "refused" } });
    expect(await device.facts()).toMatchObject({ state: "active" });
    expect(await device.requestWipe("bob")).toMatchObject({ ok: true });
  });
});

describe("forgetting", () => {
  it("leaves no table behind, and the device can come back as a new one", async () => {
    const { device, stub } = await provenDevice("FORGOTTEN");
    await device.setBlocked(true);
    await device.requestWipe("bob");
    await device.forget();
    expect((await device.facts()).wipe?.state).toBe("requested");
    await device.cancelWipe();
    await device.forget();
    expect(await tables(stub)).toEqual([]);
    expect(await device.facts()).toEqual({ known: false, state: "active", proof: "none" });
    await device.setBlocked(true);
    expect(await rows(stub, "device")).toHaveLength(1);
  });
});
