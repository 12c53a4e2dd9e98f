// Devices that Exchange, Z-Push or SOGo knew before Provost came: each needs no proof until its
// grace date, so that switching the adapter on refuses nobody by surprise.
import type { KnownDevice } from "../../core/device.ts";
import { bounded, note, type Store } from "./store.ts";

type KnownRow = { user: string; device_id: string; device_type: string; grace_until: number };

const PAGE = 100;
const PAGE_MAX = 500;

/** Takes devices in; one that is there already gets the new grace date. */
export function importKnownDevices(
  store: Store,
  devices: readonly KnownDevice[],
  graceUntil: number,
  actor: string,
) {
  const counts = { added: 0, changed: 0 };
  for (const { user, deviceId, deviceType } of devices) {
    counts[graceOf(store.sql, user, deviceId) === undefined ? "added" : "changed"]++;
    store.sql.exec(
      "INSERT OR REPLACE INTO known_devices VALUES (?, ?, ?, ?)",
      bounded(user),
      bounded(deviceId),
      bounded(deviceType),
      graceUntil,
    );
  }
  const detail = { ...counts, graceUntil: new Date(graceUntil).toISOString() };
  note(store, actor, "known-devices-imported", "known-devices", JSON.stringify(detail));
  return counts;
}

/** One page of them, by user and DeviceId, and how many there are in all. */
export function knownDevices(
  sql: SqlStorage,
  query: { readonly after?: string; readonly limit?: number },
) {
  const limit = Math.max(1, Math.min(Math.trunc(query.limit || PAGE), PAGE_MAX));
  const rows = sql
    .exec<KnownRow>(
      `SELECT * FROM known_devices WHERE (user, device_id) > (?, ?)
         ORDER BY user, device_id LIMIT ?`,
      ...keyOf(query.after ?? ""),
      limit + 1,
    )
    .toArray();
  const { total } = sql.exec<{ total: number }>("SELECT count(*) total FROM known_devices").one();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    devices: shown.map((row) => ({
      user: row.user,
      deviceId: row.device_id,
      deviceType: row.device_type,
      graceUntil: row.grace_until,
    })),
    total,
    ...(rows.length > limit && last && { next: cursorOf(last) }),
  };
}

/** Forgets all of them; the answer is how many there were. */
export function forgetKnownDevices(store: Store, actor: string): number {
  const forgotten = store.sql.exec("DELETE FROM known_devices RETURNING 1").toArray().length;
  note(store, actor, "known-devices-forgotten", "known-devices", `${forgotten}`);
  return forgotten;
}

/** When the grace of a device ends, in milliseconds since 1970; undefined if it has none. */
export function graceOf(sql: SqlStorage, user: string, deviceId: string): number | undefined {
  return sql
    .exec<{ grace_until: number }>(
      "SELECT grace_until FROM known_devices WHERE user = ? AND device_id = ?",
      user,
      deviceId,
    )
    .toArray()[0]?.grace_until;
}

/** A cursor is a line's key as base64 of JSON; one we did not make starts from the beginning. */
const cursorOf = ({ user, device_id }: KnownRow) =>
  btoa(encodeURIComponent(JSON.stringify([user, device_id])));

function keyOf(cursor: string): [user: string, deviceId: string] {
  try {
    const [user, deviceId] = JSON.parse(decodeURIComponent(atob(cursor)));
    return [String(user), String(deviceId)];
  } catch {
    return ["", ""];
  }
}
