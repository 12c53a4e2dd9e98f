// How long ago something was, in the words of the message tables beside it. A phone's page cannot
// know its reader's time zone, so it says no clock times.
import type { Language } from "../core/language.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface AgoWords {
  readonly now: string;
  readonly units: readonly (readonly [milliseconds: number, one: string, many: string])[];
  readonly ago: (amount: string) => string;
}

const WORDS: Record<Language, AgoWords> = {
  en: {
    now: "just now",
    units: [
      [DAY, "day", "days"],
      [HOUR, "hour", "hours"],
      [MINUTE, "minute", "minutes"],
    ],
    ago: (amount) => `${amount} ago`,
  },
  de: {
    now: "eben",
    units: [
      [DAY, "Tag", "Tagen"],
      [HOUR, "Stunde", "Stunden"],
      [MINUTE, "Minute", "Minuten"],
    ],
    ago: (amount) => `vor ${amount}`,
  },
};

/** `at` as seen at `now` (both in milliseconds since 1970): whole days, hours or minutes. */
export function agoInWords(at: number, now: number, language: Language): string {
  const words = WORDS[language];
  const unit = words.units.find(([milliseconds]) => now - at >= milliseconds);
  if (!unit) return words.now;
  const [milliseconds, one, many] = unit;
  const count = Math.floor((now - at) / milliseconds);
  return words.ago(`${count} ${count === 1 ? one : many}`);
}
