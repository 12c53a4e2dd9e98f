// Lists of devices as SQL: orders, filters and search texts. The rule: values are bound, never
// written into a statement; what is written into one is a name of this file's own tables.
import type { DeviceFilter, DeviceSort } from "../../core/device.ts";
import type { DeviceSearch, SortKey } from "../../core/device-list.ts";
import { outdatedCohorts } from "./device-rows.ts";

/** A condition and the values it binds. */
export interface Condition {
  readonly sql: string;
  readonly bindings: readonly (string | number)[];
}
/** Devices that one index has in every order. */
export interface Partition extends Condition {
  readonly index: "all" | "blocked" | "cohort" | "quarantined" | "unproven" | "wiping";
}

export const EVERYTHING: Condition = { sql: "1", bindings: [] };

/** Columns of an order; its name is also the end of its indexes' names (devices-schema.ts). */
const ORDERS: Readonly<Record<DeviceSort, { readonly name: string; readonly columns: string }>> = {
  user: { name: "user", columns: "user, device_id" },
  deviceType: { name: "device_type", columns: "device_type, user, device_id" },
  lastSeen: { name: "last_seen_at", columns: "last_seen_at, user, device_id" },
  firstSeen: { name: "first_seen_at", columns: "first_seen_at, user, device_id" },
};

/** The index that has a partition in an order. */
export const indexOf = ({ index }: Partition, sort: DeviceSort) =>
  `${index}_by_${ORDERS[sort].name}`;

/** The order as ORDER BY wants it. */
export function orderBy(sort: DeviceSort, descending: boolean): string {
  const { columns } = ORDERS[sort];
  return descending ? `${columns.replaceAll(",", " DESC,")} DESC` : columns;
}

/** Everything behind `key` in the order. */
export function behind(key: SortKey | undefined, sort: DeviceSort, descending: boolean): Condition {
  if (!key) return EVERYTHING;
  const places = key.map(() => "?").join(", ");
  return {
    sql: `(${ORDERS[sort].columns}) ${descending ? "<" : ">"} (${places})`,
    bindings: key,
  };
}

/** The filters that have an index of their own; most devices are active, so that one walks them all. */
const FILTERED: Readonly<Record<Exclude<DeviceFilter, "outdated">, Partition>> = {
  all: { index: "all", ...EVERYTHING },
  active: { index: "all", sql: "state = 'active' AND quarantined_at IS NULL", bindings: [] },
  blocked: { index: "blocked", sql: "state = 'blocked'", bindings: [] },
  quarantined: { index: "quarantined", sql: "quarantined_at IS NOT NULL", bindings: [] },
  // The first half is the index's own; a certificate proves as a token does.
  unproven: { index: "unproven", sql: "proof <> 'token' AND proof <> 'certificate'", bindings: [] },
  wiping: { index: "wiping", sql: "wiping = 1", bindings: [] },
};

/** The devices a filter shows, as partitions that have no device in common. */
export function partitionsOf(sql: SqlStorage, filter: DeviceFilter): readonly Partition[] {
  if (filter !== "outdated") return [FILTERED[filter]];
  return outdatedCohorts(sql).map(({ id }) => ({
    index: "cohort",
    sql: "cohort = ?",
    bindings: [id],
  }));
}

/** All partitions of a filter as one condition; cohorts, which may be many, as a list. */
export function shownBy(partitions: readonly Partition[]): Condition {
  const bindings = partitions.flatMap((partition) => partition.bindings);
  if (partitions.every(({ index }) => index === "cohort")) {
    const list = JSON.stringify(bindings);
    return { sql: "cohort IN (SELECT value FROM json_each(?))", bindings: [list] };
  }
  return { sql: `(${partitions.map(({ sql }) => sql).join(" OR ")})`, bindings };
}

/** Behind every user name that begins with the letters before it. */
const LAST_CHARACTER = "\u{10ffff}";

/** Whether a line matches a search. */
export function isMatch(search: DeviceSearch): Condition {
  if (search.kind === "part") return { sql: "instr(search, ?) > 0", bindings: [search.part] };
  const { prefix } = search;
  return { sql: "user >= ? AND user < ?", bindings: [prefix, prefix + LAST_CHARACTER] };
}

/**
 * The beginning of a user's name as a range of the order by user. Behind a `start` SQLite must begin
 * there and not at the range's own end: a plus sign keeps it from that ("The SQLite Query Optimizer
 * Overview", section 2).
 */
export function rangeOf(
  search: DeviceSearch,
  start: SortKey | undefined,
  descending: boolean,
): Condition {
  const { sql, bindings } = isMatch(search);
  if (!start) return { sql, bindings };
  const behindStart = descending ? sql.replace("AND user", "AND +user") : `+${sql}`;
  return { sql: behindStart, bindings };
}
