// The directory object in workerd: who owns a host, and which tokens open the API.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { TenantEntry } from "../../worker/core/tenant.ts";
import { DAY, entry, env, handles, START, setClock, stubOf } from "./world.ts";

const { directory } = handles;
const stub = stubOf(env.DIRECTORY, "directory");
const withOrigins = (name: string, ...origins: string[]): TenantEntry => ({
  ...entry(name),
  origins: origins as unknown as TenantEntry["origins"],
});

describe("the directory", () => {
  it("finds a tenant by the exact host of one of its origins", async () => {
    const made = withOrigins("hosts", "https://a.hosts.example", "https://b.hosts.example:8443");
    expect(await directory.createTenant(made)).toEqual({ ok: true });
    expect((await directory.tenantByHost("a.hosts.example"))?.name).toBe("hosts");
    expect((await directory.tenantByHost("A.HOSTS.example:443"))?.name).toBe("hosts");
    expect((await directory.tenantByHost("b.hosts.example:8443"))?.name).toBe("hosts");
    for (const host of [
      "b.hosts.example",
      "hosts.example",
      "x.a.hosts.example",
      "a.hosts.example:80",
      "",
      "%",
    ]) {
      expect(await directory.tenantByHost(host)).toBeNull();
    }
  });

  it("gives a host to one tenant only, of 20 that ask at once", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `same-host-${index}`);
    const made = await Promise.all(
      names.map((name) => directory.createTenant(withOrigins(name, "https://wanted.example"))),
    );
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(made.filter((answer) => !answer.ok && answer.reason === "host-taken")).toHaveLength(19);
    const owner = (await directory.tenantByHost("wanted.example"))?.name ?? "";
    expect(names).toContain(owner);
  });

  it("gives the switching center's and the console's hosts to nobody", async () => {
    for (const host of [env.SWITCHING_CENTER_HOST, env.CONSOLE_HOST]) {
      for (const origin of [`https://${host}`, `https://${host.toUpperCase()}:8443`]) {
        const made = await directory.createTenant(withOrigins("thief", origin));
        expect(made).toEqual({ ok: false, reason: "host-taken" });
      }
    }
    await directory.createTenant(withOrigins("honest", "https://honest.example"));
    expect(await directory.setOrigins("honest", [`https://${env.CONSOLE_HOST}`])).toEqual({
      ok: false,
      reason: "host-taken",
    });
  });

  it("refuses a name twice, and names that are none", async () => {
    await directory.createTenant(entry("twice"));
    const again = await directory.createTenant(withOrigins("twice", "https://other.example"));
    expect(again).toEqual({ ok: false, reason: "tenant-exists" });
    for (const name of ["", "Acme", "-a", "a-", "a_b", "a.b", "é", "a".repeat(41), "a\nb"]) {
      expect(await directory.createTenant({ ...entry("x"), name })).toEqual({
        ok: false,
        reason: "bad-name",
      });
    }
  });

  it("moves origins and frees the hosts that are left", async () => {
    await directory.createTenant(withOrigins("mover", "https://old.mover.example"));
    expect(await directory.setOrigins("mover", ["https://new.mover.example"])).toEqual({
      ok: true,
    });
    expect(await directory.tenantByHost("old.mover.example")).toBeNull();
    const next = await directory.createTenant(withOrigins("next", "https://old.mover.example"));
    expect(next).toEqual({ ok: true });
    expect(await directory.setOrigins("mover", ["https://old.mover.example"])).toEqual({
      ok: false,
      reason: "host-taken",
    });
    expect((await directory.tenantByName("mover"))?.origins).toEqual(["https://new.mover.example"]);
    expect(await directory.setOrigins("nobody", ["https://n.example"])).toEqual({
      ok: false,
      reason: "no-such-tenant",
    });
    expect(await directory.setOrigins("mover", ["http://n.example"])).toEqual({
      ok: false,
      reason: "bad-origin",
    });
  });

  it("keeps tenants and tokens when it is evicted", async () => {
    await directory.createTenant(entry("evicted"));
    await setClock(stub, START);
    const token = {
      id: "t1",
      name: "ci",
      scope: "owner",
      madeAt: START,
      expiresAt: START + DAY,
    } as const;
    await directory.addToken(token, "hash-of-t1");
    await evictDurableObject(stub);
    await setClock(stub, START);
    expect((await directory.tenantByHost("evicted.example"))?.displayName).toBe("evicted Inc.");
    expect(await directory.tokenByHash("hash-of-t1")).toEqual(token);
    expect((await directory.tenants()).map(({ name }) => name)).toContain("evicted");
  });

  it("forgets a token at its end, and when it is removed", async () => {
    await setClock(stub, START);
    const token = {
      id: "t2",
      name: "ci",
      scope: "owner",
      madeAt: START,
      expiresAt: START + DAY,
    } as const;
    await directory.addToken(token, "hash-of-t2");
    await setClock(stub, START + DAY - 1);
    expect(await directory.tokenByHash("hash-of-t2")).toEqual(token);
    await setClock(stub, START + DAY);
    expect(await directory.tokenByHash("hash-of-t2")).toBeNull();
    expect((await directory.tokens()).map(({ id }) => id)).toContain("t2");
    expect(await directory.removeToken("t2")).toBe(true);
    expect(await directory.removeToken("t2")).toBe(false);
    expect(await directory.tokenByHash("' OR 1=1 --")).toBeNull();
  });
});
