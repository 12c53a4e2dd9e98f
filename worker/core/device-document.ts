// One device as the API tells it and the console shows it: what it is, what it runs against what is
// in force, its life and its profiles.
import { ACCOUNT_WIPE_VERSION, type DeviceEvent, type DeviceSummary } from "./device.ts";
import { type DeviceModel, deviceModel, deviceName } from "./device-model.ts";
import type { Handout } from "./handout.ts";
import type { ShieldReport } from "./shield.ts";
import type { GroupRecord } from "./tenant.ts";
import { confirmedFrom } from "./wipe.ts";

/** GET /tenants/:tenant/devices/:user/:deviceId */
export interface DeviceDocument extends DeviceModel {
  readonly device: DeviceSummary;
  /** What can be typed, as well as the DeviceId, to confirm a wipe. */
  readonly name: string;
  /** The group whose policies are its user's; absent if there is none. */
  readonly group?: string;
  readonly profile: RunningPolicy;
  readonly security: RunningPolicy;
  /** What keeps it out for a while, and what the shield of passwords spared Exchange. */
  readonly shield?: ShieldReport;
  /** It can be told to remove the account alone; an older phone is blocked and its profile is void instead. */
  readonly knowsAccountWipe: boolean;
  /**
   * From when on its wipe counts as confirmed, in milliseconds since 1970, if nothing comes from it until then; absent
   * if it did not say that it is erased.
   */
  readonly wipeConfirmedFrom?: number;
  /** Newest first, 200 at most. */
  readonly events: readonly DeviceEvent[];
  /** Without the tokens' hashes; newest first. */
  readonly handouts: readonly Omit<Handout, "tokenHash">[];
}

/** One family of the policy: what the device runs, what is in force. */
export interface RunningPolicy {
  readonly runs?: string;
  readonly current?: string;
  /** It runs a version that is not the one in force. */
  readonly isOutdated: boolean;
}

/** The document of `device`; `group` is its user's. */
export function deviceDocument(
  device: DeviceSummary,
  group: GroupRecord | undefined,
  {
    events,
    handouts,
  }: { readonly events: readonly DeviceEvent[]; readonly handouts: readonly Handout[] },
): DeviceDocument {
  return {
    ...deviceModel(device),
    device,
    name: deviceName(device),
    ...(group && { group: group.name }),
    profile: compared(device.policyVersion, group?.locked["ios-profile"]),
    knowsAccountWipe: device.protocolVersion === ACCOUNT_WIPE_VERSION,
    ...confirmation(device),
    security: compared(device.easPolicyVersion, group?.locked["eas-security"]),
    events,
    handouts: handouts.map(({ tokenHash, ...shown }) => shown),
  };
}

function confirmation({ wipe, lastSeenAt, lastRefusal }: DeviceSummary) {
  const heardAt = Math.max(lastSeenAt, lastRefusal?.at ?? 0);
  const from = wipe && confirmedFrom(wipe, heardAt);
  return from === undefined || from === null ? {} : { wipeConfirmedFrom: from };
}

function compared(runs: string | undefined, current: string | undefined): RunningPolicy {
  const isOutdated = runs !== undefined && current !== undefined && runs !== current;
  return { ...(runs && { runs }), ...(current && { current }), isOutdated };
}
