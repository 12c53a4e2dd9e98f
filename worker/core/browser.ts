// What asks for a profile: an iPhone, an iPad that calls itself a Macintosh, or something else.
// Only Safari hands a profile to the installer, so everything that adds its own name to Safari's
// User-Agent is another browser. Sources: the documented forms of Safari's User-Agent from iPhone
// OS 3 to today; test/core/browser.test.ts quotes them.
import { atLeast, type IosVersion } from "./ios.ts";
import { type Result, refuse } from "./result.ts";

export type IosDevice = "iPhone" | "iPod" | "iPad";

export type Browser =
  | {
      readonly kind: "ios";
      readonly version: IosVersion;
      readonly device: IosDevice;
      readonly browser: "safari" | "other";
    }
  /**
   * A Mac, or an iPad (iPadOS 13 and later) or iPhone that asks for desktop websites: nothing tells
   * them apart.
   */
  | { readonly kind: "mac-safari" }
  | { readonly kind: "other-phone" }
  | { readonly kind: "desktop" };

/** Why this browser gets no profile. */
export type BrowserReason =
  | "not-an-ios-device"
  | "perhaps-an-ipad"
  | "wrong-browser"
  | "ios-too-old";

const USER_AGENT_MAX_LENGTH = 1_000;
/** The device must be the first thing said: Windows Phone says "like iPhone OS" further on. */
const IOS = /^Mozilla\/5\.0 \((iPhone|iPod|iPad)[^;)]*;([^)]*)\)/;
const MACINTOSH = /^Mozilla\/5\.0 \(Macintosh;[^)]*\)/;
/** `CPU iPhone OS 4_2_1 like`, `CPU OS 3_2 like`; iPhone OS 1 said only `CPU like`. */
const IOS_VERSION = /\bOS (\d{1,3})[_.](\d{1,3})(?:[_.](\d{1,3}))?/;
const SAFARI_VERSION = /\bVersion\/(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?/;
const SAFARI_PRODUCTS = new Set(["Version", "Mobile", "Safari"]);
/**
 * Names that only iOS browsers have: in desktop mode they say Macintosh, yet give the iPad or
 * iPhone away.
 */
const IOS_BROWSER = /\b(?:CriOS|FxiOS|EdgiOS|OPiOS)\//;
const OTHER_PHONE = /\b(?:Android|Windows Phone|Mobile|BlackBerry|Symbian)/i;

/**
 * iOS 18 is the last whose User-Agent tells its own version (WebKit, "Features in Safari 26.0"); 26
 * says 18_6 or 18_7.
 */
const FROZEN_SINCE_MAJOR = 18;
/**
 * Profiles with the settings of a policy, and one signed by its sender, begin with iPhone OS 3.0.
 */
const OLDEST_IOS: IosVersion = [3, 0, 0];
/**
 * From here on a profile waits in Settings, and a page comes before it (Apple, "Install a
 * configuration profile").
 */
const TWO_STEP_INSTALL: IosVersion = [12, 2, 0];
/** Before iPadOS 13 every iPad called itself an iPad. */
const MACINTOSH_IPADS_SINCE_MAJOR = 13;

/**
 * What a User-Agent header says of its sender.
 * @param claim the user's own word on a page that asked: "this is an iPad". Believed only of Safari
 * on a "Macintosh".
 */
export function readBrowser(userAgent: string, claim?: "ipad"): Browser {
  const text = userAgent.slice(0, USER_AGENT_MAX_LENGTH);
  const ios = IOS.exec(text);
  if (ios) return iosBrowser(text, ios[1] as IosDevice, ios[2] ?? "");
  if (MACINTOSH.test(text)) return macintosh(text, claim);
  return { kind: OTHER_PHONE.test(text) ? "other-phone" : "desktop" };
}

/** The device and system a profile can be made for, or why this browser cannot take one. */
export function profileTarget(
  browser: Browser,
): Result<{ readonly device: IosDevice; readonly version: IosVersion }, BrowserReason> {
  if (browser.kind === "mac-safari") return refuse("perhaps-an-ipad");
  if (browser.kind !== "ios") return refuse("not-an-ios-device");
  if (browser.browser === "other") return refuse("wrong-browser");
  if (!atLeast(browser.version, OLDEST_IOS)) return refuse("ios-too-old");
  return { ok: true, device: browser.device, version: browser.version };
}

/**
 * True if `version` leaves the profile in Settings for its user to find; older systems install it
 * at once.
 */
export function installsInSettings(version: IosVersion): boolean {
  return atLeast(version, TWO_STEP_INSTALL);
}

function iosBrowser(text: string, device: IosDevice, system: string): Browser {
  const told = numbers(IOS_VERSION.exec(system));
  const version = told[0] >= FROZEN_SINCE_MAJOR ? safariVersion(text, told) : told;
  return { kind: "ios", version, device, browser: isSafari(text) ? "safari" : "other" };
}

function macintosh(text: string, claim: "ipad" | undefined): Browser {
  const version = safariVersion(text, [MACINTOSH_IPADS_SINCE_MAJOR, 0, 0]);
  const ipad = { kind: "ios", version, device: "iPad" } as const;
  if (IOS_BROWSER.test(text)) return { ...ipad, browser: "other" };
  if (!isSafari(text)) return { kind: "desktop" };
  const claimed = claim === "ipad" && version[0] >= MACINTOSH_IPADS_SINCE_MAJOR;
  return claimed ? { ...ipad, browser: "safari" } : { kind: "mac-safari" };
}

/**
 * Safari names itself by Version/ and Safari/ (and Mobile/) and by nothing else; in-app web views
 * lack Safari/.
 */
function isSafari(text: string): boolean {
  const afterEngine = text.split("(KHTML, like Gecko)")[1]?.trim() ?? "";
  const products = afterEngine.split(" ").map((product) => product.split("/")[0] ?? "");
  return (
    products.includes("Version") &&
    products.includes("Safari") &&
    products.every((product) => SAFARI_PRODUCTS.has(product))
  );
}

/**
 * Safari's own version, which has been the system's since iOS 13; `otherwise` if it is not said.
 */
function safariVersion(text: string, otherwise: IosVersion): IosVersion {
  const match = SAFARI_VERSION.exec(text);
  return match ? numbers(match) : otherwise;
}

/** Three numbers of a match; [0, 0, 0] for no match. */
function numbers(match: RegExpExecArray | null): IosVersion {
  const [, major, minor, patch] = match ?? [];
  return [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)];
}
