// One page of the device index. The rule: a page costs what it shows, not what there is. Filters are
// partitions with an index per order; a search text with few matches is answered from the trigrams,
// one with many by walking the order, where matches are then near. What this accepts: if they are
// not near, because they all stand at one end, the page costs all of the matches.
import type { DevicePage, DeviceQuery } from "../../core/device.ts";
import {
  cursorBehind,
  cursorKey,
  DEVICES_PAGE,
  DEVICES_PAGE_MAX,
  type DeviceSearch,
  deviceSearch,
} from "../../core/device-list.ts";
import {
  behind,
  isMatch,
  matchesOf,
  orderBy,
  type Partition,
  partitionsOf,
  shownBy,
} from "./device-conditions.ts";
import { DEVICE_COLUMNS, type DeviceRow, summariesOf } from "./device-rows.ts";
import { type Asked, inOrder, matchesInOrder } from "./device-walk.ts";

/** Up to this many matches are fetched and sorted at once. */
const FEW = 1_000;

/**
 * One page of the index; `next` is there if more follow. A foreign cursor starts at the beginning.
 */
export function devicePage(sql: SqlStorage, query: DeviceQuery): DevicePage {
  const asked = read(query);
  const { sort, descending, limit } = asked;
  const found = linesOf(sql, asked, partitionsOf(sql, asked.filter));
  const devices = summariesOf(sql, found.slice(0, limit));
  const last = devices.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { devices, ...(hasMore && { next: cursorBehind(last, sort, descending) }) };
}

function read(query: DeviceQuery): Asked {
  const { sort = "user", descending = false, filter = "all" } = query;
  return {
    sort,
    descending,
    filter,
    search: deviceSearch(query.search ?? ""),
    after: cursorKey(query.after ?? "", sort, descending),
    limit: Math.max(1, Math.min(Math.trunc(query.limit || DEVICES_PAGE), DEVICES_PAGE_MAX)),
  };
}

/** The lines of the page, and one more if more follow. */
function linesOf(sql: SqlStorage, asked: Asked, partitions: readonly Partition[]): DeviceRow[] {
  const { search, sort } = asked;
  if (!search || (search.kind === "user-prefix" && sort === "user"))
    return inOrder(sql, asked, partitions);
  const walked = areFew(sql, search)
    ? undefined
    : matchesInOrder(sql, asked, partitions, isMatch(search));
  return walked ?? matchesSorted(sql, asked, search, partitions);
}

function areFew(sql: SqlStorage, search: DeviceSearch): boolean {
  const { sql: matches, bindings } = matchesOf(search);
  const oneMore = sql.exec(`${matches} LIMIT 1 OFFSET ?`, ...bindings, FEW).toArray();
  return oneMore.length === 0;
}

/** Fetches all matches, drops what the filter hides and what came before, and sorts. */
function matchesSorted(
  sql: SqlStorage,
  { sort, descending, after, limit }: Asked,
  search: DeviceSearch,
  partitions: readonly Partition[],
): DeviceRow[] {
  const matches = matchesOf(search);
  const shown = shownBy(partitions);
  const rest = behind(after, sort, descending);
  return sql
    .exec<DeviceRow>(
      `SELECT ${DEVICE_COLUMNS} FROM devices NOT INDEXED WHERE id IN (${matches.sql}) AND ${shown.sql} AND ${rest.sql}
         ORDER BY ${orderBy(sort, descending)} LIMIT ?`,
      ...matches.bindings,
      ...shown.bindings,
      ...rest.bindings,
      limit + 1,
    )
    .toArray();
}
