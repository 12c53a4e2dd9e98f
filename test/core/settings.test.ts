// The table of settings itself, and the rules for values.
import { describe, expect, it } from "vitest";
import { SETTINGS, settingById, valueProblem } from "../../worker/core/settings.ts";
import type { SettingRow, SettingValue } from "../../worker/core/settings-row.ts";

const rows: readonly SettingRow[] = SETTINGS;

describe("the settings table", () => {
  it("names every setting once, and finds it by its name", () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    for (const row of rows) expect(settingById(row.id)).toBe(row);
    for (const id of ["", "nothing", "__proto__", "constructor"]) {
      expect(settingById(id)).toBeUndefined();
    }
  });

  it("writes no key of a payload twice", () => {
    const inProfile = rows.flatMap(({ profile }) => (profile ? [profile] : []));
    const keys = inProfile.map(({ payload, key }) => `${payload} ${key}`);
    expect(new Set(keys).size).toBe(inProfile.length);
  });

  it("has the 11 passcode settings of the payload", () => {
    expect(rows.filter((row) => row.section === "passcode")).toHaveLength(11);
  });

  it.each(rows)("explains $id and gives the phone's default as a value it takes", (row) => {
    expect(row.label).toMatch(/^\S.*\S$/);
    expect(row.help).toMatch(/\.$/);
    if (row.phoneDefault !== undefined) {
      expect(valueProblem(row.value, row.phoneDefault)).toBeUndefined();
    }
  });
});

const INTEGER: SettingValue = { kind: "integer", min: 2, max: 11, unit: "attempts" };
const TEXT: SettingValue = { kind: "text", maxLength: 4 };
const CHOICE: SettingValue = {
  kind: "choice",
  choices: [
    { value: 0, label: "never" },
    { value: 1.5, label: "sometimes" },
  ],
};

describe("values of settings", () => {
  it.each<[SettingValue, unknown, string | undefined]>([
    [{ kind: "boolean" }, true, undefined],
    [{ kind: "boolean" }, "true", "must be true or false"],
    [{ kind: "boolean" }, 1, "must be true or false"],
    [INTEGER, 2, undefined],
    [INTEGER, 11, undefined],
    [INTEGER, 1, "must be a whole number from 2 to 11 attempts"],
    [INTEGER, 12, "must be a whole number from 2 to 11 attempts"],
    [INTEGER, 2.5, "must be a whole number from 2 to 11 attempts"],
    [INTEGER, "2", "must be a whole number from 2 to 11 attempts"],
    [INTEGER, Number.NaN, "must be a whole number from 2 to 11 attempts"],
    [CHOICE, 1.5, undefined],
    [CHOICE, 1, "must be one of 0, 1.5"],
    [CHOICE, "0", "must be one of 0, 1.5"],
    [TEXT, "🐎🐎🐎🐎", undefined],
    [TEXT, "12345", "must have at most 4 characters"],
    [TEXT, " ", "must not be empty"],
    [TEXT, "a\u0000", "must not hold control characters"],
    [TEXT, "a\u202e", "must not hold control characters"],
    [TEXT, "\ud83d", "must not hold control characters"],
    [TEXT, 4, "must be text"],
    [TEXT, ["a"], "must be text"],
    [TEXT, undefined, "must be text"],
  ])("%j of %j: %s", (rule, value, problem) => {
    expect(valueProblem(rule, value)).toBe(problem);
  });
});
