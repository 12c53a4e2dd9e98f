// The alias out of the form's query string (application/x-www-form-urlencoded, WHATWG URL section
// 5), read strictly: what two readers could understand differently is refused instead of repaired.
import { type Result, refuse } from "./result.ts";

const FIELD = "alias";

/**
 * What was typed into the field Alias; undefined if the query has no such field (the page itself is
 * asked for). "query-malformed" if the field is there twice or is not UTF-8 in good
 * percent-encoding. Other fields are ignored.
 * @param search the URL's query, with or without its question mark.
 */
export function readAliasQuery(
  search: string,
): Result<{ input: string | undefined }, "query-malformed"> {
  const pairs = search.replace(/^\?/, "").split("&").map(splitPair);
  const values = pairs.filter(([name]) => name === FIELD).map(([, value]) => value);
  const [value, second] = values;
  if (second !== undefined) return refuse("query-malformed");
  if (value === undefined) return { ok: true, input: undefined };
  const input = decode(value);
  return input === undefined ? refuse("query-malformed") : { ok: true, input };
}

/** Name (undefined if it cannot be read) and raw value of one pair. */
function splitPair(pair: string): [name: string | undefined, value: string] {
  const equals = pair.indexOf("=");
  return equals < 0 ? [decode(pair), ""] : [decode(pair.slice(0, equals)), pair.slice(equals + 1)];
}

/** undefined for broken percent-encoding and for bytes that are not UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
