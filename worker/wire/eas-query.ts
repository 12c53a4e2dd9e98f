// The query string of /Microsoft-Server-ActiveSync (MS-ASHTTP 2.2.1.1.1): plain,
// `User=..&DeviceId=..&Cmd=..`, or base64 of a small binary record. Both are read into one value
// with one meaning, and only that value is written towards Exchange: peers disagree about duplicate
// keys, spelling and device ids, so nothing is forwarded as it came.
import type { EasCommand } from "./eas-commands.ts";
import { formatBase64Query, parseBase64Query } from "./eas-query-base64.ts";
import { formatPlainQuery, parsePlainQuery } from "./eas-query-plain.ts";
import { type EasQuery, queryError } from "./eas-query-rules.ts";

export type { EasCommand, EasQuery };

/** Longest query string read, in characters. Room for every value at its limit, percent-encoded. */
export const MAX_QUERY_CHARACTERS = 8192;

/**
 * Reads a query string, with or without its "?". Throws a WireError for anything that is not
 * exactly one command of one device: missing, repeated, misspelt or unknown keys, values out of
 * bounds, broken base64.
 */
export function parseEasQuery(search: string): EasQuery {
  const query = search.startsWith("?") ? search.slice(1) : search;
  if (query === "") throw queryError("no query");
  if (query.length > MAX_QUERY_CHARACTERS) throw queryError("query too long", MAX_QUERY_CHARACTERS);
  return isPlain(query) ? parsePlainQuery(query) : parseBase64Query(query);
}

/**
 * The query string in the form it was parsed from, with its "?", in canonical spelling and order.
 */
export function formatEasQuery(query: EasQuery): string {
  return `?${query.form === "plain" ? formatPlainQuery(query) : formatBase64Query(query)}`;
}

/**
 * The query string in the plain form, with its "?", whichever it was parsed from. What only the
 * base64 form carries (version, policy key, locale, AcceptMultiPart) has headers there, which are
 * the caller's affair.
 * @param login who asks, for a base64 query that names nobody: the plain form needs a User.
 */
export function plainForm(query: EasQuery, login: string): string {
  if (query.form === "plain") return formatEasQuery(query);
  const { saveInSent, user = login, ...says } = query;
  // A base64 query has one byte for all options, so F may only mean that another one was set.
  return `?${formatPlainQuery({ ...says, user, ...(saveInSent && { saveInSent }) })}`;
}

/**
 * One form for all spellings of a device id, for storing and comparing: lower case, and the
 * hexadecimal form that Z-Push, SOGo and Horde make of the base64 query's id turned back into the
 * text the phone sent. Idempotent.
 */
export function canonicalDeviceId(id: string): string {
  let canonical = id.toLowerCase();
  for (let text = textOfHex(canonical); text !== null; text = textOfHex(canonical)) {
    canonical = text.toLowerCase();
  }
  return canonical;
}

/** A plain query has "key=" with something behind it; base64 has "=" only as padding at its end. */
function isPlain(query: string): boolean {
  return /=[^=]/.test(query) || query.includes("&");
}

/**
 * Hex digits of at least this many characters of text: shorter serial numbers may be hex digits by
 * themselves.
 */
const SHORTEST_HEX_TEXT = 8;

/**
 * The letters and digits that `hex` spells, or null if it is not the hexadecimal form of such a
 * text.
 */
function textOfHex(hex: string): string | null {
  if (hex.length < 2 * SHORTEST_HEX_TEXT || !/^(?:3[0-9]|[46][1-9a-f]|[57][0-9a])+$/.test(hex)) {
    return null;
  }
  const pairs = hex.match(/../g) ?? [];
  return pairs.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join("");
}
