// Names and passwords of the console's operators.
import { describe, expect, it } from "vitest";
import { operatorName, passwordProblem } from "../../worker/core/operator.ts";

describe("an operator's name", () => {
  it.each([
    ["alice", "alice"],
    [" Alice@ACME.example ", "alice@acme.example"],
    ["o'neil+ops@acme.example", "o'neil+ops@acme.example"],
    ["Müller", "müller"],
    ["Mu\u0308ller", "müller"],
  ])("%j is %j", (typed, name) => expect(operatorName(typed)).toBe(name));

  it.each(["", " ", "a b", "a\nb", "<b>", "owner", "OWNER", "provost", "a\u202eb", "@a", "a/b"])(
    "%j is none",
    (typed) => expect(operatorName(typed)).toBeUndefined(),
  );

  it("has 100 characters at most", () => {
    expect(operatorName("a".repeat(100))).toHaveLength(100);
    expect(operatorName("a".repeat(101))).toBeUndefined();
  });
});

describe("a password", () => {
  it.each([
    ["four words in a row", undefined],
    ["äöüß€ 12345 ", undefined],
    ["elevenchars", "too-short"],
    ["twelve chars", undefined],
    ["🔑".repeat(11), "too-short"],
    ["ab".repeat(20), "too-simple"],
    ["x".repeat(12), "too-simple"],
    ["I am Alice of Acme", "holds-the-name"],
    [`${"abcdefgh".repeat(25)}`, undefined],
    [`${"abcdefgh".repeat(25)}i`, "too-long"],
  ])("%j: %s", (password, problem) => expect(passwordProblem("alice", password)).toBe(problem));
});
