// /api/v1 over the real objects: who may do what, what a body may hold, and what an administrator gets to see.
import { evictDurableObject } from "cloudflare:test";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../worker/clock.ts";
import type { AppEnv } from "../../worker/context.ts";
import { brokenLink } from "../../worker/core/audit.ts";
import type { Env } from "../../worker/env.ts";
import { API_ROUTES, api } from "../../worker/routes/api/api.ts";
import { ADAPTER, DAY, entry, env, handles, START, setClock, stubOf } from "./world.ts";

const clock: Clock = { now: () => START, sleep: async () => undefined };
const app = new Hono<AppEnv>()
  .use(async (c, next) => {
    c.set("handles", handles);
    c.set("clock", clock);
    await next();
  })
  .route("/api/v1", api);

interface Sent {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly raw?: string;
  readonly type?: string;
}

async function send(method: string, path: string, sent: Sent = {}) {
  const { token = env.OWNER_TOKEN, body, raw, type = "application/json" } = sent;
  const text = raw ?? (body === undefined || method === "GET" ? undefined : JSON.stringify(body));
  const answer = await app.request(
    `https://console.example.com/api/v1${path}`,
    {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(text !== undefined && { "content-type": type }),
      },
      ...(text !== undefined && { body: text }),
    },
    env as Env,
  );
  const read = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return { status: answer.status, body: isJson ? JSON.parse(read) : read, headers: answer.headers };
}

const reasonOf = (answer: { status: number; body: { error?: { reason: string } } }) =>
  `${answer.status} ${answer.body.error?.reason ?? ""}`.trim();

async function makeTenant(name: string) {
  const body = { name, origin: `https://${name}.example`, upstream: ADAPTER.upstream };
  return send("POST", "/tenants", { body });
}

async function tokenFor(scope: string): Promise<string> {
  await setClock(stubOf(env.DIRECTORY, "directory"), START);
  const made = await send("POST", "/tokens", { body: { name: `ci ${scope}`, scope, days: 1 } });
  return made.body.token;
}

/** A route's path with its variable parts filled in. */
const filled = (path: string, tenant: string) =>
  path
    .replace(":tenant", tenant)
    .replace(":group", "everyone")
    .replace(":user", "alice")
    .replace(":deviceId", "APPL1")
    .replace(":alias", "some-alias")
    .replace(":id", "some-id");

describe("the API's scopes", () => {
  it("lets nobody in without a token that is known and in its time", async () => {
    await makeTenant("locked-up");
    for (const [method, path] of API_ROUTES) {
      const where = filled(path, "locked-up");
      expect(reasonOf(await send(method, where, { token: null }))).toBe("401 token-missing");
      expect(reasonOf(await send(method, where, { token: "guess" }))).toBe("401 token-unknown");
    }
    const token = await tokenFor("auditor:locked-up");
    expect((await send("GET", "/tenants/locked-up", { token })).status).toBe(200);
    await setClock(stubOf(env.DIRECTORY, "directory"), START + DAY);
    expect((await send("GET", "/tenants/locked-up", { token })).status).toBe(401);
  });

  const ALLOWED = {
    owner: { administrator: false, auditor: false },
    administrator: { administrator: true, auditor: false },
    reader: { administrator: true, auditor: true },
    "any-administrator": { administrator: true, auditor: false },
    anyone: { administrator: true, auditor: true },
  };
  it.each(["administrator", "auditor"] as const)(
    "let an %s do on its own tenant what the table says",
    async (role) => {
      await makeTenant(`own-${role}`);
      const token = await tokenFor(`${role}:own-${role}`);
      for (const [method, path, need] of API_ROUTES) {
        if (path.endsWith("/check")) continue;
        const answer = await send(method, filled(path, `own-${role}`), { token, body: {} });
        const refused = reasonOf(answer) === "403 scope-too-small";
        expect([method, path, !refused]).toEqual([method, path, ALLOWED[need][role]]);
      }
    },
  );

  it("tell an administrator of one tenant that no other exists", async () => {
    await Promise.all([makeTenant("mine"), makeTenant("theirs")]);
    const token = await tokenFor("administrator:mine");
    for (const [method, path, need] of API_ROUTES) {
      if (!path.startsWith("/tenants/:tenant") || need === "owner") continue;
      const theirs = await send(method, filled(path, "theirs"), { token, body: {} });
      const nobodys = await send(method, filled(path, "nobodys"), { token, body: {} });
      expect(reasonOf(theirs)).toBe("404 no-such-tenant");
      expect(theirs.body).toEqual(nobodys.body);
    }
    const listed = (await send("GET", "/tenants", { token })).body.tenants;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(["mine"]);
  });

  it("leave private upstreams to the owner", async () => {
    await makeTenant("private");
    const token = await tokenFor("administrator:private");
    const body = { privateUpstream: true, upstream: "https://10.0.0.1" };
    const refused = await send("PATCH", "/tenants/private/adapter", { token, body });
    expect(reasonOf(refused)).toBe("403 scope-too-small");
    expect((await send("PATCH", "/tenants/private/adapter", { body })).status).toBe(200);
  });

  it("end with the token that is removed", async () => {
    const made = await send("POST", "/tokens", { body: { name: "gone", scope: "owner", days: 1 } });
    await setClock(stubOf(env.DIRECTORY, "directory"), START);
    expect((await send("GET", "/tokens", { token: made.body.token })).status).toBe(200);
    expect((await send("DELETE", `/tokens/${made.body.id}`)).status).toBe(204);
    expect((await send("GET", "/tokens", { token: made.body.token })).status).toBe(401);
    const listed = JSON.stringify((await send("GET", "/tokens")).body);
    expect(listed).not.toContain(made.body.token);
  });
});

describe("the API's bodies", () => {
  it.each([
    [{ raw: "{" }, "400 bad-json"],
    [{ raw: "" }, "400 bad-json"],
    [{ raw: "[]" }, "400 bad-body"],
    [{ raw: "null" }, "400 bad-body"],
    [{ raw: "{}", type: "text/plain" }, "415 not-json"],
    [{ raw: "{}", type: "application/jsonp" }, "415 not-json"],
    [{ raw: `{"name":"${"x".repeat(65_536)}"}` }, "413 body-too-large"],
    [{ body: { name: "Bad Name" } }, "400 bad-body"],
    [{ body: { name: "x", upstream: "https://u.example" } }, "400 bad-body"],
    [
      { body: { name: "x", origin: "http://x.example", upstream: "https://u.example" } },
      "400 bad-body",
    ],
    [
      { body: { name: "x", origin: "https://x.example", upstream: "https://10.0.0.1" } },
      "400 bad-upstream",
    ],
  ])("are refused, row %#", async (sent, reason) => {
    expect(reasonOf(await send("POST", "/tenants", sent))).toBe(reason);
  });

  it.each([
    [{ nmae: "x" }, "name"],
    [{ name: "x", origin: "https://x.example", upstream: "https://u.example", extra: 1 }, "extra"],
    [{ name: 7, origin: "https://x.example", upstream: "https://u.example" }, "name"],
    [
      { name: "x", origins: ["https://x.example", "x"], upstream: "https://u.example" },
      "origins.1",
    ],
    [
      {
        name: "x",
        origin: "https://x.example",
        upstream: "https://u.example",
        otherClients: "maybe",
      },
      "otherClients",
    ],
    [
      { name: "x", origin: "https://x.example", upstream: "https://u.example", __proto__x: 1 },
      "__proto__x",
    ],
  ])("name the field that is wrong: %j", async (body, field) => {
    const answer = await send("POST", "/tenants", { body });
    expect(answer.body.error).toMatchObject({ reason: "bad-body", field });
    expect(answer.body.error.message).toContain(field);
  });

  it("never come back: a password of the wrong type is not repeated in the refusal", async () => {
    await makeTenant("echo");
    const body = { password: ["hunter2secret"] };
    const answer = await send("PUT", "/tenants/echo/users/alice", { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("hunter2secret");
  });

  it("are stopped at 64 KB however they are sent", async () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(16_384)),
    });
    const request = new Request("https://console.example.com/api/v1/tenants", {
      method: "POST",
      headers: { authorization: `Bearer ${env.OWNER_TOKEN}`, "content-type": "application/json" },
      body: stream,
    });
    expect((await app.request(request, undefined, env as Env)).status).toBe(413);
  });
});

describe("a tenant through the API", () => {
  it("is made with strict answers, and heals when the first attempt died halfway", async () => {
    await handles.directory.createTenant({ ...entry("half"), displayName: "half" });
    expect(reasonOf(await send("GET", "/tenants/half"))).toBe("409 tenant-unfinished");
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
    expect(locked.body.version.values).toEqual({ forcePIN: true });
    await evictDurableObject(stubOf(env.TENANT, "way"));
    expect((await call("GET", policy)).body.locked.version).toBe(locked.body.version.version);
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
      "user-put",
      "user-removed",
    ]);
    expect(
      entries.slice(2).every((e: { actor: string }) => e.actor === "ci administrator:way"),
    ).toBe(true);
    for (const secret of ["pä:ss", token]) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it("blocks a device in its own object and in the index, and knows none that was never seen", async () => {
    await makeTenant("devices");
    const at = "/tenants/devices/devices";
    expect(reasonOf(await send("POST", `${at}/alice/APPL1/block`))).toBe("404 no-such-device");
    expect((await handles.device("devices", "alice", "APPL1").facts()).state).toBe("active");
    const tenant = handles.tenant("devices");
    await tenant.handOut("alice", "secret-hash", "v1");
    await tenant.bind("secret-hash", "alice", "APPL1");
    expect((await send("POST", `${at}/alice/APPL1/block`)).status).toBe(200);
    expect((await handles.device("devices", "alice", "APPL1").facts()).state).toBe("blocked");
    const listed = await send("GET", `${at}?search=appl&limit=1`);
    expect(listed.body.devices).toMatchObject([{ deviceId: "APPL1", state: "blocked" }]);
    expect((await send("POST", `${at}/alice/APPL1/allow`)).status).toBe(200);
    expect((await handles.device("devices", "alice", "APPL1").facts()).state).toBe("active");
    const handouts = await send("GET", "/tenants/devices/handouts");
    expect(handouts.body.handouts).toMatchObject([{ user: "alice", deviceId: "APPL1" }]);
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
    await send("POST", "/aliases/shared/claims", { body: { tenant: "beta" } });
    expect((await release(alpha, "beta")).status).toBe(204);
  });

  it.each(["%00", "al\u0131as", "-x", "x".repeat(10_000)])(
    "refuse malformed ones, row %#",
    async (alias) => {
      expect(reasonOf(await send("GET", `/aliases/${alias}`))).toBe("400 alias-malformed");
    },
  );
});
