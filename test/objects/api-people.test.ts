// Groups, users and the records of a tenant through /api/v1, over the real objects.
import { describe, expect, it } from "vitest";
import { administered, reasonOf, send, tokenFor } from "./api-client.ts";

describe("groups through the API", () => {
  it("are listed at a glance, denied and allowed mail, and removed when empty", async () => {
    const call = await administered("api-groups");
    expect((await call("GET", "/groups")).body.groups).toMatchObject([
      { name: "everyone", isDefault: true, easAllowed: true, users: 0, locked: {} },
    ]);
    await call("POST", "/groups", { name: "a/b & <c>" });
    const group = `/groups/${encodeURIComponent("a/b & <c>")}`;
    expect((await call("PUT", `${group}/eas`, { allowed: false })).body).toEqual({
      allowed: false,
    });
    expect((await call("GET", "/groups")).body.groups[0]).toMatchObject({
      name: "a/b & <c>",
      easAllowed: false,
    });
    expect(reasonOf(await call("PUT", `${group}/eas`, { allowed: "no" }))).toBe("400 bad-body");
    expect(reasonOf(await call("DELETE", "/groups/everyone"))).toBe("409 group-in-use");
    expect((await call("DELETE", group)).status).toBe(204);
    expect(reasonOf(await call("DELETE", group))).toBe("404 no-such-group");
    expect(reasonOf(await call("PUT", `${group}/eas`, { allowed: true }))).toBe(
      "404 no-such-group",
    );
  });
});

describe("users through the API", () => {
  it("come in pages and one by one, under any spelling of their name", async () => {
    const call = await administered("api-users");
    for (const name of ["alice", "bob", "carl"]) await call("PUT", `/users/${name}`, {});
    await call("PUT", "/users/bob", { displayName: "Böb", language: "de" });
    const first = (await call("GET", "/users?limit=2")).body;
    expect(first.users.map((record: { user: string }) => record.user)).toEqual(["alice", "bob"]);
    const rest = (await call("GET", `/users?limit=2&after=${first.next}`)).body;
    expect(rest).toEqual({ users: [{ user: "carl", easAllowed: true }] });
    expect((await call("GET", "/users?search=B%C3%96B")).body.users).toHaveLength(1);
    expect((await call("GET", "/users/Bob%40acme.example")).body).toEqual({
      user: "bob",
      displayName: "Böb",
      language: "de",
      easAllowed: true,
    });
    expect(reasonOf(await call("GET", "/users/dave"))).toBe("404 no-such-user");
    expect((await call("PUT", "/users/dave", { language: "fr" })).body.error).toMatchObject({
      field: "language",
    });
    expect((await call("PUT", "/users/dave", { group: "nowhere" })).body.error).toMatchObject({
      reason: "no-such-group",
      field: "group",
    });
  });
});

describe("the audit log through the API", () => {
  it("is read newest first, back to its beginning, and searched", async () => {
    const call = await administered("api-log");
    for (const name of ["alice", "bob", "carl"]) await call("PUT", `/users/${name}`, {});
    const subjects = async (query: string) =>
      (await call("GET", `/audit?order=newest${query}`)).body.entries.map(
        ({ sequence, subject }: { sequence: number; subject: string }) => `${sequence} ${subject}`,
      );
    expect(await subjects("&limit=2")).toEqual(["5 carl", "4 bob"]);
    expect(await subjects("&limit=2&before=4")).toEqual(["3 alice", "2 ci administrator:api-log"]);
    expect(await subjects("&search=CARL")).toEqual(["5 carl"]);
    expect(await subjects("&before=1")).toEqual([]);
    expect(await subjects("&limit=x&before=-1")).toHaveLength(5);
  });
});

describe("a user's effective policy through the API", () => {
  it("names each value's origin, for users with and without a record", async () => {
    const call = await administered("effective");
    await call("POST", "/groups", { name: "Sales" });
    await call("PUT", "/users/bob", { group: "Sales", displayName: "Bob" });
    await call("PATCH", "/groups/Sales/policy", { minLength: 6 });
    const before = (await call("GET", "/users/Bob/policy")).body;
    const of = (body: { settings: { setting: string }[] }) =>
      body.settings.find(({ setting }) => setting === "minLength");
    expect(of(before)?.setting).toBe("minLength");
    expect(of(before)).not.toMatchObject({ value: 6 });
    const locked = (await call("POST", "/groups/Sales/policy/lock")).body.locked["ios-profile"];
    const after = (await call("GET", "/users/Bob/policy")).body;
    expect(after).toMatchObject({
      user: "bob",
      group: { name: "Sales", byDefault: false },
      easAllowed: true,
    });
    expect(of(after)).toEqual({
      setting: "minLength",
      family: "ios-profile",
      value: 6,
      origin: { from: "group-policy", group: "Sales", version: locked.version },
    });
    await call("PUT", "/groups/everyone/eas", { allowed: false });
    const other = (await call("GET", "/users/carl/policy")).body;
    expect(other).toMatchObject({
      group: { name: "everyone", byDefault: true },
      easAllowed: false,
    });
    await call("PUT", "/default-group", { group: null });
    expect((await call("GET", "/users/carl/policy")).body).not.toHaveProperty("group");
    expect(reasonOf(await call("GET", "/users/EVIL%5Ccarl/policy"))).toBe("404 no-such-user");
  });
});

describe("the removal password", () => {
  it("is shown to administrators, and a mark in its place to auditors", async () => {
    const call = await administered("removal");
    const secret = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    await call("PATCH", "/groups/everyone/policy", secret);
    await call("POST", "/groups/everyone/policy/lock");
    const auditor = await tokenFor("auditor:removal");
    const path = "/tenants/removal/groups/everyone/policy";
    const seen = await send("GET", path, { token: auditor });
    expect(JSON.stringify(seen.body)).not.toContain("open sesame");
    expect(seen.body.draft.removalPassword).toBe("********");
    expect(seen.body.locked["ios-profile"].values.removalPassword).toBe("********");
    const bobs = await send("GET", "/tenants/removal/users/bob/policy", { token: auditor });
    expect(JSON.stringify(bobs.body)).toContain("********");
    expect(JSON.stringify(bobs.body)).not.toContain("open sesame");
    const own = (await call("GET", "/groups/everyone/policy")).body;
    expect(own.draft.removalPassword).toBe("open sesame");
    expect(own.locked["ios-profile"].version).toBe(seen.body.locked["ios-profile"].version);
  });
});
