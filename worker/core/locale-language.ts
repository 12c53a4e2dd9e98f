// The language of a locale id, as Accept-Language says it: a base64 query carries the id (MS-ASHTTP 2.2.1.1.1.1), a plain
// one has the header (2.2.1.1.2.1). The rule: the language alone, but where two written languages share one number
// (MS-LCID 2.2); what is not listed says nothing.

/** The lower ten bits of a locale id are its language. */
const LANGUAGE_BITS = 0x3ff;

const BY_LOCALE: Readonly<Record<number, string>> = {
  1028: "zh-TW",
  2052: "zh-CN",
  3076: "zh-HK",
  1046: "pt-BR",
  2070: "pt-PT",
  1050: "hr",
  2068: "nn",
};

const BY_LANGUAGE: Readonly<Record<number, string>> = {
  ...{ 1: "ar", 2: "bg", 3: "ca", 4: "zh", 5: "cs", 6: "da", 7: "de" },
  ...{ 8: "el", 9: "en", 10: "es", 11: "fi", 12: "fr", 13: "he", 14: "hu" },
  ...{ 15: "is", 16: "it", 17: "ja", 18: "ko", 19: "nl", 20: "nb", 21: "pl" },
  ...{ 22: "pt", 24: "ro", 25: "ru", 26: "sr", 27: "sk", 29: "sv", 30: "th" },
  ...{ 31: "tr", 33: "id", 34: "uk", 36: "sl", 37: "et", 38: "lv", 39: "lt" },
  ...{ 42: "vi", 45: "eu", 57: "hi", 62: "ms", 86: "gl" },
};

/** The language tag (RFC 5646) of a locale id, 16 bits; undefined for 0 and for one that is not listed. */
export function languageOfLocale(locale: number): string | undefined {
  return BY_LOCALE[locale] ?? BY_LANGUAGE[locale & LANGUAGE_BITS];
}
