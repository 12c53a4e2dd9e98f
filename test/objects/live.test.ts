// The live view from the tenant's object to the console: looking is watching, it ends by itself and
// leaves nothing behind, and what phones call themselves stays text.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { LiveReport, LiveRequest } from "../../worker/core/live.ts";
import { makeTenant, send, tokenFor } from "./api-client.ts";
import { consoleAs } from "./console-client.ts";
import { env, handles, MINUTE, rows, SECOND, START, setClock, stubOf } from "./world.ts";

const HOSTILE = `<script>alert(1)</script>`;
const ping: LiveRequest = {
  id: 1,
  user: "alice",
  deviceId: "appl1",
  deviceType: "iPhone",
  userAgent: HOSTILE,
  protocolVersion: "12.1",
  command: "Ping",
  client: "203.0.113.7",
  since: START - 65 * SECOND,
  endsAt: START + 10 * MINUTE,
};
const report = (change: Partial<LiveReport> = {}): LiveReport => ({
  ...{ isolate: "one", isWhole: true, present: [ping], ended: [], refusals: [], ...change },
});

async function watched(name: string) {
  await makeTenant(name);
  const stub = stubOf(env.TENANT, name);
  await setClock(stub, START);
  return { tenant: handles.tenant(name), stub };
}

describe("a tenant's live view", () => {
  it("is unknown to the gateway until somebody looks, and for thirty seconds after", async () => {
    const { tenant, stub } = await watched("flag");
    expect((await tenant.serving())?.watchedUntil).toBeUndefined();
    expect((await tenant.heldCheck([])).watchedUntil).toBeUndefined();
    expect(await tenant.reportLive(report())).toEqual({ wantsWhole: false });
    expect((await tenant.live("")).connections).toEqual([]);
    expect(await tenant.serving()).toMatchObject({ watchedUntil: START + 30 * SECOND });
    expect((await tenant.heldCheck([])).watchedUntil).toBe(START + 30 * SECOND);
    await setClock(stub, START + 30 * SECOND);
    expect((await tenant.serving())?.watchedUntil).toBeUndefined();
  });

  it("stores nothing, and is empty after the object was evicted", async () => {
    const { tenant, stub } = await watched("stored");
    await tenant.live("");
    await tenant.reportLive(report());
    expect((await tenant.live("")).connections).toHaveLength(1);
    for (const table of ["facts", "devices", "refusals", "audit"])
      expect(JSON.stringify(await rows(stub, table))).not.toContain("appl1");
    await evictDurableObject(stub);
    await setClock(stub, START);
    expect((await tenant.serving())?.watchedUntil).toBeUndefined();
    expect((await tenant.live("")).connections).toEqual([]);
    expect((await tenant.reportLive(report({ isWhole: false }))).wantsWhole).toBe(true);
  });

  it("shows refusals that were recorded before the watch", async () => {
    const { tenant, stub } = await watched("before");
    const refusal = { user: "bob", deviceId: "appl2", deviceType: "iPhone", userAgent: "x" };
    await tenant.noteRefusal({ ...refusal, reason: "token-missing" });
    await tenant.noteRefusal({ ...refusal, reason: "only-reported", letThrough: true });
    await setClock(stub, START + MINUTE);
    const { refusals } = await tenant.live("");
    expect(refusals.map(({ reason, user }) => [reason, user])).toEqual([["token-missing", "bob"]]);
  });

  it("is read through the API by all who may see devices, and found by a part of a name", async () => {
    const { tenant } = await watched("read");
    const token = await tokenFor("help-desk:read");
    const first = await send("GET", "/tenants/read/live", { token });
    expect(first).toMatchObject({ status: 200, body: { watchedSince: START, connections: [] } });
    await tenant.reportLive(report());
    const found = async (find: string) =>
      (await send("GET", `/tenants/read/live?find=${find}`, { token })).body.counts;
    expect(await found("ALI")).toEqual({ underWay: 1, held: 1, devices: 1, users: 1 });
    expect(await found("bob")).toEqual({ underWay: 0, held: 0, devices: 0, users: 0 });
    const long = await send("GET", `/tenants/read/live?find=${"x".repeat(201)}`, { token });
    expect(long).toMatchObject({ status: 400, body: { error: { field: "find" } } });
  });
});

describe("the console's live view", () => {
  it("shows how long a Ping has been held and when it ends, and escapes what phones say", async () => {
    const { tenant, stub } = await watched("page");
    const browser = await consoleAs("help-desk:page");
    expect((await browser.get("/tenants/page/live")).text).toContain("Nobody was looking until");
    const ended = { ...ping, id: 2, command: "Sync", endedAt: START, status: 503 };
    const refusals = [
      {
        at: START,
        reason: "device-blocked",
        user: "bob",
        deviceId: "x",
        command: "Sync",
        client: "",
      },
    ];
    await tenant.reportLive(report({ ended: [ended], refusals }));
    const { text } = await browser.get("/tenants/page/live");
    const plain = text.replace(/&nbsp;|\u00a0/g, " ");
    expect(plain).toMatch(/>Ping<.*>held<.*>1 min 5 s<.*>10 min 0 s</s);
    expect(plain).toMatch(/>Sync<.*>ended<.*HTTP 503/s);
    expect(plain).toContain("blocked");
    expect(plain).not.toContain(HOSTILE);
    const german = await browser.get("/tenants/page/live", { "Accept-Language": "de" });
    expect(german.text).toContain("gehalten");
    for (const seconds of [20, 40, 60]) {
      await setClock(stub, START + seconds * SECOND);
      const later = await browser.get("/tenants/page/live");
      expect(later.text.includes("Nobody was looking until")).toBe(seconds < 60);
    }
  });

  it("loads itself again, pauses by one link, and by itself after a quarter of an hour", async () => {
    await watched("pace");
    const browser = await consoleAs("auditor:pace");
    const page = async (query: string) => {
      const { headers, text } = await browser.get(`/tenants/pace/live${query}`);
      return { refresh: headers.get("refresh"), text };
    };
    const at = "/tenants/pace/live";
    expect((await page("")).refresh).toBe(`5; url=${at}?every=5&left=179`);
    expect((await page("")).text).toContain(`href="${at}?every=5&amp;paused=yes"`);
    expect((await page("?every=60&left=3&filter=a%26b")).refresh).toBe(
      `60; url=${at}?filter=a%26b&every=60&left=2`,
    );
    for (const query of ["?paused=yes", "?left=0", "?left=-1", "?left=x", "?left=1.5"])
      expect([query, (await page(query)).refresh]).toEqual([query, null]);
    expect((await page("?left=0")).text).toContain("paused by itself");
    expect((await page("?every=1&left=100000")).refresh).toBe(`5; url=${at}?every=5&left=179`);
    expect((await page("")).text).not.toMatch(/<script|http-equiv="refresh"/i);
  });
});
