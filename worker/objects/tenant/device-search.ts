// One page of the device index. The rule: a page costs what it shows, not what there is. Filters are
// partitions with an index per order; a search text that few devices have is answered from the
// trigrams, one that many have by walking the order, where matches are then near. What this accepts:
// if they are not near, because they all stand at one end of the order (iPhones among Androids, by
// type), the page costs all of the matches: about 30 ms for 25,000 of them.
import type { DevicePage, DeviceQuery } from "../../core/device.ts";
import {
  cursorBehind,
  cursorKey,
  DEVICES_PAGE,
  DEVICES_PAGE_MAX,
  deviceSearch,
} from "../../core/device-list.ts";
import {
  behind,
  type Condition,
  EVERYTHING,
  isMatch,
  orderBy,
  type Partition,
  partitionsOf,
  shownBy,
} from "./device-conditions.ts";
import { candidates, isDense, sampleTexts } from "./device-grams.ts";
import { DEVICE_COLUMNS, type DeviceRow, summariesOf } from "./device-rows.ts";
import { type Asked, inOrder, matchesInOrder } from "./device-walk.ts";

/** Up to this many matches are fetched and sorted at once. */
const FEW = 2_500;

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
  if (!search) return inOrder(sql, asked, partitions);
  if (search.kind === "part") return linesWith(sql, asked, search.part, partitions);
  if (sort === "user") return inOrder(sql, asked, partitions);
  const matching = isMatch(search);
  const matches = { ...matching, sql: `SELECT id FROM devices WHERE ${matching.sql}` };
  const walked = areFew(sql, matches)
    ? undefined
    : matchesInOrder(sql, asked, partitions, matching);
  return walked ?? matchesSorted(sql, asked, matches, partitions);
}

/** The same for a part of any text. */
function linesWith(
  sql: SqlStorage,
  asked: Asked,
  part: string,
  partitions: readonly Partition[],
): DeviceRow[] {
  const sample = sampleTexts(sql);
  const matching = isMatch({ kind: "part", part });
  const walk = () => matchesInOrder(sql, asked, partitions, matching);
  const isWalked = isDense(part, sample);
  const walked = isWalked ? walk() : undefined;
  if (walked) return walked;
  const matches = candidates(part, sample);
  const found = isWalked || areFew(sql, matches) ? undefined : walk();
  return found ?? matchesSorted(sql, asked, matches, partitions, matching);
}

function areFew(sql: SqlStorage, { sql: matches, bindings }: Condition): boolean {
  const oneMore = sql.exec(`${matches} LIMIT 1 OFFSET ?`, ...bindings, FEW).toArray();
  return oneMore.length === 0;
}

/** Fetches all matches, drops what the filter hides and what came before, and sorts. */
function matchesSorted(
  sql: SqlStorage,
  { sort, descending, after, limit }: Asked,
  matches: Condition,
  partitions: readonly Partition[],
  proof: Condition = EVERYTHING,
): DeviceRow[] {
  const shown = shownBy(partitions);
  const rest = behind(after, sort, descending);
  return sql
    .exec<DeviceRow>(
      `SELECT ${DEVICE_COLUMNS} FROM devices NOT INDEXED
         WHERE id IN (${matches.sql}) AND ${proof.sql} AND ${shown.sql} AND ${rest.sql}
         ORDER BY ${orderBy(sort, descending)} LIMIT ?`,
      ...matches.bindings,
      ...proof.bindings,
      ...shown.bindings,
      ...rest.bindings,
      limit + 1,
    )
    .toArray();
}
