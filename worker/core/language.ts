// Which of our languages a person reads. Follows RFC 9110, section 12.5.4 (Accept-Language), by the
// simple rule that the first language with the highest weight that we have wins, and English serves
// everybody else.

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** True for a language we have texts in. */
export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.includes(text as Language);
}

/**
 * The language for a request.
 * @param acceptLanguage the header's value, if there is one.
 * @param chosen what the person chose before, if it is one of ours.
 */
export function chooseLanguage(acceptLanguage: string | undefined, chosen?: string): Language {
  if (isLanguage(chosen)) return chosen;
  const wanted = (acceptLanguage ?? "")
    .slice(0, HEADER_MAX_LENGTH)
    .split(",")
    .map(weighed)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLanguage) ?? "en";
}

const HEADER_MAX_LENGTH = 200;

function weighed(entry: string): { readonly language: string; readonly weight: number } {
  const [range = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { language: range.split("-")[0] ?? "", weight: Number.isFinite(weight) ? weight : 0 };
}
