// What people read of the settings, in English and German: label, help and choices of a row, a
// value in words, what a setting needs, and the names of sections and families. Rule: whoever shows
// a setting takes its words here. English labels stand in the rows, German ones in settings-german.
import { atLeast, type IosVersion } from "./ios.ts";
import type { Language } from "./language.ts";
import { GERMAN } from "./settings-german.ts";
import type {
  EasColumn,
  Family,
  PolicyValue,
  ProfileColumn,
  SettingRow,
  Unit,
} from "./settings-row.ts";

/** Label, help and choices of a setting in one language. */
export interface SettingText {
  readonly label: string;
  readonly help: string;
  /** In the row's order; empty for a setting without choices. */
  readonly choices: readonly { readonly value: string | number; readonly label: string }[];
}

interface GermanWords {
  readonly label: string;
  readonly help: string;
  readonly choices?: Readonly<Record<string, string>>;
}
const GERMAN_WORDS: ReadonlyMap<string, GermanWords> = new Map(Object.entries(GERMAN));

/** The words of a row. */
export function settingText(row: SettingRow, language: Language): SettingText {
  const own = row.value.kind === "choice" ? row.value.choices : [];
  const german = language === "de" ? GERMAN_WORDS.get(row.id) : undefined;
  const { label, help } = german ?? row;
  return {
    label,
    help,
    choices: own.map((choice) => ({
      value: choice.value,
      label: german?.choices?.[choice.value] ?? choice.label,
    })),
  };
}

/** Each unit for one and for several. */
const UNIT_WORDS: Readonly<Record<Language, Readonly<Record<Unit, readonly [string, string]>>>> = {
  en: {
    minutes: ["minute", "minutes"],
    hours: ["hour", "hours"],
    days: ["day", "days"],
    characters: ["character", "characters"],
    attempts: ["attempt", "attempts"],
    passcodes: ["passcode", "passcodes"],
  },
  de: {
    minutes: ["Minute", "Minuten"],
    hours: ["Stunde", "Stunden"],
    days: ["Tag", "Tage"],
    characters: ["Zeichen", "Zeichen"],
    attempts: ["Versuch", "Versuche"],
    passcodes: ["Code", "Codes"],
  },
};

/** A unit as it stands behind `count`; without a count as behind several. */
export function unitText(unit: Unit, language: Language, count = 2): string {
  return UNIT_WORDS[language][unit][count === 1 ? 0 : 1];
}

/**
 * `value` in words, as a person would say it after the setting's label: "no", "6 characters", "1
 * week". A secret is not said.
 */
export function valueInWords(row: SettingRow, value: PolicyValue, language: Language): string {
  const german = language === "de";
  switch (row.value.kind) {
    case "boolean":
      if (value === true) return german ? "ja" : "yes";
      return german ? "nein" : "no";
    case "integer": {
      const { unit } = row.value;
      return unit ? `${value} ${unitText(unit, language, Number(value))}` : `${value}`;
    }
    case "choice": {
      const { choices } = settingText(row, language);
      return choices.find((choice) => choice.value === value)?.label ?? `${value}`;
    }
    case "text":
      if (row.value.secret) return german ? "gesetzt" : "set";
      return `${value}`;
  }
}

/** The range of a setting in words, "4 to 16 attempts"; undefined where there is none to tell. */
export function rangeInWords({ value }: SettingRow, language: Language): string | undefined {
  if (value.kind !== "integer") return undefined;
  const range = `${value.min} ${language === "de" ? "bis" : "to"} ${value.max}`;
  return value.unit ? `${range} ${unitText(value.unit, language)}` : range;
}

/** What a setting needs to have an effect: "needs iOS 4.1 or later", "needs Exchange 2007 ...". */
export function needsInWords(row: SettingRow, language: Language): string {
  const parts = [
    row.profile && profileNeeds(row.profile, language),
    row.eas && easNeeds(row.eas, language),
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

function profileNeeds(column: ProfileColumn, language: Language): string {
  const german = language === "de";
  const since = iosName(column.since);
  const until = column.until && iosName(column.until);
  const parts = [
    german ? `braucht ${since} oder neuer` : `needs ${since} or later`,
    until && (german ? `ohne Wirkung ab ${until}` : `without effect from ${until} on`),
    supervisionInWords(column, language),
  ];
  return parts.filter((part) => part).join("; ");
}

/** Whom of today's phones supervision leaves out, if it matters for this setting. */
export function supervisionInWords(
  { supervisedSince, supervisionAnnounced }: ProfileColumn,
  language: Language,
): string | undefined {
  const german = language === "de";
  if (supervisedSince === "unknown") {
    return german ? "heute nur auf betreuten Geräten" : "on today's phones only if supervised";
  }
  if (supervisedSince) {
    const name = iosName(supervisedSince);
    return german ? `ab ${name} nur auf betreuten Geräten` : `from ${name} on only if supervised`;
  }
  if (!supervisionAnnounced) return undefined;
  return german
    ? "Apple kündigt an, dass es künftig nur auf betreuten Geräten gilt"
    : "Apple has announced that it will need supervision";
}

function easNeeds({ element, since, exchange }: EasColumn, language: Language): string {
  const german = language === "de";
  if (!element) {
    return german
      ? "setzt Provost selbst durch, mit jedem Exchange"
      : "enforced by Provost itself, with any Exchange";
  }
  return german
    ? `braucht Exchange ${exchange} oder neuer (EAS ${since})`
    : `needs Exchange ${exchange} or later (EAS ${since})`;
}

/** The system had another name before version 4. */
export function iosName(version: IosVersion): string {
  const [major, minor, patch] = version;
  const number = patch > 0 ? `${major}.${minor}.${patch}` : `${major}.${minor}`;
  return `${atLeast(version, [4, 0, 0]) ? "iOS" : "iPhone OS"} ${number}`;
}

const SECTIONS: Readonly<Record<Language, Readonly<Record<SettingRow["section"], string>>>> = {
  en: {
    account: "Exchange account",
    passcode: "Passcode",
    restrictions: "Restrictions",
    removal: "Removing the profile",
    "eas-password": "Device password",
    "eas-device": "Device",
  },
  de: {
    account: "Exchange-Account",
    passcode: "Code",
    restrictions: "Einschränkungen",
    removal: "Entfernen des Profils",
    "eas-password": "Gerätepasswort",
    "eas-device": "Gerät",
  },
};

/** The heading over the settings of a section. */
export function sectionTitle(section: SettingRow["section"], language: Language): string {
  return SECTIONS[language][section];
}

const FAMILY_NAMES: Readonly<Record<Language, Readonly<Record<Family, string>>>> = {
  en: { "ios-profile": "iOS profile", "eas-security": "Exchange ActiveSync security" },
  de: { "ios-profile": "iOS-Profil", "eas-security": "Exchange-ActiveSync-Sicherheit" },
};

/** What people call a family. */
export function familyName(family: Family, language: Language): string {
  return FAMILY_NAMES[language][family];
}
