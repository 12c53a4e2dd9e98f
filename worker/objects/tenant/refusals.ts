// Refused requests: counted per reason and hour, and only the newest few kept whole, so that
// strangers cannot grow the tenant's storage by being refused. What was let through because the
// adapter only reports is counted apart.
import type { Refusal, RefusalReport } from "../handles/tenant-gate.ts";
import { noteEvent } from "./device-events.ts";
import { type DeviceRow, deviceRow, devicesOf } from "./device-rows.ts";
import { bounded, type Store } from "./store.ts";

const HOUR = 3_600_000;
/** Counts are kept this long, in hours. */
const COUNTS_KEPT_HOURS = 30 * 24;
const NEWEST_KEPT = 100;
/** A device refused for the same reason again has this in its life once in so long, in milliseconds. */
const EVENT_STEP = 24 * HOUR;
/** Why a device was last refused is this exact, in milliseconds. */
const LAST_REFUSAL_STEP = 60_000;

type RefusalRow = {
  at: number;
  reason: string;
  user: string;
  device_id: string;
  device_type: string;
  user_agent: string;
  let_through: number;
};

/** Notes one refusal; a known device remembers why it was refused last. */
export function noteRefusal(store: Store, refusal: Refusal): void {
  const { sql, now } = store;
  const hour = Math.floor(now / HOUR);
  const reason = bounded(refusal.reason);
  const letThrough = refusal.letThrough ? 1 : 0;
  sql.exec(
    "INSERT INTO refusal_counts VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
    hour,
    reason,
    letThrough,
  );
  sql.exec("DELETE FROM refusal_counts WHERE hour < ?", hour - COUNTS_KEPT_HOURS);
  sql.exec(
    `INSERT INTO refusals (at, reason, user, device_id, device_type, user_agent, let_through)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    now,
    reason,
    bounded(refusal.user),
    bounded(refusal.deviceId),
    bounded(refusal.deviceType),
    bounded(refusal.userAgent),
    letThrough,
  );
  sql.exec(
    "DELETE FROM refusals WHERE sequence <= (SELECT max(sequence) FROM refusals) - ?",
    NEWEST_KEPT,
  );
  const known = letThrough ? undefined : deviceRow(sql, refusal.user, refusal.deviceId);
  if (known) noteLastRefusal(store, known, refusal);
}

function noteLastRefusal(store: Store, known: DeviceRow, { reason, user }: Refusal): void {
  const isSame = known.last_refusal_reason === reason;
  const since = store.now - (known.last_refusal_at ?? 0);
  if (isSame && since < LAST_REFUSAL_STEP) return;
  if (!isSame || since >= EVENT_STEP)
    noteEvent(store, known.id, { event: "refused", actor: user, detail: reason });
  store.sql.exec(
    "UPDATE devices SET last_refusal_reason = ?, last_refusal_at = ? WHERE id = ?",
    bounded(reason),
    store.now,
    known.id,
  );
}

/** The counts, latest hour first, and the newest refusals, newest first. */
export function refusalReport(sql: SqlStorage): RefusalReport {
  const counts = sql
    .exec<{ reason: string; hour: number; count: number; let_through: number }>(
      "SELECT * FROM refusal_counts ORDER BY hour DESC, reason, let_through",
    )
    .toArray();
  return {
    counts: counts.map(({ reason, hour, count, let_through }) => ({
      reason,
      hour,
      count,
      letThrough: let_through === 1,
    })),
    newest: newestRefusals(sql),
  };
}

/** The newest refusal of a device of `user`: of the few that are kept whole, or as its line tells it. */
export function lastRefusalOf(sql: SqlStorage, user: string) {
  const recent = newestRefusals(sql).find(
    (refusal) => refusal.user === user && refusal.deviceId !== "" && !refusal.letThrough,
  );
  if (recent) return recent;
  const [known] = devicesOf(sql, user)
    .filter(({ lastRefusal }) => lastRefusal !== undefined)
    .sort((one, other) => (other.lastRefusal?.at ?? 0) - (one.lastRefusal?.at ?? 0));
  if (!known?.lastRefusal) return null;
  const { deviceId, deviceType, userAgent, lastRefusal } = known;
  return { ...lastRefusal, user, deviceId, deviceType, userAgent };
}

/** The few that are kept whole, newest first. */
export function newestRefusals(sql: SqlStorage): RefusalReport["newest"] {
  const newest = sql.exec<RefusalRow>("SELECT * FROM refusals ORDER BY sequence DESC").toArray();
  return newest.map((row) => ({
    at: row.at,
    reason: row.reason,
    user: row.user,
    deviceId: row.device_id,
    deviceType: row.device_type,
    userAgent: row.user_agent,
    ...(row.let_through === 1 && { letThrough: true }),
  }));
}
