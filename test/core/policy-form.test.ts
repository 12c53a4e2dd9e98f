// Policy values in forms: what was typed becomes a value of its setting, only what changed is sent,
// and two people's changes are told apart setting by setting.
import { describe, expect, test } from "vitest";
import {
  changeOf,
  collisions,
  fieldText,
  SECTIONS,
  sectionRows,
  typedValue,
} from "../../worker/core/policy-form.ts";
import { SETTINGS, settingById, valueProblem } from "../../worker/core/settings.ts";
import type { PolicyValue, SettingRow } from "../../worker/core/settings-row.ts";

const ROWS = SETTINGS as readonly SettingRow[];
const rowOf = (id: string) => settingById(id) as SettingRow;

/** Values at the ends of what a setting takes. */
function edges({ value }: SettingRow): readonly PolicyValue[] {
  if (value.kind === "boolean") return [true, false];
  if (value.kind === "integer") return [value.min, value.max];
  if (value.kind === "choice") return value.choices.map((choice) => choice.value);
  return ["x", "true", "7"];
}

describe("a form's field", () => {
  test.each(ROWS.map((row) => [row.id, row] as const))(
    "carries %s through and back, and Not Set as nothing",
    (_id, row) => {
      for (const value of edges(row)) expect(typedValue(row, fieldText(value))).toBe(value);
      expect(fieldText(undefined)).toBe("");
      expect(typedValue(row, "")).toBeNull();
    },
  );

  test.each([
    ["forcePIN", "yes"],
    ["minLength", "4.5"],
    ["minLength", "1e1"],
    ["minLength", "99999999999999999999"],
    ["mailDaysToSync", "2"],
    ["preventPolicyRemoval", "perhaps"],
  ])("lets %s %j go on as it was typed, to be refused by name", (id, text) => {
    const value = typedValue(rowOf(id), text);
    expect(value).toBe(text);
    expect(valueProblem(rowOf(id).value, value)).toBeDefined();
  });
});

describe("sections", () => {
  test("hold every setting once", () => {
    const ids = SECTIONS.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(ROWS.map(({ id }) => id).toSorted());
    expect(sectionRows("nothing")).toBeUndefined();
  });
});

describe("a change", () => {
  const { rows } = sectionRows("passcode") ?? { rows: [] };

  test("holds only what the person changed", () => {
    const shown = { forcePIN: "true", minLength: "4", allowSimple: "" };
    const typed = { forcePIN: "true", minLength: "", allowSimple: "false" };
    expect(changeOf(rows, typed, shown)).toEqual({ minLength: null, allowSimple: false });
    expect(changeOf(rows, shown, shown)).toEqual({});
  });

  test("is no change where the form did not have the setting", () => {
    expect(changeOf(rows, {}, { forcePIN: "true" })).toEqual({});
  });

  test("meets another's: both, mine alone, theirs alone, and the same on both sides", () => {
    const shown = { forcePIN: "", minLength: "4", allowSimple: "", pinHistory: "" };
    const typed = { forcePIN: "true", minLength: "6", allowSimple: "", pinHistory: "5" };
    const draft = { forcePIN: true, minLength: 8, allowSimple: false };
    const found = collisions(rows, typed, shown, draft).map(({ row, mine, theirs, isConflict }) => [
      row.id,
      mine,
      theirs,
      isConflict,
    ]);
    expect(found).toEqual([
      ["forcePIN", "true", "true", false],
      ["allowSimple", undefined, "false", false],
      ["minLength", "6", "8", true],
      ["pinHistory", "5", "", false],
    ]);
  });
});
