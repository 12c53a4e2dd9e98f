// Differences between two policies.
import { expect, it } from "vitest";
import { diffPolicies } from "../../worker/core/policy-diff.ts";

it("equal policies differ in nothing, however they are ordered", () => {
  expect(diffPolicies({}, {})).toEqual([]);
  expect(diffPolicies({ minLength: 6, forcePIN: true }, { forcePIN: true, minLength: 6 })).toEqual(
    [],
  );
});

it("a difference says what was and what is, in the order of the table", () => {
  const before = { easAllowCamera: true, minLength: 4, forcePIN: true, lost: 1 };
  const after = { mailDaysToSync: 7, minLength: 6, easAllowCamera: false, forcePIN: true };
  expect(diffPolicies(before, after)).toEqual([
    { setting: "mailDaysToSync", after: 7 },
    { setting: "minLength", before: 4, after: 6 },
    { setting: "easAllowCamera", before: true, after: false },
    { setting: "lost", before: 1 },
  ]);
});

it("false, 0 and Not Set are three different things", () => {
  expect(diffPolicies({ mailDaysToSync: 0 }, {})).toEqual([
    { setting: "mailDaysToSync", before: 0 },
  ]);
  expect(diffPolicies({}, { allowCamera: false })).toEqual([
    { setting: "allowCamera", after: false },
  ]);
});
