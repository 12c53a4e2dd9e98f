// The policy handshake in the device object: keys outlive the object's memory, two acknowledgements
// at once end in one key, and a wipe leaves none.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { env, handles, MINUTE, SECOND, START, setClock, stubOf, tables } from "./world.ts";

const OFFER = { version: "v1", document: "d1", sent: "s1", upstreamKey: "900" };

async function deviceAt(id: string) {
  const device = handles.device("acme", "alice", id);
  const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", id]));
  await setClock(stub, START);
  return { device, stub };
}
type Device = Awaited<ReturnType<typeof deviceAt>>["device"];

async function offered(device: Device): Promise<string> {
  const outcome = await device.stepPolicy({ event: "offer", offer: OFFER });
  return outcome.outcome === "offered" ? outcome.offer.key : "";
}
const grant = (key: string) => ({ event: "grant", key, compliance: "all" }) as const;

describe("a policy", () => {
  it("is offered, acknowledged and held, with an eviction after every step", async () => {
    const { device, stub } = await deviceAt("POLICY");
    const key = await offered(device);
    expect(key).toMatch(/^[1-9]\d{0,9}$/);
    await evictDurableObject(stub);
    expect(await device.stepPolicy({ event: "check", key })).toMatchObject({ outcome: "offered" });
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    const granted = await device.stepPolicy({ ...grant(key), upstreamKey: "901" });
    expect(granted).toMatchObject({ outcome: "granted", isNew: true });
    await evictDurableObject(stub);
    const { policy } = await device.facts();
    expect(policy).toMatchObject({
      ...{ version: "v1", document: "d1", sent: "s1", offerKey: key, upstreamKey: "901" },
      ...{ acknowledgedAt: START + MINUTE, compliance: "all" },
    });
    expect(policy?.key).toMatch(/^[1-9]\d{0,9}$/);
    expect(policy?.key).not.toBe(key);
  });

  it("acknowledged by several requests at once has exactly one final key", async () => {
    const { device } = await deviceAt("ONE-KEY");
    const key = await offered(device);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => device.stepPolicy(grant(key))),
    );
    const held = outcomes.flatMap((one) => (one.outcome === "granted" ? [one] : []));
    expect(held).toHaveLength(8);
    expect(new Set(held.map((one) => one.held.key)).size).toBe(1);
    expect(held.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it("asked for by several requests at once is one offer", async () => {
    const { device } = await deviceAt("ONE-OFFER");
    const keys = await Promise.all(Array.from({ length: 8 }, () => offered(device)));
    expect(new Set(keys).size).toBe(1);
  });

  it("leaves nothing behind for whoever guesses keys of a device that nobody knows", async () => {
    const { device, stub } = await deviceAt("GUESSED");
    for (const event of [
      { event: "check", key: "1" },
      grant("1"),
      { event: "refuse", key: "1" },
    ] as const)
      expect(await device.stepPolicy(event)).toEqual({ outcome: "wrong-key" });
    expect(await tables(stub)).toEqual([]);
  });

  it("and every demand for it are gone with an acknowledged wipe", async () => {
    const { device } = await deviceAt("WIPED");
    await device.stepPolicy(grant(await offered(device)));
    await device.stepPolicy({ event: "demand", document: "d2" });
    expect(await device.facts()).toMatchObject({
      isPolicyDemanded: true,
      policy: { version: "v1" },
    });
    await device.requestWipe("bob");
    await device.stepWipe("order");
    await device.stepWipe("acknowledge");
    const facts = await device.facts();
    expect(facts).not.toHaveProperty("policy");
    expect(facts).not.toHaveProperty("isPolicyDemanded");
  });

  it("that is demanded and not followed ends in peace, also across evictions", async () => {
    const { device, stub } = await deviceAt("PEACE");
    const outcomes: string[] = [];
    for (let times = 0; times < 4; times++) {
      await setClock(stub, START + times * 20 * SECOND);
      const { outcome } = await device.stepPolicy({ event: "demand", document: "d1" });
      outcomes.push(outcome);
      await evictDurableObject(stub);
    }
    expect(outcomes).toEqual(["demand", "demand", "demand", "peace"]);
  });
});
