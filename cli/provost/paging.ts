// Lists that come in pages: their options, and what leads to the next page.
import { type Call, type Option, optional } from "./command.ts";

/** The options of a list that comes in pages. */
export const PAGING: readonly Option[] = [
  { flags: "--search <text>", text: "only lines that contain this" },
  { flags: "--after <cursor>", text: "go on where an earlier list ended" },
  { flags: "--limit <count>", text: "at most this many" },
];

/** `where` with the query that the options ask for; `more` names options beyond paging. */
export function paged(call: Call, where: string, more: readonly string[] = []): string {
  const names = [...new Set(["search", "after", "limit", ...more])];
  const said = names.filter((name) => optional(call, name) !== undefined);
  const query = new URLSearchParams(said.map((name) => [name, optional(call, name) ?? ""]));
  return query.size > 0 ? `${where}?${query}` : where;
}

/** The rows, and how to see those that follow. */
export const withNext = (rows: string, next: string | undefined) =>
  next === undefined ? rows : `${rows}\n\nMore: --after '${next}'`;
