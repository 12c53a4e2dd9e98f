// The tenant object in workerd: adapter, groups, policies, users, the audit log's chain.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { FAMILIES } from "../../worker/core/settings-row.ts";
import { ITERATIONS_MAX } from "../../worker/objects/local-password.ts";
import { ADAPTER, entry, env, foundTenant, handles, rows, START, stubOf, tables } from "./world.ts";

describe("a tenant", () => {
  it("answers that it does not run, and makes nothing, before it is founded", async () => {
    const nobody = handles.tenant("nobody");
    expect(await nobody.running()).toBeNull();
    expect(await nobody.saved()).toBeNull();
    expect(await tables(stubOf(env.TENANT, "nobody"))).toEqual([]);
  });

  it("is founded once: founding again changes nothing", async () => {
    const { tenant } = await foundTenant("once");
    await tenant.found(entry("once"), { ...ADAPTER, onlyProvisioned: false }, "owner");
    expect(await tenant.running()).toEqual(ADAPTER);
    expect((await tenant.groups()).map(({ name }) => name)).toEqual(["everyone"]);
    expect(await tenant.audit(0, 10)).toHaveLength(1);
  });

  it("runs saved adapter settings only after a restart, also when evicted in between", async () => {
    const { tenant, stub } = await foundTenant("adapter");
    const saved = await tenant.saveAdapter({ loginForm: "ACME\\user" }, "ann");
    expect(saved).toEqual({ ok: true, adapter: { ...ADAPTER, loginForm: "ACME\\user" } });
    await evictDurableObject(stub);
    expect((await tenant.running())?.loginForm).toBe("user");
    await tenant.restartAdapter("ann");
    expect((await tenant.running())?.loginForm).toBe("ACME\\user");
  });

  it("refuses an upstream or a login form that cannot be, and keeps what is saved", async () => {
    const { tenant } = await foundTenant("bad-adapter");
    const bad = { ok: false, reason: "bad-upstream" };
    expect(await tenant.saveAdapter({ upstream: "http://mail.acme.example" }, "ann")).toEqual(bad);
    expect(await tenant.saveAdapter({ upstream: "https://192.168.1.2" }, "ann")).toEqual(bad);
    expect(await tenant.saveAdapter({ loginForm: "%s" }, "ann")).toEqual({
      ok: false,
      reason: "bad-login-form",
    });
    expect(await tenant.saved()).toEqual(ADAPTER);
    const allowed = { upstream: "https://192.168.1.2", privateUpstream: true };
    expect((await tenant.saveAdapter(allowed, "ann")).ok).toBe(true);
  });
});

describe("an account", () => {
  it("is made for users without a record, in the default group", async () => {
    const { tenant } = await foundTenant("accounts");
    expect(await tenant.account("alice")).toEqual({ ok: false, reason: "policy-not-locked" });
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    expect(await tenant.account("alice")).toMatchObject({
      ok: true,
      account: {
        user: "alice",
        emailAddress: "alice@acme.example",
        displayName: "alice",
        group: "everyone",
        policy: { lockedAt: START },
      },
    });
    const missing = await tenant.setDefaultGroup("nobody's", "ann");
    expect(missing).toEqual({ ok: false, reason: "no-such-group" });
    expect((await tenant.account("alice")).ok).toBe(true);
    await tenant.setDefaultGroup(null, "ann");
    expect(await tenant.account("alice")).toEqual({ ok: false, reason: "user-in-no-group" });
  });

  it("follows the user's record", async () => {
    const { tenant } = await foundTenant("records");
    await tenant.addGroup("Sales", "ann");
    await tenant.lockPolicy("Sales", FAMILIES, "ann");
    const bob = { user: "bob", displayName: "Bob B.", emailAddress: "b@x.example", group: "Sales" };
    expect(await tenant.putUser({ ...bob, easAllowed: true }, null, "ann")).toEqual({ ok: true });
    expect(await tenant.account("bob")).toMatchObject({ ok: true, account: bob });
    await tenant.putUser({ ...bob, easAllowed: false }, null, "ann");
    expect(await tenant.account("bob")).toEqual({ ok: false, reason: "eas-not-allowed" });
    expect(await tenant.users()).toEqual([{ ...bob, easAllowed: false }]);
    expect(await tenant.removeUser("bob", "ann")).toEqual({ ok: true });
    expect(await tenant.removeUser("bob", "ann")).toEqual({ ok: false, reason: "no-such-user" });
  });

  it.each(["", "Bob", " bob", "bob\u0000", "b".repeat(300)])(
    "refuses a user name that cannot be, row %#",
    async (user) => {
      const { tenant } = await foundTenant("names");
      const put = await tenant.putUser({ user, easAllowed: true }, null, "ann");
      expect(put).toEqual({ ok: false, reason: "bad-name" });
      const lost = { user: "bob", group: "nowhere", easAllowed: true };
      expect(await tenant.putUser(lost, null, "ann")).toEqual({
        ok: false,
        reason: "no-such-group",
      });
    },
  );
});

describe("the local directory", () => {
  it("knows a password again by its hash, and keeps it while a record is changed", async () => {
    const { tenant, stub } = await foundTenant("passwords");
    const bob = { user: "bob", easAllowed: true };
    await tenant.putUser(bob, "pä:ss", "ann");
    await tenant.putUser({ ...bob, displayName: "Bob" }, null, "ann");
    expect(await tenant.checkLocalPassword("bob", "pä:ss")).toBe(true);
    expect(await tenant.checkLocalPassword("bob", "pä:ss ")).toBe(false);
    expect(await tenant.checkLocalPassword("nobody", "")).toBe(false);
    const kept = JSON.parse(String((await rows(stub, "users"))[0]?.password));
    expect(kept.iterations).toBeLessThanOrEqual(ITERATIONS_MAX);
    expect(JSON.stringify(await rows(stub, "users"))).not.toContain("pä:ss");
    expect(JSON.stringify(await rows(stub, "audit"))).not.toContain(kept.hash);
  });

  it("has no password for a user whose record names none", async () => {
    const { tenant } = await foundTenant("no-password");
    await tenant.putUser({ user: "bob", easAllowed: true }, null, "ann");
    expect(await tenant.checkLocalPassword("bob", "")).toBe(false);
  });
});

describe("the audit log", () => {
  it("is one unbroken chain, also over evictions, 30 acts at once and hostile text", async () => {
    const { tenant, stub } = await foundTenant("chain");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    await evictDurableObject(stub);
    const acts = Array.from({ length: 30 }, (_, index) =>
      tenant.note("ann", "noted", `${index}`, ""),
    );
    await Promise.all(acts);
    for (const text of ["\ud800", "a\u0000b", `${"x".repeat(999)}\u{1f600}`, "\u202e'\"<script>"]) {
      await tenant.note(text, "noted", text, text);
    }
    const entries = await tenant.audit(0, 1_000);
    expect(entries).toHaveLength(37);
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    expect(brokenLink(entries)).toBeUndefined();
  });

  it("gives pages", async () => {
    const { tenant } = await foundTenant("pages");
    for (const subject of ["a", "b", "c"]) await tenant.note("ann", "noted", subject, "");
    expect((await tenant.audit(1, 2)).map(({ subject }) => subject)).toEqual(["a", "b"]);
    expect(await tenant.audit(4, 10)).toEqual([]);
    expect(await tenant.audit(0, -1)).toEqual([]);
  });

  it("masks a provisioning token that somebody wrote into it", async () => {
    const { tenant } = await foundTenant("masked");
    const login = `${"A".repeat(26)}\\alice`;
    await tenant.note("ann", "noted", login, `as ${login}`);
    const [entry] = await tenant.audit(1, 1);
    expect(entry).toMatchObject({ subject: "***\\alice", detail: "as ***\\alice" });
  });
});
