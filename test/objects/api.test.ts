// What an administrator does and gets to see through /api/v1, over the real objects.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { ADAPTER, entry, env, handles, stubOf } from "./world.ts";

describe("a tenant through the API", () => {
  it("is made with strict answers, and heals when the first attempt died halfway", async () => {
    await handles.directory.createTenant({ ...entry("half"), displayName: "half" });
    expect(reasonOf(await send("GET", "/tenants/half"))).toBe("409 tenant-unfinished");
    const early = await send("POST", "/aliases/too-early/claims", { body: { tenant: "half" } });
    expect(reasonOf(early)).toBe("409 tenant-unfinished");
    expect(await handles.alias("too-early").claims()).toEqual([]);
    const made = await makeTenant("half");
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: "half",
      origins: ["https://half.example"],
      adapter: {
        running: { onlyProvisioned: true, otherClients: "deny", mailDomain: "acme.example" },
      },
    });
    expect(reasonOf(await makeTenant("half"))).toBe("409 tenant-exists");
    const other = { name: "half-2", origin: "https://half.example", upstream: ADAPTER.upstream };
    expect(reasonOf(await send("POST", "/tenants", { body: other }))).toBe("409 host-taken");
  });

  it("does not heal into somebody else's request", async () => {
    await handles.directory.createTenant({ ...entry("mixed"), displayName: "mixed" });
    const other = { name: "mixed", origin: "https://other.example", upstream: ADAPTER.upstream };
    expect(reasonOf(await send("POST", "/tenants", { body: other }))).toBe("409 tenant-exists");
  });

  it("goes the administrator's way: adapter, group, policy, user, lock, and all of it is in the log", async () => {
    await makeTenant("way");
    const token = await tokenFor("administrator:way");
    const call = (method: string, path: string, body?: unknown) =>
      send(method, `/tenants/way${path}`, { token, body });
    const adapter = await call("PATCH", "/adapter", { loginForm: "ACME\\user" });
    expect(adapter.body).toMatchObject({
      saved: { loginForm: "ACME\\user" },
      running: { loginForm: "user" },
    });
    expect((await call("POST", "/adapter/restart")).body.running.loginForm).toBe("ACME\\user");
    expect((await call("POST", "/groups", { name: "Sales" })).status).toBe(201);
    expect((await call("PUT", "/default-group", { group: "Sales" })).status).toBe(200);
    const policy = "/groups/Sales/policy";
    expect(reasonOf(await call("PATCH", policy, { nothing: 1 }))).toBe("400 bad-settings");
    expect((await call("PATCH", policy, { forcePIN: true })).body.draft).toEqual({
      forcePIN: true,
    });
    const locked = await call("POST", `${policy}/lock`);
    expect(locked.body.locked["ios-profile"].values).toEqual({ forcePIN: true });
    await evictDurableObject(stubOf(env.TENANT, "way"));
    expect((await call("GET", policy)).body).toEqual(locked.body);
    const bob = { displayName: "Bob", emailAddress: "b@acme.example", password: "pä:ss" };
    expect((await call("PUT", "/users/ACME%5CBob", bob)).body).toMatchObject({ user: "bob" });
    expect((await call("GET", "/users")).body.users).toEqual([
      { user: "bob", displayName: "Bob", emailAddress: "b@acme.example", easAllowed: true },
    ]);
    expect((await call("DELETE", "/users/bob")).status).toBe(204);
    expect(reasonOf(await call("DELETE", "/users/bob"))).toBe("404 no-such-user");
    const { entries } = (await call("GET", "/audit?limit=1000")).body;
    expect(brokenLink(entries)).toBeUndefined();
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      "tenant-founded",
      "api-token-made",
      "adapter-saved",
      "adapter-restarted",
      "group-added",
      "default-group-set",
      "policy-edited",
      "policy-locked",
      "policy-locked",
      "user-put",
      "user-removed",
    ]);
    expect(
      entries.slice(2).every((e: { actor: string }) => e.actor === "token:ci administrator:way"),
    ).toBe(true);
    for (const secret of ["pä:ss", token]) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it("blocks a device in its own object and in the index, and knows none that was never seen", async () => {
    await makeTenant("devices");
    const at = "/tenants/devices/devices";
    expect(reasonOf(await send("POST", `${at}/alice/APPL1/block`))).toBe("404 no-such-device");
    expect((await handles.device("devices", "alice", "appl1").facts()).state).toBe("active");
    const tenant = handles.tenant("devices");
    await tenant.handOut("alice", "secret-hash", "v1");
    await tenant.bind("secret-hash", "alice", "appl1");
    expect((await send("POST", `${at}/alice/APPL1/block`)).status).toBe(200);
    expect((await handles.device("devices", "alice", "appl1").facts()).state).toBe("blocked");
    const listed = await send("GET", `${at}?search=appl&limit=1`);
    expect(listed.body.devices).toMatchObject([{ deviceId: "appl1", state: "blocked" }]);
    expect((await send("POST", `${at}/Alice/APPL1/allow`)).status).toBe(200);
    expect((await handles.device("devices", "alice", "appl1").facts()).state).toBe("active");
    const handouts = await send("GET", "/tenants/devices/handouts");
    expect(handouts.body.handouts).toMatchObject([{ user: "alice", deviceId: "appl1" }]);
    expect(JSON.stringify(handouts.body)).not.toContain("secret-hash");
  });

  it("shows its signing chain as PEM, leaf first, to its auditor", async () => {
    await makeTenant("chain");
    const token = await tokenFor("auditor:chain");
    const answer = await send("GET", "/tenants/chain/ca", { token });
    expect(answer.headers.get("content-type")).toBe("application/x-pem-file");
    expect(answer.body.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["/", "/tenant", "/tenants/x/y", "/tenants/a/groups/%00/policy/x"])(
    "has nothing at %s",
    async (path) => {
      expect(reasonOf(await send("GET", path))).toBe("404 no-such-path");
    },
  );

  it.each(["%00", "..", "%2e%2e", "A", "x".repeat(10_000), "%E0%A4%A", "a%2Fb"])(
    "has no tenant of such a name, row %#",
    async (name) => {
      expect((await send("GET", `/tenants/${name}`)).status).toBe(404);
    },
  );
});

describe("aliases through the API", () => {
  it("show an administrator its own claims, the owner's administrator all of them, and others nothing", async () => {
    await Promise.all(["first", "second", "third"].map(makeTenant));
    const [first, second, third] = await Promise.all(
      ["first", "second", "third"].map((name) => tokenFor(`administrator:${name}`)),
    );
    const claim = (token: string | undefined, tenant: string) =>
      send("POST", "/aliases/Our%20Alias/claims", { token: token ?? null, body: { tenant } });
    expect((await claim(first, "first")).body).toMatchObject({
      alias: "ouralias",
      claim: { state: "owner" },
    });
    expect((await claim(second, "second")).body.claim.state).toBe("waiting");
    expect(reasonOf(await claim(second, "second"))).toBe("409 already-claimed");
    expect(reasonOf(await claim(third, "first"))).toBe("404 no-such-tenant");
    const seenBy = async (token: string | undefined) => {
      const { body } = await send("GET", "/aliases/ouralias", { token: token ?? null });
      return body.claims?.map((c: { tenant: string }) => c.tenant) ?? body.error.reason;
    };
    expect(await seenBy(first)).toEqual(["first", "second"]);
    expect(await seenBy(second)).toEqual(["second"]);
    expect(await seenBy(third)).toBe("alias-unknown");
  });

  it("are approved by their owner only, and given up by whoever claims them", async () => {
    await Promise.all(["alpha", "beta"].map(makeTenant));
    const [alpha, beta] = [
      await tokenFor("administrator:alpha"),
      await tokenFor("administrator:beta"),
    ];
    for (const tenant of ["alpha", "beta"]) {
      await send("POST", "/aliases/shared/claims", { body: { tenant } });
    }
    const approve = (token: string, owner: string) =>
      send("POST", "/aliases/shared/claims/beta/approve", { token, body: { owner } });
    expect(reasonOf(await approve(beta, "alpha"))).toBe("404 no-such-tenant");
    expect(reasonOf(await approve(beta, "beta"))).toBe("409 not-the-owner");
    expect((await approve(alpha, "alpha")).status).toBe(200);
    expect(await handles.alias("shared").resolve()).toMatchObject({ reason: "alias-not-unique" });
    const release = (token: string, tenant: string) =>
      send("DELETE", `/aliases/shared/claims/${tenant}`, { token });
    expect(reasonOf(await release(alpha, "beta"))).toBe("404 no-such-claim");
    expect((await release(beta, "beta")).status).toBe(204);
    expect(await handles.alias("shared").resolve()).toEqual({ ok: true, tenant: "alpha" });
    await makeTenant("gamma");
    await send("POST", "/aliases/shared/claims", { body: { tenant: "beta" } });
    const gamma = await tokenFor("administrator:gamma");
    expect(reasonOf(await release(gamma, "beta"))).toBe("404 no-such-claim");
    expect((await release(alpha, "beta")).status).toBe(204);
  });

  it.each(["%00", "al\u0131as", "-x", "x".repeat(10_000)])(
    "refuse malformed ones, row %#",
    async (alias) => {
      expect(reasonOf(await send("GET", `/aliases/${alias}`))).toBe("400 alias-malformed");
    },
  );
});
