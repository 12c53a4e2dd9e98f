// Groups, users and their lists, and the records of a tenant through /api/v1, over the real objects.
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { readCsv } from "../../worker/wire/csv.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { handles } from "./world.ts";

/** A tenant and its administrator's calls. */
async function administered(name: string) {
  await makeTenant(name);
  const token = await tokenFor(`administrator:${name}`);
  return (method: string, path: string, body?: unknown) =>
    send(method, `/tenants/${name}${path}`, { token, body });
}
const HEADING = "user,displayName,emailAddress,group,easAllowed,language";

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

describe("a list of users", () => {
  it("goes out, is changed in a spreadsheet, and comes in again", async () => {
    const call = await administered("round-trip");
    await call("PUT", "/users/alice", { displayName: '=HYPERLINK("x")', easAllowed: false });
    await call("PUT", "/users/bob", { displayName: 'O"Brien, Bob', password: "secret" });
    const exported = await call("GET", "/users.csv");
    expect(exported.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(exported.headers.get("content-disposition")).toBe(
      'attachment; filename="round-trip-users.csv"',
    );
    expect(exported.body).toBe(
      `${HEADING}\r\nalice,"'=HYPERLINK(""x"")",,,no,\r\nbob,"O""Brien, Bob",,,yes,\r\n`,
    );
    const again = await call("POST", "/users/import", { csv: exported.body });
    expect(again.body).toEqual({ added: 0, changed: 0 });
    const csv = exported.body.replace("Brien, Bob", "Brien").replace("no,", "yes,de");
    expect((await call("POST", "/users/import", { csv })).body).toEqual({ added: 0, changed: 2 });
    expect((await call("GET", "/users/alice")).body).toEqual({
      user: "alice",
      displayName: '=HYPERLINK("x")',
      easAllowed: true,
      language: "de",
    });
    expect(await handles.tenant("round-trip").checkLocalPassword("bob", "secret")).toBe(true);
  });

  it("of more users than a page is exported whole", async () => {
    const call = await administered("long-list");
    const users = Array.from({ length: 1_203 }, (_, index) => ({ user: `user${index}` }));
    expect((await call("POST", "/users/import", { users })).body).toEqual({
      added: 1_203,
      changed: 0,
    });
    expect(readCsv((await call("GET", "/users.csv")).body)).toHaveLength(1_204);
    const log = await call("GET", "/audit.jsonl");
    expect(log.headers.get("content-type")).toBe("application/jsonl");
    const entries = log.body
      .trimEnd()
      .split("\n")
      .map((line: string) => JSON.parse(line));
    expect(entries.length).toBeGreaterThan(1_203);
    expect(brokenLink(entries)).toBeUndefined();
  });

  it("without a column leaves that column's fields alone; an empty cell takes one away", async () => {
    const call = await administered("columns");
    await call("PUT", "/users/bob", { easAllowed: false, displayName: "Bob", language: "de" });
    const csv = "\ufeffuser;displayName\nACME\\Bob;\n";
    await call("PATCH", "/adapter", { loginForm: "ACME\\user" });
    await call("POST", "/adapter/restart");
    expect((await call("POST", "/users/import", { csv })).body).toEqual({ added: 0, changed: 1 });
    expect((await call("GET", "/users/bob")).body).toEqual({
      user: "bob",
      easAllowed: false,
      language: "de",
    });
  });

  it("can be tried out, and then nothing is written", async () => {
    const call = await administered("tried-out");
    await call("PUT", "/users/bob", {});
    const csv = "user,displayName\nalice,Alice\nbob,Bob\n";
    const tried = await call("POST", "/users/import", { csv, check: true });
    expect(tried.body).toEqual({
      added: 1,
      changed: 1,
      preview: [
        { user: "alice", displayName: "Alice" },
        { user: "bob", displayName: "Bob" },
      ],
    });
    expect((await call("GET", "/users")).body.users).toEqual([{ user: "bob", easAllowed: true }]);
  });

  const LINES: readonly (readonly [text: string, line: number, column: string, code: string])[] = [
    ["", 1, "", "no-lines"],
    ["displayName\nBob\n", 1, "user", "column-missing"],
    ["user,user\nbob,bob\n", 1, "user", "column-twice"],
    ["user,__proto__\nbob,x\n", 1, "__proto__", "column-unknown"],
    ["user,password\nbob,secret\n", 1, "password", "column-unknown"],
    ["user\n\n", 2, "user", "bad-user"],
    ["user\nbob\nBOB\n", 3, "user", "user-twice"],
    ["user\nEVIL\\bob\n", 2, "user", "bad-user"],
    ["user\nbob\u0000\n", 2, "user", "bad-user"],
    ["user,displayName\nbob,\u202eBob\n", 2, "displayName", "bad-label"],
    [`user,displayName\nbob,${"x".repeat(101)}\n`, 2, "displayName", "bad-label"],
    ["user,emailAddress\nbob,nobody\n", 2, "emailAddress", "bad-address"],
    ["user,group\nbob,nowhere\n", 2, "group", "no-such-group"],
    ["user,easAllowed\nbob,\n", 2, "easAllowed", "bad-answer"],
    ["user,easAllowed\nbob,constructor\n", 2, "easAllowed", "bad-answer"],
    ["user,language\nbob,tlh\n", 2, "language", "bad-language"],
    ['user,displayName\nbob,"Bob\n', 2, "", "no-csv"],
    ["user,displayName\nbob,Bob,x\n", 2, "", "no-csv"],
    ['user,displayName\nbob,B"ob\n', 2, "", "no-csv"],
  ];
  it("is refused as a whole, with every bad line named", async () => {
    const call = await administered("bad-lists");
    for (const [csv, line, column, code] of LINES) {
      const refused = await call("POST", "/users/import", { csv });
      expect([csv, reasonOf(refused)]).toEqual([csv, "400 bad-lines"]);
      expect(refused.body.error.problems).toMatchObject([{ line, column, code }]);
    }
    const two = "user,language\ngood,de\nbob,x\ncarl,y\n";
    const both = await call("POST", "/users/import", { csv: two });
    expect(both.body.error.problems.map((problem: { line: number }) => problem.line)).toEqual([
      3, 4,
    ]);
    expect((await call("GET", "/users")).body.users).toEqual([]);
  });

  it("as JSON names the bad one by its place, and takes no password", async () => {
    const call = await administered("json-lists");
    const users = [{ user: "alice" }, { user: "bob", group: "nowhere" }];
    const refused = await call("POST", "/users/import", { users });
    expect(refused.body.error).toMatchObject({
      reason: "bad-lines",
      problems: [{ index: 1, code: "no-such-group" }],
    });
    const secret = { users: [{ user: "alice", password: "secret" }] };
    expect(reasonOf(await call("POST", "/users/import", secret))).toBe("400 bad-body");
    expect(reasonOf(await call("POST", "/users/import", {}))).toBe("400 bad-body");
    expect(reasonOf(await call("POST", "/users/import", { users: [], csv: "" }))).toBe(
      "400 bad-body",
    );
    expect((await call("GET", "/users")).body.users).toEqual([]);
  });

  it("of more than 5 MB is not read", async () => {
    const call = await administered("too-long");
    const csv = `user\n${"x".repeat(5 * 1024 * 1024)}`;
    const refused = await call("POST", "/users/import", { csv });
    expect(reasonOf(refused)).toBe("413 body-too-large");
    expect(refused.body.error.message).toContain("5120 KB");
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
    const own = (await call("GET", "/groups/everyone/policy")).body;
    expect(own.draft.removalPassword).toBe("open sesame");
    expect(own.locked["ios-profile"].version).toBe(seen.body.locked["ios-profile"].version);
  });
});
