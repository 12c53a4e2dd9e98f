// Which keys of a profile only supervised phones obey. Source: Apple's device-management schema
// ("requires a supervised device in iOS 13 and later").
import { atLeast, type IosVersion } from "./ios.ts";
import type { ProfileColumn } from "./settings-row.ts";

/**
 * Where the first supervised-only version is not known, from the version on that made most others
 * so.
 */
const MOST_SUPERVISED_SINCE: IosVersion = [13, 0, 0];

/** True if a phone with `ios` obeys this key only if it is supervised. */
export function onlySupervised({ supervisedSince }: ProfileColumn, ios: IosVersion): boolean {
  if (supervisedSince === undefined) return false;
  return atLeast(ios, supervisedSince === "unknown" ? MOST_SUPERVISED_SINCE : supervisedSince);
}
