// Rules of the alias's one spelling, and of reading it out of the form's query.
import { expect, test } from "vitest";
import { ALIAS_MAX_LENGTH, normaliseAlias } from "../../worker/core/alias-name.ts";
import { readAliasQuery } from "../../worker/core/alias-query.ts";

const same = [
  ["as the administrator wrote it", "acme"],
  ["in capitals", "ACME"],
  ["as a phone capitalises it", "Acme"],
  ["with blanks around it", "  acme "],
  ["with blanks inside", "ac me"],
  ["with a tab and a no-break space", "acme\t\u00a0"],
  ["with the full stop that a phone makes of two blanks", "acme. "],
] as const;
test.each(same)("reads an alias %s", (_, input) => {
  expect(normaliseAlias(input)).toEqual({ ok: true, alias: "acme" });
});

test("keeps inner dots, hyphens and digits", () => {
  expect(normaliseAlias("Acme-West.2")).toEqual({ ok: true, alias: "acme-west.2" });
});

test("takes an alias as long as a DNS label and refuses one character more", () => {
  expect(ALIAS_MAX_LENGTH).toBe(63);
  expect(normaliseAlias("a".repeat(ALIAS_MAX_LENGTH)).ok).toBe(true);
  expect(normaliseAlias("a".repeat(ALIAS_MAX_LENGTH + 1)).ok).toBe(false);
});

const refused = [
  ["nothing", ""],
  ["blanks only", "   "],
  ["full stops only", "..."],
  ["a Cyrillic look-alike", "\u0430cme"],
  ["a Greek look-alike", "acm\u03b5"],
  ["the Kelvin sign, which folds to a plain k", "\u212aelvin"],
  ["the long s, which folds to a plain s", "\u017fhop"],
  ["full-width letters", "\uff41cme"],
  ["a dotless i", "acm\u0131"],
  ["NUL", "acme\u0000"],
  ["a line break", "acme\r\nX: y"],
  ["a zero-width space", "ac\u200bme"],
  ["a right-to-left override", "\u202eemca"],
  ["a slash", "acme/../x"],
  ["markup", "<b>acme</b>"],
  ["a leading hyphen", "-acme"],
  ["a closing hyphen", "acme-"],
  ["10,000 characters", "a".repeat(10_000)],
  ["10,000 blanks around an alias", `${" ".repeat(10_000)}acme`],
] as const;
test.each(refused)("refuses %s", (_, input) => {
  expect(normaliseAlias(input)).toEqual({ ok: false, reason: "alias-malformed" });
});

const queries = [
  ["no query", "", undefined],
  ["other fields only", "?utm=1&x", undefined],
  ["the field", "?alias=acme", "acme"],
  ["the field without a value", "?alias", ""],
  ["a plus as a blank", "?alias=ac+me", "ac me"],
  ["percent-encoding", "?alias=%61cme%00", "acme\u0000"],
  ["a broken field of somebody else", "?x=%ZZ&alias=acme", "acme"],
] as const;
test.each(queries)("reads the query with %s", (_, search, input) => {
  expect(readAliasQuery(search)).toEqual({ ok: true, input });
});

const malformed = [
  ["broken percent-encoding", "?alias=%ZZ"],
  ["percent-encoding cut short", "?alias=acme%4"],
  ["bytes that are not UTF-8", "?alias=%E9"],
  ["the field twice", "?alias=acme&alias=other"],
  ["the field twice, once in disguise", "?alias=acme&%61lias=other"],
] as const;
test.each(malformed)("refuses a query with %s", (_, search) => {
  expect(readAliasQuery(search)).toEqual({ ok: false, reason: "query-malformed" });
});
