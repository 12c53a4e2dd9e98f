// Turns at Exchange, as the tenant's object gives them: over all isolates, as the adapter that runs says, in memory alone.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { foundTenant, rows, SECOND, START, setClock } from "./world.ts";

const TURN = 10;
/** Nobody heard of the end of a turn: it counts until Exchange can be holding nothing. */
const OVER = START + (TURN + 30) * SECOND;

const ask = (deviceId: string, over?: string) => ({
  ...{ user: "alice", deviceId, kind: "Ping" as const, seconds: TURN },
  ...(over !== undefined && { over }),
});

/** A tenant whose adapter lets `places` wait, asked for the first time at START. */
async function tenantWith(name: string, places: number) {
  const { tenant, stub } = await foundTenant(name);
  await tenant.saveAdapter({ maxUpstreamWaits: places, upstreamHeartbeat: TURN }, "owner");
  await tenant.restartAdapter("owner");
  await setClock(stub, START);
  const has = async (deviceId: string, over?: string) => {
    const answer = await tenant.heldTurn(ask(deviceId, over));
    return "id" in answer ? answer.id : null;
  };
  return { tenant, stub, has };
}

describe("turns at Exchange", () => {
  it("are everybody's where the adapter has no limit", async () => {
    const { has } = await tenantWith("turns-without", 0);
    expect([await has("A"), await has("B")]).toEqual(["", ""]);
  });

  it("are as many as the adapter says, wherever the devices wait, and free again when one is over", async () => {
    const { tenant, has } = await tenantWith("turns-two", 2);
    const all = await Promise.all(["A", "B", "C", "D"].map((deviceId) => has(deviceId)));
    const given = all.filter((id) => id !== null);
    expect(new Set(given).size).toBe(2);
    await tenant.heldTurnOver(given[0] ?? "");
    expect(await has("C")).not.toBe(null);
    expect(await has("D")).toBe(null);
    expect(await has("D", given[1])).not.toBe(null);
  });

  it("are known after an eviction, until they are over", async () => {
    const { tenant, stub, has } = await tenantWith("turns-evicted", 2);
    const first = await has("A");
    await has("B");
    await evictDurableObject(stub);
    await setClock(stub, START + SECOND);
    expect(await has("C")).toBe(null);
    await evictDurableObject(stub);
    await tenant.heldTurnOver(first ?? "");
    await setClock(stub, START + SECOND);
    expect(await has("C")).not.toBe(null);
    expect(await has("D")).toBe(null);
    await setClock(stub, OVER);
    expect(await has("D")).not.toBe(null);
    expect(await rows(stub, "turns")).toHaveLength(2);
  });

  it("follow the adapter when it is restarted with another number", async () => {
    const { tenant, has } = await tenantWith("turns-fewer", 2);
    const given = [await has("A"), await has("B")];
    expect(given).not.toContain(null);
    await tenant.saveAdapter({ maxUpstreamWaits: 1 }, "owner");
    await tenant.restartAdapter("owner");
    await tenant.heldTurnOver(given[0] ?? "");
    expect(await has("C")).toBe(null);
    await tenant.heldTurnOver(given[1] ?? "");
    expect(await has("C")).not.toBe(null);
  });
});
