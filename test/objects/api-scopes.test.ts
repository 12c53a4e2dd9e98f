// Who may do what through /api/v1: the table of routes, walked with every kind of token.
import { describe, expect, it } from "vitest";
import { type Ability, isAble } from "../../worker/core/scope.ts";
import { API_ROUTES } from "../../worker/routes/api/perform.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { DAY, env, START, setClock, stubOf } from "./world.ts";

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

  it.each(["administrator", "help-desk", "auditor"] as const)(
    "let the role of %s do on its own tenant what the table says",
    async (role) => {
      await makeTenant(`own-${role}`);
      const scope = `${role}:own-${role}` as const;
      const token = await tokenFor(scope);
      for (const [method, path, need] of API_ROUTES) {
        if (path.endsWith("/check")) continue;
        const answer = await send(method, filled(path, `own-${role}`), { token, body: {} });
        const refused = reasonOf(answer) === "403 scope-too-small";
        const isAllowed =
          need === "anyone" ||
          (need === "any-administrator" && isAble(scope, "administer")) ||
          isAble(scope, need as Ability);
        expect([method, path, !refused]).toEqual([method, path, isAllowed]);
      }
    },
  );

  it("let nobody but an owner make tenants and tokens, and no auditor change anything", () => {
    const needs = new Map(API_ROUTES.map(([method, path, need]) => [`${method} ${path}`, need]));
    for (const route of [
      "POST /tenants",
      "PATCH /tenants/:tenant",
      "GET /tokens",
      "POST /tokens",
      "DELETE /tokens/:id",
    ]) {
      expect([route, needs.get(route)]).toEqual([route, "owner"]);
    }
    const open = ["read", "read-devices", "anyone"];
    const reading = API_ROUTES.filter(([, , need]) => open.includes(need));
    expect(reading.filter(([method]) => method !== "GET")).toEqual([]);
  });

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

  it("leave every private address but the one the owner allowed to the owner", async () => {
    await makeTenant("inside");
    const token = await tokenFor("administrator:inside");
    const body = { privateUpstream: true, upstream: "https://10.0.0.1" };
    await send("PATCH", "/tenants/inside/adapter", { body });
    const move = (upstream: string) =>
      send("PATCH", "/tenants/inside/adapter", { token, body: { upstream } });
    expect(reasonOf(await move("https://10.0.0.2"))).toBe("403 scope-too-small");
    expect(reasonOf(await move("https://10.0.0.1:8443"))).toBe("403 scope-too-small");
    expect(reasonOf(await move("http://127.0.0.1:9"))).toBe("403 scope-too-small");
    expect((await move("https://10.0.0.1/")).status).toBe(200);
    expect((await move("https://mail.acme.example")).status).toBe(200);
  });

  it("stand in their tenant's audit log from the first day to the last", async () => {
    await makeTenant("tokens");
    const body = { name: "ci", scope: "auditor:tokens", days: 1 };
    const { id } = (await send("POST", "/tokens", { body })).body;
    await send("DELETE", `/tokens/${id}`);
    const { entries } = (await send("GET", "/tenants/tokens/audit")).body;
    expect(entries.slice(-2)).toMatchObject([
      { action: "api-token-made", subject: "ci", detail: `auditor:tokens ${id}` },
      { action: "api-token-removed", subject: "ci", detail: `auditor:tokens ${id}` },
    ]);
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
