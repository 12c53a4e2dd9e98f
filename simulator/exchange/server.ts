// The running server around the state: options, the bell that wakes waiting requests, and the small
// services all commands share. The rule it keeps: nothing here outlives the process; what must, is
// in the state.
import type { Tag } from "../../worker/wire/codepages.ts";
import { canonicalDeviceId, type EasQuery } from "../../worker/wire/eas-query.ts";
import type { SimClock } from "../clock.ts";
import { type Bell, makeBell } from "./bell.ts";
import type { DeviceState, ExchangeState, Mailbox, User } from "./state.ts";
import { type ExchangeTrait, type Trait, traits } from "./traits.ts";
import type { TrustedIssuer } from "./trusted-identity.ts";

/** Name of a policy setting, as MS-ASPROV 2.2.2 spells it: `DevicePasswordEnabled`. */
export type PolicySetting = Tag extends infer T
  ? T extends `Provision:${infer Name}`
    ? Name
    : never
  : never;

/** What a simulated Exchange is made of. */
export interface ExchangeOptions {
  readonly trait: ExchangeTrait;
  /** NetBIOS name of the Windows domain, for example "ACME". */
  readonly domain: string;
  /** Mail domain, for example "acme.test". */
  readonly mailDomain: string;
  readonly clock: SimClock;
  /** Told of every departure of a client from the protocol, in one sentence without secrets. */
  readonly protocolNote: (note: string) => void;
  /**
   * Answers OPTIONS to anybody, as some servers do; a wrong password shows only at the first
   * command.
   */
  readonly openOptions?: boolean;
  /** Takes signed identities of this issuer in the place of passwords. */
  readonly trust?: TrustedIssuer;
  /** Locks accounts after wrong passwords; without it none is ever locked. */
  readonly lockout?: Lockout;
  /**
   * A policy every device must acknowledge, as element name -> text, or the items of a list. Without
   * it none is required.
   */
  readonly requirePolicy?: Readonly<Partial<Record<PolicySetting, string | readonly string[]>>>;
}

/**
 * The lockout policy of the domain (Windows, "Account lockout threshold" and "Reset account lockout
 * counter after"), with a duration of 0: locked until an administrator unlocks.
 */
export interface Lockout {
  readonly afterFailures: number;
  readonly countedForMinutes: number;
}

/** Options, state and what lives only while the process does. */
export interface Server {
  readonly options: ExchangeOptions;
  readonly trait: Trait;
  readonly state: ExchangeState;
  readonly bell: Bell;
  /** Held Pings by device, so that a newer one ends the older. */
  readonly heldPings: Map<string, () => void>;
}

/** A server over this state. */
export function makeServer(options: ExchangeOptions, state: ExchangeState): Server {
  return {
    options,
    trait: traits[options.trait],
    state,
    bell: makeBell(state),
    heldPings: new Map(),
  };
}

/** A number never given before on this server. */
export function nextSerial(server: Server): number {
  return ++server.state.serial;
}

/** A SyncKey never given before on this server, in the form of its trait. */
export function newSyncKey(server: Server): string {
  return server.trait.syncKey(nextSerial(server));
}

/** A user's mailbox; every user has one. */
export function mailboxOfUser(server: Server, user: User): Mailbox {
  const mailbox = server.state.mailboxes[user.user.toLowerCase()];
  if (!mailbox) throw new Error(`no mailbox for ${user.user}`);
  return mailbox;
}

/** A device is made at its first well-formed request; one id in both query forms. */
export function deviceOf({ state }: Server, user: User, query: EasQuery): DeviceState {
  const key = `${user.user.toLowerCase()}|${canonicalDeviceId(query.deviceId)}`;
  const device = state.devices[key] ?? {
    user: user.user.toLowerCase(),
    deviceId: canonicalDeviceId(query.deviceId),
    deviceType: query.deviceType,
    hierarchy: null,
    collections: {},
    ping: null,
    temporaryPolicyKey: null,
    policyKey: null,
    information: {},
    sentClientIds: [],
  };
  state.devices[key] = device;
  return device;
}
