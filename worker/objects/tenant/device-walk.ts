// Devices in an order, read from an index: what a page without search shows, and what one with many
// matches does. The rule: a walk among matches has a budget, because they may all stand at the far
// end of the order.
import type { DeviceFilter, DeviceSort } from "../../core/device.ts";
import type { DeviceSearch, SortKey } from "../../core/device-list.ts";
import {
  behind,
  type Condition,
  EVERYTHING,
  indexOf,
  orderBy,
  type Partition,
  rangeOf,
} from "./device-conditions.ts";
import { DEVICE_COLUMNS, type DeviceRow } from "./device-rows.ts";
import { firstOf, type Read } from "./merge.ts";

/** A list as it was asked for. */
export interface Asked {
  readonly sort: DeviceSort;
  readonly descending: boolean;
  readonly filter: DeviceFilter;
  readonly search: DeviceSearch | undefined;
  /** Place of the last line of the page before. */
  readonly after: SortKey | undefined;
  readonly limit: number;
}

/** Lines that a walk among all devices looks at for matches before it is given up. */
const BUDGET = 6_000;
/** To SQLite, no limit. */
const UNLIMITED = -1;

/** The first lines of `partitions` together: the page, and one more if more follow. */
export function inOrder(
  sql: SqlStorage,
  asked: Asked,
  partitions: readonly Partition[],
): DeviceRow[] {
  const reads = partitions.map(
    (partition): Read<DeviceRow> =>
      (last, count) => {
        const left = leftOf(partition, asked, last);
        return select(sql, `${left.sql} LIMIT ?`, [...left.bindings, count]);
      },
  );
  return firstOf(reads, asked.limit + 1, isBefore(asked));
}

/**
 * The same among lines that match; undefined if the walk was given up. The devices of a filter, which
 * are fewer, are walked to their end.
 */
export function matchesInOrder(
  sql: SqlStorage,
  asked: Asked,
  partitions: readonly Partition[],
  matching: Condition,
): DeviceRow[] | undefined {
  let isGivenUp = false;
  const reads = partitions.map(
    (partition): Read<DeviceRow> =>
      (last, count) => {
        const left = leftOf(partition, asked, last, textIndex(partition, asked));
        const budget = partition.index === "all" ? BUDGET : UNLIMITED;
        // Matches are found by what they are found by; only then the whole lines are read.
        const walk = `FROM (SELECT id AS walked FROM (SELECT id, user, search ${left.sql} LIMIT ?)
          WHERE ${matching.sql} LIMIT ?) CROSS JOIN devices ON devices.id = walked`;
        const lines = select(sql, walk, [...left.bindings, budget, ...matching.bindings, count]);
        const isSpent = lines.length < count && budget !== UNLIMITED;
        isGivenUp ||= isSpent && goesOn(sql, left, budget);
        return lines;
      },
  );
  const found = firstOf(reads, asked.limit + 1, isBefore(asked));
  return isGivenUp ? undefined : found;
}

/** The order by user, which lists have unless told otherwise, has its texts in an index. */
const textIndex = ({ index }: Partition, { sort }: Asked) =>
  index === "all" && sort === "user" ? "texts_by_user" : undefined;

/** What is left of a partition, in order: everything after SELECT's columns. */
function leftOf(
  partition: Partition,
  { sort, descending, after, search }: Asked,
  last: DeviceRow | undefined,
  index = indexOf(partition, sort),
): Condition {
  const start = last ? keyOf(last, sort) : after;
  const rest = behind(start, sort, descending);
  const isRange = sort === "user" && search?.kind === "user-prefix";
  const range = isRange ? rangeOf(search, start, descending) : EVERYTHING;
  return {
    sql: `FROM devices INDEXED BY ${index}
      WHERE ${partition.sql} AND ${rest.sql} AND ${range.sql} ORDER BY ${orderBy(sort, descending)}`,
    bindings: [...partition.bindings, ...rest.bindings, ...range.bindings],
  };
}

/** True if more than `count` lines are left. */
function goesOn(sql: SqlStorage, left: Condition, count: number): boolean {
  const oneMore = sql.exec(`SELECT 1 ${left.sql} LIMIT 1 OFFSET ?`, ...left.bindings, count);
  return oneMore.toArray().length > 0;
}

function select(
  sql: SqlStorage,
  from: string,
  bindings: readonly (string | number)[],
): DeviceRow[] {
  const found = sql.exec<DeviceRow>(`SELECT ${DEVICE_COLUMNS} ${from}`, ...bindings);
  return found.toArray();
}

const isBefore =
  ({ sort, descending }: Asked) =>
  (one: DeviceRow, other: DeviceRow) => {
    const order = compareKeys(keyOf(one, sort), keyOf(other, sort));
    return descending ? order > 0 : order < 0;
  };

/** A row's place in an order, as sortKeyOf has it for a summary. */
function keyOf(row: DeviceRow, sort: DeviceSort): SortKey {
  const { user, device_id } = row;
  if (sort === "user") return [user, device_id];
  const values = {
    deviceType: row.device_type,
    lastSeen: row.last_seen_at,
    firstSeen: row.first_seen_at,
  };
  return [values[sort], user, device_id];
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
