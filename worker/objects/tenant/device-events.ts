// The lives of devices: what happened to each, newest first, and never more than a bounded number
// of steps, so that a phone that changes all the time cannot make the tenant grow.
import type { DeviceEvent } from "../../core/device.ts";
import { maskTokens } from "../../log.ts";
import { deviceRow } from "./device-rows.ts";
import { bounded, type Store } from "./store.ts";

/** Steps kept of each device. */
const KEPT = 200;

/** Notes a step in the life of the device in line `id`. */
export function noteEvent(
  { sql, now }: Store,
  id: number,
  { event, actor, detail }: Omit<DeviceEvent, "at">,
): void {
  const [last] = sql
    .exec<{ sequence: number }>(
      "SELECT sequence FROM device_events WHERE device = ? ORDER BY sequence DESC LIMIT 1",
      id,
    )
    .toArray();
  const sequence = (last?.sequence ?? 0) + 1;
  sql.exec(
    "INSERT INTO device_events VALUES (?, ?, ?, ?, ?, ?)",
    id,
    sequence,
    now,
    bounded(event),
    bounded(maskTokens(actor)),
    bounded(maskTokens(detail)),
  );
  sql.exec("DELETE FROM device_events WHERE device = ? AND sequence <= ?", id, sequence - KEPT);
}

/** Notes a step in the life of a known device; of an unknown one nothing. */
export function noteDeviceEvent(
  store: Store,
  user: string,
  deviceId: string,
  event: Omit<DeviceEvent, "at">,
): void {
  const known = deviceRow(store.sql, user, deviceId);
  if (known) noteEvent(store, known.id, event);
}

/** Who blocked the device in line `id` last; undefined if nobody did, or it was allowed since. */
export function lastBlocker(sql: SqlStorage, id: number): string | undefined {
  const [last] = sql
    .exec<{ event: string; actor: string }>(
      `SELECT event, actor FROM device_events
         WHERE device = ? AND event IN ('blocked', 'allowed') ORDER BY sequence DESC LIMIT 1`,
      id,
    )
    .toArray();
  return last?.event === "blocked" ? last.actor : undefined;
}

/** The device's life, newest first. */
export function deviceEvents(sql: SqlStorage, user: string, deviceId: string): DeviceEvent[] {
  return sql
    .exec<{ at: number; event: string; actor: string; detail: string }>(
      `SELECT at, event, actor, detail FROM device_events
         WHERE device = (SELECT id FROM devices WHERE user = ? AND device_id = ?) ORDER BY sequence DESC`,
      user,
      deviceId,
    )
    .toArray();
}
