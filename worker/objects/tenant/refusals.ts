// Refused requests: counted per reason and hour, and only the newest few kept whole, so that
// strangers cannot grow the tenant's storage by being refused.
import type { Refusal, RefusalReport } from "../handles.ts";
import { bounded, type Store } from "./store.ts";

const HOUR = 3_600_000;
/** Counts are kept this long, in hours. */
const COUNTS_KEPT_HOURS = 30 * 24;
const NEWEST_KEPT = 100;

type RefusalRow = {
  at: number;
  reason: string;
  user: string;
  device_id: string;
  device_type: string;
  user_agent: string;
};

/** Notes one refusal. */
export function noteRefusal({ sql, now }: Store, refusal: Refusal): void {
  const hour = Math.floor(now / HOUR);
  const reason = bounded(refusal.reason);
  sql.exec(
    "INSERT INTO refusal_counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
    hour,
    reason,
  );
  sql.exec("DELETE FROM refusal_counts WHERE hour < ?", hour - COUNTS_KEPT_HOURS);
  sql.exec(
    "INSERT INTO refusals (at, reason, user, device_id, device_type, user_agent) VALUES (?, ?, ?, ?, ?, ?)",
    now,
    reason,
    bounded(refusal.user),
    bounded(refusal.deviceId),
    bounded(refusal.deviceType),
    bounded(refusal.userAgent),
  );
  sql.exec(
    "DELETE FROM refusals WHERE sequence <= (SELECT max(sequence) FROM refusals) - ?",
    NEWEST_KEPT,
  );
}

/** The counts, latest hour first, and the newest refusals, newest first. */
export function refusalReport(sql: SqlStorage): RefusalReport {
  const counts = sql
    .exec<{ reason: string; hour: number; count: number }>(
      "SELECT reason, hour, count FROM refusal_counts ORDER BY hour DESC, reason",
    )
    .toArray();
  const newest = sql.exec<RefusalRow>("SELECT * FROM refusals ORDER BY sequence DESC").toArray();
  return {
    counts,
    newest: newest.map((row) => ({
      at: row.at,
      reason: row.reason,
      user: row.user,
      deviceId: row.device_id,
      deviceType: row.device_type,
      userAgent: row.user_agent,
    })),
  };
}
