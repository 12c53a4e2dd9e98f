// The shields and the wire log as the device's object keeps them: bounded, only for devices that are known, and still
// there after the object was evicted.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { WIRE_LOG_BYTES, WIRE_LOG_KEPT_FOR, WIRE_LOG_LINES } from "../../worker/core/wire-log.ts";
import type { DeviceHandle } from "../../worker/objects/handles/device.ts";
import { env, HOUR, handles, MINUTE, rows, START, setClock, stubOf, tables } from "./world.ts";

const traits = {
  deviceId: "APPL1",
  deviceType: "iPhone",
  userAgent: "Apple-iPhone/701.341",
  protocolVersion: "12.1",
};
const admitted: Parameters<DeviceHandle["admitted"]>[0] = {
  ...{ tenant: "acme", user: "alice", traits, verifier: "good", proof: "none" },
};

async function knownDevice(id: string) {
  const { device, stub } = await strangeDevice(id);
  await device.admitted(admitted);
  return { device, stub };
}
async function strangeDevice(id: string) {
  const device = handles.device("acme", "alice", id);
  const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", id]));
  await setClock(stub, START);
  return { device, stub };
}

describe("refused passwords", () => {
  it("of a device that nobody knows leave nothing behind", async () => {
    const { device, stub } = await strangeDevice("SHIELD-STRANGER");
    expect(await device.refusePassword("v", 30)).toBe(false);
    expect(await device.presentPassword("v", 7)).toEqual({ verdict: "ask", isKnown: false });
    expect(await device.liftPasswords(["v"])).toBe(false);
    expect(await device.liftShields()).toBe(false);
    expect(await device.blockForBehaviour({ reason: "too-many-commands", until: START })).toBe(
      false,
    );
    expect(await device.shield()).toEqual({ asked: 0, spared: 0, refused: 0, clientChanges: 0 });
    expect(await tables(stub)).toEqual([]);
  });

  it("are the last three of each device, and outlive the object's eviction", async () => {
    const { device, stub } = await knownDevice("SHIELD-THREE");
    for (const verifier of ["a", "b", "c", "d"]) await device.refusePassword(verifier, 30);
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE / 2);
    expect((await device.presentPassword("a", 0)).verdict).toBe("ask");
    expect((await device.presentPassword("d", 0)).verdict).toBe("refused");
    expect(await device.shield()).toMatchObject({ asked: 4, refused: 3, spared: 1 });
    const [{ state } = {}] = await rows(stub, "shield");
    expect(String(state).length).toBeLessThan(500);
  });

  it("are counted when they were spared, written down once a minute at most", async () => {
    const { device, stub } = await knownDevice("SHIELD-COUNT");
    await device.refusePassword("old", 30);
    for (let n = 0; n < 5; n++) await device.presentPassword("old", 1);
    expect((await device.shield()).spared).toBe(10);
    expect(String((await rows(stub, "shield"))[0]?.state)).toContain('"spared":0');
    await setClock(stub, START + MINUTE);
    // Not one of them: it may be asked a second time.
    expect((await device.presentPassword("old", 0)).verdict).toBe("ask-if-allowed");
    await evictDurableObject(stub);
    await setClock(stub, START + MINUTE);
    expect((await device.shield()).spared).toBe(10);
  });

  it("may be asked a second time after a minute, by one request, and not after the second refusal", async () => {
    const { device, stub } = await knownDevice("SHIELD-SECOND");
    await device.refusePassword("old", 30);
    await setClock(stub, START + MINUTE);
    const present = async () => (await device.presentPassword("old", 0)).verdict;
    expect(await Promise.all([present(), present()])).toEqual(["ask-if-allowed", "refused"]);
    await device.refusePassword("old", 30);
    await setClock(stub, START + 30 * MINUTE);
    expect(await present()).toBe("refused");
  });

  it("are asked once more after their time, by one of many who come at the same time", async () => {
    const { device, stub } = await knownDevice("SHIELD-ONCE");
    await device.refusePassword("old", 30);
    await setClock(stub, START + 30 * MINUTE);
    const verdicts = await Promise.all([1, 2, 3].map(() => device.presentPassword("old", 0)));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["ask-once-more", "refused", "refused"]);
    // Whoever asked was cut off: another asks after a while.
    await setClock(stub, START + 31 * MINUTE);
    expect((await device.presentPassword("old", 0)).verdict).toBe("ask-once-more");
  });

  it("go when the phone was erased, and when the device is forgotten", async () => {
    const { device, stub } = await knownDevice("SHIELD-WIPED");
    await device.refusePassword("old", 30);
    await device.requestWipe("bob");
    await device.stepWipe("order");
    await device.stepWipe("acknowledge");
    expect(await rows(stub, "shield")).toEqual([]);
    await device.forget();
    expect(await tables(stub)).toEqual([]);
  });
});

describe("a block for behaviour", () => {
  it("is a fact of the device until it ends, and a second one does not prolong it", async () => {
    const { device, stub } = await knownDevice("BLOCK");
    const block = { reason: "too-many-commands", until: START + HOUR } as const;
    expect(await device.blockForBehaviour(block)).toBe(true);
    expect(await device.blockForBehaviour({ ...block, until: START + 9 * HOUR })).toBe(false);
    await evictDurableObject(stub);
    await setClock(stub, START + HOUR - 1);
    expect((await device.facts()).behaviourBlock).toEqual(block);
    await setClock(stub, START + HOUR);
    expect(await device.facts()).not.toHaveProperty("behaviourBlock");
  });

  it("is lifted with everything else that keeps the device out", async () => {
    const { device } = await knownDevice("LIFT");
    await device.blockForBehaviour({ reason: "too-many-commands", until: START + HOUR });
    await device.refusePassword("old", 30);
    expect(await device.liftShields()).toBe(true);
    expect(await device.liftShields()).toBe(false);
    expect(await device.facts()).not.toHaveProperty("behaviourBlock");
    expect((await device.presentPassword("old", 0)).verdict).toBe("ask");
  });

  it("counts changes of the user agent within a day, and no more than a bounded number", async () => {
    const { device, stub } = await knownDevice("CHANGES");
    const as = (userAgent: string) =>
      device.admitted({ ...admitted, traits: { ...traits, userAgent } });
    expect(await as("Apple-iPhone/701.341")).not.toHaveProperty("clientChanges");
    for (let n = 1; n <= 120; n++) await as(`Agent/${n}`);
    expect((await device.facts()).clientChanges).toBe(101);
    await setClock(stub, START + 24 * HOUR);
    expect(await as("Agent/120")).not.toHaveProperty("clientChanges");
  });
});

describe("a wire log", () => {
  const order = { until: START + HOUR, requestedBy: "bob", reason: "ticket 7" };

  it("takes lines only while it is on, and is a fact of the device as long", async () => {
    const { device, stub } = await knownDevice("LOG");
    await device.addWireLine("before");
    await device.startWireLog(order);
    await device.addWireLine("one");
    await evictDurableObject(stub);
    await setClock(stub, START + HOUR - 1);
    await device.addWireLine("two");
    expect(await device.facts()).toMatchObject({ wireLogUntil: START + HOUR });
    expect((await device.wireLog()).on).toEqual(order);
    await setClock(stub, START + HOUR);
    await device.addWireLine("after");
    expect(await device.facts()).not.toHaveProperty("wireLogUntil");
    const { on, lines } = await device.wireLog();
    expect(on).toBeUndefined();
    expect(lines.map(({ line }) => line)).toEqual(["one", "two"]);
  });

  it("keeps its newest lines, bounded in number", async () => {
    const { device, stub } = await knownDevice("LOG-LINES");
    await device.startWireLog(order);
    await runInDurableObject(stub, async (object) => {
      const watched = object as unknown as DeviceHandle;
      for (let n = 0; n < WIRE_LOG_LINES + 20; n++) await watched.addWireLine(`${n}`);
    });
    const { lines } = await device.wireLog();
    expect(lines).toHaveLength(WIRE_LOG_LINES);
    expect(lines[0]?.line).toBe("20");
  });

  it("and bounded in bytes, also of a text of many bytes a character", async () => {
    const { device } = await knownDevice("LOG-BYTES");
    await device.startWireLog(order);
    for (let n = 0; n < 20; n++) await device.addWireLine("ä".repeat(10_000));
    const { lines } = await device.wireLog();
    expect(lines).toHaveLength(Math.floor(WIRE_LOG_BYTES / 20_000));
    await device.addWireLine("x".repeat(WIRE_LOG_BYTES + 1));
    expect((await device.wireLog()).lines).toEqual([]);
  });

  it("begins anew when it is switched on again, and ends when it is switched off", async () => {
    const { device } = await knownDevice("LOG-AGAIN");
    await device.startWireLog(order);
    await device.addWireLine("one");
    await device.startWireLog({ ...order, reason: "ticket 8" });
    expect((await device.wireLog()).lines).toEqual([]);
    expect(await device.stopWireLog()).toBe(true);
    expect(await device.stopWireLog()).toBe(false);
  });

  it("is deleted a week after its end, by itself", async () => {
    const { device, stub } = await knownDevice("LOG-WEEK");
    await device.startWireLog(order);
    await device.addWireLine("one");
    await setClock(stub, order.until + WIRE_LOG_KEPT_FOR - 1);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await device.wireLog()).lines).toHaveLength(1);
    await setClock(stub, order.until + WIRE_LOG_KEPT_FOR);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await device.wireLog()).lines).toEqual([]);
    expect(await rows(stub, "wire_lines")).toEqual([]);
  });
});
