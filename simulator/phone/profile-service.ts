// The Profile Service (Apple's Over-the-Air document, phases 1 and 2): a profile that brings nothing
// but an address, and what a phone says of itself there. VERSION is the build; attributes the phone
// lacks are left out (from memory); CHALLENGE goes back as it came, text or bytes.
import { type KeyTable, PROFILE_SERVICE_KEYS } from "./payload-keys.ts";
import { commonOf, ProfileProblem, type ReadProfile, readKeys } from "./profile-reader.ts";
import { entry, type Plist, type PlistDict } from "./property-list.ts";
import type { Handset, PhoneState } from "./state.ts";
import type { System } from "./traits.ts";

export interface ProfileService {
  readonly url: string;
  /** Absent after the first POST: it is shown once. */
  readonly challenge?: { readonly type: "string" | "data"; readonly value: string };
  readonly attributes: readonly string[];
}

const CONTENT_KEYS: KeyTable = {
  URL: { type: "string", need: "required", since: "3.0" },
  DeviceAttributes: { type: "array", need: "required", since: "3.0" },
};

/** True if the property list is one of these and no profile of its own. */
export function isProfileService(list: Plist): list is PlistDict {
  const type = list.type === "dict" ? entry(list, "PayloadType") : undefined;
  return type?.type === "string" && type.value === "Profile Service";
}

/** Reads it: what the install screen shows, and where to go after a tap on Install. Throws ProfileProblem. */
export function readProfileService(
  list: PlistDict,
  on: { readonly system: System; readonly note: (note: string) => void },
): { readonly profile: ReadProfile; readonly service: ProfileService } {
  const values = readKeys(list, PROFILE_SERVICE_KEYS, "Profile Service", on);
  const content = entry(list, "PayloadContent");
  if (content?.type !== "dict") throw new ProfileProblem("Profile Service without its dictionary");
  const plain = { ...content, entries: content.entries.filter(([key]) => key !== "Challenge") };
  const url = URL.parse(String(readKeys(plain, CONTENT_KEYS, "Profile Service", on).URL));
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw new ProfileProblem("Profile Service: URL is no address");
  const profile = {
    ...commonOf(values),
    organization: String(values.PayloadOrganization ?? ""),
    description: String(values.PayloadDescription ?? ""),
    ...{ locked: false, payloads: [], encrypted: false, expiresAt: null },
  };
  const challenge = challengeOf(entry(content, "Challenge"));
  const attributes = namesOf(entry(content, "DeviceAttributes"), on.note);
  return { profile, service: { url: url.href, attributes, ...(challenge ? { challenge } : {}) } };
}

function challengeOf(value: Plist | undefined): ProfileService["challenge"] {
  if (!value) return undefined;
  if (value.type !== "string" && value.type !== "data")
    throw new ProfileProblem("Profile Service: Challenge is neither text nor data");
  return value;
}

const KNOWN_ATTRIBUTES = new Set([
  ...["UDID", "VERSION", "PRODUCT", "SERIAL", "MEID", "IMEI", "ICCID", "MAC_ADDRESS_EN0"],
  "DEVICE_NAME",
]);

function namesOf(value: Plist | undefined, note: (note: string) => void): string[] {
  const items = value?.type === "array" ? value.items : [];
  const names = items.flatMap((item) => (item.type === "string" ? [item.value] : []));
  for (const name of names)
    if (!KNOWN_ATTRIBUTES.has(name)) note(`Profile Service: attribute ${name} is unknown`);
  return names;
}

/** What this phone has of each attribute. */
function attributesOf(state: PhoneState, build: string): Readonly<Record<string, string>> {
  const { serial, model, kind, name, builtIn } = state;
  const digits = [...Buffer.from(serial, "latin1")].map((code) => String(code % 10)).join("");
  const own = {
    ...{ UDID: builtIn?.udid ?? "", VERSION: build, PRODUCT: model, SERIAL: serial },
    ...{ MAC_ADDRESS_EN0: "00:00:5e:00:53:01", DEVICE_NAME: name },
  };
  const cellular = kind === "iPhone" ? { IMEI: `01 ${digits.padEnd(12, "0").slice(0, 12)}` } : {};
  return { ...own, ...cellular, ...state.pretend.attributes };
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The phone's answer, a property list. The challenge goes along only if `service` has one. */
export function deviceAnswer({ state, traits }: Handset, service: ProfileService): Uint8Array {
  const own = attributesOf(state, traits.build);
  const said = service.attributes.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, `<string>${escaped(value)}</string>`]];
  });
  const { challenge } = service;
  const shown = challenge
    ? [["CHALLENGE", `<${challenge.type}>${escaped(challenge.value)}</${challenge.type}>`]]
    : [];
  const entries = [...shown, ...said].map(([key, value]) => `\t<key>${key}</key>\n\t${value}\n`);
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" ` +
      `"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n` +
      `${entries.join("")}</dict>\n</plist>\n`,
  );
}
