// Exchange's policy in the phone's own words: the EASProvisionDoc of 12.1 (MS-ASPROV 2.2.2) and the
// WAP XML of 2.5 become passcode rules and restrictions. Only what Apple says the iPhone honours is
// applied; the rest is ignored, as it was.
import type { Tag } from "../../worker/wire/codepages.ts";
import { child, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import type { PasscodeValues } from "./passcode.ts";

export interface EasPolicy {
  readonly passcode: PasscodeValues;
  readonly restrictions: Readonly<Record<string, boolean>>;
}
type Rules = { -readonly [Key in keyof PasscodeValues]: PasscodeValues[Key] };

const NOTHING: EasPolicy = { passcode: {}, restrictions: {} };
/** MaxInactivityTimeDeviceLock from here on means no limit, in seconds. */
const UNLIMITED_SECONDS = 9999;

/** The policy in a Data element: WBXML children, or WAP XML as text. */
export function readEasPolicy(data: Node | undefined, note: (note: string) => void): EasPolicy {
  if (!data) {
    note("Provision: the policy came without Data");
    return NOTHING;
  }
  if (typeof data.content === "string") return readWap(data.content, note);
  const document = child(data, "Provision:EASProvisionDoc");
  if (document) {
    for (const problem of documentProblems(document)) note(`Provision: ${problem}`);
    return readDocument(document);
  }
  note("Provision: Data holds no EASProvisionDoc");
  return NOTHING;
}

/** Ranges of MS-ASPROV 2.2.2 for what the iPhone honours; an empty element is none of them. */
const RANGES: ReadonlyMap<Tag, readonly [least: number, most: number]> = new Map([
  ["Provision:DevicePasswordEnabled", [0, 1]],
  ["Provision:AlphanumericDevicePasswordRequired", [0, 1]],
  ["Provision:AllowSimpleDevicePassword", [0, 1]],
  ["Provision:AllowCamera", [0, 1]],
  ["Provision:RequireDeviceEncryption", [0, 1]],
  ["Provision:RequireManualSyncWhenRoaming", [0, 1]],
  ["Provision:MinDevicePasswordLength", [1, 16]],
  ["Provision:MaxDevicePasswordFailedAttempts", [4, 16]],
  ["Provision:MinDevicePasswordComplexCharacters", [1, 4]],
  ["Provision:DevicePasswordExpiration", [0, 730]],
  ["Provision:DevicePasswordHistory", [0, 50]],
  ["Provision:MaxInactivityTimeDeviceLock", [0, 9999]],
]);

/** What a strict phone finds wrong with a policy document. */
function documentProblems(document: Node): string[] {
  const elements = Array.isArray(document.content) ? (document.content as readonly Node[]) : [];
  const seen = new Set<Tag>();
  return elements.flatMap(({ tag, content }) => {
    const isRepeated = seen.has(tag);
    seen.add(tag);
    if (isRepeated) return [`${tag} comes twice`];
    if (!tag.startsWith("Provision:")) return [`${tag} is no policy`];
    const range = RANGES.get(tag);
    if (!range || content === "" || (Array.isArray(content) && content.length === 0)) return [];
    const number = typeof content === "string" && /^\d+$/.test(content) ? Number(content) : -1;
    const isRight = number >= range[0] && number <= range[1];
    return isRight ? [] : [`${tag} is ${String(content).slice(0, 20)}`];
  });
}

function readDocument(document: Node): EasPolicy {
  const flag = (tag: Tag) => text(document, tag) === "1";
  const number = (tag: Tag) => Number(text(document, tag) || Number.NaN);
  const restrictions: Record<string, boolean> = {};
  if (text(document, "Provision:AllowCamera") === "0") restrictions.allowCamera = false;
  const passcode: Rules = {};
  if (flag("Provision:RequireManualSyncWhenRoaming")) passcode.manualFetchingWhenRoaming = true;
  if (!flag("Provision:DevicePasswordEnabled")) return { passcode, restrictions };
  passcode.forcePIN = true;
  passcode.requireAlphanumeric = flag("Provision:AlphanumericDevicePasswordRequired");
  if (text(document, "Provision:AllowSimpleDevicePassword") === "0") passcode.allowSimple = false;
  for (const [key, tag] of NUMBERS) {
    const value = number(tag);
    if (value > 0) passcode[key] = value;
  }
  const seconds = number("Provision:MaxInactivityTimeDeviceLock");
  if (seconds > 0 && seconds < UNLIMITED_SECONDS) passcode.maxInactivity = Math.ceil(seconds / 60);
  const complex = number("Provision:MinDevicePasswordComplexCharacters");
  if (passcode.requireAlphanumeric && complex > 0) passcode.minComplexChars = complex;
  return { passcode, restrictions };
}

const NUMBERS = [
  ["minLength", "Provision:MinDevicePasswordLength"],
  ["maxFailedAttempts", "Provision:MaxDevicePasswordFailedAttempts"],
  ["maxPINAgeInDays", "Provision:DevicePasswordExpiration"],
  ["pinHistory", "Provision:DevicePasswordHistory"],
] as const;

/**
 * WAP XML: 4131 = "0" means a passcode is required; the rest are values of the registry's
 * characteristics.
 */
function readWap(xml: string, note: (note: string) => void): EasPolicy {
  if (!/^\s*<wap-provisioningdoc>[\s\S]*<\/wap-provisioningdoc>\s*$/.test(xml)) {
    note("Provision: Data is no wap-provisioningdoc");
    return NOTHING;
  }
  const parms = new Map<string, string>();
  for (const [, name = "", value = ""] of xml.matchAll(
    /<parm\s+name="([^"]*)"\s+value="([^"]*)"\s*\/>/g,
  )) {
    parms.set(name, value);
  }
  if (parms.get("4131") !== "0") return NOTHING;
  const passcode: Rules = { forcePIN: true };
  if (parms.get("PasswordComplexity") === "0") passcode.requireAlphanumeric = true;
  const number = (name: string) => Number(parms.get(name) || Number.NaN);
  if (number("MinimumPasswordLength") > 0) passcode.minLength = number("MinimumPasswordLength");
  if (number("DeviceWipeThreshold") > 0) passcode.maxFailedAttempts = number("DeviceWipeThreshold");
  if (parms.get("AEFrequencyType") === "1" && number("AEFrequencyValue") > 0) {
    passcode.maxInactivity = number("AEFrequencyValue");
  }
  return { passcode, restrictions: {} };
}
