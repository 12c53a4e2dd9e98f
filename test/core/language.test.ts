// Which language a visitor gets (RFC 9110, section 12.5.4).
import { expect, test } from "vitest";
import { chooseLanguage, isLanguage } from "../../worker/core/language.ts";

test.each([
  ["nothing said", undefined, "en"],
  ["an empty header", "", "en"],
  ["an iPhone of 2009", "en-us", "en"],
  ["a German phone", "de-de", "de"],
  ["Swiss German", "de-CH", "de"],
  ["German by weight", "en;q=0.7, de-DE;q=0.9, de;q=0.8", "de"],
  ["the first of equal weights", "de, en", "de"],
  ["the first of equal weights, the other way round", "en, de", "en"],
  ["the first that we have", "fr-FR, fr;q=0.9, de;q=0.5, en;q=0.4", "de"],
  ["none that we have", "fr, ja;q=0.5", "en"],
  ["anything goes", "*", "en"],
  ["German refused", "de;q=0", "en"],
  ["German refused in long", "de;q=0.000, fr", "en"],
  ["odd blanks and letter case", "  DE ; Q=0.5 ,en;q=0.4", "de"],
  ["a weight that is none counts for nothing", "de;q=much, en;q=0.1", "en"],
  ["a word that only begins like German", "deu, en;q=0.1", "en"],
  ["commas alone", ",,,;;,", "en"],
  ["the name of what every object has", "constructor, __proto__", "en"],
])("%s", (_, header, language) => {
  expect(chooseLanguage(header)).toBe(language);
});

test("what the person chose before wins, if it is one of ours", () => {
  expect(chooseLanguage("en-us", "de")).toBe("de");
  expect(chooseLanguage("de", "fr")).toBe("de");
  expect(chooseLanguage("de", "")).toBe("de");
});

test("a header without end is read for a bounded length", () => {
  expect(chooseLanguage(`${"fr,".repeat(100_000)}de`)).toBe("en");
});

test("knows its languages", () => {
  expect(["en", "de", "fr", "", undefined, 1].map(isLanguage)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
