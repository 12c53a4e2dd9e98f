// One page of the device index. The rule: a page costs what it shows, not what there is. Filters are
// partitions with an index per order, read in batches and merged; a search text with few matches is
// answered from the trigrams, one with many by walking the order, where matches are then near. What
// this accepts: many matches that all stand at the far end of an order are walked to.
import type {
  DeviceFilter,
  DevicePage,
  DeviceQuery,
  DeviceSort,
  DeviceSummary,
} from "../../core/device.ts";
import {
  cursorBehind,
  cursorKey,
  DEVICES_PAGE,
  DEVICES_PAGE_MAX,
  type DeviceSearch,
  deviceSearch,
  type SortKey,
  sortKeyOf,
} from "../../core/device-list.ts";
import {
  behind,
  type Condition,
  EVERYTHING,
  indexOf,
  isMatch,
  matchesOf,
  orderBy,
  type Partition,
  partitionsOf,
  shownBy,
} from "./device-conditions.ts";
import { DEVICE_COLUMNS, type DeviceRow, summaryOf } from "./device-rows.ts";
import { firstOf, type Read } from "./merge.ts";

/** Up to this many matches are fetched and sorted; more are near one another in every order. */
const FEW = 2_000;

interface Asked {
  readonly sort: DeviceSort;
  readonly descending: boolean;
  readonly filter: DeviceFilter;
  readonly search: DeviceSearch | undefined;
  readonly after: SortKey | undefined;
  readonly limit: number;
}

/**
 * One page of the index; `next` is there if more follow. A foreign cursor starts at the beginning.
 */
export function devicePage(sql: SqlStorage, query: DeviceQuery): DevicePage {
  const asked = read(query);
  const { sort, descending, limit } = asked;
  const found = linesOf(sql, asked);
  const devices = found.slice(0, limit);
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
function linesOf(sql: SqlStorage, asked: Asked): DeviceSummary[] {
  const partitions = partitionsOf(sql, asked.filter);
  if (asked.search && areFew(sql, asked.search))
    return matchesSorted(sql, asked, matchesOf(asked.search), partitions);
  const reads = partitions.map(
    (partition): Read<DeviceSummary> =>
      (last, count) =>
        walk(sql, asked, partition, { last, count }),
  );
  return firstOf(reads, asked.limit + 1, (one, other) => {
    const order = compareKeys(sortKeyOf(one, asked.sort), sortKeyOf(other, asked.sort));
    return asked.descending ? order > 0 : order < 0;
  });
}

function areFew(sql: SqlStorage, search: DeviceSearch): boolean {
  const matches = matchesOf(search);
  const { found } = sql
    .exec<{ found: number }>(
      `SELECT count(*) AS found FROM (${matches.sql} LIMIT ?)`,
      ...matches.bindings,
      FEW + 1,
    )
    .one();
  return found <= FEW;
}

/** Fetches the matches, drops what the filter hides and what came before, and sorts. */
function matchesSorted(
  sql: SqlStorage,
  { sort, descending, after, limit }: Asked,
  matches: Condition,
  partitions: readonly Partition[],
): DeviceSummary[] {
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
    .toArray()
    .map(summaryOf);
}

/** Up to `count` lines of a partition that match, in order, behind `last` or the page before. */
function walk(
  sql: SqlStorage,
  { sort, descending, after, search }: Asked,
  partition: Partition,
  { last, count }: { readonly last: DeviceSummary | undefined; readonly count: number },
): DeviceSummary[] {
  const start = last ? sortKeyOf(last, sort) : after;
  const rest = behind(start, sort, descending);
  const hasStart = start !== undefined;
  const matching = search ? isMatch(search, { descending, hasStart }) : EVERYTHING;
  return sql
    .exec<DeviceRow>(
      `SELECT ${DEVICE_COLUMNS} FROM devices INDEXED BY ${indexOf(partition, sort)}
         WHERE ${partition.sql} AND ${rest.sql} AND ${matching.sql} ORDER BY ${orderBy(sort, descending)} LIMIT ?`,
      ...partition.bindings,
      ...rest.bindings,
      ...matching.bindings,
      count,
    )
    .toArray()
    .map(summaryOf);
}

/** As SQLite compares: numbers by value, texts by their bytes in UTF-8. */
function compareKeys(one: SortKey, other: SortKey): number {
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? "";
    if (part === against) continue;
    return typeof part === "number" && typeof against === "number"
      ? part - against
      : Buffer.compare(Buffer.from(String(part)), Buffer.from(String(against)));
  }
  return 0;
}
