// How a list of devices is asked for: what a search text comes to, and cursors. The rule: a cursor
// is the sort key of the last line shown, so that paging neither skips nor repeats a line, whatever
// is added meanwhile.
import type { DeviceSort, DeviceSummary, DeviceTraits } from "./device.ts";

export const DEVICES_PAGE = 100;
export const DEVICES_PAGE_MAX = 500;
/** Longest search text, in characters. */
export const DEVICE_SEARCH_MAX = 200;
/** Shorter texts have no trigram: they are the beginning of a user's name. */
const TRIGRAM = 3;

/** A line's place in an order: the value sorted by (absent in the order by user), user, DeviceId. */
export type SortKey = readonly (string | number)[];

/** The place of `device` in the order `sort`. */
export function sortKeyOf(device: DeviceSummary, sort: DeviceSort): SortKey {
  const { user, deviceId } = device;
  if (sort === "user") return [user, deviceId];
  const values = {
    deviceType: device.deviceType,
    lastSeen: device.lastSeenAt,
    firstSeen: device.firstSeenAt,
  };
  return [values[sort], user, deviceId];
}

/** The cursor behind `last`: base64 of JSON, nobody's business but cursorKey's. */
export function cursorBehind(last: DeviceSummary, sort: DeviceSort, descending: boolean): string {
  const key = JSON.stringify([sort, descending, ...sortKeyOf(last, sort)]);
  return btoa(encodeURIComponent(key));
}

/** The place a cursor names; undefined for one that was not made for this order. */
export function cursorKey(
  cursor: string,
  sort: DeviceSort,
  descending: boolean,
): SortKey | undefined {
  const [madeFor, direction, ...key] = decoded(cursor);
  if (madeFor !== sort || direction !== descending) return undefined;
  const kinds = key.map((part) => typeof part).join();
  return kinds === KEY_KINDS[sort] ? (key as SortKey) : undefined;
}

const KEY_KINDS: Readonly<Record<DeviceSort, string>> = {
  user: "string,string",
  deviceType: "string,string,string",
  lastSeen: "number,string,string",
  firstSeen: "number,string,string",
};

function decoded(cursor: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(decodeURIComponent(atob(cursor)));
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

/** What a search text comes to: a beginning of user names, a part of any text, or no search. */
export type DeviceSearch =
  | { readonly kind: "user-prefix"; readonly prefix: string }
  | { readonly kind: "part"; readonly part: string };

/** Reads a search text. Spaces around it are nobody's wish. */
export function deviceSearch(text: string): DeviceSearch | undefined {
  const wanted = folded(text.slice(0, DEVICE_SEARCH_MAX)).trim();
  if (wanted === "") return undefined;
  return [...wanted].length < TRIGRAM
    ? { kind: "user-prefix", prefix: wanted }
    : { kind: "part", part: wanted };
}

/** The text a device is found by: a line feed parts its fields, and no search text has one. */
export function searchable(
  device: Pick<DeviceTraits, "deviceId" | "deviceType" | "userAgent"> & {
    readonly user: string;
  },
): string {
  const { user, deviceId, deviceType, userAgent } = device;
  return [user, deviceId, deviceType, userAgent].map(folded).join("\n");
}

/** One letter case, no control characters, and nothing that UTF-8 could not say. */
const folded = (text: string) =>
  text
    .toWellFormed()
    .toLowerCase()
    .replace(/\p{Cc}/gu, " ");
