// The plain form of the ActiveSync query (MS-ASHTTP 2.2.1.1.1.2), keys in any order: the ABNF puts
// Cmd first, phones put it last. A key must be spelt as MS-ASHTTP spells it and stand once; keys it
// does not know are refused, because Z-Push takes the last of two Cmd, SOGo none, and IIS folds
// case: dropping or passing on would mean two things.
import { commandByName } from "./eas-commands.ts";
import {
  checkDeviceId,
  checkDeviceType,
  checkValue,
  type EasQuery,
  queryError,
} from "./eas-query-rules.ts";

/** Keys in the order phones write them, and the field each fills. */
const KEYS = {
  User: "user",
  DeviceId: "deviceId",
  DeviceType: "deviceType",
  Cmd: "command",
  CollectionId: "collectionId",
  ItemId: "itemId",
  AttachmentName: "attachmentName",
  LongId: "longId",
  Occurrence: "occurrence",
  SaveInSent: "saveInSent",
} as const satisfies Record<string, keyof EasQuery>;
type Key = keyof typeof KEYS;
type Values = Partial<Record<Key, string>>;

/** Reads a plain query without its "?". */
export function parsePlainQuery(query: string): EasQuery {
  const values = readPairs(query);
  const command = commandByName(values.Cmd ?? "");
  if (values.Cmd === undefined) throw queryError("Cmd is missing");
  if (command === undefined) throw queryError("Cmd is unknown");
  if (values.DeviceId === undefined) throw queryError("DeviceId is missing");
  if (values.DeviceType === undefined) throw queryError("DeviceType is missing");
  return {
    form: "plain",
    command,
    deviceId: checkDeviceId(values.DeviceId),
    deviceType: checkDeviceType(values.DeviceType),
    ...optional("user", values.User),
    ...optional("collectionId", values.CollectionId),
    ...optional("itemId", values.ItemId),
    ...optional("attachmentName", values.AttachmentName),
    ...optional("longId", values.LongId),
    ...optional("occurrence", values.Occurrence),
    ...(values.SaveInSent === undefined ? {} : { saveInSent: readFlag(values.SaveInSent) }),
  };
}

/** Writes the plain form, every value percent-encoded. */
export function formatPlainQuery(query: EasQuery): string {
  const pairs: string[] = [];
  for (const [key, field] of Object.entries(KEYS)) {
    const value = query[field];
    if (value === undefined) continue;
    const text = typeof value === "boolean" ? writeFlag(value) : String(value);
    pairs.push(`${key}=${encodeURIComponent(text)}`);
  }
  return pairs.join("&");
}

function readPairs(query: string): Values {
  const values: Values = {};
  let offset = 0;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (!isKey(key)) throw queryError("unknown key", offset);
    if (equals < 0) throw queryError(`${key} has no value`, offset);
    if (values[key] !== undefined) throw queryError(`${key} stands twice`, offset);
    values[key] = checkValue(key, decodePercent(pair.slice(equals + 1), offset));
    offset += pair.length + 1;
  }
  return values;
}

function isKey(key: string): key is Key {
  return Object.hasOwn(KEYS, key);
}

/**
 * Percent-encoded UTF-8. A "+" is a plus sign: phones leave it bare in user names, and none writes
 * it for a blank.
 */
function decodePercent(value: string, offset: number): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw queryError("percent-encoding is broken", offset);
  }
}

function readFlag(value: string): boolean {
  if (value !== "T" && value !== "F") throw queryError("SaveInSent is neither T nor F");
  return value === "T";
}

function writeFlag(flag: boolean): string {
  return flag ? "T" : "F";
}

function optional<Field extends string>(field: Field, value: string | undefined) {
  return (value === undefined ? {} : { [field]: value }) as { [Name in Field]?: string };
}
