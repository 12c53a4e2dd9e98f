// Typed doors to the Durable Objects. Routes and objects meet other objects only through these:
// each interface is the whole contract of one class, and every call is a remote call. Times are
// milliseconds since 1970.
import { proxyDurable } from "itty-durable/proxy-durable.js";
import type { AccessRule } from "../core/access-rules.ts";
import type { AdapterProblem } from "../core/adapter.ts";
import type { AliasAnswer, AliasClaim } from "../core/alias.ts";
import type { AuditEntry } from "../core/audit.ts";
import type {
  DeviceCounts,
  DeviceEvent,
  DeviceInformation,
  DevicePage,
  DeviceQuery,
  DeviceSummary,
  DeviceTraits,
  KnownDevice,
} from "../core/device.ts";
import { type GuessKind, guardName } from "../core/guess.ts";
import type { Handout, TokenReason } from "../core/handout.ts";
import type { HeldFacts, Watched } from "../core/heartbeat.ts";
import type { LiveOrder, LiveReport, LiveView } from "../core/live.ts";
import type { Operator, OperatorSession } from "../core/operator.ts";
import type { LockedVersion, PolicyProblem, PolicyValues, PolicyVersion } from "../core/policy.ts";
import type { HandshakeEvent, HandshakeOutcome, HeldPolicy } from "../core/provision.ts";
import type { Result } from "../core/result.ts";
import type { ApiScope } from "../core/scope.ts";
import type { Family } from "../core/settings-row.ts";
import type { BehaviourBlock, PasswordVerdict, ShieldReport } from "../core/shield.ts";
import type { IdentityFacts, IdentityRefusal } from "../core/signing-identity.ts";
import type {
  AdapterSettings,
  GroupRecord,
  RunningTenant,
  TenantEntry,
  UserChange,
  UserRecord,
} from "../core/tenant.ts";
import type { WipeEvent, WipeLife, WipeParticulars, WipeScope } from "../core/wipe.ts";
import type { Env } from "../env.ts";
import type { IdentitySource } from "../wire/identity-file.ts";

export type { AliasAnswer, AliasClaim } from "../core/alias.ts";
export type { ApiScope } from "../core/scope.ts";

/** A method of a remote object as its caller sees it. */
type Remote<T> = Promise<T>;

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: ApiScope;
  readonly madeAt: number;
  readonly expiresAt: number;
}

/**
 * `directory`: one object. Tenants, host -> tenant by exact match, API tokens and sessions (as
 * SHA-256 hashes), operators, and the service's own audit log.
 */
export interface DirectoryHandle extends OperatorDirectory {
  /** `actor` stands in the service's audit log; "provost" if absent, here and below. */
  createTenant(
    entry: TenantEntry,
    actor?: string,
  ): Remote<Result<object, "tenant-exists" | "host-taken" | "bad-name" | "bad-origin">>;
  setOrigins(
    name: string,
    origins: TenantEntry["origins"],
    actor?: string,
  ): Remote<Result<object, "no-such-tenant" | "host-taken" | "bad-origin">>;
  /** What users see from now on; installed profiles keep what they say. */
  setDisplayName(
    name: string,
    displayName: string,
    actor?: string,
  ): Remote<Result<object, "no-such-tenant" | "bad-name">>;
  /** `host` is the Host header's value: name or address, with its port if it has one. */
  tenantByHost(host: string): Remote<TenantEntry | null>;
  tenantByName(name: string): Remote<TenantEntry | null>;
  tenants(): Remote<TenantEntry[]>;
  /** Stores the hash of a token made by the caller. */
  addToken(token: ApiToken, tokenHash: string, actor?: string): Remote<void>;
  tokenByHash(tokenHash: string): Remote<ApiToken | null>;
  tokens(): Remote<ApiToken[]>;
  removeToken(id: string, actor?: string): Remote<boolean>;
}

/** The part of the directory that knows who may use the console. */
export interface OperatorDirectory {
  operators(): Remote<Operator[]>;
  /** A new operator with a one-time set-up link (its code's hash); nobody can sign in before it is used. */
  addOperator(
    operator: Operator,
    setUp: { readonly codeHash: string; readonly expiresAt: number },
    actor: string,
  ): Remote<Result<object, "operator-exists">>;
  /**
   * A fresh set-up link for an operator who lost theirs or their password; ends their sessions, and
   * the password they had.
   */
  renewSetUp(
    id: string,
    setUp: { readonly codeHash: string; readonly expiresAt: number },
    actor: string,
  ): Remote<Result<object, "no-such-operator">>;
  /** Removes an operator and ends all of their sessions. */
  removeOperator(
    id: string,
    actor: string,
  ): Remote<Result<{ readonly operator: Operator }, "no-such-operator">>;
  /** Whose set-up link this is, while it can still be used. */
  operatorBySetUp(codeHash: string): Remote<Operator | null>;
  /** Uses a set-up link: sets the password; the link is void from then on. */
  completeSetUp(
    codeHash: string,
    password: string,
  ): Remote<Result<{ readonly operator: Operator }, "no-such-set-up">>;
  /**
   * The operator with this name and password; takes as long for a name nobody has. `mark` is the
   * password's, for openSession.
   */
  checkOperator(
    name: string,
    password: string,
  ): Remote<(Operator & { readonly mark: string }) | null>;
  operatorByName(name: string): Remote<Operator | null>;
  /** Replaces one's own password; ends all sessions but the one with this hash. */
  changePassword(
    id: string,
    current: string,
    password: string,
    keptSession: string,
  ): Remote<Result<object, "wrong-password">>;
  /** Wrong sign-ins per hour (whole hours since 1970), newest first, of thirty days. */
  signInFailures(): Remote<{ readonly hour: number; readonly count: number }[]>;
  /** With `mark`, only while the password still is the one that was checked. */
  openSession(
    sessionHash: string,
    operatorId: string,
    client: string,
    mark?: string,
  ): Remote<Result<object, "no-such-operator">>;
  /** The operator of a session that neither idled nor lived too long; counts as activity. */
  session(sessionHash: string): Remote<{
    readonly session: OperatorSession;
    readonly operator: Operator;
  } | null>;
  sessions(operatorId: string): Remote<OperatorSession[]>;
  closeSession(sessionHash: string): Remote<void>;
  /** Closes one session of an operator by its public id. */
  revokeSession(operatorId: string, id: string): Remote<boolean>;
  /** The service's own audit log: owner-level acts, sign-ins, operators, tenants. */
  audit: TenantHandle["audit"];
  auditNewest: TenantHandle["auditNewest"];
}

/** `alias`: one itty-durable object per alias name. JSON in, JSON out; arguments are ASCII. */
export interface AliasHandle {
  resolve(): Remote<AliasAnswer>;
  claims(): Remote<AliasClaim[]>;
  claim(tenant: string): Remote<Result<{ readonly claim: AliasClaim }, "already-claimed">>;
  /**
   * `owner` approves the waiting claim of `tenant`: from now on the alias is not unique, for both.
   */
  approve(owner: string, tenant: string): Remote<Result<object, "not-the-owner" | "no-such-claim">>;
  /**
   * Gives a claim up (or, by the owner, turns a waiting one down); the next in line becomes the
   * owner (releaseClaim).
   */
  release(tenant: string): Remote<Result<object, "no-such-claim">>;
}

/** What /iphone needs to know of a signed-in user to make a profile. */
export interface AccountFacts {
  readonly user: string;
  readonly emailAddress: string;
  readonly displayName: string;
  readonly group: string;
  /** The Locked iOS profile family of the group's policy. */
  readonly policy: PolicyVersion;
}
export type AccountReason = "user-in-no-group" | "eas-not-allowed" | "policy-not-locked";

/** A policy as its editor sees it. */
export interface PolicyState {
  readonly group: string;
  readonly draft: PolicyValues;
  /** Grows with every edit of the draft. */
  readonly revision: number;
  /** Who edited the draft last, and when; absent before the first edit. */
  readonly edited?: { readonly by: string; readonly at: number };
  /**
   * The version in force of each family; a family is absent until its first Lock and after an
   * unlock.
   */
  readonly locked: Readonly<Partial<Record<Family, PolicyVersion>>>;
}

type NoSuchGroup = { readonly ok: false; readonly reason: "no-such-group" };
type BadSettings = {
  readonly ok: false;
  readonly reason: "bad-settings";
  readonly problems: readonly PolicyProblem[];
};
/** Somebody else edited the draft since the caller read it: here is what stands there now. */
type DraftChanged = {
  readonly ok: false;
  readonly reason: "draft-changed";
  readonly state: PolicyState;
};

/** What the gateway asks the tenant about a user and a device in one call. */
export interface UserAdmission {
  /** Exchange ActiveSync is allowed for the user and for the user's group. */
  readonly easAllowed: boolean;
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

/** `tenant`: one object per tenant, named by the tenant's name. */
export interface TenantHandle {
  /** First call for a new tenant. Makes the default group "everyone" with an empty draft policy. */
  found(entry: TenantEntry, adapter: AdapterSettings, actor: string): Remote<void>;
  /**
   * What runs now, or null if the tenant was never founded. `origins` come from the directory, not
   * from here.
   */
  running(): Remote<AdapterSettings | null>;
  /** The same, and until when somebody looks at the live view. */
  serving(): Remote<Pick<RunningTenant, "adapter" | "watchedUntil"> | null>;
  saved(): Remote<AdapterSettings | null>;
  /** How often settings of the adapter were saved. */
  adapterRevision(): Remote<number>;
  /** With `revision`, here and below, only if nobody saved other settings since it was read. */
  saveAdapter(
    change: Partial<AdapterSettings>,
    actor: string,
    revision?: number,
  ): Remote<Result<{ readonly adapter: AdapterSettings }, AdapterProblem | "adapter-changed">>;
  /** Saved settings become the running ones. */
  restartAdapter(
    actor: string,
    revision?: number,
  ): Remote<Result<{ readonly adapter: AdapterSettings }, "adapter-changed">>;

  policy(group: string): Remote<PolicyState | null>;
  /**
   * Merges `change` into the draft; a null value makes a setting Not Set. With `revision`, only if
   * the draft still is the one the caller read.
   */
  editPolicy(
    group: string,
    change: Readonly<Record<string, unknown>>,
    actor: string,
    revision?: number,
  ): Remote<
    { readonly ok: true; readonly state: PolicyState } | NoSuchGroup | BadSettings | DraftChanged
  >;
  /**
   * Freezes one family of the draft, or both. Refused while it has settings that contradict each
   * other (`lint` of core/lint.ts, level "error").
   */
  lockPolicy(
    group: string,
    families: readonly Family[],
    actor: string,
    revision?: number,
  ): Remote<
    { readonly ok: true; readonly state: PolicyState } | NoSuchGroup | BadSettings | DraftChanged
  >;
  /** Takes families out of force; phones keep what they have. */
  unlockPolicy(
    group: string,
    families: readonly Family[],
    actor: string,
  ): Remote<Result<object, "no-such-group" | "not-locked">>;
  /** Every Lock of a group, newest first (100 at most). */
  policyHistory(group: string): Remote<LockedVersion[]>;
  /** Any version that was ever Locked, by its content hash. */
  policyVersion(version: string): Remote<PolicyVersion | null>;

  groups(): Remote<GroupRecord[]>;
  addGroup(group: string, actor: string): Remote<Result<object, "group-exists" | "bad-name">>;
  /** Only an empty group that is not the default can go. */
  removeGroup(
    group: string,
    actor: string,
  ): Remote<Result<object, "no-such-group" | "group-in-use">>;
  setGroupEas(
    group: string,
    easAllowed: boolean,
    actor: string,
  ): Remote<Result<object, "no-such-group">>;
  /** Sets or (null) takes away the group of users whose record names none. */
  setDefaultGroup(group: string | null, actor: string): Remote<Result<object, "no-such-group">>;
  /** All users with a record. */
  users(): Remote<UserRecord[]>;
  /** At most `limit` users (100 if absent) whose name, display name or address holds `search`. */
  userPage(query: {
    readonly search?: string;
    readonly after?: string;
    readonly limit?: number;
  }): Remote<{ readonly users: UserRecord[]; readonly next?: string }>;
  user(user: string): Remote<UserRecord | null>;
  /**
   * Adds or replaces a user. A `password` (local directory only) is stored as a PBKDF2 hash; null
   * keeps the one there is.
   */
  putUser(
    user: UserRecord,
    password: string | null,
    actor: string,
  ): Remote<Result<object, "bad-name" | "no-such-group">>;
  /**
   * Adds or changes all of `users` or none; the first that cannot be is named by its place in the
   * list. What a line does not name stays as it is.
   */
  importUsers(
    users: readonly UserChange[],
    actor: string,
  ): Remote<
    | { readonly ok: true; readonly added: number; readonly changed: number }
    | { readonly ok: false; readonly reason: "bad-name" | "no-such-group"; readonly index: number }
  >;
  removeUser(user: string, actor: string): Remote<Result<object, "no-such-user">>;
  /** True if the local directory has this user with this password. */
  checkLocalPassword(user: string, password: string): Remote<boolean>;
  /** The aliases this tenant claims, whatever became of the claims. */
  aliases(): Remote<string[]>;
  /** Notes that a claim was made or given up, also in the audit log; the cap is the caller's to check. */
  noteAlias(alias: string, claimed: boolean, actor: string, detail: string): Remote<void>;

  /** Everything a profile needs, for a user who has just signed in. */
  account(user: string): Remote<Result<{ readonly account: AccountFacts }, AccountReason>>;
  handOut(user: string, tokenHash: string, policyVersion: string): Remote<Handout>;
  handouts(): Remote<Handout[]>;
  /** The handouts bound to one device, newest first (1,000 at most). */
  handoutsOf(user: string, deviceId: string): Remote<Handout[]>;
  /**
   * Profiles in use (their token is bound and not superseded) that were handed out from `from` until
   * before `until`: how many, and whose, 200 users at most.
   */
  profilesInUse(
    from: number,
    until: number,
  ): Remote<{ readonly profiles: number; readonly users: readonly string[] }>;
  /**
   * Judges a token brought with verified credentials; the first use binds it to `deviceId`
   * (idempotent: the same device may call again), makes the device known and voids the device's
   * older handouts.
   */
  bind(
    tokenHash: string,
    user: string,
    deviceId: string,
    maxDevices?: number,
  ): Remote<
    Result<
      { readonly handout: Handout; readonly bound: "now" | "before" },
      TokenReason | "too-many-devices"
    >
  >;

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
   * What the gateway needs of user and device, for every judgement. `asks` is the device as it shows
   * itself now, and how many devices its user may have (0 is no limit).
   */
  admission(
    user: string,
    deviceId: string,
    asks?: { readonly device: DeviceTraits; readonly maxDevices: number },
  ): Remote<UserAdmission>;

  /**
   * Adds or updates a line of the device index. A new line is refused if the user has `maxDevices`
   * active ones or more, those in quarantine included; absent or 0 sets no limit.
   */
  noteDevice(
    summary: DeviceSummary,
    maxDevices?: number,
  ): Remote<Result<object, "too-many-devices">>;
  /** One page of the index; a cursor serves only the query it came from. */
  devices(query: DeviceQuery): Remote<DevicePage>;
  device(user: string, deviceId: string): Remote<DeviceSummary | null>;
  /** All devices of one user (100 at most), last seen first. */
  devicesOf(user: string): Remote<DeviceSummary[]>;
  /** The device's life, newest first (200 at most). */
  deviceEvents(user: string, deviceId: string): Remote<DeviceEvent[]>;
  /** A step in a known device's life that the index does not learn otherwise; for unknown ones nothing. */
  noteDeviceEvent(user: string, deviceId: string, event: Omit<DeviceEvent, "at">): Remote<void>;
  /**
   * Marks a known device in the index, its life and the audit log; the order itself goes to the
   * device's own object.
   */
  setDeviceState(
    user: string,
    deviceId: string,
    state: DeviceSummary["state"],
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  /** The device's object says how far a wipe is; index, life and audit log follow. */
  noteWipe(
    user: string,
    deviceId: string,
    wipe: WipeLife,
    actor: string,
    detail: string,
  ): Remote<Result<object, "no-such-device">>;
  /** What a phone says of itself (core/device.ts); written, and put into its life, only if it is new. */
  noteInformation(user: string, deviceId: string, information: DeviceInformation): Remote<void>;
  /** Voids the device's handouts and ends its grace: what it has opens nothing any more. */
  revokeProofs(
    user: string,
    deviceId: string,
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  /**
   * True if the handout of this token is the user's, and bound to this device or to none yet: enough
   * to receive a wipe that waits for the device, and for nothing else.
   */
  mayReceiveWipe(tokenHash: string, user: string, deviceId: string): Remote<boolean>;
  /** Removes the line and voids the device's handouts: it needs a new profile to come back. */
  forgetDevice(
    user: string,
    deviceId: string,
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  deviceCounts(): Remote<DeviceCounts>;
  /**
   * How many devices of the index `settings` would refuse once they run, and the first 100 of them
   * (what is counted: tenant/device-counts.ts).
   */
  wouldRefuse(
    settings: AdapterSettings,
  ): Remote<{ readonly count: number; readonly devices: readonly DeviceSummary[] }>;
  /** Devices that Exchange knew before Provost came; importing one again moves its grace date. */
  importKnownDevices(
    devices: readonly KnownDevice[],
    graceUntil: number,
    actor: string,
  ): Remote<{ readonly added: number; readonly changed: number }>;
  knownDevices(query: { readonly after?: string; readonly limit?: number }): Remote<{
    readonly devices: readonly (KnownDevice & { readonly graceUntil: number })[];
    readonly total: number;
    readonly next?: string;
  }>;
  /** Ends the grace of all imported devices. */
  forgetKnownDevices(actor: string): Remote<number>;
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
  /** Looks at the live view, and thereby watches; `filter` as in core/live.ts. */
  live(filter: string): Remote<LiveView>;
  /** What an isolate tells of the requests it is answering, while somebody watches. */
  reportLive(report: LiveReport): Remote<LiveOrder>;
  refusals(): Remote<RefusalReport>;
  /** Entries after sequence number `after`, oldest first, 1,000 at most. */
  audit(after: number, limit: number): Remote<AuditEntry[]>;
  /** Entries before sequence number `before`, newest first, 1,000 at most, that hold `search`. */
  auditNewest(query: {
    readonly before?: number;
    readonly limit: number;
    readonly search?: string;
  }): Remote<AuditEntry[]>;
  note(actor: string, action: string, subject: string, detail: string): Remote<void>;
}

/** What the gateway wants to know of a device in one call. */
export interface DeviceFacts {
  readonly known: boolean;
  readonly state: DeviceSummary["state"];
  readonly proof: DeviceSummary["proof"];
  readonly handoutId?: string;
  /** SHA-256 of the last token it proved itself by: enough to receive a wipe, not to get data. */
  readonly tokenHash?: string;
  readonly wipe?: WipeLife;
  /** A step of the wipe that the tenant may not have heard of (`noteWipe`, then `wipeReported`). */
  readonly isWipeUnreported?: true;
  /** The policy it acknowledged last, under the key it must show. */
  readonly policy?: HeldPolicy;
  /** It was asked for its policy and has not shown the new key since. */
  readonly isPolicyDemanded?: true;
  /** The handout with whose token its account was made anew by hand. */
  readonly retypedHandout?: string;
  /** It is kept out for a while by what it did. */
  readonly behaviourBlock?: BehaviourBlock;
  /** How often its user agent changed within the last day, if it did. */
  readonly clientChanges?: number;
  /** Its requests and answers are written down until then. */
  readonly wireLogUntil?: number;
}

/** Steps of a wipe that the gateway takes. */
export type GateWipeEvent = Exclude<WipeEvent, "request" | "cancel" | "allow">;

/** Whose wipe a step is, and how it stands in the tenant's records. */
export interface WipeReport {
  readonly tenant: string;
  readonly user: string;
  readonly deviceId: string;
  readonly actor: string;
  readonly detail: string;
}

/** The part of a device object that keeps its shields (core/shield.ts); unknown devices keep nothing. */
export interface ShieldedDevice {
  /**
   * What becomes of a password, by its verifier. `spared` counts refused ones that were answered from
   * memory since the last call.
   */
  presentPassword(
    verifier: string,
    spared: number,
  ): Remote<{ readonly verdict: PasswordVerdict; readonly isKnown: boolean }>;
  /** Exchange refused this password: it is not asked again for `minutes`. False if nobody knows the device. */
  refusePassword(verifier: string, minutes: number): Remote<boolean>;
  /** These passwords were accepted elsewhere and may be asked again at once; true if one was kept out. */
  liftPasswords(verifiers: readonly string[]): Remote<boolean>;
  /** Every refused password may be asked again, and a behaviour block ends; true if there was any. */
  liftShields(): Remote<boolean>;
  /** Keeps the device out for a while; false if it is kept out already, or nobody knows it. */
  blockForBehaviour(block: BehaviourBlock): Remote<boolean>;
  shield(): Remote<ShieldReport>;
}

/** A wire log as it stands. */
export interface WireLog {
  /** Until when it is on, who switched it on and why; absent once it is off. */
  readonly on?: WireLogOrder;
  /** Newest last. */
  readonly lines: readonly { readonly at: number; readonly line: string }[];
}
export interface WireLogOrder {
  readonly until: number;
  readonly requestedBy: string;
  readonly reason: string;
}

/** The part of a device object that remembers its last Ping. */
export interface PingingDevice {
  /** What the last Ping watched; null if there was none, or nobody knows the device. */
  watched(): Remote<Watched | null>;
  /** A Ping that was accepted; written only if it watches something else than the last one. */
  watch(watched: Watched): Remote<void>;
}

/** The part of a device object that keeps its wire log (core/wire-log.ts). */
export interface WatchedDevice {
  /** Switches it on, with no lines yet; it switches itself off. */
  startWireLog(order: WireLogOrder): Remote<void>;
  /** Switches it off; its lines stay to be read for a while. False if it was off. */
  stopWireLog(): Remote<boolean>;
  /** One request and its answer; nothing if it is off by now. */
  addWireLine(line: string): Remote<void>;
  wireLog(): Remote<WireLog>;
}

/** The part of a device that is wiped. */
export interface WipedDevice {
  /** Begins a wipe (of the whole phone if no scope is named), or says that one is under way already. */
  requestWipe(
    actor: string,
    scope?: WipeScope,
  ): Remote<Result<{ readonly wipe: WipeLife }, "wipe-under-way">>;
  /** Takes a wipe back that no phone has acknowledged. */
  cancelWipe(): Remote<Result<{ readonly wipe: WipeLife }, "no-wipe" | "wipe-too-late">>;
  /**
   * The phone was stopped, the order went out, the phone or Exchange said something of it
   * (core/wipe.ts). With a `report`, the object tells the tenant by itself if the caller cannot: it
   * tries until `wipeReported`.
   */
  stepWipe(
    event: GateWipeEvent,
    on?: WipeParticulars & { readonly report?: WipeReport },
  ): Remote<Result<{ readonly wipe: WipeLife }, "no-wipe">>;
  /** The tenant has noted the wipe in this state. */
  wipeReported(state: WipeLife["state"]): Remote<void>;
  /**
   * True if `verifier` was the last that Exchange confirmed, however long ago: enough for a device
   * without a token to receive a wipe, and for nothing else.
   */
  wasVerified(verifier: string): Remote<boolean>;
}

/**
 * `device`: one per tenant, user and DeviceId. Nothing is stored for a device that was never
 * admitted.
 */
export interface DeviceHandle extends ShieldedDevice, WatchedDevice, WipedDevice, PingingDevice {
  /**
   * True if `verifier` (an HMAC of the credentials) was confirmed by Exchange no longer ago than
   * its lifetime.
   */
  verified(verifier: string): Remote<boolean>;
  facts(): Remote<DeviceFacts>;
  /** Notes an admitted request: makes the device if it is new, and keeps the confirmed verifier. */
  admitted(request: {
    readonly tenant: string;
    readonly user: string;
    readonly traits: DeviceTraits;
    readonly proof: DeviceSummary["proof"];
    readonly verifier: string;
    readonly handout?: Pick<Handout, "id" | "tokenHash">;
  }): Remote<DeviceFacts>;
  /** Drops the verifier after Exchange answered 401. */
  forgetVerifier(): Remote<void>;
  /**
   * Blocks or allows it, known or not; who ordered it stands in the tenant's audit log
   * (setDeviceState). Allowing ends a wipe that was acknowledged.
   */
  setBlocked(blocked: boolean): Remote<DeviceFacts>;
  /** One step of the policy handshake (core/provision.ts); whether it may be taken is said there. */
  stepPolicy(event: HandshakeEvent): Remote<HandshakeOutcome>;
  /** Its account was made anew with the token of this handout, which shall prove nothing any more. */
  noteRetyped(handoutId: string): Remote<void>;
  /** Everything that was known of the device is deleted. */
  forget(): Remote<void>;
}

/** `authority`: one per tenant. Signs profiles; its private keys never leave it. */
export interface AuthorityHandle {
  /**
   * CMS SignedData over `content`, DER, with the whole chain. Makes the signing identity at its
   * first use; refuses once a certificate of the chain has expired.
   */
  sign(
    content: Uint8Array,
    digest: "SHA-1" | "SHA-256",
    organization: string,
  ): Remote<Result<{ readonly signed: Uint8Array }, "signing-identity-expired">>;
  /** The chain that signs now, as PEM: leaf first. */
  chain(organization: string): Remote<string>;
  /** The identity that signs now, and the one that waits to follow it. Makes the first one if there is none. */
  identities(organization: string): Remote<Identities>;
  /** Makes a new identity that waits as `next`, in place of one that waited before. */
  prepareIdentity(organization: string): Remote<IdentityFacts>;
  /** Takes a foreign identity in as `next`, in place of one that waited before. */
  importIdentity(
    source: IdentitySource,
  ): Remote<{ readonly ok: true; readonly identity: IdentityFacts } | IdentityRefusal>;
  /** Drops `next`; false if there was none. */
  dropNextIdentity(): Remote<boolean>;
  /**
   * `next` signs from now on, and the key of the one before is deleted; iOS replaces profiles of the
   * old signer only after their removal.
   */
  rollOver(): Remote<
    Result<{ readonly current: IdentityFacts }, "no-next-identity" | "signing-identity-expired">
  >;
}

/** What signs now, and what waits to follow it. */
export interface Identities {
  readonly current: IdentityFacts;
  readonly next?: IdentityFacts;
}

/** `guard`: one per guessed thing and client. Slows guessing down; forgets by itself. */
export interface GuardHandle {
  /**
   * Seconds this client must still wait before another try, 0 if it may try now. A try that is let
   * in holds a place until `failed`, `succeeded` or `released` says what became of it (or for ten
   * seconds): only a few are judged at the same time, so that guesses sent at once are slowed down
   * as well.
   */
  wait(limit?: GuessKind): Remote<number>;
  /** As `wait`, for who makes no try: nothing is held, and others' tries that wait do not count. */
  waiting(): Remote<number>;
  /** The try was neither right nor wrong, or is not to be counted: only its place is free again. */
  released(): Remote<void>;
  /** Notes a wrong guess; the answer is the wait that follows from it, in seconds. */
  failed(limit: GuessKind): Remote<number>;
  /** Wrong guesses that are not forgotten yet. */
  failures(): Remote<number>;
  /** A right answer: everything is forgotten. */
  succeeded(): Remote<void>;
}

/**
 * The typed stubs of one environment. Building a stub costs nothing; each method call is a message.
 */
export interface Handles {
  readonly directory: DirectoryHandle;
  alias(alias: string): AliasHandle;
  tenant(name: string): TenantHandle;
  device(tenant: string, user: string, deviceId: string): DeviceHandle;
  authority(tenant: string): AuthorityHandle;
  /** `key` names what is guessed and by whom, e.g. `alias|203.0.113.7`. */
  guard(key: string): GuardHandle;
}

/**
 * An alias object's name, in ASCII because itty-durable writes it into a header. The prefix keeps
 * an alias of 64 hex digits a name: itty-durable takes a bare one for an object id.
 */
export const aliasObjectName = (alias: string) => `alias:${encodeURIComponent(alias)}`;

/** Stubs for the objects bound in `env`. */
export function handlesOf(env: Env): Handles {
  const stub = <Handle>(namespace: DurableObjectNamespace, name: string) =>
    namespace.get(namespace.idFromName(name)) as unknown as Handle;
  return {
    // Made when asked for: naming an object costs a hash, and a warm request needs none.
    get directory() {
      return stub<DirectoryHandle>(env.DIRECTORY, "directory");
    },
    alias: (alias) =>
      proxyDurable(env.ALIAS, { parse: true }).get(aliasObjectName(alias)) as AliasHandle,
    tenant: (name) => stub<TenantHandle>(env.TENANT, name),
    device: (tenant, user, deviceId) =>
      stub<DeviceHandle>(env.DEVICE, JSON.stringify([tenant, user, deviceId])),
    authority: (tenant) => stub<AuthorityHandle>(env.AUTHORITY, tenant),
    guard: (key) => stub<GuardHandle>(env.GUARD, guardName(key)),
  };
}

/**
 * What runs on `host`: the directory's entry joined with the tenant's running adapter, or null if
 * nobody owns it.
 */
export async function runningTenant(handles: Handles, host: string): Promise<RunningTenant | null> {
  const entry = await handles.directory.tenantByHost(host);
  if (!entry) return null;
  const serving = await handles.tenant(entry.name).serving();
  return serving && { ...entry, ...serving };
}
