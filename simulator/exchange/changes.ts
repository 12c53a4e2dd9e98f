// What a device does not know yet of a folder: the difference between what it was sent and what is
// there now, inside the time window it asked for (FilterType). Sync, GetItemEstimate and Ping all
// ask here, so that they agree.
import { itemsIn } from "./mailbox.ts";
import type { Item, Known, Mailbox } from "./state.ts";

const DAY_MS = 86_400_000;

/**
 * MS-ASCMD, FilterType: value -> days; 0 and absence mean everything. 8 (incomplete tasks) is
 * apart.
 */
const filterDays: Readonly<Record<string, number>> = {
  "1": 1,
  "2": 3,
  "3": 7,
  "4": 14,
  "5": 30,
  "6": 90,
  "7": 180,
};

/** FilterType values that MS-ASCMD allows for a class. */
export const filterTypes: Readonly<Record<Item["kind"], readonly string[]>> = {
  Email: ["0", "1", "2", "3", "4", "5"],
  Calendar: ["0", "4", "5", "6", "7"],
  Tasks: ["0", "8"],
  Contacts: ["0"],
};

/** What there is to tell. `softDeletes` left the time window but still exist. */
export interface Pending {
  readonly adds: readonly Item[];
  readonly changes: readonly Item[];
  readonly deletes: readonly string[];
  readonly softDeletes: readonly string[];
}

/** The window a client asked for, at `now` (milliseconds since 1970). */
export interface Window {
  readonly filterType: string;
  readonly now: number;
}

/** All that a device which knows `known` has yet to be told of a folder; adds are newest first. */
export function pendingChanges(
  mailbox: Mailbox,
  folderId: string,
  known: Known,
  window: Window,
): Pending {
  const present = itemsIn(mailbox, folderId);
  const presentIds = new Set(present.map((item) => item.id));
  const visible = present.filter((item) => isInside(item, window));
  const visibleIds = new Set(visible.map((item) => item.id));
  const knownIds = Object.keys(known);
  return {
    adds: visible.filter((item) => !Object.hasOwn(known, item.id)),
    changes: visible.filter(
      (item) => Object.hasOwn(known, item.id) && known[item.id] !== item.change,
    ),
    deletes: knownIds.filter((id) => !presentIds.has(id)),
    softDeletes: knownIds.filter((id) => presentIds.has(id) && !visibleIds.has(id)),
  };
}

/** How many items a Sync would bring (GetItemEstimate) or a Ping would report. */
export function countChanges(pending: Pending): number {
  return pending.adds.length + pending.changes.length + pending.deletes.length;
}

function isInside(item: Item, { filterType, now }: Window): boolean {
  const days = filterDays[filterType];
  if (item.kind === "Tasks")
    return filterType !== "8" || propertyText(item, "Tasks:Complete") !== "1";
  if (days === undefined) return true;
  const since = now - days * DAY_MS;
  if (item.kind === "Email") return item.received >= since;
  if (item.kind !== "Calendar") return true;
  // A recurring event stays: it may have occurrences inside the window (MS-ASCMD, FilterType).
  if (item.properties.some((property) => property.tag === "Calendar:Recurrence")) return true;
  const end = propertyText(item, "Calendar:EndTime") ?? propertyText(item, "Calendar:StartTime");
  const time = end === undefined ? Number.NaN : parseCompactTime(end);
  return Number.isNaN(time) || time >= since;
}

function propertyText(item: Item, tag: string): string | undefined {
  return item.kind === "Email"
    ? undefined
    : item.properties.find((property) => property.tag === tag)?.text;
}

/**
 * Milliseconds of a compact time such as 20100628T093000Z (MS-ASDTYPE 2.7.2); NaN if it is none.
 */
export function parseCompactTime(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The compact form of a time in milliseconds since 1970. */
export function compactTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
