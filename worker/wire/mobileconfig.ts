// Configuration profiles (`.mobileconfig`) as typed values, and their bytes. The keys are Apple's
// own. Rule: a value of these types is a profile that iOS can read; which keys a given phone gets
// is decided in core/profile. Follows Apple's "Configuration Profile Reference" and
// device-management schema (TopLevel, CommonPayloadKeys, com.apple.eas.account,
// com.apple.mobiledevice.passwordpolicy, com.apple.applicationaccess,
// com.apple.profileRemovalPassword).
import { buildPlist, type PlistValue, real } from "./plist.ts";

/** What every payload carries beside its own keys. */
export interface CommonPayloadKeys {
  readonly PayloadVersion: 1;
  readonly PayloadIdentifier: string;
  readonly PayloadUUID: string;
  readonly PayloadDisplayName: string;
  readonly PayloadDescription?: string;
  readonly PayloadOrganization?: string;
}

/** An Exchange account. There is no Password key: the phone asks its user. */
export interface EasAccountPayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.eas.account";
  readonly EmailAddress: string;
  /** Host name or address, `host:port` where the port is not the scheme's own. */
  readonly Host: string;
  /** Always said: period documents give its default as true, today's schema as false. */
  readonly SSL: boolean;
  /** `DOMAIN\user`: the payload has no key of its own for the domain. */
  readonly UserName: string;
  /** Days; 0 means no limit. */
  readonly MailNumberOfPastDaysToSync?: number;
  readonly PreventMove?: boolean;
  readonly PreventAppSheet?: boolean;
  readonly SMIMEEnabled?: boolean;
  readonly allowMailDrop?: boolean;
}

/**
 * Keys of the passcode payload. Times: maxInactivity and maxGracePeriod in minutes, maxPINAgeInDays
 * in days.
 */
export interface PasswordPolicyPayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.mobiledevice.passwordpolicy";
  readonly allowSimple?: boolean;
  readonly forcePIN?: boolean;
  readonly requireAlphanumeric?: boolean;
  readonly manualFetchingWhenRoaming?: boolean;
  readonly maxFailedAttempts?: number;
  readonly maxGracePeriod?: number;
  readonly maxInactivity?: number;
  readonly maxPINAgeInDays?: number;
  readonly minComplexChars?: number;
  readonly minLength?: number;
  readonly pinHistory?: number;
}

/** Restrictions. All are booleans but those named here. */
export interface ApplicationAccessPayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.applicationaccess";
  readonly ratingRegion?: string;
  readonly ratingApps?: number;
  readonly ratingMovies?: number;
  readonly ratingTVShows?: number;
  /**
   * 0 never, 1 current site, 1.5 visited sites, 2 always; a real in the profile, also when whole.
   */
  readonly safariAcceptCookies?: number;
  readonly [
    restriction: `${"allow" | "force" | "require" | "safariAllow" | "safariForce"}${string}`
  ]: boolean | undefined;
}

/** The password that removes an otherwise locked profile. */
export interface RemovalPasswordPayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.profileRemovalPassword";
  readonly RemovalPassword: string;
}

export type Payload =
  | EasAccountPayload
  | PasswordPolicyPayload
  | ApplicationAccessPayload
  | RemovalPasswordPayload;

/** A whole configuration profile. */
export interface MobileConfig extends CommonPayloadKeys {
  readonly PayloadType: "Configuration";
  readonly PayloadContent: readonly Payload[];
  /** The user cannot remove the profile (or only with the removal password). */
  readonly PayloadRemovalDisallowed?: boolean;
  /** A removal password is inside. */
  readonly HasRemovalPasscode?: boolean;
}

/** MIME type that makes Safari hand the answer to the profile installer. */
export const MOBILECONFIG_TYPE = "application/x-apple-aspen-config";

/**
 * Keys whose number is a `<real>` whatever its value (device-management schema,
 * com.apple.applicationaccess).
 */
const REAL_KEYS: ReadonlySet<string> = new Set(["safariAcceptCookies"]);

/** The profile as an XML property list. Equal profiles give equal bytes. */
export function encodeProfile(profile: MobileConfig): Uint8Array {
  const payloads = profile.PayloadContent.map(withReals);
  return buildPlist({ ...withReals(profile), PayloadContent: payloads });
}

function withReals(payload: object): { readonly [key: string]: PlistValue } {
  const entries = Object.entries(payload as { readonly [key: string]: PlistValue });
  return Object.fromEntries(
    entries.map(([key, value]) =>
      typeof value === "number" && REAL_KEYS.has(key) ? [key, real(value)] : [key, value],
    ),
  );
}
