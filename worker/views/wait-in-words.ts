// How long a visitor must wait, in the words of the message tables beside it.
import type { Language } from "../core/language.ts";

const SECONDS_PER_MINUTE = 60;

const WORDS: Record<Language, { second: string; seconds: string; minutes: string }> = {
  en: { second: "second", seconds: "seconds", minutes: "minutes" },
  de: { second: "Sekunde", seconds: "Sekunden", minutes: "Minuten" },
};

/** A wait as people say it: seconds up to two minutes, then minutes, rounded up. */
export function waitInWords(seconds: number, language: Language): string {
  const words = WORDS[language];
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole === 1) return `1 ${words.second}`;
  if (whole < 2 * SECONDS_PER_MINUTE) return `${whole} ${words.seconds}`;
  return `${Math.ceil(whole / SECONDS_PER_MINUTE)} ${words.minutes}`;
}
