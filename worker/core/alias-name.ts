// The one spelling of an alias. People hear it on the telephone and type it on glass: letter case,
// blanks and the full stop that a phone makes of two blanks mean nothing. Look-alikes (Cyrillic а,
// the Kelvin sign) are refused rather than guessed at, so that nobody can claim an alias that reads
// like another (Unicode TR 36, section 2).
import { type Result, refuse } from "./result.ts";

/**
 * Characters of an alias at most: as many as a DNS label has, so that an alias can become a host
 * name one day.
 */
export const ALIAS_MAX_LENGTH = 63;

/** Hostile input is not read beyond this; blanks included, nobody types more. */
const INPUT_MAX_LENGTH = 1_000;
const BLANK = /[\p{Zs}\t]/gu;
const CLOSING_FULL_STOPS = /\.+$/;
// Checked before the case is folded: toLowerCase makes a plain "k" of the Kelvin sign.
const ALIAS = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/**
 * The alias that `input` means: blanks and closing full stops taken out, letters in lower case.
 * "alias-malformed" if anything but a-z, 0-9, inner dots and hyphens is left, nothing is left, or
 * it is longer than ALIAS_MAX_LENGTH.
 */
export function normaliseAlias(input: string): Result<{ alias: string }, "alias-malformed"> {
  if (input.length > INPUT_MAX_LENGTH) return refuse("alias-malformed");
  const alias = input.replace(BLANK, "").replace(CLOSING_FULL_STOPS, "");
  if (alias.length > ALIAS_MAX_LENGTH || !ALIAS.test(alias)) return refuse("alias-malformed");
  return { ok: true, alias: alias.toLowerCase() };
}
