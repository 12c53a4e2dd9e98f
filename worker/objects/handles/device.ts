// The door to a device. Times are milliseconds since 1970.
import type { DeviceSummary, DeviceTraits } from "../../core/device.ts";
import type { FolderKeys } from "../../core/folder-keys.ts";
import type { Handout } from "../../core/handout.ts";
import type { Watched } from "../../core/heartbeat.ts";
import type { HandshakeEvent, HandshakeOutcome, HeldPolicy } from "../../core/provision.ts";
import type { Result } from "../../core/result.ts";
import type { BehaviourBlock, PasswordVerdict, ShieldReport } from "../../core/shield.ts";
import type { WipeEvent, WipeLife, WipeParticulars, WipeScope } from "../../core/wipe.ts";
import type { Remote } from "./remote.ts";

/**
 * `device`: one per tenant, user and DeviceId. Nothing is stored for a device that was never
 * admitted.
 */
export interface DeviceHandle
  extends ShieldedDevice,
    WatchedDevice,
    WipedDevice,
    PingingDevice,
    FolderedDevice {
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

/** The part of a device object that remembers its last Ping. */
export interface PingingDevice {
  /** What the last Ping watched; null if there was none, or nobody knows the device. */
  watched(): Remote<Watched | null>;
  /** A Ping that was accepted; written only if it watches something else than the last one. */
  watch(watched: Watched): Remote<void>;
}

/** The part of a device object that remembers the keys of its folder list. */
export interface FolderedDevice {
  /** What a folder command came to; false if the key it showed was never given, and nothing is kept then. */
  noteFolderKeys(keys: FolderKeys): Remote<boolean>;
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
