// What users may do with their own phones, as a table of rules. The rule behind it: users can end
// what they began themselves, and nothing that an administrator ordered. Who began it is told by
// the actor in the device's life and wipe.
import type { DeviceEvent, DeviceSummary } from "./device.ts";
import { isWipePending, type WipeLife } from "./wipe.ts";

/** What a user can order at My devices. */
export const OWN_ACTS = ["lost", "found", "erase", "cancel", "forget"] as const;
export type OwnAct = (typeof OWN_ACTS)[number];

/** What a phone's user must know of it. */
export interface OwnDevice {
  readonly device: DeviceSummary;
  /** Who keeps it from the mail server: its user, who reported it lost, or an administrator. */
  readonly blockedBy: "nobody" | "user" | "administrator";
  /** How its wipe stands, and whether its user asked for it. */
  readonly wipe: "none" | "waiting" | "erased" | "refused";
  readonly wipeIsOwn: boolean;
  /** "unknown" where it has no profile of ours, or no policy is in force to compare with. */
  readonly policy: "current" | "old" | "unknown";
}

/** How a user stands in audit log and device life for what they ordered themselves at /my. */
export const ownActor = (user: string) => `user:${user}`;

/**
 * The facts for one device of `user`.
 * @param events the device's life, newest first; needed only while it is blocked.
 * @param current the version of the profile family that is in force for the user, if one is.
 */
export function ownDevice(
  user: string,
  device: DeviceSummary,
  events: readonly DeviceEvent[],
  current: string | undefined,
): OwnDevice {
  return {
    device,
    blockedBy: device.state === "blocked" ? blocker(user, device, events) : "nobody",
    wipe: wipeOf(device.wipe),
    wipeIsOwn: device.wipe?.requestedBy === ownActor(user),
    policy: policyOf(device, current),
  };
}

/**
 * Who blocked it last. An acknowledged wipe blocks as well, in the name of who asked for it; a block
 * of which nobody knows who ordered it counts as the administrator's.
 */
function blocker(
  user: string,
  { wipe }: DeviceSummary,
  events: readonly DeviceEvent[],
): OwnDevice["blockedBy"] {
  const last = events.find(({ event }) => event === "blocked" || event === "allowed");
  const byWipe = wipe?.state === "acknowledged" ? wipe.requestedBy : undefined;
  const by = last?.event === "blocked" ? last.actor : byWipe;
  return by === ownActor(user) ? "user" : "administrator";
}

function wipeOf(wipe: WipeLife | undefined): OwnDevice["wipe"] {
  if (isWipePending(wipe)) return "waiting";
  if (wipe?.state === "acknowledged") return "erased";
  return wipe?.state === "refused" ? "refused" : "none";
}

function policyOf({ policyVersion }: DeviceSummary, current: string | undefined) {
  if (policyVersion === undefined || current === undefined) return "unknown";
  return policyVersion === current ? "current" : "old";
}

/** An administrator blocked it, or ordered its wipe: only an administrator ends that. */
const isForeign = ({ blockedBy, wipe, wipeIsOwn }: OwnDevice) =>
  blockedBy === "administrator" || (wipe !== "none" && !wipeIsOwn);
/** A wipe that waits, or that the phone refused: it still stands between the phone and its mail. */
const isOpen = ({ wipe }: OwnDevice) => wipe === "waiting" || wipe === "refused";

const RULES: Readonly<Record<OwnAct, (on: OwnDevice) => boolean>> = {
  lost: ({ blockedBy, wipe }) => blockedBy === "nobody" && wipe !== "erased",
  // While a wipe is open, letting the phone in again would only wipe it: that is cancelled first.
  found: (on) => !isForeign(on) && !isOpen(on) && (on.blockedBy === "user" || on.wipe === "erased"),
  // Not once more what an administrator ordered: it could be cancelled then.
  erase: ({ wipe, wipeIsOwn }) => wipe === "none" || (wipe === "refused" && wipeIsOwn),
  cancel: (on) => on.wipeIsOwn && isOpen(on),
  // To forget a blocked phone would end the block; one that was erased has nothing left to come
  // back with.
  forget: (on) =>
    !isForeign(on) && !isOpen(on) && (on.blockedBy === "nobody" || on.wipe === "erased"),
};

/** True if the user may order `act` now. */
export function mayOrder(act: OwnAct, on: OwnDevice): boolean {
  return RULES[act](on);
}
