// Invitations through the API: who is invited, with which alias and language, and who may ask.
import { describe, expect, it } from "vitest";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { phone } from "./my-site.ts";
import { handles } from "./world.ts";

async function tenantWith(name: string, users: Record<string, object>) {
  await makeTenant(name);
  await send("POST", `/tenants/${name}/groups`, { body: { name: "Sales" } });
  for (const [user, record] of Object.entries(users))
    await send("PUT", `/tenants/${name}/users/${user}`, { body: record });
  const get = async (path: string) => send("GET", `/tenants/${name}${path}`);
  return { get, tenant: handles.tenant(name) };
}

describe("the invitation of one user", () => {
  it("names the alias only while it is unique", async () => {
    const { get } = await tenantWith("inv-alias", {});
    await makeTenant("inv-rival");
    const invitation = async () => (await get("/users/alice/invitation")).body;
    expect((await invitation()).body).not.toContain("get.example.com");
    await send("POST", "/aliases/inv-one/claims", { body: { tenant: "inv-alias" } });
    const unique = await invitation();
    expect(unique.body).toContain("get.example.com");
    expect(unique.body).toContain("Type the alias inv-one");
    expect(unique.address).toBe("https://inv-alias.example/iphone");
    await send("POST", "/aliases/inv-one/claims", { body: { tenant: "inv-rival" } });
    const approve = { body: { owner: "inv-alias" } };
    await send("POST", "/aliases/inv-one/claims/inv-rival/approve", approve);
    expect((await invitation()).body).not.toContain("inv-one");
    await send("POST", "/aliases/inv-two/claims", { body: { tenant: "inv-alias" } });
    expect((await invitation()).body).toContain("inv-two");
    await send("POST", "/aliases/inv-three/claims", { body: { tenant: "inv-rival" } });
    const rival = await send("GET", "/tenants/inv-rival/users/alice/invitation");
    expect(rival.body.body).not.toContain("inv-one");
  });

  it("speaks the user's language unless another is asked for", async () => {
    const bob = { displayName: "Bob", emailAddress: "b@acme.example", language: "de" };
    const { get } = await tenantWith("inv-language", { bob });
    const own = (await get("/users/Bob/invitation")).body;
    expect(own).toMatchObject({ language: "de", emailAddress: "b@acme.example" });
    expect(own.greeting).toBe("Guten Tag Bob,");
    expect((await get("/users/bob/invitation?language=en")).body.greeting).toBe("Hello Bob,");
    const unknown = (await get("/users/alice/invitation")).body;
    expect(unknown).toMatchObject({ language: "en", emailAddress: "alice@acme.example" });
    expect(unknown.mailto).toMatch(/^mailto:alice@acme\.example\?subject=/);
  });

  it("to renew names the phones that run an old version, and those alone", async () => {
    const { get, tenant } = await tenantWith("inv-renew", {});
    await tenant.editPolicy("everyone", { minLength: 4 }, "owner");
    await tenant.lockPolicy("everyone", ["ios-profile"], "owner");
    const account = await tenant.account("alice");
    if (!account.ok) throw new Error(account.reason);
    const { version } = account.account.policy;
    const agent = "Apple-iPhone/705.18";
    await tenant.noteDevice(phone("APPL1", { userAgent: agent, policyVersion: "old" }));
    await tenant.noteDevice(phone("APPL2", { policyVersion: version }));
    const { body } = (await get("/users/alice/invitation?kind=renew")).body;
    expect(body).toContain("still on: iPhone (iPhone OS 3).");
    expect(body).toContain("Remove the old profile");
  });

  it("comes as a draft for a mail program", async () => {
    const bob = { displayName: "Bob \u00dc.", emailAddress: "b@acme.example", language: "de" };
    const { get } = await tenantWith("inv-draft", { bob });
    const answer = await get("/users/bob/invitation.eml");
    expect(answer.headers.get("content-type")).toBe("message/rfc822");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="bob.eml"');
    expect(answer.body).toContain("<b@acme.example>");
    expect(atob(answer.body.split("\r\n\r\n")[1].replaceAll("\r\n", ""))).toContain("1. ");
  });

  it.each([
    ["/users/alice/invitation?kind=sell", "400 bad-body"],
    ["/users/alice/invitation?language=fr", "400 bad-body"],
    ["/users/a%40b%40c/invitation", "404 no-such-user"],
    ["/groups/Nobody/invitations", "404 no-such-group"],
  ])("refuses %s: %s", async (path, reason) => {
    const { get } = await tenantWith("inv-refuses", {});
    expect(reasonOf(await get(path))).toBe(reason);
  });
});

describe("the invitations of a group", () => {
  it("go to the users of its records; the default group has those who name none", async () => {
    const { get } = await tenantWith("inv-group", {
      alice: {},
      bob: { group: "Sales" },
      carol: { group: "everyone", language: "de" },
    });
    const users = async (path: string) =>
      (await get(path)).body.invitations.map(({ user }: { user: string }) => user);
    expect(await users("/groups/everyone/invitations")).toEqual(["alice", "carol"]);
    expect(await users("/groups/Sales/invitations")).toEqual(["bob"]);
    const { invitations } = (await get("/groups/everyone/invitations")).body;
    expect(invitations.map(({ language }: { language: string }) => language)).toEqual(["en", "de"]);
  });

  it("to renew go to whoever has an old phone, with a record or without", async () => {
    const { get, tenant } = await tenantWith("inv-old", { bob: { group: "Sales" }, carol: {} });
    for (const group of ["everyone", "Sales"]) {
      await tenant.editPolicy(group, { minLength: group.length }, "owner");
      await tenant.lockPolicy(group, ["ios-profile"], "owner");
    }
    for (const user of ["alice", "bob"])
      for (const id of ["APPL1", "APPL2"])
        await tenant.noteDevice({ ...phone(id, { policyVersion: "old" }), user });
    await tenant.noteDevice({ ...phone("APPL3"), user: "carol" });
    const renewals = async (group: string) =>
      (await get(`/groups/${group}/invitations?kind=renew`)).body.invitations;
    const everyone = await renewals("everyone");
    expect(everyone.map(({ user }: { user: string }) => user)).toEqual(["alice"]);
    expect(everyone[0].lead).toContain("iPhone (iOS 4) and iPhone (iOS 4)");
    expect((await renewals("Sales")).map(({ user }: { user: string }) => user)).toEqual(["bob"]);
  });

  it("come 200 at a time", async () => {
    const { get, tenant } = await tenantWith("inv-many", {});
    const many = Array.from({ length: 450 }, (_, index) => ({
      user: `u${String(index).padStart(3, "0")}`,
      easAllowed: true,
    }));
    expect(await tenant.importUsers(many, "owner")).toMatchObject({ ok: true });
    const seen: string[] = [];
    let next = "";
    while (next !== undefined) {
      const page: { invitations: { user: string }[]; next: string } = (
        await get(`/groups/everyone/invitations?after=${next}`)
      ).body;
      expect(page.invitations.length).toBeLessThanOrEqual(200);
      seen.push(...page.invitations.map(({ user }) => user));
      next = page.next;
    }
    expect(seen).toEqual(many.map(({ user }) => user));
  });
});

describe("who may ask", () => {
  const PATHS = ["/users/bob/invitation", "/users/bob/invitation.eml", "/groups/Sales/invitations"];

  it.each(PATHS)(
    "%s: administrators and auditors of the tenant, not its help desk",
    async (path) => {
      await tenantWith("inv-roles", { bob: { group: "Sales" } });
      await makeTenant("inv-other");
      const ask = async (scope: string) =>
        reasonOf(await send("GET", `/tenants/inv-roles${path}`, { token: await tokenFor(scope) }));
      expect(await ask("administrator:inv-roles")).toMatch(/^200/);
      expect(await ask("auditor:inv-roles")).toMatch(/^200/);
      expect(await ask("help-desk:inv-roles")).toBe("403 scope-too-small");
      expect(await ask("administrator:inv-other")).toBe("404 no-such-tenant");
      expect(await ask("auditor:inv-other")).toBe("404 no-such-tenant");
    },
  );
});
