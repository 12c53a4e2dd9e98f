// Locale ids of base64 queries as Accept-Language says them (MS-LCID 2.2).
import { expect, test } from "vitest";
import { languageOfLocale } from "../../worker/core/locale-language.ts";

test.each([
  [0x0409, "en"],
  [0x0809, "en"],
  [0x0407, "de"],
  [0x0c07, "de"],
  [0x0804, "zh-CN"],
  [0x0404, "zh-TW"],
  [0x0416, "pt-BR"],
  [0x041a, "hr"],
])("%d is %s", (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language);
});

test.each([0, 0x007f, 0xffff])("%d says nothing", (locale) => {
  expect(languageOfLocale(locale)).toBeUndefined();
});
