// The table of policy settings. Rule: one row a setting, and everything reads it: checks, profile,
// console, command line, documentation. The rows stand in settings-account, settings-passcode,
// settings-restrictions and settings-eas.
import { ACCOUNT_SETTINGS } from "./settings-account.ts";
import { EAS_SETTINGS } from "./settings-eas.ts";
import { PASSCODE_SETTINGS } from "./settings-passcode.ts";
import { RESTRICTION_SETTINGS } from "./settings-restrictions.ts";
import { LATER_RESTRICTION_SETTINGS } from "./settings-restrictions-later.ts";
import type { SettingRow, SettingValue } from "./settings-row.ts";
import { isShowable } from "./settings-text.ts";

/** All settings, in the order people see them. */
export const SETTINGS = [
  ...ACCOUNT_SETTINGS,
  ...PASSCODE_SETTINGS,
  ...RESTRICTION_SETTINGS,
  ...LATER_RESTRICTION_SETTINGS,
  ...EAS_SETTINGS,
] as const satisfies readonly SettingRow[];

const BY_ID: ReadonlyMap<string, SettingRow> = new Map(SETTINGS.map((row) => [row.id, row]));

/** The row of a setting, or undefined if there is none of that name. */
export function settingById(id: string): SettingRow | undefined {
  return BY_ID.get(id);
}

/**
 * What is wrong with `value` for a setting, as the end of the sentence "SETTING ...", or undefined
 * if it is right.
 */
export function valueProblem(rule: SettingValue, value: unknown): string | undefined {
  switch (rule.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "integer":
      return isWithin(rule, value) ? undefined : `must be a whole number from ${range(rule)}`;
    case "choice":
      return rule.choices.some((choice) => choice.value === value)
        ? undefined
        : `must be one of ${rule.choices.map((choice) => choice.value).join(", ")}`;
    case "text":
      return textProblem(rule.maxLength, value);
  }
}

type IntegerRule = Extract<SettingValue, { kind: "integer" }>;

function isWithin(rule: IntegerRule, value: unknown): boolean {
  return (
    typeof value === "number" && Number.isInteger(value) && value >= rule.min && value <= rule.max
  );
}

function range(rule: IntegerRule): string {
  return `${rule.min} to ${rule.max}${rule.unit ? ` ${rule.unit}` : ""}`;
}

function textProblem(maxLength: number, value: unknown): string | undefined {
  if (typeof value !== "string") return "must be text";
  if (value.trim() === "") return "must not be empty";
  if ([...value].length > maxLength) return `must have at most ${maxLength} characters`;
  if (!isShowable(value)) return "must not hold control characters";
  return undefined;
}
