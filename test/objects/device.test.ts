// The device object in workerd: verifiers live for minutes, strangers leave nothing behind, writes
// are few.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newHandout } from "../../worker/core/handout-life.ts";
import type { DeviceHandle } from "../../worker/objects/handles/device.ts";
import { env, handles, MINUTE, rows, SECOND, START, setClock, stubOf, tables } from "./world.ts";

type Admitted = Parameters<DeviceHandle["admitted"]>[0];
const handout = newHandout({ id: "h1", user: "alice", tokenHash: "t", policyVersion: "v" }, START);
const admitted: Admitted = {
  tenant: "acme",
  user: "alice",
  traits: {
    deviceId: "APPL1",
    deviceType: "iPhone",
    userAgent: "Apple-iPhone/701.341",
    protocolVersion: "12.1",
  },
  verifier: "verifier-1",
  proof: "none",
};
const proven: Admitted = { ...admitted, proof: "token", handout };

async function deviceAt(id: string, now = START) {
  const device = handles.device("acme", "alice", id);
  const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", id]));
  await setClock(stub, now);
  return { device, stub };
}

describe("a device object", () => {
  it("answers a stranger's questions without making a table", async () => {
    const { device, stub } = await deviceAt("STRANGER");
    expect(await device.facts()).toEqual({ known: false, state: "active", proof: "none" });
    expect(await device.verified("guess")).toBe(false);
    await device.forgetVerifier();
    await device.setBlocked(false);
    expect(await tables(stub)).toEqual([]);
  });

  it("knows a device from its first admitted request on, also after it was evicted", async () => {
    const { device, stub } = await deviceAt("FIRST");
    const token = { handoutId: "h1", tokenHash: "t" };
    const facts = { known: true, state: "active", proof: "token", ...token };
    expect(await device.admitted(proven)).toEqual(facts);
    await evictDurableObject(stub);
    expect(await device.facts()).toEqual(facts);
  });

  it("shows the proof of the latest request: a hand-made account after a profile has none", async () => {
    const { device } = await deviceAt("LATEST");
    await device.admitted(proven);
    const byHand = await device.admitted(admitted);
    expect(byHand).toMatchObject({ known: true, state: "active", proof: "none" });
    expect(byHand).not.toHaveProperty("handoutId");
    expect(await device.admitted({ ...admitted, proof: "grace" })).toMatchObject({
      proof: "grace",
    });
  });

  it("takes a verifier for five minutes from its confirmation, however often it is used", async () => {
    const { device, stub } = await deviceAt("VERIFIER");
    await device.admitted(admitted);
    await setClock(stub, START + 4 * MINUTE);
    expect(await device.verified("verifier-1")).toBe(true);
    expect(await device.verified("verifier-2")).toBe(false);
    await device.admitted(admitted);
    await setClock(stub, START + 5 * MINUTE);
    expect(await device.verified("verifier-1")).toBe(false);
    await device.admitted(admitted);
    expect(await device.verified("verifier-1")).toBe(true);
  });

  it("drops the old verifier when a new one is confirmed or Exchange says 401", async () => {
    const { device } = await deviceAt("DROPPED");
    await device.admitted(admitted);
    await device.admitted({ ...admitted, verifier: "verifier-2" });
    expect(await device.verified("verifier-1")).toBe(false);
    expect(await device.verified("verifier-2")).toBe(true);
    await device.forgetVerifier();
    expect(await device.verified("verifier-2")).toBe(false);
  });

  it("writes lastSeen once a minute at most, and everything new at once", async () => {
    const { device, stub } = await deviceAt("QUIET");
    const lastSeen = async () => (await rows(stub, "device"))[0]?.last_seen_at;
    await device.admitted(admitted);
    await setClock(stub, START + 59 * SECOND);
    await device.admitted(admitted);
    expect(await lastSeen()).toBe(START);
    const traits = { ...admitted.traits, userAgent: "Apple-iPhone/801.293" };
    await device.admitted({ ...admitted, traits });
    expect(await lastSeen()).toBe(START + 59 * SECOND);
    await setClock(stub, START + 119 * SECOND);
    await device.admitted({ ...admitted, traits });
    expect(await lastSeen()).toBe(START + 119 * SECOND);
    expect((await rows(stub, "device"))[0]?.first_seen_at).toBe(START);
  });

  it("can be blocked before it is ever admitted, and stays so when it is", async () => {
    const { device, stub } = await deviceAt("BLOCKED");
    expect(await device.setBlocked(true)).toEqual({
      known: false,
      state: "blocked",
      proof: "none",
    });
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    expect(await device.admitted(admitted)).toMatchObject({ known: true, state: "blocked" });
    expect((await rows(stub, "device"))[0]?.first_seen_at).toBe(START + MINUTE);
    expect(await device.setBlocked(false)).toMatchObject({ known: true, state: "active" });
  });

  it("keeps 50 requests at once apart from hostile text", async () => {
    const { device, stub } = await deviceAt("HOSTILE");
    const userAgent = "'); DROP TABLE device; --\u0000\ud800".repeat(20);
    const requests = Array.from({ length: 50 }, () =>
      device.admitted({ ...admitted, traits: { ...admitted.traits, userAgent } }),
    );
    expect((await Promise.all(requests)).every(({ known }) => known)).toBe(true);
    expect(await rows(stub, "device")).toHaveLength(1);
  });
});
