// What phones tell about themselves, in the device index. The rule: it is the phone's own word, bounded, and written only
// when it says something new; the telephone number and the IMEI stand in the index and in no log and no life.
import { DEVICE_INFORMATION, type DeviceInformation } from "../../core/device.ts";
import { noteEvent } from "./device-events.ts";
import { deviceRow, informationOf } from "./device-rows.ts";
import type { Store } from "./store.ts";

/** What changes is named in the device's life, but for these two. */
const PRIVATE: readonly string[] = ["imei", "phoneNumber"];

/** Keeps what a known device says of itself; of an unknown one nothing. */
export function noteInformation(
  store: Store,
  user: string,
  deviceId: string,
  information: DeviceInformation,
): void {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return;
  const before = informationOf(known);
  const changed = DEVICE_INFORMATION.filter((name) => before[name] !== information[name]);
  if (changed.length === 0) return;
  store.sql.exec(
    "UPDATE devices SET information = ? WHERE id = ?",
    JSON.stringify(information),
    known.id,
  );
  const shown = changed.filter((name) => !PRIVATE.includes(name));
  const detail = shown.map((name) => `${name}: ${information[name] ?? "-"}`).join("; ");
  noteEvent(store, known.id, { event: "information-changed", actor: user, detail });
}
