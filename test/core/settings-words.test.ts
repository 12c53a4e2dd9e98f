// What people read of the settings, in both languages.
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../worker/core/language.ts";
import { settingById } from "../../worker/core/settings.ts";
import { GERMAN } from "../../worker/core/settings-german.ts";
import {
  FAMILIES,
  type SettingRow,
  type SettingValue,
  UNITS,
} from "../../worker/core/settings-row.ts";
import {
  familyName,
  needsInWords,
  rangeInWords,
  sectionTitle,
  settingText,
  unitText,
  valueInWords,
} from "../../worker/core/settings-words.ts";
import { boundaries, ROWS } from "../support/setting-values.ts";

const rowOf = (value: SettingValue): SettingRow => ({
  id: "test",
  section: "account",
  label: "Test",
  help: "Tests.",
  value,
});
const INTEGER: SettingValue = { kind: "integer", min: 1, max: 11, unit: "attempts" };
const row = (id: string) => settingById(id) ?? expect.fail(`no setting ${id}`);

describe("the words of a setting", () => {
  it("are there in German for each setting and no other", () => {
    expect(Object.keys(GERMAN).sort()).toEqual(ROWS.map(({ id }) => id).sort());
  });

  it.each(ROWS)("of $id are label, help and choices in both languages", (one) => {
    const [english, german] = [settingText(one, "en"), settingText(one, "de")];
    for (const text of [english, german]) {
      expect(text.label).toMatch(/^[A-ZÄÖÜi].*[^. ]$/);
      expect(text.help).toMatch(/^[A-ZÄÖÜi0-9].*\.$/);
      const values = one.value.kind === "choice" ? one.value.choices.map(({ value }) => value) : [];
      expect(text.choices.map(({ value }) => value)).toEqual(values);
      for (const { label } of text.choices) expect(label).not.toBe("");
    }
    expect(german.help).not.toBe(english.help);
  });

  it.each(LANGUAGES)("name all units, sections and families (%s)", (language) => {
    for (const unit of UNITS) expect(unitText(unit, language)).toMatch(/^\w+$/);
    for (const { section } of ROWS) expect(sectionTitle(section, language)).not.toBe("");
    for (const family of FAMILIES) expect(familyName(family, language)).toMatch(/iOS|Exchange/);
  });
});

describe("values in words", () => {
  it("are said, and secrets are not", () => {
    const said = (value: SettingValue, one: string | number | boolean) =>
      LANGUAGES.map((language) => valueInWords(rowOf(value), one, language));
    expect(said({ kind: "boolean" }, false)).toEqual(["no", "nein"]);
    expect(said({ kind: "boolean" }, true)).toEqual(["yes", "ja"]);
    expect(said(INTEGER, 3)).toEqual(["3 attempts", "3 Versuche"]);
    expect(said(INTEGER, 1)).toEqual(["1 attempt", "1 Versuch"]);
    expect(said({ kind: "integer", min: 0, max: 9 }, 4)).toEqual(["4", "4"]);
    expect(said({ kind: "text", maxLength: 9 }, "word")).toEqual(["word", "word"]);
    expect(said({ kind: "text", maxLength: 9, secret: true }, "word")).toEqual(["set", "gesetzt"]);
    const mail = LANGUAGES.map((language) => valueInWords(row("mailDaysToSync"), 7, language));
    expect(mail).toEqual(["1 week", "1 Woche"]);
  });

  it("that no choice has are said as they are", () => {
    expect(valueInWords(row("mailDaysToSync"), 5, "de")).toBe("5");
  });

  it.each(ROWS)("of $id are never empty", (one) => {
    for (const language of LANGUAGES) {
      for (const value of boundaries(one)) expect(valueInWords(one, value, language)).not.toBe("");
    }
  });

  it("have a range where they are numbers", () => {
    expect(rangeInWords(row("easMaxFailedAttempts"), "en")).toBe("4 to 16 attempts");
    expect(rangeInWords(row("easMaxInactivity"), "de")).toBe("1 bis 60 Minuten");
    expect(rangeInWords(row("ratingApps"), "en")).toBe("0 to 1000");
    expect(rangeInWords(row("allowCamera"), "en")).toBeUndefined();
  });
});

describe("what a setting needs", () => {
  it.each([
    ["forcePIN", "needs iPhone OS 3.0 or later", "braucht iPhone OS 3.0 oder neuer"],
    [
      "allowYouTube",
      "needs iPhone OS 3.0 or later; without effect from iOS 6.0 on",
      "braucht iPhone OS 3.0 oder neuer; ohne Wirkung ab iOS 6.0",
    ],
    [
      "allowMultiplayerGaming",
      "needs iOS 4.1 or later; from iOS 13.0 on only if supervised",
      "braucht iOS 4.1 oder neuer; ab iOS 13.0 nur auf betreuten Geräten",
    ],
    [
      "allowAppRemoval",
      "needs iOS 4.2.1 or later; on today's phones only if supervised",
      "braucht iOS 4.2.1 oder neuer; heute nur auf betreuten Geräten",
    ],
    [
      "allowFingerprintForUnlock",
      "needs iOS 7.0 or later; Apple has announced that it will need supervision",
      "braucht iOS 7.0 oder neuer; Apple kündigt an, dass es künftig nur auf betreuten Geräten gilt",
    ],
    [
      "easMinPasswordLength",
      "needs Exchange 2003 or later (EAS 2.5)",
      "braucht Exchange 2003 oder neuer (EAS 2.5)",
    ],
    [
      "easAllowCamera",
      "needs Exchange 2007 SP1 or later (EAS 12.1)",
      "braucht Exchange 2007 SP1 oder neuer (EAS 12.1)",
    ],
    [
      "easRefreshInterval",
      "enforced by Provost itself, with any Exchange",
      "setzt Provost selbst durch, mit jedem Exchange",
    ],
  ])("is said of %s", (id, english, german) => {
    expect(needsInWords(row(id), "en")).toBe(english);
    expect(needsInWords(row(id), "de")).toBe(german);
  });

  it.each(ROWS)("is said of $id in both languages", (one) => {
    for (const language of LANGUAGES) expect(needsInWords(one, language)).toMatch(/\S/);
  });
});
