// Lists of users through /api/v1: out as CSV, in as CSV and JSON, hostile ones included.
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { readCsv } from "../../worker/wire/csv.ts";
import { administered, reasonOf } from "./api-client.ts";
import { handles } from "./world.ts";

const HEADING =
  "user,displayName,emailAddress,group,easAllowed,language,principalName,securityIdentifier";

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
      `${HEADING}\r\nalice,"'=HYPERLINK(""x"")",,,no,,,\r\nbob,"O""Brien, Bob",,,yes,,,\r\n`,
    );
    const again = await call("POST", "/users/import", { csv: exported.body });
    expect(again.body).toEqual({ added: 0, changed: 0 });
    const csv = exported.body.replace("Brien, Bob", "Brien").replace("no,,", "yes,de,");
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
    ["user,principalName\nbob,bob\n", 2, "principalName", "bad-principal-name"],
    ["user,securityIdentifier\nbob,512\n", 2, "securityIdentifier", "bad-security-identifier"],
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
