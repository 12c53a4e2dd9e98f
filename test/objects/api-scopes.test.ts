// What the scopes of tokens mean beyond the table of routes (authorization-matrix.test.ts): how long
// they last, what is audited of them, and which addresses stay the owner's.
import { describe, expect, it } from "vitest";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { DAY, env, START, setClock, stubOf } from "./world.ts";

describe("the API's scopes", () => {
  it("end with their token's time", async () => {
    await makeTenant("locked-up");
    const token = await tokenFor("auditor:locked-up");
    expect((await send("GET", "/tenants/locked-up", { token })).status).toBe(200);
    await setClock(stubOf(env.DIRECTORY, "directory"), START + DAY);
    expect((await send("GET", "/tenants/locked-up", { token })).status).toBe(401);
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

  it.each(["owner", "provost", "alice@acme.example", "user:alice", "the alias's owner"])(
    "act as tokens, whatever they are called: %s is not who it says",
    async (name) => {
      const tenant = `named-${name.length}`;
      await makeTenant(tenant);
      const body = { name, scope: `administrator:${tenant}`, days: 1 };
      const { token } = (await send("POST", "/tokens", { body })).body;
      const path = `/tenants/${tenant}`;
      await send("POST", `${path}/groups`, { token, body: { name: "staff" } });
      await send("PATCH", `${path}/groups/staff/policy`, { token, body: { minLength: 4 } });
      const { entries } = (await send("GET", `${path}/audit`)).body;
      expect(entries.slice(-2)).toMatchObject([
        { action: "group-added", actor: `token:${name}` },
        { action: "policy-edited", actor: `token:${name}` },
      ]);
      const policy = (await send("GET", `${path}/groups/staff/policy`)).body;
      expect(policy.edited.by).toBe(`token:${name}`);
    },
  );

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
