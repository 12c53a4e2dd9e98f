// Policy values as a form carries them: text, where "" is Not Set. Rule: a change holds only what
// the person changed, so that it does not take back what somebody else did meanwhile; text that is
// no value of its setting goes on as it was typed, to be refused by name.
import type { PolicyValue, PolicyValues } from "./policy.ts";
import { SETTINGS } from "./settings.ts";
import { FAMILIES, type Family, familyOf, type SettingRow } from "./settings-row.ts";

type Section = SettingRow["section"];

/** The settings of one section, in the table's order. */
export interface SectionRows {
  readonly section: Section;
  readonly family: Family;
  readonly rows: readonly SettingRow[];
}

/** All settings by family and section, in the order people see them. */
export const SECTIONS: readonly SectionRows[] = FAMILIES.flatMap((family) => {
  const own = (SETTINGS as readonly SettingRow[]).filter((row) => familyOf(row) === family);
  return [...new Set(own.map(({ section }) => section))].map((section) => ({
    section,
    family,
    rows: own.filter((row) => row.section === section),
  }));
});

/** A section by its name. */
export function sectionRows(section: string): SectionRows | undefined {
  return SECTIONS.find((each) => each.section === section);
}

/** A value as a form shows it. */
export function fieldText(value: PolicyValue | undefined): string {
  return value === undefined ? "" : String(value);
}

/** What was typed, as a value; null for Not Set. */
export function typedValue({ value }: SettingRow, text: string): PolicyValue | null {
  if (text === "") return null;
  switch (value.kind) {
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "integer":
      return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
    case "choice":
      return value.choices.find((choice) => String(choice.value) === text)?.value ?? text;
    case "text":
      return text;
  }
}

/** Texts of a form by setting id. */
export type FormTexts = Readonly<Record<string, string>>;

/** The settings that the person changed: typed something else than what the form showed at first. */
export function changeOf(
  rows: readonly SettingRow[],
  typed: FormTexts,
  shown: FormTexts,
): Record<string, PolicyValue | null> {
  const changed = rows.filter(({ id }) => typed[id] !== undefined && typed[id] !== shown[id]);
  return Object.fromEntries(changed.map((row) => [row.id, typedValue(row, typed[row.id] ?? "")]));
}

/** One setting of a form that two people changed, or only the other one. */
export interface Collision {
  readonly row: SettingRow;
  /** What I typed; undefined if I left the setting as it was. */
  readonly mine: string | undefined;
  /** What the draft holds now. */
  readonly theirs: string;
  /** Both changed it, to different values: somebody must choose. */
  readonly isConflict: boolean;
}

/** What stands against each other, where the draft has moved on under a form. */
export function collisions(
  rows: readonly SettingRow[],
  typed: FormTexts,
  shown: FormTexts,
  draft: PolicyValues,
): Collision[] {
  return rows.flatMap((row): Collision[] => {
    const [own, was, now] = [typed[row.id], shown[row.id] ?? "", fieldText(draft[row.id])];
    const mine = own === undefined || own === was ? undefined : own;
    if (mine === undefined && now === was) return [];
    return [
      { row, mine, theirs: now, isConflict: mine !== undefined && now !== was && now !== mine },
    ];
  });
}
