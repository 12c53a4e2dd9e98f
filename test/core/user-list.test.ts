// Lists of users as cells: what a cell means, and what is wrong with one.
import { describe, expect, it } from "vitest";
import { readUserList, USER_COLUMNS, userCells } from "../../worker/core/user-list.ts";

const RULES = {
  adapter: { loginForm: "ACME\\user", mailDomain: "acme.example" },
  groups: ["everyone", "Sales"],
};
const read = (...lines: readonly string[][]) =>
  readUserList(
    lines.map((cells, index) => ({ line: index + 1, cells })),
    RULES,
  );

describe("a list of users", () => {
  it("is read as it was written", () => {
    const users = [
      { user: "alice", displayName: "Alice", emailAddress: "a@acme.example", easAllowed: true },
      { user: "bob", group: "Sales", language: "de" as const, easAllowed: false },
      {
        ...{ user: "carl", easAllowed: true, principalName: "carl@acme.example" },
        securityIdentifier: "S-1-5-21-1-2-3-1104",
      },
    ];
    const again = read([...USER_COLUMNS], ...users.map(userCells));
    const people = { displayName: null, emailAddress: null, group: null, language: null };
    const nothing = { ...people, principalName: null, securityIdentifier: null };
    expect(again).toEqual({ ok: true, users: users.map((one) => ({ ...nothing, ...one })) });
  });

  it("names users in any notation of the tenant, and no one else's", () => {
    const names = ["ACME\\Alice", "bob@ACME.example", " carl "].map((name) => [name]);
    expect(read(["user"], ...names)).toEqual({
      ok: true,
      users: [{ user: "alice" }, { user: "bob" }, { user: "carl" }],
    });
    expect(read(["user"], ["OTHER\\alice"])).toMatchObject({ problems: [{ code: "bad-user" }] });
    expect(read(["user"], ["bob"], ["BOB@acme.example"])).toMatchObject({
      problems: [{ line: 3, code: "user-twice" }],
    });
  });

  it.each([
    ["yes", true],
    ["No", false],
    ["TRUE", true],
    ["false", false],
  ])("takes %s for an answer", (cell, easAllowed) => {
    expect(read(["user", "easAllowed"], ["bob", cell])).toEqual({
      ok: true,
      users: [{ user: "bob", easAllowed }],
    });
  });

  it("names everything that is wrong, not only the first", () => {
    const bad = read(
      ["user", "group", "easAllowed"],
      ["", "nowhere", "maybe"],
      ["bob", "Sales", "yes"],
      ["b\u0000b", "", "1"],
    );
    expect(!bad.ok && bad.problems.map(({ line, column }) => `${line} ${column}`)).toEqual([
      "2 user",
      "2 group",
      "2 easAllowed",
      "4 user",
      "4 easAllowed",
    ]);
  });

  it("is not read on where a thousand things are wrong", () => {
    const bad = read(["user"], ...Array.from({ length: 5_000 }, () => [""]));
    expect(!bad.ok && bad.problems).toHaveLength(1_000);
  });

  it("needs a heading that it knows", () => {
    expect(read()).toMatchObject({ problems: [{ code: "no-lines" }] });
    expect(read(["user", "toString"])).toMatchObject({ problems: [{ code: "column-unknown" }] });
    expect(read(["User"])).toMatchObject({
      problems: [{ code: "column-missing" }, { code: "column-unknown" }],
    });
    expect(read(["user"])).toEqual({ ok: true, users: [] });
  });
});
