// What one policy setting is: a row of the settings table (core/settings). Rule: everything that is
// to be known of a setting stands in its row, and everything reads it there: checks, profile,
// console, documentation.
import type { Tag } from "../wire/codepages.ts";
import type { IosVersion } from "./ios.ts";

/**
 * The two families of a Device Settings Policy, each Locked on its own: what travels in the profile
 * and waits for re-provisioning, and what travels in Provision and reaches the phone at its next
 * request.
 */
export const FAMILIES = ["ios-profile", "eas-security"] as const;
export type Family = (typeof FAMILIES)[number];

/** What a setting can be set to. */
export type PolicyValue = boolean | number | string;

/** What values a setting takes. Ranges include both ends. */
export type SettingValue =
  | { readonly kind: "boolean" }
  | {
      readonly kind: "integer";
      readonly min: number;
      readonly max: number;
      readonly unit?: Unit;
    }
  | { readonly kind: "choice"; readonly choices: readonly Choice[] }
  | { readonly kind: "text"; readonly maxLength: number; readonly secret?: true };

/** What a whole number counts. */
export const UNITS = ["minutes", "hours", "days", "characters", "attempts", "passcodes"] as const;
export type Unit = (typeof UNITS)[number];

export interface Choice {
  readonly value: string | number;
  readonly label: string;
  /** What older phones are given in its place. */
  readonly before?: { readonly ios: IosVersion; readonly value: string | number };
}

/** Where a setting stands in the profile, and which phones know it there. */
export interface ProfileColumn {
  readonly payload:
    | "Configuration"
    | "com.apple.eas.account"
    | "com.apple.mobiledevice.passwordpolicy"
    | "com.apple.applicationaccess"
    | "com.apple.profileRemovalPassword";
  readonly key: string;
  /** First version that knows the key. */
  readonly since: IosVersion;
  /** First version that no longer does. */
  readonly until?: IosVersion;
  /**
   * From this version on only supervised phones obey; "unknown": today's do not, since when is not
   * known.
   */
  readonly supervisedSince?: IosVersion | "unknown";
  /** Unsupervised phones still obey, and Apple has said that they will not always. */
  readonly supervisionAnnounced?: true;
  /** What the key is set to, by the setting's value; a value that is missing leaves the key out. */
  readonly writes?: Readonly<Record<string, PolicyValue>>;
}

/** Versions of Exchange ActiveSync that have a policy document of their own. */
export const EAS_VERSIONS = ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"] as const;
export type EasVersion = (typeof EAS_VERSIONS)[number];

/** An element that EASProvisionDoc can hold. */
export type EasElement = Extract<Tag, `Provision:${string}`>;

/**
 * Where a setting stands in the Provision document (MS-ASPROV 2.2.2.28, and 2.2.2.24.2 for 2.5),
 * since when, and which of two values wins.
 */
export interface EasColumn {
  /** Element of EASProvisionDoc; absent for what the server enforces by itself. */
  readonly element?: EasElement;
  readonly since: EasVersion;
  /** First Exchange that knows the policy. */
  readonly exchange: "2003" | "2007" | "2007 SP1" | "2010";
  /**
   * How a value is written in the element: as it is (0 and 1 for booleans), minutes as seconds, or
   * by a table from our value to the element's.
   */
  readonly writes?: "minutes-as-seconds" | Readonly<Record<number, number>>;
  /** In the element, numbers from this one on mean "no limit". */
  readonly unlimitedFrom?: number;
  /** Which of two values is the stricter one. With "lower", 0 means no limit. */
  readonly stricter: "lower" | "higher" | "true" | "false";
  /** Phones ignore it unless a device password is enforced. */
  readonly needsPassword?: true;
  /** Name of the parameter in the WAP document of 2.5; absent if 2.5 has none. */
  readonly wap?: WapParm;
}

/** Parameters of the WAP document that stand for a setting (MS-ASPROV 2.2.2.24.2). */
export type WapParm =
  | "4131"
  | "AEFrequencyValue"
  | "DeviceWipeThreshold"
  | "MinimumPasswordLength"
  | "PasswordComplexity";

/** One row. A setting of another family has another column beside `profile`, or in its place. */
export interface SettingRow {
  readonly id: string;
  readonly section:
    | "account"
    | "passcode"
    | "restrictions"
    | "removal"
    | "eas-password"
    | "eas-device";
  readonly label: string;
  readonly help: string;
  readonly value: SettingValue;
  /** What a phone does while the setting is Not Set; absent where it has no rule of its own. */
  readonly phoneDefault?: PolicyValue;
  readonly profile?: ProfileColumn;
  readonly eas?: EasColumn;
}

/** The family a setting is Locked with. */
export function familyOf(row: Pick<SettingRow, "eas">): Family {
  return row.eas ? "eas-security" : "ios-profile";
}
