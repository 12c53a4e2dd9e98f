// The tenant object's people in workerd: groups, users in pages and imports, what the gateway is
// told of them, the aliases a tenant claims, and devices known from elsewhere.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { FAMILIES } from "../../worker/core/settings-row.ts";
import { DAY, foundTenant, rows, START } from "./world.ts";

const EVERYONE = {
  name: "everyone",
  isDefault: true,
  easAllowed: true,
  users: 0,
  locked: {},
  states: { "ios-profile": "not-set", "eas-security": "not-set" },
  hasUnlockedChanges: false,
};
const user = (name: string, more: object = {}) => ({ user: name, easAllowed: true, ...more });

describe("groups", () => {
  it("show their users and their policy at a glance", async () => {
    const { tenant } = await foundTenant("glance");
    expect(await tenant.groups()).toEqual([EVERYONE]);
    await tenant.addGroup("Sales", "ann");
    await tenant.putUser(user("bob", { group: "Sales" }), null, "ann");
    await tenant.editPolicy("Sales", { forcePIN: true }, "ann");
    const sales = { ...EVERYONE, name: "Sales", isDefault: false, users: 1 };
    const states = { ...EVERYONE.states, "ios-profile": "set" };
    expect(await tenant.groups()).toEqual([
      { ...sales, states, hasUnlockedChanges: true },
      EVERYONE,
    ]);
    await tenant.lockPolicy("Sales", FAMILIES, "ann");
    const [locked] = await tenant.groups();
    expect(locked).toMatchObject({
      name: "Sales",
      states: { "ios-profile": "locked", "eas-security": "locked" },
      hasUnlockedChanges: false,
    });
    expect(Object.keys(locked?.locked ?? {}).sort()).toEqual(["eas-security", "ios-profile"]);
    await tenant.editPolicy("Sales", { forcePIN: null }, "ann");
    expect((await tenant.groups())[0]?.hasUnlockedChanges).toBe(true);
  });

  it("go only when nobody belongs to them, and come back as others", async () => {
    const { tenant, stub } = await foundTenant("going");
    await tenant.addGroup("Sales", "ann");
    await tenant.lockPolicy("Sales", FAMILIES, "ann");
    await tenant.putUser(user("bob", { group: "Sales" }), null, "ann");
    const inUse = { ok: false, reason: "group-in-use" };
    expect(await tenant.removeGroup("Sales", "ann")).toEqual(inUse);
    expect(await tenant.removeGroup("everyone", "ann")).toEqual(inUse);
    expect(await tenant.removeGroup("nobody", "ann")).toEqual({
      ok: false,
      reason: "no-such-group",
    });
    const version = (await tenant.policyHistory("Sales"))[0]?.version ?? "";
    await tenant.removeUser("bob", "ann");
    expect(await tenant.removeGroup("Sales", "ann")).toEqual({ ok: true });
    await evictDurableObject(stub);
    expect((await tenant.groups()).map(({ name }) => name)).toEqual(["everyone"]);
    await tenant.addGroup("Sales", "ann");
    expect(await tenant.policyHistory("Sales")).toEqual([]);
    expect((await tenant.policy("Sales"))?.revision).toBe(0);
    expect(await tenant.policyVersion(version)).not.toBeNull();
  });

  it.each(["", " x", "a\u0000b", "\u202egroup", "x".repeat(101)])(
    "have names one can read, row %#",
    async (name) => {
      const { tenant } = await foundTenant("group-names");
      expect(await tenant.addGroup(name, "ann")).toEqual({ ok: false, reason: "bad-name" });
    },
  );

  it("may be denied Exchange ActiveSync as a whole", async () => {
    const { tenant, stub } = await foundTenant("group-eas");
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    await tenant.putUser(user("bob"), null, "ann");
    expect(await tenant.setGroupEas("everyone", false, "ann")).toEqual({ ok: true });
    for (const name of ["bob", "alice"]) {
      expect(await tenant.account(name)).toEqual({ ok: false, reason: "eas-not-allowed" });
      expect(await tenant.admission(name, "appl1")).toEqual({ easAllowed: false });
    }
    await evictDurableObject(stub);
    expect((await tenant.groups())[0]?.easAllowed).toBe(false);
    await tenant.setGroupEas("everyone", true, "ann");
    expect(await tenant.admission("bob", "appl1")).toEqual({ easAllowed: true });
    expect(await tenant.setGroupEas("nobody", true, "ann")).toMatchObject({ ok: false });
    const acts = (await tenant.audit(0, 100)).map(({ action }) => action);
    expect(acts.filter((action) => action.startsWith("group-eas"))).toEqual([
      "group-eas-denied",
      "group-eas-allowed",
    ]);
  });
});

describe("users", () => {
  it("come in pages, and are found by name, display name and address", async () => {
    const { tenant } = await foundTenant("user-pages");
    const names = Array.from({ length: 7 }, (_, index) => `user${index}`);
    for (const name of names) await tenant.putUser(user(name), null, "ann");
    const müller = user("zoe", { displayName: "Zoë MÜLLER", emailAddress: "Z.M@acme.example" });
    await tenant.putUser(müller, null, "ann");
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await tenant.userPage({ limit: 3, ...(after && { after }) });
      seen.push(...page.users.map((record) => record.user));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([...names, "zoe"]);
    for (const search of ["zoe", "müller", "Müller", "z.m@ACME"]) {
      expect((await tenant.userPage({ search })).users).toEqual([müller]);
    }
    expect(await tenant.userPage({ search: "%" })).toEqual({ users: [] });
    await tenant.putUser(user("zoe", { displayName: "Zoë Maier" }), null, "ann");
    expect((await tenant.userPage({ search: "müller" })).users).toEqual([]);
    expect((await tenant.userPage({ limit: 1_000_000 })).users).toHaveLength(8);
    expect((await tenant.userPage({ limit: -1 })).users).toHaveLength(1);
  });

  it("have a language, and lose what a new record does not name", async () => {
    const { tenant } = await foundTenant("languages");
    await tenant.putUser(user("bob", { language: "de", displayName: "Bob" }), "secret", "ann");
    expect(await tenant.user("bob")).toEqual(user("bob", { language: "de", displayName: "Bob" }));
    await tenant.putUser(user("bob"), null, "ann");
    expect(await tenant.user("bob")).toEqual(user("bob"));
    expect(await tenant.checkLocalPassword("bob", "secret")).toBe(true);
    expect(await tenant.user("alice")).toBeNull();
    const klingon = { user: "bob", easAllowed: true, language: "tlh" as "de" };
    expect(await tenant.putUser(klingon, null, "ann")).toMatchObject({ ok: false });
  });

  it("of an import are taken all or none, over an eviction", async () => {
    const { tenant, stub } = await foundTenant("imports");
    await tenant.putUser(user("bob", { easAllowed: false, displayName: "Bob" }), "secret", "ann");
    const bad = [{ user: "alice" }, { user: "bob", group: "nowhere" }, { user: "Carl" }];
    expect(await tenant.importUsers(bad, "ann")).toEqual({
      ok: false,
      reason: "no-such-group",
      index: 1,
    });
    expect((await tenant.users()).map((record) => record.user)).toEqual(["bob"]);
    const good = [
      { user: "alice", displayName: "Alice", emailAddress: "a@acme.example" },
      { user: "bob", emailAddress: "b@acme.example" },
      { user: "carl", language: "de" as const },
    ];
    expect(await tenant.importUsers(good, "ann")).toEqual({ ok: true, added: 2, changed: 1 });
    await evictDurableObject(stub);
    expect(await tenant.importUsers(good, "ann")).toEqual({ ok: true, added: 0, changed: 0 });
    expect(await tenant.users()).toEqual([
      user("alice", { displayName: "Alice", emailAddress: "a@acme.example" }),
      { user: "bob", displayName: "Bob", emailAddress: "b@acme.example", easAllowed: false },
      user("carl", { language: "de" }),
    ]);
    expect(await tenant.checkLocalPassword("bob", "secret")).toBe(true);
    const undo = [{ user: "bob", displayName: null, emailAddress: null }];
    await tenant.importUsers(undo, "ann");
    expect(await tenant.user("bob")).toEqual({ user: "bob", easAllowed: false });
    const acts = (await tenant.auditNewest({ limit: 2 })).map(({ action, subject, detail }) => [
      action,
      subject,
      detail,
    ]);
    expect(acts).toEqual([
      ["users-imported", "users", '{"added":0,"changed":1}'],
      ["user-put", "bob", '{"easAllowed":false,"user":"bob"}'],
    ]);
  });
});

describe("the gateway", () => {
  it("is told of the security family where it is Locked, also if it holds nothing", async () => {
    const { tenant } = await foundTenant("admissions");
    expect(await tenant.admission("alice", "appl1")).toEqual({ easAllowed: true });
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    expect((await tenant.admission("alice", "appl1")).easPolicy?.values).toEqual({});
    await tenant.editPolicy("everyone", { easPasswordEnabled: true, forcePIN: true }, "ann");
    expect((await tenant.admission("alice", "appl1")).easPolicy?.values).toEqual({});
    await tenant.lockPolicy("everyone", ["eas-security"], "ann");
    const locked = (await tenant.policy("everyone"))?.locked["eas-security"];
    expect(locked?.values).toEqual({ easPasswordEnabled: true });
    expect(await tenant.admission("alice", "appl1")).toEqual({
      easAllowed: true,
      easPolicy: locked,
    });
    await tenant.putUser(user("bob", { easAllowed: false }), null, "ann");
    expect((await tenant.admission("bob", "appl1")).easAllowed).toBe(false);
    await tenant.setDefaultGroup(null, "ann");
    expect(await tenant.admission("alice", "appl1")).toEqual({ easAllowed: true });
  });

  it("is told until when a device that Exchange knew needs no proof", async () => {
    const { tenant, stub } = await foundTenant("known");
    const device = (deviceId: string) => ({ user: "alice", deviceId, deviceType: "iPhone" });
    const grace = START + 30 * DAY;
    const three = ["a", "b", "c"].map(device);
    expect(await tenant.importKnownDevices(three, grace, "ann")).toEqual({ added: 3, changed: 0 });
    const moved = await tenant.importKnownDevices([device("c"), device("d")], grace + 1, "ann");
    expect(moved).toEqual({ added: 1, changed: 1 });
    await evictDurableObject(stub);
    expect(await tenant.admission("alice", "a")).toEqual({ easAllowed: true, graceUntil: grace });
    expect((await tenant.admission("alice", "c")).graceUntil).toBe(grace + 1);
    expect(await tenant.admission("bob", "a")).toEqual({ easAllowed: true });
    const first = await tenant.knownDevices({ limit: 3 });
    expect(first).toMatchObject({ total: 4, devices: [{ deviceId: "a" }, {}, {}] });
    const rest = await tenant.knownDevices({ limit: 3, after: first.next ?? "" });
    expect(rest).toEqual({ total: 4, devices: [{ ...device("d"), graceUntil: grace + 1 }] });
    expect((await tenant.knownDevices({ after: "no cursor" })).devices).toHaveLength(4);
    expect(await tenant.forgetKnownDevices("ann")).toBe(4);
    expect(await tenant.admission("alice", "a")).toEqual({ easAllowed: true });
    expect(await rows(stub, "known_devices")).toEqual([]);
  });
});

describe("aliases", () => {
  it("are listed as long as they are claimed, and each claim is in the audit log", async () => {
    const { tenant, stub } = await foundTenant("alias-list");
    await tenant.noteAlias("acme", true, "ann", "owner");
    await tenant.noteAlias("acme", true, "ann", "owner");
    await tenant.noteAlias("beta", true, "ann", "waiting");
    await evictDurableObject(stub);
    expect(await tenant.aliases()).toEqual(["acme", "beta"]);
    await tenant.noteAlias("acme", false, "ben", "");
    expect(await tenant.aliases()).toEqual(["beta"]);
    expect(await tenant.auditNewest({ limit: 1 })).toMatchObject([
      { actor: "ben", action: "alias-released", subject: "acme" },
    ]);
  });
});

describe("the audit log, newest first", () => {
  it("goes back page by page, and can be searched", async () => {
    const { tenant } = await foundTenant("newest");
    for (const subject of ["One", "two", "three"]) await tenant.note("ann", "noted", subject, "");
    const subjects = async (query: { before?: number; limit: number; search?: string }) =>
      (await tenant.auditNewest(query)).map(({ subject }) => subject);
    expect(await subjects({ limit: 2 })).toEqual(["three", "two"]);
    expect(await subjects({ limit: 2, before: 3 })).toEqual(["One", "newest"]);
    expect(await subjects({ limit: 9, search: "ONE" })).toEqual(["One"]);
    expect(await subjects({ limit: 9, search: "ANN noted t" })).toEqual(["three", "two"]);
    expect(await subjects({ limit: 0 })).toEqual([]);
    expect(await subjects({ limit: 9, search: "%" })).toEqual([]);
  });
});

describe("the door", () => {
  it("opens to the tenant's methods only: what they work with are fields, which no call reaches", async () => {
    const { stub } = await foundTenant("door");
    const methods = await runInDurableObject(stub, (object) => methodsOf(object));
    expect(methods).toContain("putUser");
    for (const field of ["sql", "write", "schema", "clock"]) expect(methods).not.toContain(field);
  });
});

function methodsOf(object: object): string[] {
  const prototype = Object.getPrototypeOf(object);
  return prototype ? [...Object.getOwnPropertyNames(prototype), ...methodsOf(prototype)] : [];
}
