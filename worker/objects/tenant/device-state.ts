// What is ordered for a device, as the index and the audit log know it: blocked or allowed, a wipe
// and how far it is, forgotten. The orders themselves are obeyed by the device's own object.
import type { DeviceSummary } from "../../core/device.ts";
import { refuse } from "../../core/result.ts";
import type { WipeLife, WipeState } from "../../core/wipe.ts";
import { noteEvent } from "./device-events.ts";
import { type DeviceRow, deviceRow } from "./device-rows.ts";
import { note, type Store } from "./store.ts";

/** Blocks or allows a device; allowing ends a wipe that came to its end. */
export function setDeviceState(
  store: Store,
  user: string,
  deviceId: string,
  state: DeviceSummary["state"],
  actor: string,
) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  const endsWipe = state === "active" && wipeOf(known)?.endedAt !== undefined;
  if (known.state === state && !endsWipe) return { ok: true } as const;
  store.sql.exec("UPDATE devices SET state = ? WHERE id = ?", state, known.id);
  if (endsWipe) store.sql.exec("UPDATE devices SET wipe = NULL, wiping = 0 WHERE id = ?", known.id);
  const event = state === "blocked" ? "blocked" : "allowed";
  noteEvent(store, known.id, { event, actor, detail: "" });
  note(store, actor, `device-${event}`, deviceId, user);
  return { ok: true } as const;
}

/**
 * Notes how far a wipe is. News may overtake each other on their way: what is older than what is
 * known is not written.
 */
export function noteWipe(
  store: Store,
  user: string,
  deviceId: string,
  wipe: WipeLife,
  by: { readonly actor: string; readonly detail: string },
) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  const before = wipeOf(known);
  if (before && !isNewer(wipe, before)) return { ok: true } as const;
  store.sql.exec(
    "UPDATE devices SET wipe = ?, wiping = ? WHERE id = ?",
    JSON.stringify(wipe),
    wipe.state === "cancelled" ? 0 : 1,
    known.id,
  );
  if (before?.state === wipe.state && before.requestedAt === wipe.requestedAt)
    return { ok: true } as const;
  noteEvent(store, known.id, { event: `wipe-${wipe.state}`, ...by });
  note(store, by.actor, `wipe-${wipe.state}`, deviceId, by.detail ? `${user} ${by.detail}` : user);
  return { ok: true } as const;
}

/** Removes the line and the life, voids the handouts, and ends the grace of an imported device. */
export function forgetDevice(store: Store, user: string, deviceId: string, actor: string) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  const which = "WHERE user = ? AND device_id = ?";
  store.sql.exec("DELETE FROM devices WHERE id = ?", known.id);
  store.sql.exec(`DELETE FROM known_devices ${which}`, user, deviceId);
  store.sql.exec(
    `UPDATE handouts SET superseded_at = ? ${which} AND superseded_at IS NULL`,
    store.now,
    user,
    deviceId,
  );
  note(store, actor, "device-forgotten", deviceId, user);
  return { ok: true } as const;
}

const wipeOf = ({ wipe }: DeviceRow): WipeLife | undefined => (wipe ? JSON.parse(wipe) : undefined);

/** How far a state is within the life of one wipe. */
const PROGRESS: Readonly<Record<WipeState, number>> = {
  requested: 0,
  ordered: 1,
  acknowledged: 2,
  refused: 2,
  cancelled: 2,
};

function isNewer(wipe: WipeLife, known: WipeLife): boolean {
  if (wipe.requestedAt !== known.requestedAt) return wipe.requestedAt > known.requestedAt;
  const steps = PROGRESS[wipe.state] - PROGRESS[known.state];
  return steps !== 0 ? steps > 0 : wipe.orders > known.orders;
}
