// Devices by a part of their texts: candidates from the index of trigrams, which the text itself
// then proves. The rule: trigrams that many devices have are left out, because their lists are long
// and say little; a small sample of the devices tells which these are.
import type { Condition } from "./device-conditions.ts";

/** Devices looked at before a search, from the oldest to the newest. */
const SAMPLE = 64;
/** A part that so many of the sample have is found soon by walking any order. */
const DENSE = 4;
/** Trigrams that candidates are asked for: more narrow little, and common ones cost much. */
const GRAMS_USED = 4;
const GRAM_COMMON = 4;
const GRAM_LENGTH = 3;

/** The texts of devices spread evenly over the tenant. */
export function sampleTexts(sql: SqlStorage): string[] {
  const { last } = sql
    .exec<{ last: number }>("SELECT coalesce(max(id), 0) AS last FROM devices")
    .one();
  const places = Array.from({ length: SAMPLE }, (_, index) => Math.ceil((index * last) / SAMPLE));
  return sql
    .exec<{ search: string }>(
      `SELECT devices.search FROM json_each(?) AS place JOIN devices ON devices.id =
         (SELECT id FROM devices AS next WHERE next.id >= place.value ORDER BY next.id LIMIT 1)`,
      JSON.stringify(places),
    )
    .toArray()
    .map(({ search }) => search);
}

/** True if `part` is in so many texts that a walk finds it. */
export function isDense(part: string, sample: readonly string[]): boolean {
  return sample.filter((text) => text.includes(part)).length >= DENSE;
}

/** Line numbers of all devices whose texts may hold `part` (three characters or more). */
export function candidates(part: string, sample: readonly string[]): Condition {
  const characters = [...part];
  const grams = characters
    .slice(GRAM_LENGTH - 1)
    .map((_, index) => characters.slice(index, index + GRAM_LENGTH).join(""));
  const byRarity = [...new Set(grams)]
    .map((gram) => ({ gram, seen: sample.filter((text) => text.includes(gram)).length }))
    .sort((one, other) => one.seen - other.seen);
  const rarest = byRarity
    .filter(({ seen }, index) => index === 0 || seen < GRAM_COMMON)
    .slice(0, GRAMS_USED);
  // Text in quotes is text to FTS5, whatever operators stand in it.
  const query = rarest.map(({ gram }) => `"${gram.replaceAll('"', '""')}"`).join(" AND ");
  return { sql: "SELECT rowid FROM device_texts WHERE device_texts MATCH ?", bindings: [query] };
}
