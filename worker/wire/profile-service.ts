// The two letters that begin an over-the-air enrolment: the Profile Service profile, which asks a
// phone to say who it is, and its answer (the content of a message it signed). Rules: what comes from
// the phone is read strictly, because it ends up in certificates and in front of administrators; what
// nobody needs is not kept. Follows Apple, "Over-the-Air Profile Delivery and Configuration" (Phase
// 2); the form is in no schema.
import type { CommonPayloadKeys } from "./mobileconfig.ts";
import { buildPlist, type ParsedPlist, parsePlist } from "./plist.ts";
import { WireError } from "./wire-error.ts";

/** What a phone can be asked for, and answers if it has it. */
export const DEVICE_ATTRIBUTES = ["UDID", "VERSION", "PRODUCT", "SERIAL", "MEID", "IMEI"] as const;

export interface ProfileServiceProfile extends CommonPayloadKeys {
  readonly PayloadType: "Profile Service";
  readonly PayloadContent: {
    /** Where the phone posts its signed answer to. */
    readonly URL: string;
    readonly DeviceAttributes: readonly (typeof DEVICE_ATTRIBUTES)[number][];
    readonly Challenge?: string;
  };
}

/** A phone's answer. What it left out is absent. */
export interface DeviceAttributes {
  readonly udid: string;
  /** The build, `8C148`. */
  readonly version?: string;
  /** `iPhone2,1` */
  readonly product?: string;
  readonly serial?: string;
  readonly imei?: string;
  readonly meid?: string;
  /** As it stood in the profile; only in the first of the two answers. */
  readonly challenge?: string;
}

const FORMAT = "device attributes";
/** Bytes. The longest answer seen has 700. */
const SIZE_MAX = 16_384;
/** Letters, digits and what stands between them; no blanks, no markup, nothing that is not ASCII. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9.,:_-]*$/;
const CHALLENGE = /^[\x21-\x7e]*$/;
const LENGTH_MAX = 64;

/** The profile as an XML property list. Equal profiles give equal bytes. */
export function encodeProfileService(profile: ProfileServiceProfile): Uint8Array {
  return buildPlist({ ...profile });
}

/** Reads a phone's answer. @throws WireError */
export function readDeviceAttributes(content: Uint8Array): DeviceAttributes {
  const root = parsePlist(content, SIZE_MAX);
  if (typeof root !== "object" || Array.isArray(root) || !isDictionary(root))
    throw new WireError(FORMAT, "no dictionary");
  const udid = attribute(root, "UDID");
  if (udid === undefined) throw new WireError(FORMAT, "no UDID");
  const found = {
    version: attribute(root, "VERSION"),
    product: attribute(root, "PRODUCT"),
    serial: attribute(root, "SERIAL"),
    imei: withoutBlanks(root, "IMEI"),
    meid: withoutBlanks(root, "MEID"),
    challenge: challengeIn(root),
  };
  const present = Object.entries(found).filter(([, value]) => value !== undefined);
  return { udid, ...Object.fromEntries(present) };
}

type Dictionary = { readonly [key: string]: ParsedPlist };

const isDictionary = (value: object): value is Dictionary =>
  !(value instanceof Date) && !(value instanceof Uint8Array);

const own = (root: Dictionary, key: string): ParsedPlist | undefined =>
  Object.hasOwn(root, key) ? root[key] : undefined;

/** A plain text; an empty one counts as left out. */
function attribute(root: Dictionary, key: string, read = (text: string) => text) {
  const value = own(root, key);
  if (value === undefined || value === "") return undefined;
  const text = typeof value === "string" ? read(value) : "";
  if (!PLAIN.test(text) || text.length > LENGTH_MAX) throw new WireError(FORMAT, `strange ${key}`);
  return text;
}

/** Phones write the IMEI in groups: `01 161400 452322 6`. */
const withoutBlanks = (root: Dictionary, key: string) =>
  attribute(root, key, (text) => text.replaceAll(" ", ""));

/** Phones send the challenge back as text or as bytes. */
function challengeIn(root: Dictionary): string | undefined {
  const value = own(root, "CHALLENGE");
  if (value === undefined) return undefined;
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
  if (typeof text !== "string" || text.length > LENGTH_MAX || !CHALLENGE.test(text))
    throw new WireError(FORMAT, "strange CHALLENGE");
  return text;
}
