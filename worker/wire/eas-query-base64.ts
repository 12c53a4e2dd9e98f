// The base64 form of the ActiveSync query (MS-ASHTTP 2.2.1.1.1.1):
//   version(1) command(1) locale(2, little endian) idLength(1) id keyLength(1: 0 or 4) policyKey(4, little endian)
//   typeLength(1) type, then parameters: tag(1) length(1) value.
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { EAS_COMMANDS } from "./eas-commands.ts";
import {
  checkDeviceId,
  checkDeviceType,
  checkValue,
  type EasQuery,
  queryError,
} from "./eas-query-rules.ts";

/**
 * Version byte to what the header MS-ASProtocolVersion says. The form began with 12.1; 120 is read
 * for safety.
 */
const VERSIONS: Readonly<Record<number, string>> = {
  120: "12.0",
  121: "12.1",
  140: "14.0",
  141: "14.1",
  160: "16.0",
  161: "16.1",
};

/** Parameters that are strings, by tag, in the order they are written. */
const STRING_TAGS = {
  0: "attachmentName",
  1: "collectionId",
  3: "itemId",
  4: "longId",
  6: "occurrence",
  8: "user",
} as const satisfies Record<number, keyof EasQuery>;
const OPTIONS_TAG = 7;
const SAVE_IN_SENT = 0x01;
const ACCEPT_MULTI_PART = 0x02;
/** A device id may be a GUID instead of text. */
const GUID_BYTES = 16;
const POLICY_KEY_BYTES = 4;
const FORMAT = "ActiveSync query";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads a base64 query without its "?"; the digits "+", "/" and "=" may be percent-encoded. */
export function parseBase64Query(query: string): EasQuery {
  const text = query.replace(/%2b/gi, "+").replace(/%2f/gi, "/").replace(/%3d/gi, "=");
  const cursor: Cursor = { bytes: decodeBase64(text, FORMAT), at: 0 };
  const protocolVersion = VERSIONS[byteOf(cursor)];
  if (protocolVersion === undefined) throw queryError("unknown protocol version", 0);
  const command = EAS_COMMANDS[byteOf(cursor)];
  if (command === undefined) throw queryError("unknown command code", 1);
  const locale = byteOf(cursor) + byteOf(cursor) * 0x100;
  const device = readDeviceId(lengthAndBytes(cursor));
  const policyKey = readPolicyKey(lengthAndBytes(cursor), cursor.at);
  const deviceType = checkDeviceType(readString(lengthAndBytes(cursor), "DeviceType"));
  return {
    form: "base64",
    command,
    ...device,
    deviceType,
    protocolVersion,
    locale,
    ...policyKey,
    ...readParameters(cursor),
  };
}

/**
 * Writes the base64 form. Throws if a value does not fit it, which `parseEasQuery` never lets
 * happen.
 */
export function formatBase64Query(query: EasQuery): string {
  const version = Object.keys(VERSIONS).find((code) => VERSIONS[+code] === query.protocolVersion);
  if (version === undefined) throw new Error("a base64 query needs a known protocol version");
  const locale = query.locale ?? 0;
  const bytes = [Number(version), EAS_COMMANDS.indexOf(query.command), locale & 0xff, locale >> 8];
  append(bytes, writeDeviceId(query));
  append(bytes, query.policyKey === undefined ? [] : littleEndian(query.policyKey));
  append(bytes, new TextEncoder().encode(query.deviceType));
  for (let tag = 0; tag <= 8; tag++) {
    const value = writeParameter(query, tag);
    if (value === undefined) continue;
    bytes.push(tag);
    append(bytes, value);
  }
  return encodeBase64(Uint8Array.from(bytes));
}

function byteOf(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw queryError("query cut short", cursor.at);
  cursor.at++;
  return byte;
}

function lengthAndBytes(cursor: Cursor): Uint8Array {
  const length = byteOf(cursor);
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw queryError("query cut short", cursor.bytes.length);
  const value = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return value;
}

function readString(bytes: Uint8Array, name: string): string {
  try {
    return checkValue(name, utf8.decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) throw queryError(`${name} is not UTF-8`);
    throw error;
  }
}

/**
 * Phones put the text of their id here. Sixteen bytes that are no such text are a GUID and become
 * hex.
 */
function readDeviceId(bytes: Uint8Array): Pick<EasQuery, "deviceId" | "deviceIdIsGuid"> {
  const isText = bytes.every((byte) => byte > 0x20 && byte < 0x7f);
  if (isText || bytes.length !== GUID_BYTES) {
    return { deviceId: checkDeviceId(readString(bytes, "DeviceId")) };
  }
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { deviceId: hex.toUpperCase(), deviceIdIsGuid: true };
}

function readPolicyKey(bytes: Uint8Array, offset: number): Pick<EasQuery, "policyKey"> {
  if (bytes.length === 0) return {};
  if (bytes.length !== POLICY_KEY_BYTES) throw queryError("policy key is not 4 bytes", offset);
  return { policyKey: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) };
}

function readParameters(cursor: Cursor): Partial<EasQuery> {
  const parameters: Record<string, string | boolean> = {};
  const seen = new Set<number>();
  while (cursor.at < cursor.bytes.length) {
    const offset = cursor.at;
    const tag = byteOf(cursor);
    if (seen.has(tag)) throw queryError(`parameter ${tag} stands twice`, offset);
    seen.add(tag);
    const value = lengthAndBytes(cursor);
    if (tag === OPTIONS_TAG) Object.assign(parameters, readOptions(value, offset));
    else if (isStringTag(tag)) {
      const name = STRING_TAGS[tag];
      parameters[name] = readString(value, name);
    } else throw queryError(`unknown parameter ${tag}`, offset);
  }
  return parameters;
}

function isStringTag(tag: number): tag is keyof typeof STRING_TAGS {
  return Object.hasOwn(STRING_TAGS, tag);
}

/** A bit mask: 3 is both options, which a peer that compares with 1 misreads. */
function readOptions(
  bytes: Uint8Array,
  offset: number,
): { saveInSent: boolean; acceptMultiPart: boolean } {
  const [mask] = bytes;
  if (mask === undefined || bytes.length !== 1) throw queryError("Options is not one byte", offset);
  if ((mask & ~(SAVE_IN_SENT | ACCEPT_MULTI_PART)) !== 0) {
    throw queryError("unknown bit in Options", offset);
  }
  return {
    saveInSent: (mask & SAVE_IN_SENT) !== 0,
    acceptMultiPart: (mask & ACCEPT_MULTI_PART) !== 0,
  };
}

function writeParameter(query: EasQuery, tag: number): ArrayLike<number> | undefined {
  if (tag === OPTIONS_TAG) {
    if (query.saveInSent === undefined && query.acceptMultiPart === undefined) return undefined;
    return [
      (query.saveInSent ? SAVE_IN_SENT : 0) | (query.acceptMultiPart ? ACCEPT_MULTI_PART : 0),
    ];
  }
  const value = isStringTag(tag) ? query[STRING_TAGS[tag]] : undefined;
  return value === undefined ? undefined : new TextEncoder().encode(value);
}

function writeDeviceId(query: EasQuery): ArrayLike<number> {
  if (query.deviceIdIsGuid !== true) return new TextEncoder().encode(query.deviceId);
  const pairs = query.deviceId.match(/[0-9A-F]{2}/g) ?? [];
  if (pairs.length !== GUID_BYTES) throw new Error("a GUID as device id is 32 hex digits");
  return pairs.map((pair) => Number.parseInt(pair, 16));
}

function littleEndian(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

function append(bytes: number[], value: ArrayLike<number>): void {
  if (value.length > 0xff) throw new Error("a value of a base64 query takes at most 255 bytes");
  bytes.push(value.length, ...Array.from(value));
}
