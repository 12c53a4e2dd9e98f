// Configuration profiles (`.mobileconfig`) as typed values, and their bytes. The keys are Apple's
// own. Rule: a value of these types is a profile that iOS can read; which keys a given phone gets
// is decided in core/profile. Follows Apple's "Configuration Profile Reference" and
// device-management schema (TopLevel, CommonPayloadKeys, com.apple.eas.account,
// com.apple.mobiledevice.passwordpolicy, com.apple.applicationaccess,
// com.apple.profileRemovalPassword, com.apple.security.scep, .pkcs12, .root, .pkcs1).
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
  /** UUID of the payload in the same profile that holds the account's identity; iOS 5 on. */
  readonly PayloadCertificateUUID?: string;
  /** The account's identity itself, as PKCS#12: iPhone OS 3 and iOS 4 bind none of SCEP. */
  readonly Certificate?: Uint8Array;
  readonly CertificateName?: string;
  /** What opens it; only where the profile is encrypted. */
  readonly CertificatePassword?: string;
}

/** A certificate that the phone makes a key for and asks for over SCEP (RFC 8894). */
export interface ScepPayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.security.scep";
  readonly PayloadContent: {
    readonly URL: string;
    /** The CA's name, which phones send as `message` of GetCACert. */
    readonly Name?: string;
    /** Relative names of pairs: `[[["O", "Acme"]], [["CN", "alice"]]]`. */
    readonly Subject?: readonly (readonly (readonly [type: string, value: string])[])[];
    readonly Challenge?: string;
    /** Bits. */
    readonly Keysize?: 1024 | 2048 | 4096;
    readonly "Key Type"?: "RSA";
    /** 1 signs, 4 decrypts, 5 both. */
    readonly "Key Usage"?: 0 | 1 | 4 | 5;
    /** SHA-1 of the CA's certificate. */
    readonly CAFingerprint?: Uint8Array;
    readonly Retries?: number;
    /** Seconds. */
    readonly RetryDelay?: number;
  };
}

/** An identity: certificate and key. */
export interface Pkcs12Payload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.security.pkcs12";
  readonly PayloadContent: Uint8Array;
  readonly Password?: string;
  readonly PayloadCertificateFileName?: string;
}

/** A certificate (DER): one to trust, or one that only completes chains. */
export interface CertificatePayload extends CommonPayloadKeys {
  readonly PayloadType: "com.apple.security.root" | "com.apple.security.pkcs1";
  readonly PayloadContent: Uint8Array;
  readonly PayloadCertificateFileName?: string;
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
  | RemovalPasswordPayload
  | ScepPayload
  | Pkcs12Payload
  | CertificatePayload;

/** A whole configuration profile. */
export interface MobileConfig extends CommonPayloadKeys {
  readonly PayloadType: "Configuration";
  readonly PayloadContent: readonly Payload[];
  /** The user cannot remove the profile (or only with the removal password). */
  readonly PayloadRemovalDisallowed?: boolean;
  /** A removal password is inside. */
  readonly HasRemovalPasscode?: boolean;
  /** From then on the phone asks for the next one where it got this one (over-the-air enrolment). */
  readonly PayloadExpirationDate?: Date;
}

/** A configuration profile whose payloads only one phone can read. */
export interface EncryptedProfile extends Omit<MobileConfig, "PayloadContent"> {
  /** Known from iOS 4 on; Apple's sample of 2010 does without. */
  readonly IsEncrypted?: true;
  /** CMS EnvelopedData (DER) over `encodePayloads`. */
  readonly EncryptedPayloadContent: Uint8Array;
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

/**
 * The payloads alone, as what an encrypted profile encrypts: a property list whose root is the array
 * (Apple, "Over-the-Air Profile Delivery and Configuration", listing 2-13).
 */
export function encodePayloads(payloads: readonly Payload[]): Uint8Array {
  return buildPlist(payloads.map(withReals));
}

/** An encrypted profile as an XML property list. */
export function encodeEncryptedProfile(profile: EncryptedProfile): Uint8Array {
  return buildPlist(withReals(profile));
}

function withReals(payload: object): { readonly [key: string]: PlistValue } {
  const entries = Object.entries(payload as { readonly [key: string]: PlistValue });
  return Object.fromEntries(
    entries.map(([key, value]) =>
      typeof value === "number" && REAL_KEYS.has(key) ? [key, real(value)] : [key, value],
    ),
  );
}
