// What the directory and the tenant's object know of one customer, as plain values.
import type { ClientCertificates } from "./certificates.ts";
import type { Language } from "./language.ts";
import type { SettingState } from "./policy-state.ts";
import type { EasVersion, Family } from "./settings-row.ts";

/** A tenant as the directory knows it: who owns which host. */
export interface TenantEntry {
  /** Short name, also the object's name: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** What users see: the sign-in prompt's realm, the profile's organization. */
  readonly displayName: string;
  /** Public origins, `https://host[:port]`; the first is written into every URL we make. */
  readonly origins: readonly [string, ...string[]];
}

/** How the tenant's Exchange is reached and who it lets in (the Exchange Adapter's settings). */
export interface AdapterSettings {
  /** Origin of the tenant's Exchange, `https://mail.acme.example`; no path. */
  readonly upstream: string;
  /** The owner's leave to reach a private or loopback address (and plain http on loopback). */
  readonly privateUpstream: boolean;
  /** How the user's name is written towards Exchange: `user`, `DOMAIN\user` or `user@domain`. */
  readonly loginForm: string;
  /** Domain of users' e-mail addresses where a user record names no address. */
  readonly mailDomain: string;
  /**
   * Who judges a password: Exchange by OPTIONS, Exchange by FolderSync (for servers that answer
   * OPTIONS to anybody), or the tenant's local directory.
   */
  readonly credentialCheck: "options" | "folder-sync" | "local-directory";
  /** "Allow only iOS devices that have been provisioned". */
  readonly onlyProvisioned: boolean;
  /** Decide and record, but let through what `onlyProvisioned` and `otherClients` would refuse. */
  readonly reportOnly: boolean;
  /**
   * What happens to clients that are no iOS devices while `onlyProvisioned` is on, where no access
   * rule speaks of them (core/access-rules.ts).
   */
  readonly otherClients: "deny" | "quarantine" | "allow";
  /** The newest protocol version that is offered and taken; "any" is whatever Exchange speaks. */
  readonly maxProtocolVersion: EasVersion | "any";
  /** Devices one user may have at the same time; 0 sets no limit. */
  readonly maxDevicesPerUser: number;
  /**
   * An account made anew with a token that is in use (FolderSync 0 without a policy key): written
   * down, or refused until the phone is provisioned again.
   */
  readonly retypedToken: "record" | "refuse";
  /** A phone that applied only part of its policy (Status 2), or none of it (Status 3, 4). */
  readonly partialCompliance: "allow" | "refuse";
  readonly policyRefusal: "allow" | "refuse";
  /** Sign-in by `Authorization: Bearer` (modern authentication), which Exchange alone can judge. */
  readonly bearerTokens: "deny" | "allow";
  /** Further https origins that a 451 of Exchange may lead to, parted by spaces. */
  readonly redirectOrigins: string;
  /** Bounds of the heartbeats of Ping and Sync, in seconds (MS-ASCMD 2.2.3.79.1: 60 to 3,540). */
  readonly minHeartbeat: number;
  readonly maxHeartbeat: number;
  /**
   * The longest heartbeat asked of Exchange, in seconds: as long as nothing on the way there cuts a
   * silent connection.
   */
  readonly upstreamHeartbeat: number;
  /** Folders one Ping may watch. */
  readonly maxPingFolders: number;
  /** Requests of one device, and of all of the tenant's, at the same time; 0 sets no limit. */
  readonly maxConcurrentPerDevice: number;
  readonly maxConcurrentPerTenant: number;
  /** Pings and Syncs of the tenant's devices that Exchange is asked to hold at the same time; 0 sets no limit. */
  readonly maxUpstreamWaits: number;
  /** Minutes for which a password that Exchange refused is answered without asking it; 0 is never. */
  readonly stalePasswordMinutes: number;
  /** Commands of one device within a minute, and changes of its user agent within a day; 0 sets no limit. */
  readonly maxCommandsPerMinute: number;
  readonly maxClientChangesPerDay: number;
  /** Minutes for which a device is kept out that went beyond one of them. */
  readonly behaviourBlockMinutes: number;
  /** How phones sign in, where a user's group does not say otherwise: by password, or a certificate, too. */
  readonly clientCertificates: ClientCertificates;
  /**
   * `host[:port]` of Exchange's own front, written into profiles of accounts that sign in by their
   * certificate alone; empty: they come to the gateway.
   */
  readonly accountHost: string;
}

/**
 * What runs: the facts every request on the tenant's host needs, small enough to cache for seconds.
 */
export interface RunningTenant extends TenantEntry {
  readonly adapter: AdapterSettings;
  /** Somebody looks at the live view, until then (milliseconds since 1970). */
  readonly watchedUntil?: number;
}

/** A user of the tenant as far as Provost needs one; Exchange decides who exists. */
export interface UserRecord {
  /** Canonical user name: lower case, without domain. */
  readonly user: string;
  readonly displayName?: string;
  readonly emailAddress?: string;
  /** Group name; absent means the tenant's default group. */
  readonly group?: string;
  /** Is this user allowed Exchange ActiveSync? The group may forbid it, too. */
  readonly easAllowed: boolean;
  /** For invitations; absent means the reader's browser decides. */
  readonly language?: Language;
  /** User principal name in Active Directory, for certificates made for Exchange's own front. */
  readonly principalName?: string;
  /** Security identifier in Active Directory (MS-WCCE 2.2.2.7.7.4): `S-1-5-21-...`, likewise. */
  readonly securityIdentifier?: string;
}

/** What an import says of one user: what it does not name stays, null takes away. */
export interface UserChange {
  readonly user: string;
  readonly displayName?: string | null;
  readonly emailAddress?: string | null;
  readonly group?: string | null;
  readonly easAllowed?: boolean;
  readonly language?: Language | null;
  readonly principalName?: string | null;
  readonly securityIdentifier?: string | null;
}

/** A group of users and its policy at a glance. */
export interface GroupRecord {
  readonly name: string;
  /** The group of users whose record names none. */
  readonly isDefault: boolean;
  readonly easAllowed: boolean;
  /** How its users' phones sign in; absent means as the tenant's adapter says. */
  readonly clientCertificates?: ClientCertificates;
  /** Users whose record names this group. */
  readonly users: number;
  /** The version in force of each family. */
  readonly locked: Readonly<Partial<Record<Family, string>>>;
  /** Not Set, Set or Locked, as the draft stands. */
  readonly states: Readonly<Record<Family, SettingState>>;
  /** The draft differs from what is in force. */
  readonly hasUnlockedChanges: boolean;
}

/** Default settings of a new tenant's adapter: the strict answers. */
export const ADAPTER_DEFAULTS = {
  privateUpstream: false,
  loginForm: "user",
  credentialCheck: "options",
  onlyProvisioned: true,
  reportOnly: false,
  otherClients: "deny",
  maxProtocolVersion: "any",
  maxDevicesPerUser: 100,
  retypedToken: "record",
  partialCompliance: "allow",
  policyRefusal: "refuse",
  bearerTokens: "deny",
  redirectOrigins: "",
  minHeartbeat: 60,
  maxHeartbeat: 1680,
  upstreamHeartbeat: 100,
  maxPingFolders: 300,
  maxConcurrentPerDevice: 10,
  maxConcurrentPerTenant: 0,
  maxUpstreamWaits: 0,
  stalePasswordMinutes: 30,
  maxCommandsPerMinute: 600,
  maxClientChangesPerDay: 0,
  behaviourBlockMinutes: 60,
  clientCertificates: "off",
  accountHost: "",
} as const;
