// The door to a tenant, as far as the gateway needs it at its requests. Times are milliseconds since 1970.
import type { AccessRule } from "../../core/access-rules.ts";
import type { ClientCertificates } from "../../core/certificates.ts";
import type { DeviceTraits } from "../../core/device.ts";
import type { HeldFacts } from "../../core/heartbeat.ts";
import type { LiveOrder, LiveReport, LiveView } from "../../core/live.ts";
import type { PolicyVersion } from "../../core/policy.ts";
import type { Result } from "../../core/result.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { TurnAnswer, TurnAsk } from "../../core/turns.ts";
import type { Remote } from "./remote.ts";

/** What the gateway asks the tenant about a user and a device in one call. */
export interface UserAdmission {
  /** Exchange ActiveSync is allowed for the user and for the user's group. */
  readonly easAllowed: boolean;
  /** How the user's phones sign in: the group's word, else the adapter's that runs; absent is "off". */
  readonly clientCertificates?: Exclude<ClientCertificates, "off">;
  /** The Locked Exchange ActiveSync security family of the user's group, also if it holds nothing. */
  readonly easPolicy?: PolicyVersion;
  /** The device was imported as known to Exchange and needs no proof before this time. */
  readonly graceUntil?: number;
  /** The access rule that decides about the device, if one speaks of it. */
  readonly access?: AccessRule;
  /** An administrator exempted it from access rules and from what holds for other clients. */
  readonly isExempt?: true;
  /** It is in quarantine, since then. */
  readonly quarantinedAt?: number;
  /** Its user has as many devices as may be, and this is none of them. */
  readonly isOneTooMany?: true;
  /** The index does not know the device as it shows itself now, or knows it in quarantine. */
  readonly isNews?: true;
}

export interface Refusal {
  readonly reason: string;
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  /** The adapter only reports: it was let through all the same. */
  readonly letThrough?: boolean;
}

/**
 * Refusals are counted per reason and hour (whole hours since 1970); the newest few are kept whole.
 */
export interface RefusalReport {
  readonly counts: readonly {
    readonly reason: string;
    readonly hour: number;
    readonly count: number;
    readonly letThrough: boolean;
  }[];
  readonly newest: readonly (Refusal & { readonly at: number })[];
}

/** A device whose request is held, since then. */
export interface HeldDevice {
  readonly user: string;
  readonly deviceId: string;
  /** When it began to wait by the isolate's clock, which tells it from another of the same device. */
  readonly since: number;
  /** How long it has waited, in milliseconds: of one device's the one that began last counts. */
  readonly waited: number;
}

/** The part of a tenant that the gateway asks: who may come in, who was refused, who is connected. */
export interface TenantGate {
  /**
   * How devices stand that wait at the gateway, in their order, and the adapter that runs: one call
   * for many, without waking their objects.
   */
  heldCheck(devices: readonly HeldDevice[]): Remote<{
    readonly adapter: AdapterSettings;
    readonly facts: readonly HeldFacts[];
    /** Somebody looks at the live view, until then. */
    readonly watchedUntil?: number;
  }>;
  /**
   * A waiting device asks for a turn at Exchange; without a limit of the adapter that runs it has one. Turns outlive
   * evictions, the line of those who wait for one does not.
   */
  heldTurn(ask: TurnAsk): Remote<TurnAnswer>;
  /** A turn is over: Exchange has answered, or was not asked. */
  heldTurnOver(id: string): Remote<void>;
  /**
   * What the gateway needs of user and device, for every judgement. `asks` is the device as it shows
   * itself now, and how many devices its user may have (0 is no limit).
   */
  admission(
    user: string,
    deviceId: string,
    asks?: { readonly device: DeviceTraits; readonly maxDevices: number },
  ): Remote<UserAdmission>;
  /** 100 (ACCESS_RULES_MAX) at most; they hold at once. */
  accessRules(): Remote<AccessRule[]>;
  addAccessRule(
    rule: Omit<AccessRule, "id">,
    actor: string,
  ): Remote<Result<{ readonly rule: AccessRule }, "bad-value" | "rule-exists" | "too-many-rules">>;
  removeAccessRule(id: string, actor: string): Remote<Result<object, "no-such-rule">>;
  /**
   * Exempts a device that is known, or among the newest refusals, from access rules and from what
   * holds for other clients; or takes that back.
   */
  setExempt(
    user: string,
    deviceId: string,
    exempt: boolean,
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  noteRefusal(refusal: Refusal): Remote<void>;
  /** The newest refusal of a device of this user, if it is among the newest few. */
  lastRefusalOf(user: string): Remote<(Refusal & { readonly at: number }) | null>;
  refusals(): Remote<RefusalReport>;
  /** Looks at the live view, and thereby watches; `filter` as in core/live.ts. */
  live(filter: string): Remote<LiveView>;
  /** What an isolate tells of the requests it is answering, while somebody watches. */
  reportLive(report: LiveReport): Remote<LiveOrder>;
}
