// The door to a tenant, as far as its index of devices goes. Times are milliseconds since 1970.
import type {
  DeviceCounts,
  DeviceEvent,
  DeviceInformation,
  DevicePage,
  DeviceQuery,
  DeviceSummary,
  KnownDevice,
} from "../../core/device.ts";
import type { Result } from "../../core/result.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { WipeLife } from "../../core/wipe.ts";
import type { Remote } from "./remote.ts";

/** The part of a tenant that keeps the index of its devices and their lives. */
export interface TenantDevices {
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
  /**
   * Certificates of a device were revoked in the authority's book: it stands in the device's life, and a request of it that
   * waits is judged again. An unknown device has nothing to note.
   */
  noteRevoked(user: string, deviceId: string, actor: string, detail: string): Remote<void>;
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
}
