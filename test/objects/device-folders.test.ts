// The keys of a device's folder list as its object keeps them: bounded, only for a device that is known, and still there after
// the object was evicted.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { env, handles, rows, START, setClock, stubOf, tables } from "./world.ts";

const traits = {
  ...{ deviceId: "APPL1", deviceType: "iPhone" },
  ...{ userAgent: "Apple-iPhone/701.341", protocolVersion: "12.1" },
};

async function deviceCalled(id: string, isKnown = true) {
  const device = handles.device("acme", "alice", id);
  const stub = stubOf(env.DEVICE, JSON.stringify(["acme", "alice", id]));
  await setClock(stub, START);
  const who = { tenant: "acme", user: "alice", traits, verifier: "good", proof: "none" } as const;
  if (isKnown) await device.admitted(who);
  return { device, stub };
}

describe("keys of a folder list", () => {
  it("are known after the object was evicted, and others are not", async () => {
    const { device, stub } = await deviceCalled("FOLDERS-EVICTED");
    expect(await device.noteFolderKeys({ given: "one" })).toBe(true);
    await evictDurableObject(stub);
    expect(await device.noteFolderKeys({ presented: "nonsense", given: "two" })).toBe(false);
    expect(await device.noteFolderKeys({ presented: "one", given: "two" })).toBe(true);
    await evictDurableObject(stub);
    expect(await device.noteFolderKeys({ presented: "two", given: "three" })).toBe(true);
  });

  it("of a device that nobody knows leave nothing behind, and are all good", async () => {
    const { device, stub } = await deviceCalled("FOLDERS-STRANGER", false);
    expect(await device.noteFolderKeys({ presented: "any", given: "one" })).toBe(true);
    expect(await tables(stub)).toEqual([]);
  });

  it("of a device that was forgotten are all good", async () => {
    const { device } = await deviceCalled("FOLDERS-FORGOTTEN");
    await device.noteFolderKeys({ given: "one" });
    await device.forget();
    expect(await device.noteFolderKeys({ presented: "any", given: "two" })).toBe(true);
  });

  it("are sixteen at most", async () => {
    const { device, stub } = await deviceCalled("FOLDERS-BOUND");
    for (let count = 0; count < 30; count++) await device.noteFolderKeys({ given: `key-${count}` });
    const [{ kept } = {}] = await rows(stub, "folder_keys");
    expect(JSON.parse(String(kept))).toHaveLength(16);
  });
});
