// Passcode rules: which are stricter, and which passcodes they take.
import { describe, expect, test } from "vitest";
import {
  type PasscodeValues,
  passcodeProblem,
  strictestPasscode,
} from "../../../simulator/phone/passcode.ts";

describe("a passcode", () => {
  const cases: [policy: PasscodeValues, code: string | null, good: boolean][] = [
    [{}, null, true],
    [{}, "1234", true],
    [{}, "123", false],
    [{ forcePIN: true }, null, false],
    [{ forcePIN: true }, "", false],
    [{ forcePIN: true, minLength: 6 }, "12345", false],
    [{ forcePIN: true, minLength: 6 }, "123456", true],
    [{ allowSimple: false }, "1111", false],
    [{ allowSimple: false }, "1234", false],
    [{ allowSimple: false }, "9876", false],
    [{ allowSimple: false }, "1357", true],
    [{ requireAlphanumeric: true }, "417290", false],
    [{ requireAlphanumeric: true }, "a17290", true],
    [{ minComplexChars: 2 }, "abc-17", false],
    [{ minComplexChars: 2 }, "abc-1!", true],
  ];
  test.each(cases)("under %j %j complies: %s", (policy, code, good) => {
    expect(passcodeProblem(policy, code) === null).toBe(good);
  });
  test("used before is refused for as many as the history counts", () => {
    const history = ["one-1", "two-2", "tri-3"];
    expect(passcodeProblem({ pinHistory: 2 }, "two-2", history)).not.toBeNull();
    expect(passcodeProblem({ pinHistory: 2 }, "one-1", history)).toBeNull();
  });
});

test("zero minutes and days mean no limit, so any limit is stricter", () => {
  const joined = strictestPasscode([
    { maxInactivity: 0, maxPINAgeInDays: 30, allowSimple: true },
    { maxInactivity: 10, maxPINAgeInDays: 0, allowSimple: false, pinHistory: 5 },
  ]);
  expect(joined).toEqual({
    maxInactivity: 10,
    maxPINAgeInDays: 30,
    allowSimple: false,
    pinHistory: 5,
  });
});
