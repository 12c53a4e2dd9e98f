// The tenant object's door to its devices: index, lives, refusals. Each call is one read or one
// transaction over the tables (TenantHandle).
import type { DeviceSummary } from "../../core/device.ts";
import type { Refusal, TenantHandle } from "../handles.ts";
import { devicePage, noteDevice, setDeviceState } from "./devices.ts";
import { TenantGround } from "./ground-object.ts";
import { noteRefusal, refusalReport } from "./refusals.ts";

/** Devices and refusals. */
export abstract class TenantDevicesObject extends TenantGround {
  async noteDevice(summary: DeviceSummary) {
    this.write((store) => noteDevice(store, summary));
  }
  async devices(query: Parameters<TenantHandle["devices"]>[0]) {
    return devicePage(this.sql(), query);
  }
  async setDeviceState(
    user: string,
    deviceId: string,
    state: DeviceSummary["state"],
    actor: string,
  ) {
    return this.write((store) => setDeviceState(store, user, deviceId, state, actor));
  }

  async noteRefusal(refusal: Refusal) {
    this.write((store) => noteRefusal(store, refusal));
  }
  async refusals() {
    return refusalReport(this.sql());
  }
}
