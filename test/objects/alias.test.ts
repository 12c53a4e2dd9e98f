// The alias object in workerd: races, evictions, hostile names, and what must never leave it.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { aliasObjectName } from "../../worker/objects/handles.ts";
import { env, handles, stubOf } from "./world.ts";

const alias = (name: string) => handles.alias(name);
const stub = (name: string) => stubOf(env.ALIAS, aliasObjectName(name));

describe("an alias object", () => {
  it("gives an alias to exactly one of 50 tenants that claim it at once", async () => {
    const tenants = Array.from({ length: 50 }, (_, index) => `tenant-${index}`);
    const answers = await Promise.all(tenants.map((tenant) => alias("race").claim(tenant)));
    const states = answers.map((answer) => answer.ok && answer.claim.state);
    expect(states.filter((state) => state === "owner")).toHaveLength(1);
    expect(states.filter((state) => state === "waiting")).toHaveLength(49);
    const owner = tenants[states.indexOf("owner")];
    expect(await alias("race").resolve()).toEqual({ ok: true, tenant: owner });
  });

  it("keeps its claims when it is evicted", async () => {
    await alias("kept").claim("acme");
    await alias("kept").claim("rival");
    await evictDurableObject(stub("kept"));
    expect(await alias("kept").claims()).toMatchObject([
      { tenant: "acme", state: "owner" },
      { tenant: "rival", state: "waiting" },
    ]);
    expect(await alias("kept").approve("acme", "rival")).toEqual({ ok: true });
    await evictDurableObject(stub("kept"));
    expect(await alias("kept").resolve()).toEqual({ ok: false, reason: "alias-not-unique" });
  });

  it("has written a claim before it answers, so that a crash right after the answer loses nothing", async () => {
    expect((await alias("crash").claim("acme")).ok).toBe(true);
    const crash = runInDurableObject(stub("crash"), (_object, state) => state.abort("power cut"));
    await crash.catch(() => undefined);
    expect(await alias("crash").resolve()).toEqual({ ok: true, tenant: "acme" });
  });

  it("keeps one small versioned value and nothing else, no clock and no secret", async () => {
    await alias("small").claim("acme");
    const kept = await runInDurableObject(stub("small"), (_object, state) => state.storage.list());
    expect([...kept.keys()]).toEqual(["data"]);
    expect(kept.get("data")).toEqual({
      version: 1,
      claimList: [{ tenant: "acme", state: "owner", claimedAt: expect.any(Number) }],
    });
  });

  it("stores nothing when somebody only asks", async () => {
    expect(await alias("guessed").resolve()).toEqual({ ok: false, reason: "alias-unknown" });
    const kept = await runInDurableObject(stub("guessed"), (_object, state) =>
      state.storage.list(),
    );
    expect(kept.size).toBe(0);
  });

  it.each([
    "/do/get-prop/state",
    "/do/get-prop/env",
    "/do/get-prop/clock",
    "/do/call/toJSON",
    "/do/call/persist",
    "/do/call/destroy",
    "/do/call/getPersistable",
    "/do/call/constructor",
    "/do/set/claimList",
    "/do/call/claims/../destroy",
    "/",
  ])("answers %s with 404 and no secret", async (path) => {
    const answer = await stub("secrets").fetch(`https://itty-durable${path}`);
    const text = await answer.text();
    expect(answer.status).toBe(404);
    for (const secret of [env.OWNER_TOKEN, env.WRAPPING_SECRET, env.VERIFIER_SECRET]) {
      expect(text).not.toContain(secret);
    }
  });

  it("takes any text for a name: 64 hex digits, letters beyond ASCII, line ends, nothing, 10,000 characters", async () => {
    const names = ["a".repeat(64), "käse\u202e", "a\r\nX-Evil: 1", "", "%00", "x".repeat(10_000)];
    for (const name of names) {
      expect(await alias(name).resolve()).toEqual({ ok: false, reason: "alias-unknown" });
    }
  });

  it("refuses a claim whose tenant is no tenant's name, and changes nothing", async () => {
    const answer = await alias("odd")
      .claim("ACME <script>")
      .catch((error: Error) => error.message);
    expect(answer).toBe("a claim names a tenant");
    expect(await alias("odd").claims()).toEqual([]);
  });
});
