// What a profile changes, in words, for the page that users read before they install it. Rule: it
// names what the profile really holds, no more and no less, and says where a phone will not obey.
import type { IosVersion } from "./ios.ts";
import type { Language } from "./language.ts";
import type { PolicyValue, PolicyValues, PolicyVersion } from "./policy.ts";
import { type ProfileRow, reaching, writtenValue } from "./profile.ts";
import { onlySupervised } from "./profile-supervision.ts";
import { sectionTitle, settingText, valueInWords } from "./settings-words.ts";

/** What a profile changes, under the heading a person would look for. */
export interface SummarySection {
  readonly title: string;
  readonly lines: readonly string[];
}

const SECTIONS = ["account", "passcode", "restrictions", "removal"] as const;

const TEXT = {
  en: {
    account: "Adds an account for mail, contacts and calendars",
    supervised: "supervised phones only",
  },
  de: {
    account: "Fügt einen Account für Post, Kontakte und Kalender hinzu",
    supervised: "nur auf betreuten Geräten",
  },
} as const;

/** What a profile under `policy` changes on a phone with `ios`. */
export function profileSummary(
  policy: PolicyVersion,
  ios: IosVersion,
  language: Language,
): SummarySection[] {
  const { values } = policy;
  const rows = reaching(values, ios).filter(
    (row) => writtenValue(row, values[row.id], ios) !== undefined,
  );
  return SECTIONS.map((section) => ({
    title: sectionTitle(section, language),
    lines: [
      ...(section === "account" ? [TEXT[language].account] : []),
      ...rows
        .filter((row) => row.section === section)
        .map((row) => line(row, values, ios, language)),
    ],
  })).filter(({ lines }) => lines.length > 0);
}

function line(row: ProfileRow, values: PolicyValues, ios: IosVersion, language: Language): string {
  const { label } = settingText(row, language);
  const words = valueInWords(row, values[row.id] as PolicyValue, language);
  const supervised = onlySupervised(row.profile, ios) ? ` (${TEXT[language].supervised})` : "";
  return `${label}: ${words}${supervised}`;
}
