// The guard object in workerd: it slows guessing down, and forgets without leaving a trace.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { guardName } from "../../worker/core/guess.ts";
import { env, HOUR, handles, SECOND, START, setClock, stubOf, tables } from "./world.ts";

async function guardAt(key: string, now = START) {
  const stub = stubOf(env.GUARD, guardName(key));
  await setClock(stub, now);
  return { guard: handles.guard(key), stub };
}

async function fail(guard: ReturnType<typeof handles.guard>, times: number) {
  let wait = 0;
  for (let time = 0; time < times; time += 1) wait = await guard.failed("sign-in");
  return wait;
}

describe("a guard object", () => {
  it("makes nothing for somebody who never guessed wrong", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|nobody|1");
    expect(await guard.wait()).toBe(0);
    await guard.succeeded();
    expect(await tables(stub)).toEqual([]);
  });

  it("lets five wrong passwords pass, then asks for ten seconds, then for twenty", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|2");
    expect(await fail(guard, 5)).toBe(0);
    expect(await guard.failed("sign-in")).toBe(10);
    expect(await guard.wait()).toBe(10);
    await setClock(stub, START + 9 * SECOND + 1);
    expect(await guard.wait()).toBe(1);
    await setClock(stub, START + 10 * SECOND);
    expect(await guard.wait()).toBe(0);
    expect(await guard.failed("sign-in")).toBe(20);
  });

  it("remembers when it is evicted", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|3");
    await fail(guard, 6);
    await evictDurableObject(stub);
    await setClock(stub, START + SECOND);
    expect(await guard.wait()).toBe(9);
  });

  it("counts every one of 30 wrong tries sent at once", async () => {
    const { guard } = await guardAt("sign-in|acme|alice|4");
    const waits = await Promise.all(Array.from({ length: 30 }, () => guard.failed("sign-in")));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(Math.max(...waits)).toBe(900);
  });

  it("lets ten of 200 tries in at once, and the next only after one of them was judged", async () => {
    const { guard } = await guardAt("sign-in|acme|alice|7");
    const waits = await Promise.all(Array.from({ length: 200 }, () => guard.wait()));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
    expect(await guard.wait()).toBe(1);
    await guard.failed("sign-in");
    expect([await guard.wait(), await guard.wait()]).toEqual([0, 1]);
    await guard.released();
    expect([await guard.wait(), await guard.wait()]).toEqual([0, 1]);
    await guard.succeeded();
    expect([await guard.wait(), await guard.wait()]).toEqual([0, 1]);
  });

  it("lets tries in one by one once they cost a wait", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|8");
    await fail(guard, 6);
    await setClock(stub, START + 10 * SECOND);
    expect([await guard.wait(), await guard.wait()]).toEqual([0, 1]);
  });

  it("gives the place of a try that was never judged away after ten seconds", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|9");
    for (let time = 0; time < 10; time += 1) await guard.wait();
    await setClock(stub, START + 10 * SECOND - 1);
    expect(await guard.wait()).toBe(1);
    await setClock(stub, START + 10 * SECOND);
    expect(await guard.wait()).toBe(0);
    expect(await tables(stub)).toEqual([]);
  });

  it("forgets everything after a right answer", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|5");
    await fail(guard, 8);
    await guard.succeeded();
    expect(await guard.wait()).toBe(0);
    expect(await tables(stub)).toEqual([]);
    expect(await guard.failed("sign-in")).toBe(0);
  });

  it("deletes everything by its alarm an hour after the last wrong try, not earlier", async () => {
    const { guard, stub } = await guardAt("sign-in|acme|alice|6");
    await fail(guard, 6);
    await setClock(stub, START + HOUR - 1);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await tables(stub)).toContain("guesses");
    await setClock(stub, START + HOUR);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await tables(stub)).toEqual([]);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
    expect(await guard.wait()).toBe(0);
  });
});
