// What is wrong, useless or surprising in a policy, said at Lock. Rule: an error is a contradiction
// and keeps its family from being Locked; a warning is a value that some phone will not obey; a note
// is worth knowing. Contradictions stand in lint-rules, the rest follows from the settings table.
import { atLeast, type IosVersion } from "./ios.ts";
import type { Language } from "./language.ts";
import { CONTRADICTIONS, SAME_MEANING } from "./lint-rules.ts";
import type { PolicyProblem, PolicyValue, PolicyValues } from "./policy.ts";
import { stricterValue } from "./policy-merge.ts";
import { onlySupervised } from "./profile-supervision.ts";
import { EAS_ROWS, knows } from "./provision-document.ts";
import { SETTINGS, settingById } from "./settings.ts";
import {
  type EasVersion,
  FAMILIES,
  type Family,
  familyOf,
  type ProfileColumn,
  type SettingRow,
} from "./settings-row.ts";
import { iosName, settingText, valueInWords } from "./settings-words.ts";

export type FindingLevel = "error" | "warning" | "note";

/** One finding. `problem` ends the sentence that begins with the setting's label. */
export interface Finding {
  readonly code: string;
  readonly level: FindingLevel;
  /** The setting to change first, which is also the first of `settings`. */
  readonly setting: string;
  readonly settings: readonly string[];
  readonly problem: Readonly<Record<Language, string>>;
  readonly sentence: Readonly<Record<Language, string>>;
}

/** For which phones the policy is meant. */
export interface LintTargets {
  readonly ios: readonly IosVersion[];
  readonly eas: readonly EasVersion[];
}

/** A version of today, for everybody who names no targets. */
const TODAY: LintTargets = { ios: [[26, 0, 0]], eas: [] };

/** Findings about these families of `values`, errors first, each in the order of the table. */
export function lint(
  values: PolicyValues,
  families: readonly Family[] = FAMILIES,
  targets: LintTargets = TODAY,
): Finding[] {
  const found = [
    ...CONTRADICTIONS.filter((rule) => rule.when(values)).map((rule) => finding(rule)),
    ...SETTINGS.flatMap((row) => ignored(row, values[row.id], targets)),
    ...Object.entries(SAME_MEANING).flatMap(([own, other]) => twice(values, own, other)),
  ];
  const concerns = ({ settings }: Finding) =>
    settings.some((id) => families.includes(familyOf(settingById(id) ?? {})));
  const rank = ({ level }: Finding) => LEVELS.indexOf(level);
  return found.filter(concerns).sort((a, b) => rank(a) - rank(b));
}

/** What keeps these families of `values` from being Locked, in English; empty if nothing does. */
export function lintForLock(
  values: PolicyValues,
  families: readonly Family[] = FAMILIES,
): PolicyProblem[] {
  return lint(values, families)
    .filter(({ level }) => level === "error")
    .map(({ setting, problem }) => ({ setting, problem: problem.en }));
}

const LEVELS: readonly FindingLevel[] = ["error", "warning", "note"];

function finding(parts: Omit<Finding, "sentence" | "setting">): Finding {
  const [setting = ""] = parts.settings;
  const row = settingById(setting);
  const sentence = (language: Language) =>
    `${row ? settingText(row, language).label : setting}: ${parts.problem[language]}.`;
  return { ...parts, setting, sentence: { en: sentence("en"), de: sentence("de") } };
}

/** What the targets will not obey of one value. A value that phones have by themselves is none. */
function ignored(row: SettingRow, value: PolicyValue | undefined, targets: LintTargets): Finding[] {
  if (value === undefined || value === row.phoneDefault) return [];
  const settings = [row.id];
  return [
    ...(row.profile ? ignoredInProfile(row.profile, targets.ios) : []),
    ...(row.eas ? targets.eas.filter((version) => row.eas && !knows(version, row.eas)) : []).map(
      (version) => ({
        code: "unknown-to-eas",
        level: "warning" as const,
        problem: {
          en: `is unknown to EAS ${version}; phones that speak it are not told`,
          de: `ist in EAS ${version} unbekannt; Geräte, die es sprechen, erfahren nichts davon`,
        },
      }),
    ),
  ].map((one) => finding({ ...one, settings }));
}

function ignoredInProfile(column: ProfileColumn, versions: readonly IosVersion[]) {
  const found: Omit<Finding, "sentence" | "setting" | "settings">[] = [];
  const first = (rule: (ios: IosVersion) => boolean) => versions.find(rule);
  const before = first((ios) => !atLeast(ios, column.since));
  if (before) found.push(unknownTo("unknown-to-ios", before));
  const after = first((ios) => column.until !== undefined && atLeast(ios, column.until));
  if (after) found.push(unknownTo("gone-from-ios", after));
  const unsupervised = first((ios) => onlySupervised(column, ios));
  if (unsupervised && !after) {
    const name = iosName(unsupervised);
    found.push({
      code: "supervised-only",
      level: "warning",
      problem: {
        en: `is ignored by ${name} unless the phone is supervised`,
        de: `wird von ${name} übergangen, wenn das Gerät nicht betreut ist`,
      },
    });
  }
  if (column.supervisionAnnounced && versions.some((ios) => atLeast(ios, [13, 0, 0]))) {
    found.push({
      code: "supervision-announced",
      level: "note",
      problem: {
        en: "is still obeyed, but Apple has announced that it will need supervision",
        de: "wird noch befolgt, doch Apple kündigt an, dass es künftig Betreuung braucht",
      },
    });
  }
  return found;
}

function unknownTo(code: string, ios: IosVersion) {
  const name = iosName(ios);
  return {
    code,
    level: "warning",
    problem: { en: `is ignored by ${name}`, de: `wird von ${name} übergangen` },
  } as const;
}

/** Both families set the same thing to different values: the stricter one counts. */
function twice(values: PolicyValues, own: string, other: string): Finding[] {
  const profileRow = settingById(own);
  const row = EAS_ROWS.find(({ id }) => id === other);
  const [a, b] = [values[own], values[other]];
  if (!row || !profileRow || a === undefined || b === undefined || a === b) return [];
  // 11 attempts in the profile mean never.
  const comparable = own === "maxFailedAttempts" && a === 11 ? 0 : a;
  const counts = stricterValue(row, comparable, b) === b ? row : profileRow;
  const winning = counts === row ? b : a;
  const words = (language: Language) => valueInWords(counts, winning, language);
  return [
    finding({
      code: "both-families",
      level: "note",
      settings: [other, own],
      problem: {
        en: `differs from the iOS profile (${settingText(profileRow, "en").label}); phones obey the stricter of both: ${words("en")}`,
        de: `weicht vom iOS-Profil ab (${settingText(profileRow, "de").label}); Geräte befolgen das Strengere von beiden: ${words("de")}`,
      },
    }),
  ];
}
