// Operators, tokens per tenant and the service's audit log through the API, in workerd.
import { beforeAll, describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { secretHash } from "../../worker/core/session.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { DAY, env, handles, START, setClock, stubOf } from "./world.ts";

beforeAll(async () => {
  await setClock(stubOf(env.DIRECTORY, "directory"), START);
  await makeTenant("acme");
  await makeTenant("rival");
});

const add = (name: unknown, scope: unknown = "owner") =>
  send("POST", "/operators", { body: { name, scope } });

describe("operators", () => {
  it("are added with a link of the console that works once and for a day", async () => {
    const { status, body } = await add(" Alice@Acme.example ", "administrator:acme");
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "alice@acme.example", expiresAt: START + DAY });
    const link = new URL(body.link);
    expect(link.origin).toBe("https://console.example.com");
    const code = link.pathname.replace("/set-up/", "");
    const operator = await handles.directory.operatorBySetUp(secretHash(code));
    expect(operator).toMatchObject({ id: body.id, scope: "administrator:acme" });
    const listed = await send("GET", "/operators");
    expect(JSON.stringify(listed.body)).not.toContain(code);
    expect(listed.body.operators).toContainEqual(operator);

    const renewed = await send("POST", `/operators/${body.id}/set-up`);
    expect(renewed.status).toBe(201);
    expect(renewed.body.link).not.toBe(body.link);
    expect(await handles.directory.operatorBySetUp(secretHash(code))).toBeNull();
    expect((await send("DELETE", `/operators/${body.id}`)).status).toBe(204);
    expect(reasonOf(await send("DELETE", `/operators/${body.id}`))).toBe("404 no-such-operator");
    expect(reasonOf(await send("POST", "/operators/x/set-up"))).toBe("404 no-such-operator");
    const { entries } = (await send("GET", "/tenants/acme/audit")).body;
    const said = entries.map(({ action }: { action: string }) => action);
    expect(said).toEqual(expect.arrayContaining(["operator-added", "operator-removed"]));
  });

  it("are refused with the field that is wrong", async () => {
    expect(reasonOf(await add("twice"))).toBe("201");
    const again = await add("TWICE");
    expect([reasonOf(again), again.body.error.field]).toEqual(["409 operator-exists", "name"]);
    for (const name of ["", "a b", "owner", "Provost", "<b>", "x".repeat(101), 7, null]) {
      const answer = await add(name);
      expect([name, reasonOf(answer), answer.body.error.field]).toEqual([
        name,
        "400 bad-body",
        "name",
      ]);
    }
    for (const scope of ["", "Owner", "administrator", "administrator:", "root:acme", "owner:x"]) {
      const answer = await add("somebody", scope);
      expect([scope, reasonOf(answer), answer.body.error.field]).toEqual([
        scope,
        "400 bad-body",
        "scope",
      ]);
    }
    const nobody = await add("somebody", "auditor:nobody");
    expect([reasonOf(nobody), nobody.body.error.field]).toEqual(["404 no-such-tenant", "scope"]);
  });

  it("are the owner's alone to see and to make", async () => {
    for (const scope of ["administrator:acme", "help-desk:acme", "auditor:acme"]) {
      const token = await tokenFor(scope);
      const body = { name: "sneaky", scope: "owner" };
      const calls = [
        send("GET", "/operators", { token }),
        send("POST", "/operators", { token, body }),
        send("POST", "/operators/x/set-up", { token }),
        send("DELETE", "/operators/x", { token }),
        send("GET", "/service-audit", { token }),
        send("GET", "/service-audit.jsonl", { token }),
      ];
      for (const call of calls) expect(reasonOf(await call)).toBe("403 scope-too-small");
    }
  });
});

describe("tokens of a tenant", () => {
  const make = (token: string, scope: string, days = 30, tenant = "acme") =>
    send("POST", `/tenants/${tenant}/tokens`, { token, body: { name: "made", scope, days } });

  it("are made by its administrator, for it alone and not beyond their own end", async () => {
    const token = await tokenFor("administrator:acme");
    const made = await make(token, "auditor:acme");
    expect([made.status, made.body.expiresAt]).toEqual([201, START + DAY]);
    expect((await send("GET", "/tenants/acme", { token: made.body.token })).status).toBe(200);
    for (const scope of ["owner", "administrator:rival", "auditor:nobody"]) {
      expect(reasonOf(await make(token, scope))).toBe("403 scope-too-small");
    }
    expect(reasonOf(await make(token, "auditor:rival", 1, "rival"))).toBe("404 no-such-tenant");
    const own = await make(env.OWNER_TOKEN, "auditor:acme");
    expect(own.body.expiresAt).toBe(START + 30 * DAY);
  });

  it("are seen and ended by its administrator, and others' are not there", async () => {
    const token = await tokenFor("administrator:acme");
    const theirs = await make(env.OWNER_TOKEN, "auditor:rival", 1, "rival");
    const { tokens } = (await send("GET", "/tenants/acme/tokens", { token })).body;
    const scopes = tokens.map(({ scope }: { scope: string }) => scope);
    expect(scopes.every((scope: string) => scope.endsWith(":acme"))).toBe(true);
    expect(JSON.stringify(tokens)).not.toContain("hash");
    const path = (id: string) => `/tenants/acme/tokens/${id}`;
    expect(reasonOf(await send("DELETE", path(theirs.body.id), { token }))).toBe(
      "404 no-such-token",
    );
    const mine = await make(token, "help-desk:acme");
    expect((await send("DELETE", path(mine.body.id), { token })).status).toBe(204);
    const gone = await send("GET", "/tenants/acme/devices", { token: mine.body.token });
    expect(reasonOf(gone)).toBe("401 token-unknown");
  });

  it.each(["help-desk:acme", "auditor:acme"])("are not %s's business", async (scope) => {
    const token = await tokenFor(scope);
    for (const call of [send("GET", "/tenants/acme/tokens", { token }), make(token, scope)]) {
      expect(reasonOf(await call)).toBe("403 scope-too-small");
    }
  });
});

describe("the service's audit log", () => {
  it("is read page by page, from either end, and whole as JSON Lines", async () => {
    const all = (await send("GET", "/service-audit?limit=1000")).body;
    expect(brokenLink(all.entries)).toBeUndefined();
    expect(all.signInFailures).toEqual([]);
    const newest = (await send("GET", "/service-audit?order=newest&limit=2")).body.entries;
    expect(newest).toEqual(all.entries.slice(-2).reverse());
    const found = (await send("GET", "/service-audit?order=newest&search=OPERATOR-ADDED")).body;
    expect(found.entries.length).toBeGreaterThan(0);
    for (const { action } of found.entries) expect(action).toBe("operator-added");
    const file = await send("GET", "/service-audit.jsonl");
    const lines = (file.body as string).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(all.entries);
  });
});
