// A device is one (tenant, user, canonical DeviceId), born when a handout is bound to it or when an
// EAS client is first admitted without one. Here: what is known of it, and how lists of devices are
// asked for. Its wipe is a life of its own (worker/core/wipe.ts).
import type { WipeLife } from "./wipe.ts";

/** What an EAS request says of the phone that sent it. */
export interface DeviceTraits {
  /** Canonical DeviceId (worker/wire/eas-query). */
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
}

/**
 * What a phone tells about itself in Settings or, from 14.1 on, in Provision (MS-ASCMD
 * DeviceInformation). Its own word; cut to 200 characters each.
 */
export const DEVICE_INFORMATION = [
  "model",
  "friendlyName",
  "os",
  "osLanguage",
  "imei",
  "phoneNumber",
  "mobileOperator",
] as const;
export type DeviceInformation = Readonly<
  Partial<Record<(typeof DEVICE_INFORMATION)[number], string>>
>;

/** The version that knows a wipe of the account alone (MS-ASPROV 2.2.2.1); an older phone would erase itself. */
export const ACCOUNT_WIPE_VERSION = "16.1";

/** One line of the tenant's device index. Times are milliseconds since 1970. */
export interface DeviceSummary extends DeviceTraits {
  readonly user: string;
  readonly state: "active" | "blocked";
  /**
   * How the device was admitted: by a provisioning token, by a client certificate, as one that
   * Exchange knew before (until its grace ends), or without proof.
   */
  readonly proof: "token" | "certificate" | "grace" | "none";
  /** Version of the iOS profile family it runs; absent without a profile. */
  readonly policyVersion?: string;
  /** Version of the Exchange ActiveSync security family it acknowledged last. */
  readonly easPolicyVersion?: string;
  /** Its profile is not the version in force of its user's group; only the index says so. */
  readonly isOutdated?: true;
  readonly wipe?: WipeLife;
  readonly information?: DeviceInformation;
  /** An administrator let it in whatever the access rules and `otherClients` say. */
  readonly isExempt?: true;
  /** It waits for an administrator, in quarantine, since then. */
  readonly quarantinedAt?: number;
  /** Why it was last refused at the gateway. */
  readonly lastRefusal?: { readonly reason: string; readonly at: number };
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/**
 * What lists of devices can be sorted by. Devices that are alike follow by user and DeviceId; texts
 * sort by their code points.
 */
export const DEVICE_SORTS = ["user", "deviceType", "lastSeen", "firstSeen"] as const;
export type DeviceSort = (typeof DEVICE_SORTS)[number];

/**
 * Which devices a list shows. `outdated`: its profile is not the version in force of its user's
 * group. `active`: neither blocked nor in quarantine. `unproven`: admitted without a profile. `wiping`: a wipe is under way,
 * done or refused by the phone.
 */
export const DEVICE_FILTERS = [
  "all",
  "active",
  "blocked",
  "quarantined",
  "outdated",
  "unproven",
  "wiping",
] as const;
export type DeviceFilter = (typeof DEVICE_FILTERS)[number];

export interface DeviceQuery {
  /**
   * Part of the user's name, the DeviceId, the type or the user agent, in any letter case; one or
   * two characters are the beginning of the user's name.
   */
  readonly search?: string;
  readonly filter?: DeviceFilter;
  readonly sort?: DeviceSort;
  readonly descending?: boolean;
  /** The `next` of the page before. */
  readonly after?: string;
  /** 100 if absent, 500 (DEVICES_PAGE_MAX) at most. */
  readonly limit?: number;
}

export interface DevicePage {
  readonly devices: readonly DeviceSummary[];
  /** Cursor of the page that follows, if one does. */
  readonly next?: string;
}

/** One step in a device's life. */
export interface DeviceEvent {
  readonly at: number;
  /** first-seen, bound, reprovisioned, blocked, allowed, wipe-requested, policy-acknowledged, ... */
  readonly event: string;
  /** An operator, an API token (`token:NAME`), the user, or "provost". */
  readonly actor: string;
  readonly detail: string;
}

/** The tenant's devices at a glance. */
export interface DeviceCounts {
  readonly total: number;
  readonly active: number;
  readonly blocked: number;
  readonly quarantined: number;
  readonly outdated: number;
  readonly unproven: number;
  readonly wiping: number;
}

/** A device that Exchange, Z-Push or SOGo knew before Provost came. */
export interface KnownDevice {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
}
