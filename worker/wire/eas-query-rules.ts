// What an ActiveSync query says and what its values may be, in either of its two forms (MS-ASHTTP
// 2.2.1.1.1).
import type { EasCommand } from "./eas-commands.ts";
import { WireError } from "./wire-error.ts";

/** What an ActiveSync request says in its query string. */
export interface EasQuery {
  readonly form: "plain" | "base64";
  readonly command: EasCommand;
  readonly user?: string;
  /** As sent; `canonicalDeviceId` makes the one form that may be stored and compared. */
  readonly deviceId: string;
  /**
   * True if the base64 form carried the device id as a 16-byte GUID; `deviceId` is then its
   * upper-case hex.
   */
  readonly deviceIdIsGuid?: true;
  readonly deviceType: string;
  /**
   * Base64 only (the plain form has headers for these): "12.1", the policy key as an unsigned
   * number, the LCID.
   */
  readonly protocolVersion?: string;
  readonly policyKey?: number;
  readonly locale?: number;
  readonly collectionId?: string;
  readonly itemId?: string;
  readonly attachmentName?: string;
  readonly longId?: string;
  readonly occurrence?: string;
  readonly saveInSent?: boolean;
  /** Base64 only; the plain form says it in the header MS-ASAcceptMultiPart. */
  readonly acceptMultiPart?: boolean;
}

/**
 * Exchange takes 32 characters; MS-ASHTTP forbids commas and special characters. Dots alone would be
 * steps of a path (WHATWG URL, 4.4), and no address would lead to the device.
 */
const DEVICE_ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,32}$/;
/**
 * MS-ASHTTP names no alphabet, and phones other than Apple's write model names into it ("HTC
 * Desire"), so: printable ASCII that is no mark-up, quote, separator or escape.
 */
const DEVICE_TYPE = /^[A-Za-z0-9 ._\-+/:()]{1,64}$/;
/** Longest other value, in characters: user names, folder, item and attachment names. */
const MAX_VALUE_CHARACTERS = 1000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** A WireError of this format. */
export function queryError(problem: string, offset = 0): WireError {
  return new WireError("ActiveSync query", problem, offset);
}

export function checkDeviceId(id: string): string {
  if (!DEVICE_ID.test(id)) throw queryError("DeviceId is not 1 to 32 letters and digits");
  return id;
}

export function checkDeviceType(type: string): string {
  if (!DEVICE_TYPE.test(type)) throw queryError("DeviceType is not 1 to 64 plain characters");
  return type;
}

/** A value of any other key. `name` stands in the error. */
export function checkValue(name: string, value: string): string {
  if (value.length > MAX_VALUE_CHARACTERS) throw queryError(`${name} is too long`);
  if (CONTROL.test(value)) throw queryError(`${name} holds a control character`);
  return value;
}
