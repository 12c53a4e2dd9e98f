// What a device is, in the words of its maker, read from what it says of itself: `Apple-iPhone2C1/
// 803.148` is an iPhone 3GS with iOS 4.2.1. The user agent is hardware (a comma written as C; iOS 3
// and earlier name none) and build (major, letter as two digits, number), as seen in inventories of
// Exchange ActiveSync user agents. None of it is proof: a client says what it likes.
import type { DeviceTraits } from "./device.ts";
import { readEasAgent, systemName } from "./eas-agent.ts";

/** Names of hardware; what is newer than this table is named by its number. */
const HARDWARE: Readonly<Record<string, string>> = {
  "iPhone1,1": "iPhone",
  "iPhone1,2": "iPhone 3G",
  "iPhone2,1": "iPhone 3GS",
  "iPhone3,1": "iPhone 4",
  "iPhone3,2": "iPhone 4",
  "iPhone3,3": "iPhone 4",
  "iPhone4,1": "iPhone 4S",
  "iPhone5,1": "iPhone 5",
  "iPhone5,2": "iPhone 5",
  "iPhone5,3": "iPhone 5c",
  "iPhone5,4": "iPhone 5c",
  "iPhone6,1": "iPhone 5s",
  "iPhone6,2": "iPhone 5s",
  "iPod1,1": "iPod touch",
  "iPod2,1": "iPod touch (2nd generation)",
  "iPod3,1": "iPod touch (3rd generation)",
  "iPod4,1": "iPod touch (4th generation)",
  "iPod5,1": "iPod touch (5th generation)",
  "iPad1,1": "iPad",
  "iPad2,1": "iPad 2",
  "iPad2,2": "iPad 2",
  "iPad2,3": "iPad 2",
  "iPad2,4": "iPad 2",
  "iPad3,1": "iPad (3rd generation)",
  "iPad3,2": "iPad (3rd generation)",
  "iPad3,3": "iPad (3rd generation)",
};

/** Versions by major build number and letter; the first of each, where a letter has several. */
const VERSIONS: Readonly<Record<string, string>> = {
  "5A": "2.0",
  "5B": "2.0.1",
  "5C": "2.0.2",
  "5F": "2.1",
  "5G": "2.2",
  "5H": "2.2.1",
  "7A": "3.0",
  "7B": "3.2",
  "7C": "3.1",
  "7D": "3.1.2",
  "7E": "3.1.3",
  "8A": "4.0",
  "8B": "4.1",
  "8C": "4.2.1",
  "8E": "4.2",
  "8F": "4.3",
  "8G": "4.3.1",
  "8H": "4.3.2",
  "8J": "4.3.3",
  "8K": "4.3.4",
  "8L": "4.3.5",
  "9A": "5.0",
  "9B": "5.1",
  "10A": "6.0",
  "10B": "6.1",
};

/** Versions whose builds share their letter with an earlier one. */
const EXACT_VERSIONS: Readonly<Record<string, string>> = {
  "7A400": "3.0.1",
  "9A405": "5.0.1",
  "9A406": "5.0.1",
  "9B206": "5.1.1",
  "9B208": "5.1.1",
  "10B145": "6.1.1",
  "10B146": "6.1.2",
  "10B147": "6.1.2",
  "10B329": "6.1.3",
  "10B350": "6.1.4",
  "10B400": "6.1.5",
  "10B500": "6.1.6",
};

const APPLE =
  /^Apple-(iPhone|iPod|iPad)(?:(\d{1,2})C(\d{1,2}))?\/(\d{1,2})(0[1-9]|1\d|2[0-6])\.(\d{1,6})/;
const SERIAL = /^appl([0-9a-z]{4,})$/;

export interface DeviceModel {
  /** iPhone 3GS, iPod touch, or the device's own word for itself. */
  readonly model: string;
  /** iPhone OS 3.1.3, iOS 4.2.1; absent for what is not Apple's. */
  readonly system?: string;
  /** Apple's build, 8C148. */
  readonly build?: string;
  /** Serial number in a DeviceId of iOS 6 and earlier. */
  readonly serial?: string;
}

/** What `device` is. `model` is never empty and has no control characters. */
export function deviceModel(device: DeviceTraits): DeviceModel {
  const serial = SERIAL.exec(device.deviceId)?.[1]?.toUpperCase();
  const named = printable(device.deviceType) || printable(device.deviceId);
  const apple = APPLE.exec(device.userAgent);
  if (!apple) return { model: named, ...(serial && { serial }) };
  const [, product = "", family, member, major = "", ordinal = "", number = ""] = apple;
  const build = `${Number(major)}${letterOf(Number(ordinal))}`;
  const system = systemOf(device.userAgent, build, `${build}${Number(number)}`);
  return {
    model: family ? hardwareName(product, `${family},${member}`) : oldName(product),
    ...(system && { system }),
    build: `${build}${Number(number)}`,
    ...(serial && { serial }),
  };
}

/** What people call a device where its model alone is not enough: iPhone 3GS (alice). */
export function deviceName(device: DeviceTraits & { readonly user: string }): string {
  return `${deviceModel(device).model} (${device.user})`;
}

const hardwareName = (product: string, number: string) =>
  HARDWARE[`${product}${number}`] ?? `${product} ${number}`;
const oldName = (product: string) => (product === "iPod" ? "iPod touch" : product);

/** A is 1, as in Apple's builds. */
const letterOf = (ordinal: number) => String.fromCharCode("A".charCodeAt(0) + ordinal - 1);

/** The version as exact as the table has it, else the major version alone. */
function systemOf(userAgent: string, letter: string, build: string): string | undefined {
  const major = readEasAgent(userAgent)?.major;
  if (major === undefined) return undefined;
  return systemName(major).replace(
    /\d+$/,
    EXACT_VERSIONS[build] ?? VERSIONS[letter] ?? String(major),
  );
}

const printable = (text: string) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
