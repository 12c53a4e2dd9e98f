// What is ordered for a device, as the index and the audit log know it: blocked or allowed, a wipe
// and how far it is, forgotten. The orders themselves are obeyed by the device's own object.
import type { DeviceSummary } from "../../core/device.ts";
import { refuse } from "../../core/result.ts";
import { type WipeLife, wipeChangedAt } from "../../core/wipe.ts";
import { lastBlocker, noteEvent } from "./device-events.ts";
import { type DeviceRow, deviceRow } from "./device-rows.ts";
import { note, type Store } from "./store.ts";

/**
 * Blocks or allows a device; allowing ends a wipe that came to its end. A second block by somebody
 * else is noted: what an administrator blocked, too, its user cannot let in again (core/own-device).
 */
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
  const isNews = state === "blocked" && lastBlocker(store.sql, known.id) !== actor;
  if (known.state === state && !endsWipe && !isNews) return { ok: true } as const;
  store.sql.exec("UPDATE devices SET state = ? WHERE id = ?", state, known.id);
  if (endsWipe) store.sql.exec("UPDATE devices SET wipe = NULL, wiping = 0 WHERE id = ?", known.id);
  const event = state === "blocked" ? "blocked" : "allowed";
  noteEvent(store, known.id, { event, actor, detail: "" });
  note(store, actor, `device-${event}`, deviceId, user);
  return { ok: true } as const;
}

/**
 * Notes how far a wipe is. News may overtake each other on their way: what is older than what is
 * known is not written. An acknowledged wipe leaves a blocked device whose handouts are void.
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
  if (before && wipeChangedAt(wipe) < wipeChangedAt(before)) return { ok: true } as const;
  store.sql.exec(
    "UPDATE devices SET wipe = ?, wiping = ? WHERE id = ?",
    JSON.stringify(wipe),
    wipe.state === "cancelled" ? 0 : 1,
    known.id,
  );
  const news = newsOf(before, wipe);
  for (const event of news) {
    const at = { ...by, event };
    noteEvent(store, known.id, at);
    note(store, by.actor, event, deviceId, by.detail ? `${user} ${by.detail}` : user);
  }
  if (news.includes("wipe-acknowledged")) {
    store.sql.exec("UPDATE devices SET state = 'blocked' WHERE id = ?", known.id);
    endProofs(store, user, deviceId);
  }
  return { ok: true } as const;
}

/** What is new about a wipe, in the words of lives and audit log. An order given again is no news. */
function newsOf(before: WipeLife | undefined, wipe: WipeLife): string[] {
  const isAnother = before?.requestedAt !== wipe.requestedAt;
  const old = isAnother ? undefined : before;
  const joins = wipe.exchange && !old?.exchange && wipe.origin !== "exchange";
  const leaves = old?.exchange && !wipe.exchange;
  const isTold = wipe.exchange?.toldAt !== undefined && old?.exchange?.toldAt === undefined;
  return [
    ...(old?.state === wipe.state ? [] : [`wipe-${wipe.state}`]),
    ...(joins ? ["wipe-ordered-by-exchange"] : []),
    ...(leaves ? ["wipe-withdrawn-by-exchange"] : []),
    ...(isTold ? ["wipe-told-to-exchange"] : []),
  ];
}

/** What the device has opens nothing any more: a new profile is needed. */
export function revokeProofs(store: Store, user: string, deviceId: string, actor: string) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  endProofs(store, user, deviceId);
  noteEvent(store, known.id, { event: "profile-revoked", actor, detail: "" });
  note(store, actor, "device-profile-revoked", deviceId, user);
  return { ok: true } as const;
}

/** Certificates of the device were revoked: the authority keeps which, the device's life that it happened. */
export function noteRevoked(
  store: Store,
  user: string,
  deviceId: string,
  by: { readonly actor: string; readonly detail: string },
): void {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return;
  const count = "UPDATE devices SET certificates_revoked = certificates_revoked + 1 WHERE id = ?";
  store.sql.exec(count, known.id);
  noteEvent(store, known.id, { ...by, event: "certificate-revoked" });
}

/** Removes the line and the life, voids the handouts, and ends the grace of an imported device. */
export function forgetDevice(store: Store, user: string, deviceId: string, actor: string) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  store.sql.exec("DELETE FROM devices WHERE id = ?", known.id);
  endProofs(store, user, deviceId);
  note(store, actor, "device-forgotten", deviceId, user);
  return { ok: true } as const;
}

/** Handouts are void and the grace is over: whoever comes back needs a new profile. */
function endProofs({ sql, now }: Store, user: string, deviceId: string): void {
  sql.exec("DELETE FROM known_devices WHERE user = ? AND device_id = ?", user, deviceId);
  sql.exec(
    `UPDATE handouts SET superseded_at = ?
       WHERE user = ? AND device_id = ? AND superseded_at IS NULL`,
    now,
    user,
    deviceId,
  );
}

const wipeOf = ({ wipe }: DeviceRow): WipeLife | undefined => (wipe ? JSON.parse(wipe) : undefined);
