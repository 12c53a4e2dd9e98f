// What a com.apple.security.scep payload orders (Apple's Enterprise Deployment Guide, 2nd ed., p. 77,
// and the samples of the Over-the-Air document): which certificate to ask for, and where. Rule as
// for every payload: a wrongly typed key refuses the profile, an unknown one is reported.
import type { AlternativeNames, Subject } from "./certificate-write.ts";
import { entry, type Plist, type PlistDict } from "./property-list.ts";
import { type System, traitsOf } from "./traits.ts";
import { reaches } from "./versions.ts";

export interface ScepParameters {
  /** `?operation=` is appended to it. */
  readonly url: string;
  /** Goes along as `message` where an operation has none of its own. */
  readonly name: string;
  readonly subject: Subject;
  readonly challenge?: string;
  readonly keyBits: number;
  /** Bits: 1 sign, 4 encrypt. */
  readonly usage: number;
  /** Hash of the CA's certificate, base64. */
  readonly fingerprint?: string;
  readonly retries: number;
  readonly retryDelaySeconds: number;
  readonly alternativeNames: AlternativeNames;
  /** In place of what the server says of itself. */
  readonly capabilities?: readonly string[];
}

interface Reading {
  readonly system: System;
  readonly note: (note: string) => void;
  /** Refuses the profile. */
  readonly refuse: (problem: string) => never;
}

interface Rule {
  readonly type: Plist["type"];
  readonly since: string;
}
const rule = (type: Plist["type"], since = "3.0"): Rule => ({ type, since });

/** Retries and RetryDelay: in the class of iOS 4, absent from that of 3.1 (class dumps). */
const KEYS: Readonly<Record<string, Rule>> = {
  URL: rule("string"),
  Name: rule("string"),
  Subject: rule("array"),
  Challenge: rule("string"),
  Keysize: rule("integer"),
  "Key Type": rule("string"),
  "Key Usage": rule("integer"),
  CAFingerprint: rule("data", "3.1"),
  SubjectAltName: rule("dict", "3.1"),
  GetCACaps: rule("array", "3.1"),
  Retries: rule("integer", "4.0"),
  RetryDelay: rule("integer", "4.0"),
};
const KEY_SIZES = [1024, 2048];
const KEY_SIZES_TODAY = [1024, 2048, 4096];
const DEFAULT_KEY_BITS = 1024;
const DEFAULT_DELAY_SECONDS = 10;
const NAME_TYPE = /^(?:CN|C|L|ST|O|OU|SERIALNUMBER|\d+(?:\.\d+)+)$/i;

/** Reads the dictionary of the payload's PayloadContent. */
export function readScepPayload(content: Plist | undefined, on: Reading): ScepParameters {
  if (content?.type !== "dict") return on.refuse("SCEP: PayloadContent is no dictionary");
  const known = checkKeys(content, on);
  const value = (key: string) => {
    const found = known.has(key) ? entry(content, key) : undefined;
    return found && "value" in found ? found.value : undefined;
  };
  const url = URL.parse(String(value("URL") ?? ""));
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    return on.refuse("SCEP: URL is missing or no address");
  const keyBits = Number(value("Keysize") ?? DEFAULT_KEY_BITS);
  const sizes = reaches(on.system, "5.0") ? KEY_SIZES_TODAY : KEY_SIZES;
  if (!sizes.includes(keyBits)) on.refuse(`SCEP: Keysize is ${keyBits}`);
  if ((value("Key Type") ?? "RSA") !== "RSA") on.refuse("SCEP: Key Type is not RSA");
  const challenge = value("Challenge");
  const fingerprint = value("CAFingerprint");
  const capabilities = known.has("GetCACaps") ? stringsOf(entry(content, "GetCACaps")) : null;
  return {
    url: url.href,
    name: String(value("Name") ?? ""),
    subject: subjectOf(entry(content, "Subject"), on),
    keyBits,
    usage: Number(value("Key Usage") ?? 0),
    ...(challenge === undefined ? {} : { challenge: String(challenge) }),
    ...(fingerprint === undefined ? {} : { fingerprint: String(fingerprint) }),
    retries: Number(value("Retries") ?? traitsOf(on.system).scepRetries),
    retryDelaySeconds: Number(value("RetryDelay") ?? DEFAULT_DELAY_SECONDS),
    alternativeNames: namesOf(
      known.has("SubjectAltName") ? entry(content, "SubjectAltName") : undefined,
    ),
    ...(capabilities ? { capabilities } : {}),
  };
}

/** The keys this system knows, after their types were checked. */
function checkKeys(content: PlistDict, on: Reading): Set<string> {
  const known = new Set<string>();
  for (const [key, { type }] of content.entries) {
    const found = KEYS[key];
    if (!found) on.note(`com.apple.security.scep: key ${key} is unknown`);
    else if (!reaches(on.system, found.since)) {
      on.note(
        `com.apple.security.scep: key ${key} came with ${found.since}, this phone runs ${on.system}`,
      );
    } else if (type !== found.type) on.refuse(`SCEP: ${key} is ${type}, not ${found.type}`);
    else known.add(key);
  }
  return known;
}

const stringsOf = (value: Plist | undefined): string[] => {
  if (value?.type === "string") return [value.value];
  const items = value?.type === "array" ? value.items : [];
  return items.flatMap((item) => (item.type === "string" ? [item.value] : []));
};

/** `[[["O","Acme"]],[["CN","alice"]]]`: an array of arrays of pairs. */
function subjectOf(value: Plist | undefined, on: Reading): Subject {
  const items = (one: Plist | undefined) => (one?.type === "array" ? one.items : []);
  return items(value).map((relative) =>
    items(relative).map((pair) => {
      const [type, text, ...more] = stringsOf(pair);
      const good = type !== undefined && text !== undefined && more.length === 0;
      if (!good || !NAME_TYPE.test(type)) return on.refuse("SCEP: Subject is malformed");
      return [type, text] as const;
    }),
  );
}

function namesOf(value: Plist | undefined): AlternativeNames {
  const entries = value?.type === "dict" ? value.entries : [];
  return Object.fromEntries(entries.map(([key, names]) => [key, stringsOf(names)]));
}
