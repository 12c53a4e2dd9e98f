// How the systems of the era differ: ONE table, behaviour by system. Rule: code asks a trait, never
// a version number. Letters in the comments are the confidence of the collected facts (A seen in a
// primary source, B several sources agree, C inferred, M from memory); a cell marked M may change
// when a trace turns up.
import { reaches } from "./versions.ts";

export const SYSTEMS = ["3.0", "3.1.3", "4.0", "4.1", "4.2.1", "4.3.5", "17.0"] as const;
/** Version of iPhone OS / iOS that a simulated phone runs. */
export type System = (typeof SYSTEMS)[number];
export type DeviceKind = "iPhone" | "iPod" | "iPad";
export type EasVersion = "2.5" | "12.1" | "14.0" | "14.1" | "16.0" | "16.1";

/** What one system does. */
export interface Traits {
  readonly build: string;
  readonly webKit: string;
  readonly safariVersion: string;
  readonly safariBuild: string;
  /** What follows "Mobile/"; null is the build. */
  readonly safariMobile: string | null;
  readonly safariSaysLanguage: boolean;
  readonly sni: boolean;
  readonly safariBasicCharset: "latin1" | "utf-8";
  readonly redirectLimit: number;
  readonly easVersions: readonly EasVersion[];
  readonly easDeviceIdIsOpaque: boolean;
  readonly easUserAgentHasModel: boolean;
  readonly easBasicCharset: "latin1" | "utf-8";
  readonly exchangeAccounts: number;
  readonly replacesExchangeProfile: boolean;
  readonly displayNamesRequired: boolean;
  readonly passcodePrompt: "during-install";
  readonly defaultPastDays: number;
  readonly windowSize: number;
  readonly heartbeatSeconds: number;
  readonly scepModern: boolean;
  readonly scepRetries: number;
}

type Row<T> = readonly [T, T, T, T, T, T, T];
const all = <T>(cell: T): Row<T> => untilToday(cell, cell);
const os3And4 = <T>(three: T, four: T): Row<T> => [three, three, four, four, four, four, four];
const untilToday = <T>(then: T, now: T): Row<T> => [then, then, then, then, then, then, now];

const TABLE: { readonly [Name in keyof Traits]: Row<Traits[Name]> } = {
  // Apple's build numbers as user agents show them: 3.0, 4.0, 4.1 M; 3.1.3, 4.2.1, 4.3.5 B (lists
  // of user agents).
  build: ["7A341", "7E18", "8A293", "8B117", "8C148", "8L1", "21A329"],
  // Safari's three numbers, same lists and confidence; 4.1 (M) kept those of 4.0.
  webKit: ["528.18", "528.18", "532.9", "532.9", "533.17.9", "533.17.9", "605.1.15"],
  safariVersion: ["4.0", "4.0", "4.0.5", "4.0.5", "5.0.2", "5.0.2", "17.0"],
  safariBuild: ["528.16", "528.16", "6531.22.7", "6531.22.7", "6533.18.5", "6533.18.5", "604.1"],
  // Frozen since iOS 11.3; since 2015 no "U" and no language (B, lists of user agents).
  safariMobile: untilToday<string | null>(null, "15E148"),
  safariSaysLanguage: untilToday(true, false),
  // Server Name Indication: Mobile Safari from iOS 4.0 (B, a certificate vendor's list).
  sni: os3And4(false, true),
  // Letters beyond ASCII in Basic credentials: Latin-1 where it can write them, else UTF-8 (M).
  safariBasicCharset: untilToday<"latin1" | "utf-8">("latin1", "utf-8"),
  // Redirects followed before Safari gives up (M: CFNetwork's limit).
  redirectLimit: all(16),
  // ActiveSync client classes of OS 3.0 and 3.1 are for 2.5 and 12.1 (A, class dumps); iOS 4 has
  // none in the dumps: 14.0 stays off until a trace shows it (open question 1 of the facts).
  // Today's phones speak 16.1 (B, reports of their account-only wipe) and whatever is older.
  easVersions: untilToday<readonly EasVersion[]>(
    ["2.5", "12.1"],
    ["2.5", "12.1", "14.0", "14.1", "16.0", "16.1"],
  ),
  // Appl and the serial number until iOS 6, then an opaque name (B, Exchange administrators' lists).
  easDeviceIdIsOpaque: untilToday(false, true),
  // Apple-iPhone/705.18 on OS 3, Apple-iPhone2C1/801.293 from iOS 4.0 (B, device inventories).
  easUserAgentHasModel: os3And4(false, true),
  // M, as Safari's row; SOGo and Exchange accept UTF-8.
  easBasicCharset: all("utf-8"),
  // One Exchange account on OS 2 and 3 (A, Enterprise Deployment Guide, p. 34); several from iOS 4
  // (B).
  exchangeAccounts: os3And4(1, Number.POSITIVE_INFINITY),
  // Same identifier, Exchange settings installed: OS 3 wants it removed by hand first (A,
  // Enterprise Deployment Guide 2nd ed., p. 33); iOS 4 replaces it and deletes the account's data
  // (A, mSuite guide).
  replacesExchangeProfile: os3And4(false, true),
  // PayloadDisplayName: mandatory in the Deployment Guide of OS 3 (A, p. 71), optional in today's
  // schema (A).
  displayNamesRequired: os3And4(true, false),
  // A compliant passcode is set at once, or the profile is not installed (A, Enterprise Deployment
  // Guide, p. 33).
  passcodePrompt: all("during-install"),
  // Days of mail when the profile does not say (A, profile schema collections: 7; C for OS 3).
  defaultPastDays: all(7),
  // Changes asked for in one Sync (M).
  windowSize: all(25),
  // First Ping heartbeat (not found; M), inside the 60..3540 s that Exchange takes by default (A,
  // MS-ASCMD).
  heartbeatSeconds: all(900),
  // SHA-256 and AES in SCEP where the server offers them (M); before, SHA-1 and 3DES (A, Enterprise
  // Deployment Guide 2nd ed., p. 78).
  scepModern: untilToday(false, true),
  // Retries of the SCEP payload when it does not say: its class has the key from iOS 4 on (A, class
  // dumps; the default of 3 is the schema's).
  scepRetries: os3And4(0, 3),
};

/** The column of the table for one system. */
export function traitsOf(system: System): Traits {
  const column = SYSTEMS.indexOf(system);
  const cells = Object.entries(TABLE).map(([name, row]) => [name, row[column]]);
  return Object.fromEntries(cells) as Traits;
}

/**
 * Safari's User-Agent. An iPad writes `CPU OS`, the others `CPU iPhone OS`; no model is sent (B).
 * There is no iPad below 4.2.1 in the table: asking for one is a mistake of the caller.
 */
export function safariUserAgent(system: System, kind: DeviceKind): string {
  if (kind === "iPad" && !reaches(system, "4.2.1")) throw new Error(`no iPad runs ${system}`);
  const traits = traitsOf(system);
  const os = `${kind === "iPad" ? "OS" : "iPhone OS"} ${system.replaceAll(".", "_")}`;
  const { safariMobile, build, safariSaysLanguage: old } = traits;
  return (
    `Mozilla/5.0 (${kind};${old ? " U;" : ""} CPU ${os} like Mac OS X${old ? "; en-us" : ""}) ` +
    `AppleWebKit/${traits.webKit} (KHTML, like Gecko) Version/${traits.safariVersion} ` +
    `Mobile/${safariMobile ?? build} Safari/${traits.safariBuild}`
  );
}

/**
 * The ActiveSync User-Agent: build `NXmmm[s]` becomes N, the two-digit ordinal of letter X, a dot
 * and mmm, and a trailing lower-case letter appends its five-digit ordinal (rule derived from 40
 * agents seen, B).
 */
export function easUserAgent(system: System, kind: DeviceKind, model: string): string {
  const { build, easUserAgentHasModel } = traitsOf(system);
  const parts = /^(\d+)([A-Z])(\d+)([a-z]?)$/.exec(build);
  if (!parts) throw new Error(`build ${build} has another form`);
  const [, major = "", letter = "A", number = "", suffix = ""] = parts;
  const ordinal = String(letter.charCodeAt(0) - 64).padStart(2, "0");
  const tail = suffix ? String(suffix.charCodeAt(0) - 96).padStart(5, "0") : "";
  const device = easUserAgentHasModel ? model.replace(",", "C") : kind;
  return `Apple-${device}/${major}${ordinal}.${number}${tail}`;
}
