// From a property list to a profile this phone can install. Rule: a missing or wrongly typed key
// refuses the whole profile; a key that the phone's system does not know is skipped as the phone
// would, and reported to the story.
import {
  COMMON_KEYS,
  ENCRYPTED_PROFILE_KEYS,
  type KeyRule,
  type KeyTable,
  NOT_PLAYED,
  PAYLOADS,
  type PayloadKind,
  PROFILE_KEYS,
} from "./payload-keys.ts";
import { entry, type Plist, type PlistDict, readPropertyList } from "./property-list.ts";
import { readScepPayload, type ScepParameters } from "./scep-payload.ts";
import { type System, traitsOf } from "./traits.ts";
import { reaches } from "./versions.ts";

/**
 * A payload after its check: only keys this system knows, dates and data as in property-list.ts.
 */
export interface ReadPayload {
  readonly kind: PayloadKind;
  readonly identifier: string;
  readonly uuid: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** What a SCEP payload orders. */
  readonly scep?: ScepParameters;
}

export interface ReadProfile {
  readonly identifier: string;
  readonly uuid: string;
  readonly name: string;
  readonly organization: string;
  readonly description: string;
  /** PayloadRemovalDisallowed. */
  readonly locked: boolean;
  readonly payloads: readonly ReadPayload[];
  /** Its payloads came encrypted for this phone. */
  readonly encrypted: boolean;
  /** PayloadExpirationDate, milliseconds since 1970, or null. */
  readonly expiresAt: number | null;
}

/** A profile the phone refuses to install, with the words for its alert. */
export class ProfileProblem extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "ProfileProblem";
  }
}

interface Reading {
  readonly system: System;
  readonly note: (note: string) => void;
  /** Opens EncryptedPayloadContent with an identity of this phone. Throws DerProblem. */
  readonly decrypt: (bytes: Uint8Array) => Uint8Array;
}

type PayloadReading = Reading & { readonly encrypted: boolean };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks a whole profile for this system. Throws ProfileProblem. */
export function readProfile(list: Plist, on: Reading): ReadProfile {
  if (list.type !== "dict") throw new ProfileProblem("the profile is not a dictionary");
  const encrypted = entry(list, "EncryptedPayloadContent") !== undefined;
  const keys = encrypted ? ENCRYPTED_PROFILE_KEYS : PROFILE_KEYS;
  const values = readKeys(list, keys, "profile", on);
  if (values.PayloadType !== "Configuration") throw new ProfileProblem("PayloadType is unknown");
  const content = encrypted ? decrypted(list, values, on) : entry(list, "PayloadContent");
  const items = content?.type === "array" ? content.items : [];
  const payloads = items.flatMap((item) => readPayload(item, { ...on, encrypted }));
  checkTogether(values, payloads, on);
  return {
    ...commonOf(values),
    organization: String(values.PayloadOrganization ?? ""),
    description: String(values.PayloadDescription ?? ""),
    locked: values.PayloadRemovalDisallowed === true,
    payloads,
    encrypted,
    expiresAt: (values.PayloadExpirationDate as number | undefined) ?? null,
  };
}

/** The payloads of an encrypted profile: a property list whose root is the array (listing 2-13). */
function decrypted(list: PlistDict, values: Values, on: Reading): Plist {
  if (entry(list, "PayloadContent")) on.note("payloads stand in the open beside encrypted ones");
  const bytes = Buffer.from(String(values.EncryptedPayloadContent ?? ""), "base64");
  const inner = readPropertyList(on.decrypt(new Uint8Array(bytes)));
  if (inner.type !== "array") throw new ProfileProblem("the encrypted payloads are no array");
  return inner;
}

type Values = Record<string, string | number | boolean>;

export const commonOf = (values: Values) => ({
  identifier: String(values.PayloadIdentifier),
  uuid: String(values.PayloadUUID),
  name: String(values.PayloadDisplayName ?? values.PayloadIdentifier),
});

function readPayload(item: Plist, on: PayloadReading): ReadPayload[] {
  if (item.type !== "dict") throw new ProfileProblem("a payload is not a dictionary");
  const type = entry(item, "PayloadType");
  if (type?.type !== "string") throw new ProfileProblem("a payload has no PayloadType");
  if (NOT_PLAYED.has(type.value)) {
    throw new ProfileProblem(`this simulated phone does not act ${type.value} yet`);
  }
  const known = PAYLOADS.find((row) => row.type === type.value);
  if (!known) {
    on.note(`payload type ${type.value} is unknown to ${on.system}`);
    return [];
  }
  const values = readKeys(item, { ...COMMON_KEYS, ...known.keys }, type.value, on);
  checkValues(known.kind, values, on);
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => key in known.keys));
  const read = { kind: known.kind, ...commonOf(values), values: own };
  if (known.kind !== "scep") return [read];
  const refuse = (problem: string) => {
    throw new ProfileProblem(problem);
  };
  return [{ ...read, scep: readScepPayload(entry(item, "PayloadContent"), { ...on, refuse }) }];
}

/** The keys of one dictionary that this system knows, checked. Throws ProfileProblem. */
export function readKeys(
  dict: PlistDict,
  table: KeyTable,
  where: string,
  on: Pick<Reading, "system" | "note">,
): Values {
  const values: Values = {};
  for (const [key, value] of dict.entries) {
    const rule = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!rule) on.note(`${where}: key ${key} is unknown`);
    else if (!reaches(on.system, rule.since)) {
      on.note(`${where}: key ${key} came with ${rule.since}, this phone runs ${on.system}`);
    } else {
      checkKey(value, rule, `${where}: ${key}`);
      if ("value" in value) values[key] = value.value;
    }
  }
  const has = (key: string) => entry(dict, key) !== undefined;
  const named = traitsOf(on.system).displayNamesRequired && "PayloadDisplayName" in table;
  const nameRule = named ? ["PayloadDisplayName"] : [];
  const needed = Object.keys(table).filter((key) => table[key]?.need === "required");
  const missing = [...needed, ...nameRule].find((key) => !has(key));
  if (missing !== undefined) throw new ProfileProblem(`${where}: ${missing} is missing`);
  return values;
}

function checkKey(value: Plist, rule: KeyRule, where: string): void {
  // Numbers are one class to the phone: a whole number is good where a real is wanted, not the
  // other way round.
  const fits = value.type === rule.type || (rule.type === "real" && value.type === "integer");
  if (!fits) throw new ProfileProblem(`${where} is ${value.type}, not ${rule.type}`);
  if (!("value" in value)) return;
  const content = value.value;
  if (rule.need === "required" && content === "") throw new ProfileProblem(`${where} is empty`);
  if (rule.among && !rule.among.includes(content as number | string)) {
    throw new ProfileProblem(`${where} has the value ${content}`);
  }
  if (!rule.range || typeof content !== "number") return;
  const [least, most] = rule.range;
  if (content < least || content > most) throw new ProfileProblem(`${where} is ${content}`);
}

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/i;

function checkValues(kind: PayloadKind, values: Values, on: PayloadReading): void {
  if (kind !== "exchange") return;
  if (!HOST.test(String(values.Host))) throw new ProfileProblem("Host is no host name or address");
  if (values.SSL === undefined)
    on.note("Exchange: SSL is not said, and systems differ in its default");
  if (values.Password !== undefined && !on.encrypted)
    on.note("Exchange: a password in a profile that is not encrypted");
}

/**
 * Rules over the whole profile: identifiers and UUIDs are unique, a removal password is announced.
 */
function checkTogether(values: Values, payloads: readonly ReadPayload[], on: Reading): void {
  const all = [commonOf(values), ...payloads];
  for (const field of ["identifier", "uuid"] as const) {
    const seen = all.map((one) => one[field]);
    if (new Set(seen).size !== seen.length) throw new ProfileProblem(`the same ${field} twice`);
  }
  for (const { uuid } of all)
    if (!UUID.test(uuid)) on.note(`PayloadUUID ${uuid.slice(0, 60)} is no UUID`);
  const password = payloads.some(({ kind }) => kind === "removal-password");
  if (values.HasRemovalPasscode === true && !password) on.note("HasRemovalPasscode without one");
  if (password && values.PayloadRemovalDisallowed !== true) {
    on.note("a removal password in a profile that anybody can remove");
  }
}

/** Payloads of one kind. */
export function payloadsOf(profile: ReadProfile, kind: PayloadKind): ReadPayload[] {
  return profile.payloads.filter((payload) => payload.kind === kind);
}
