// What the directory and the tenant's object know of one customer, as plain values.
import type { Language } from "./language.ts";
import type { SettingState } from "./policy-state.ts";
import type { Family } from "./settings-row.ts";

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
  /** What happens to clients that are no iOS devices while `onlyProvisioned` is on. */
  readonly otherClients: "deny" | "allow";
}

/**
 * What runs: the facts every request on the tenant's host needs, small enough to cache for seconds.
 */
export interface RunningTenant extends TenantEntry {
  readonly adapter: AdapterSettings;
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
}

/** What an import says of one user: what it does not name stays, null takes away. */
export interface UserChange {
  readonly user: string;
  readonly displayName?: string | null;
  readonly emailAddress?: string | null;
  readonly group?: string | null;
  readonly easAllowed?: boolean;
  readonly language?: Language | null;
}

/** A group of users and its policy at a glance. */
export interface GroupRecord {
  readonly name: string;
  /** The group of users whose record names none. */
  readonly isDefault: boolean;
  readonly easAllowed: boolean;
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
} as const;
