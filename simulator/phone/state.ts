// What a simulated phone is: one plain object that survives JSON, so that a phone can be saved,
// restored and compared. Rule: no module keeps anything of a phone outside this object.

import type { KeyObject } from "node:crypto";
import type { SimClock } from "../clock.ts";
import type { Network } from "../network.ts";
import type { Page } from "./html.ts";
import type { Identity, KeychainItem } from "./keychain.ts";
import type { PasscodeValues } from "./passcode.ts";
import type { ReadProfile } from "./profile-reader.ts";
import type { ProfileService } from "./profile-service.ts";
import type { DeviceKind, EasVersion, System, Traits } from "./traits.ts";

/** Who signed a profile: distinguished names one line each, and SHA-256 of the certificate. */
export interface Signer {
  readonly name: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
}
export type Trust = "Verified" | "Not Verified" | "Unsigned";

/** A profile as the installer keeps it. */
export interface InstalledProfile extends ReadProfile {
  readonly signer: Signer | null;
  readonly trust: Trust;
  /** Milliseconds since 1970. */
  readonly installedAt: number;
  /** Where it came from over the air: the phone asks there again when it expires. */
  readonly enrolment?: ProfileService;
}

/** A profile that waits on the install screen. */
export interface PendingProfile {
  readonly profile: ReadProfile;
  readonly signer: Signer | null;
  readonly trust: Trust;
  readonly warnings: readonly string[];
  /** It is not the profile itself, but tells where to get it. */
  readonly service?: ProfileService;
  /** How it was got over the air, with the identity of that enrolment. */
  readonly enrolled?: { readonly service: ProfileService; readonly identity: Identity };
}

/** One mail, contact or event as the server named it: field names of mail-items.ts. */
export interface Item {
  readonly serverId: string;
  fields: Record<string, string>;
}

/** A folder of an account with what the phone holds of it. `type` is MS-ASCMD's folder type. */
export interface Folder {
  readonly serverId: string;
  parentId: string;
  name: string;
  type: number;
  syncKey: string;
  items: Item[];
}

/** An Exchange account. What the server gave (keys, folders, items) goes when the account goes. */
export interface Account {
  readonly id: string;
  /** PayloadIdentifier of the profile that made it; null if made by hand. */
  readonly profile: string | null;
  readonly name: string;
  readonly email: string;
  /** Exactly as given: it is sent in Authorization and in User=. */
  readonly user: string;
  /** Empty where a certificate signs in alone. */
  password: string;
  /** UUID of the payload whose identity is shown to the server, or null. */
  readonly identity: string | null;
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly pastDays: number;
  version: EasVersion | null;
  commands: string[];
  policyKey: string;
  /** What the server's Provision document asks of the passcode. */
  easPasscode: PasscodeValues;
  /** And of the phone (AllowCamera), as restriction keys. */
  easRestrictions: Readonly<Record<string, boolean>>;
  folderSyncKey: string;
  folders: Folder[];
  /** What the server remembers of our last Ping; null until one was answered. */
  ping: { readonly seconds: number; readonly folders: readonly string[] } | null;
  heartbeatSeconds: number;
  passwordAlert: boolean;
  lastError: string | null;
  /** Not before this time (503 with Retry-After), milliseconds since 1970. */
  retryAt: number;
  sent: number;
}

/** Basic credentials Safari holds in memory for one protection space. */
export interface CachedCredentials {
  readonly origin: string;
  readonly realm: string;
  readonly user: string;
  readonly password: string;
  /**
   * Folders of the paths that asked: below them credentials go along unasked (RFC 2617, section 2).
   */
  paths: string[];
}

export interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly secure: boolean;
  /** Milliseconds since 1970, or null for the session. */
  readonly expiresAt: number | null;
}

/** A request that Safari can repeat after a sign-in. */
export interface Order {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: string;
  readonly referrer?: string;
}

export interface SafariState {
  page: Page;
  /** The request that waits for the Basic prompt, and the 401's own page for Cancel. */
  waiting: { readonly order: Order; readonly realm: string; readonly page: Page } | null;
  lastForm: number | null;
  credentials: CachedCredentials[];
  cookies: Cookie[];
}

/** What a hostile owner makes the phone say. */
export interface Pretend {
  deviceType?: string;
  deviceId?: string;
  /** The ActiveSync client's user agent. */
  userAgent?: string;
  safariUserAgent?: string;
  /** Versions of ActiveSync it speaks, oldest first. */
  easVersions?: readonly EasVersion[];
  /** What it says of a policy instead of 1: applied in part, not at all, managed by somebody else. */
  policyStatus?: "2" | "3" | "4";
  /** It says that it could not be erased, and is not. */
  refusesWipes?: boolean;
  /** A client certificate shown instead of its own. */
  identity?: Identity;
  /** What it says of itself in an over-the-air enrolment: attributes by name. */
  attributes?: Readonly<Record<string, string>>;
}

export interface PhoneState {
  readonly name: string;
  readonly system: System;
  readonly kind: DeviceKind;
  readonly model: string;
  readonly serial: string;
  /** Roots the phone was sold with, PEM. Profiles may add more. */
  readonly roots: readonly string[];
  /** The identity made into the phone, with the certificates up to its maker's root; null in tests that need none. */
  readonly builtIn: BuiltInIdentity | null;
  keychain: readonly KeychainItem[];
  passcode: { value: string | null; history: string[] };
  profiles: InstalledProfile[];
  pending: PendingProfile | null;
  accounts: Account[];
  accountsMade: number;
  safari: SafariState;
  pretend: Pretend;
}

/** Made into the phone at the factory; no wipe takes it away. */
export interface BuiltInIdentity extends Identity {
  readonly udid: string;
  /** DER in base64, issuer after issuer. */
  readonly chain: readonly string[];
}

/** A phone's state with the world around it; what every module of the phone works on. */
export interface Handset {
  readonly state: PhoneState;
  readonly traits: Traits;
  readonly network: Network;
  readonly clock: SimClock;
  /** Shows one short sentence to the user. Never a password. */
  readonly screen: (line: string) => void;
  /** Something a real phone would swallow but the protocol does not allow. */
  readonly note: (note: string) => void;
  /** A secret that came to this phone or was made in it: nobody else may log or keep it. */
  readonly secret: (name: string, secret: string | KeyObject) => void;
}
