// The page docs/settings.md, made from the settings table: nothing in it is written by hand.
import {
  FAMILIES,
  type Family,
  familyOf,
  type SettingRow,
} from "../../worker/core/settings-row.ts";
import {
  familyName,
  needsInWords,
  rangeInWords,
  sectionTitle,
  settingText,
  valueInWords,
} from "../../worker/core/settings-words.ts";
import { ROWS } from "./setting-values.ts";

const HEAD = `# Settings of a Device Settings Policy

This page is made from the settings table (\`worker/core/settings.ts\`) by
\`npx vitest run test/settings-page.test.ts -u\`, and a test keeps it so.

A setting is *Not Set*, *Set* or *Locked*; only what is Locked leaves the server. "Phone" is what a
phone does while the setting is Not Set. The linter, which runs at Lock, stands in
\`worker/core/lint.ts\` and \`worker/core/lint-rules.ts\`. Host, SSL, user name and e-mail address are no
settings: they follow from the tenant and the user. Remote wipe is an action.
`;

const FAMILY_TEXT: Readonly<Record<Family, string>> = {
  "ios-profile":
    "These travel in the profile. A change reaches a phone when its user provisions again (a rule of iOS).",
  "eas-security":
    "These travel in Provision and reach a phone at its next request. Where Exchange has a policy of\nits own, the stricter of both values counts, setting by setting.",
};

/** The page's text. */
export function settingsPage(): string {
  return [HEAD, ...FAMILIES.map(familyPart)].join("\n");
}

function familyPart(family: Family): string {
  const rows = ROWS.filter((row) => familyOf(row) === family);
  const sections = [...new Set(rows.map(({ section }) => section))];
  const parts = sections.map((section) => {
    const lines = rows.filter((row) => row.section === section).map(line);
    const head = "| setting | id | values | phone | where | needs |\n|---|---|---|---|---|---|";
    return `### ${sectionTitle(section, "en")}\n\n${head}\n${lines.join("\n")}\n`;
  });
  return [`## ${familyName(family, "en")}\n`, `${FAMILY_TEXT[family]}\n`, ...parts].join("\n");
}

function line(row: SettingRow): string {
  const { label, help } = settingText(row, "en");
  const { phoneDefault } = row;
  const phone = phoneDefault === undefined ? "" : valueInWords(row, phoneDefault, "en");
  const cells = [
    `**${label}**. ${help}`,
    `\`${row.id}\``,
    values(row),
    phone,
    place(row),
    needsInWords(row, "en"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function values(row: SettingRow): string {
  const { value } = row;
  switch (value.kind) {
    case "boolean":
      return "yes, no";
    case "integer":
      return rangeInWords(row, "en") ?? "";
    case "choice":
      return value.choices.map((choice) => `${choice.label} (\`${choice.value}\`)`).join(", ");
    case "text":
      return `text, at most ${value.maxLength} characters${value.secret ? ", secret" : ""}`;
  }
}

function place({ profile, eas }: SettingRow): string {
  if (profile) return `\`${profile.key}\` of \`${profile.payload}\``;
  const element = eas?.element?.replace("Provision:", "");
  if (!element) return "the server itself";
  return `\`${element}\`${eas?.wap ? `; 2.5: \`${eas.wap}\`` : ""}`;
}
