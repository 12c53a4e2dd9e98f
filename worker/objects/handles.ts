// Typed doors to the Durable Objects. Routes and objects meet other objects only through these:
// each interface is the whole contract of one class, and every call is a remote call. Times are
// milliseconds since 1970.
import { proxyDurable } from "itty-durable/proxy-durable.js";
import type { AliasAnswer, AliasClaim } from "../core/alias.ts";
import type { AuditEntry } from "../core/audit.ts";
import type { DeviceSummary, DeviceTraits } from "../core/device.ts";
import { guardName } from "../core/guess.ts";
import type { Handout, TokenReason } from "../core/handout.ts";
import type { PolicyProblem, PolicyValues, PolicyVersion } from "../core/policy.ts";
import type { Result } from "../core/result.ts";
import type { AdapterSettings, RunningTenant, TenantEntry, UserRecord } from "../core/tenant.ts";
import type { Env } from "../env.ts";

export type { AliasAnswer, AliasClaim } from "../core/alias.ts";

/** A method of a remote object as its caller sees it. */
type Remote<T> = Promise<T>;

/** What an API token may do: `owner`, or one tenant's `administrator` or `auditor` (reads only). */
export type ApiScope = "owner" | `administrator:${string}` | `auditor:${string}`;
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: ApiScope;
  readonly madeAt: number;
  readonly expiresAt: number;
}

/**
 * `directory`: one object. Tenants, host -> tenant by exact match, API tokens (as SHA-256 hashes).
 */
export interface DirectoryHandle {
  createTenant(
    entry: TenantEntry,
  ): Remote<Result<object, "tenant-exists" | "host-taken" | "bad-name" | "bad-origin">>;
  setOrigins(
    name: string,
    origins: TenantEntry["origins"],
  ): Remote<Result<object, "no-such-tenant" | "host-taken" | "bad-origin">>;
  /** `host` is the Host header's value: name or address, with its port if it has one. */
  tenantByHost(host: string): Remote<TenantEntry | null>;
  tenantByName(name: string): Remote<TenantEntry | null>;
  tenants(): Remote<TenantEntry[]>;
  /** Stores the hash of a token made by the caller. */
  addToken(token: ApiToken, tokenHash: string): Remote<void>;
  tokenByHash(tokenHash: string): Remote<ApiToken | null>;
  tokens(): Remote<ApiToken[]>;
  removeToken(id: string): Remote<boolean>;
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
  readonly policy: PolicyVersion;
}
export type AccountReason = "user-in-no-group" | "eas-not-allowed" | "policy-not-locked";

/** A policy as its editor sees it. */
export interface PolicyState {
  readonly group: string;
  readonly draft: PolicyValues;
  /** The version in force; absent until the first Lock and after an unlock. */
  readonly locked?: PolicyVersion;
}

export interface Refusal {
  readonly reason: string;
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
}
/**
 * Refusals are counted per reason and hour (whole hours since 1970); the newest few are kept whole.
 */
export interface RefusalReport {
  readonly counts: readonly {
    readonly reason: string;
    readonly hour: number;
    readonly count: number;
  }[];
  readonly newest: readonly (Refusal & { readonly at: number })[];
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
  saved(): Remote<AdapterSettings | null>;
  saveAdapter(
    change: Partial<AdapterSettings>,
    actor: string,
  ): Remote<Result<{ readonly adapter: AdapterSettings }, "bad-upstream" | "bad-login-form">>;
  /** Saved settings become the running ones. */
  restartAdapter(actor: string): Remote<AdapterSettings>;

  policy(group: string): Remote<PolicyState | null>;
  /** Merges `change` into the draft; a null value makes a setting Not Set. */
  editPolicy(
    group: string,
    change: Readonly<Record<string, unknown>>,
    actor: string,
  ): Remote<
    | { readonly ok: true; readonly draft: PolicyValues }
    | { readonly ok: false; readonly reason: "no-such-group" }
    | {
        readonly ok: false;
        readonly reason: "bad-settings";
        readonly problems: readonly PolicyProblem[];
      }
  >;
  /** Refused while the draft has settings that contradict each other (`lintForLock`). */
  lockPolicy(
    group: string,
    actor: string,
  ): Remote<
    | { readonly ok: true; readonly version: PolicyVersion }
    | { readonly ok: false; readonly reason: "no-such-group" }
    | {
        readonly ok: false;
        readonly reason: "bad-settings";
        readonly problems: readonly PolicyProblem[];
      }
  >;
  unlockPolicy(
    group: string,
    actor: string,
  ): Remote<Result<object, "no-such-group" | "not-locked">>;

  groups(): Remote<string[]>;
  addGroup(group: string, actor: string): Remote<Result<object, "group-exists" | "bad-name">>;
  /** Sets or (null) takes away the group of users whose record names none. */
  setDefaultGroup(group: string | null, actor: string): Remote<Result<object, "no-such-group">>;
  users(): Remote<UserRecord[]>;
  /**
   * Adds or replaces a user. A `password` (local directory only) is stored as a PBKDF2 hash; null
   * keeps the one there is.
   */
  putUser(
    user: UserRecord,
    password: string | null,
    actor: string,
  ): Remote<Result<object, "bad-name" | "no-such-group">>;
  removeUser(user: string, actor: string): Remote<Result<object, "no-such-user">>;
  /** True if the local directory has this user with this password. */
  checkLocalPassword(user: string, password: string): Remote<boolean>;

  /** Everything a profile needs, for a user who has just signed in. */
  account(user: string): Remote<Result<{ readonly account: AccountFacts }, AccountReason>>;
  handOut(user: string, tokenHash: string, policyVersion: string): Remote<Handout>;
  handouts(): Remote<Handout[]>;
  /**
   * Judges a token brought with verified credentials; the first use binds it to `deviceId`
   * (idempotent: the same device may call again), makes the device known and voids the device's
   * older handouts.
   */
  bind(
    tokenHash: string,
    user: string,
    deviceId: string,
  ): Remote<Result<{ readonly handout: Handout; readonly bound: "now" | "before" }, TokenReason>>;

  /** Adds or updates a line of the device index. */
  noteDevice(summary: DeviceSummary): Remote<void>;
  /** At most `limit` devices (100 if absent) after the cursor, by user and DeviceId. */
  devices(query: {
    readonly search?: string;
    readonly after?: string;
    readonly limit?: number;
  }): Remote<{ readonly devices: DeviceSummary[]; readonly next?: string }>;
  /**
   * Marks a known device in the index and the audit log; the order itself goes to the device's own
   * object.
   */
  setDeviceState(
    user: string,
    deviceId: string,
    state: DeviceSummary["state"],
    actor: string,
  ): Remote<Result<object, "no-such-device">>;
  noteRefusal(refusal: Refusal): Remote<void>;
  refusals(): Remote<RefusalReport>;
  audit(after: number, limit: number): Remote<AuditEntry[]>;
  note(actor: string, action: string, subject: string, detail: string): Remote<void>;
}

/** What the gateway wants to know of a device in one call. */
export interface DeviceFacts {
  readonly known: boolean;
  readonly state: "active" | "blocked";
  readonly proof: "token" | "none";
  readonly handoutId?: string;
}

/**
 * `device`: one per tenant, user and DeviceId. Nothing is stored for a device that was never
 * admitted.
 */
export interface DeviceHandle {
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
    readonly verifier: string;
    readonly handout?: Handout;
  }): Remote<DeviceFacts>;
  /** Drops the verifier after Exchange answered 401. */
  forgetVerifier(): Remote<void>;
  /**
   * Blocks or allows it, known or not; who ordered it stands in the tenant's audit log
   * (setDeviceState).
   */
  setBlocked(blocked: boolean): Remote<DeviceFacts>;
}

/** `authority`: one per tenant. Signs profiles; its private keys never leave it. */
export interface AuthorityHandle {
  /**
   * CMS SignedData over `content`, DER, with the whole chain. Makes the signing identity at its
   * first use.
   */
  sign(content: Uint8Array, digest: "SHA-1" | "SHA-256", organization: string): Remote<Uint8Array>;
  /** The signing chain as PEM, leaf first, root last. */
  chain(organization: string): Remote<string>;
}

/** `guard`: one per guessed thing and client. Slows guessing down; forgets by itself. */
export interface GuardHandle {
  /**
   * Seconds this client must still wait before another try, 0 if it may try now. A try that is let
   * in holds a place until `failed`, `succeeded` or `released` says what became of it (or for ten
   * seconds): only a few are judged at the same time, so that guesses sent at once are slowed down
   * as well.
   */
  wait(): Remote<number>;
  /** The try was neither right nor wrong, or is not to be counted: only its place is free again. */
  released(): Remote<void>;
  /** Notes a wrong guess; the answer is the wait that follows from it, in seconds. */
  failed(limit: "alias" | "sign-in"): Remote<number>;
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
  const adapter = await handles.tenant(entry.name).running();
  return adapter && { ...entry, adapter };
}
