// Values for tests of every setting: the ends of its range, and what lies outside.
import type { PolicyValue } from "../../worker/core/policy.ts";
import { SETTINGS } from "../../worker/core/settings.ts";
import type { SettingRow, SettingValue } from "../../worker/core/settings-row.ts";

export const ROWS: readonly SettingRow[] = SETTINGS;

/** The ends of a setting's range, or all its values. */
export function boundaries(row: SettingRow): PolicyValue[] {
  switch (row.value.kind) {
    case "boolean":
      return [false, true];
    case "integer":
      return [row.value.min, row.value.max];
    case "choice":
      return row.value.choices.map((choice) => choice.value);
    case "text":
      return ["x", "<&> 🐎".padEnd(row.value.maxLength - 1, "x")];
  }
}

/** Values that are of no setting of this kind, or outside its range. */
export function wrongValues(rule: SettingValue): unknown[] {
  const never = [undefined, [], {}, Number.NaN, Number.POSITIVE_INFINITY];
  switch (rule.kind) {
    case "boolean":
      return [...never, "true", 0, ""];
    case "integer":
      return [...never, rule.min - 1, rule.max + 1, rule.min + 0.5, `${rule.min}`, true];
    case "choice":
      return [...never, "no such choice", -1, true];
    case "text":
      return [...never, "", "  ", "x".repeat(rule.maxLength + 1), "a\u0007", true, 1];
  }
}
