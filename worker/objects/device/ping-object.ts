// The part of the device object that remembers what the device's last Ping watched (MS-ASCMD 2.2.1.13: a phone may leave
// out what stays). The rule: it is written only when it changes, and never for a device that nobody knows.
import type { Watched } from "../../core/heartbeat.ts";
import type { PingingDevice } from "../handles/device.ts";
import { DeviceFoldersObject } from "./folders-object.ts";

/** The last Ping of one device (PingingDevice). */
export abstract class DevicePingObject extends DeviceFoldersObject implements PingingDevice {
  async watched(): Promise<Watched | null> {
    const kept = this.#kept();
    return kept === undefined ? null : (JSON.parse(kept) as Watched);
  }

  async watch(watched: Watched): Promise<void> {
    if (!this.schema.exists()) return;
    const written = JSON.stringify(watched);
    if (written !== this.#kept())
      this.sql.exec("INSERT OR REPLACE INTO ping VALUES (1, ?)", written);
  }

  readonly #kept = (): string | undefined => {
    if (!this.schema.exists()) return undefined;
    return this.sql.exec<{ watched: string }>("SELECT watched FROM ping").toArray()[0]?.watched;
  };
}
