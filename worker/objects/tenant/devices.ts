// The tenant's device index: one line per device for the administrator's lists. What a device may
// do is decided by its own object; the index follows. Its `state` changes by setDeviceState only,
// because the gateway's notes may be seconds old.
import type { DeviceSummary } from "../../core/device.ts";
import { refuse } from "../../core/result.ts";
import { bounded, note, type Store } from "./store.ts";

type DeviceRow = {
  user: string;
  device_id: string;
  device_type: string;
  user_agent: string;
  protocol_version: string;
  state: DeviceSummary["state"];
  proof: DeviceSummary["proof"];
  policy_version: string | null;
  first_seen_at: number;
  last_seen_at: number;
};

const PAGE = 100;
const PAGE_MAX = 500;
/**
 * A line that changes in nothing but lastSeenAt is rewritten this often at most, in milliseconds.
 */
const LAST_SEEN_STEP = 60_000;

/** Adds or updates a line. `firstSeenAt` and `state` of a line that is there stay. */
export function noteDevice(store: Store, summary: DeviceSummary): void {
  const known = deviceRow(store.sql, summary.user, summary.deviceId);
  const line: DeviceSummary = {
    ...summary,
    deviceType: bounded(summary.deviceType),
    userAgent: bounded(summary.userAgent),
    protocolVersion: bounded(summary.protocolVersion),
    ...(known && { firstSeenAt: known.first_seen_at, state: known.state }),
  };
  if (known && !saysSomethingNew(known, line)) return;
  writeLine(store.sql, line, known);
  if (!known) note(store, line.user, "device-first-seen", line.deviceId, line.deviceType);
}

/**
 * A handout was bound: the device is known from now on, though only its next note says what it is.
 */
export function noteBoundDevice(
  store: Store,
  policyVersion: string,
  user: string,
  deviceId: string,
): void {
  const known = deviceRow(store.sql, user, deviceId);
  const blank = { deviceType: "", userAgent: "", protocolVersion: "", firstSeenAt: store.now };
  noteDevice(store, {
    ...(known ? summaryOf(known) : { ...blank, user, deviceId, state: "active" }),
    proof: "token",
    policyVersion,
    lastSeenAt: store.now,
  });
}

/** Blocks or allows a device of the index. */
export function setDeviceState(
  store: Store,
  user: string,
  deviceId: string,
  state: DeviceSummary["state"],
  actor: string,
) {
  const known = deviceRow(store.sql, user, deviceId);
  if (!known) return refuse("no-such-device");
  if (known.state !== state) {
    store.sql.exec(
      "UPDATE devices SET state = ? WHERE user = ? AND device_id = ?",
      state,
      user,
      deviceId,
    );
    note(store, actor, state === "blocked" ? "device-blocked" : "device-allowed", deviceId, user);
  }
  return { ok: true } as const;
}

/** One page of the index, by user and DeviceId; `next` is there if more follow. */
export function devicePage(
  sql: SqlStorage,
  query: { readonly search?: string; readonly after?: string; readonly limit?: number },
): { devices: DeviceSummary[]; next?: string } {
  const limit = Math.max(1, Math.min(Math.trunc(query.limit || PAGE), PAGE_MAX));
  const search = bounded(query.search ?? "").toLowerCase();
  const rows = sql
    .exec<DeviceRow>(
      `SELECT * FROM devices WHERE (user, device_id) > (?, ?)
         AND instr(lower(user || ' ' || device_id || ' ' || device_type || ' ' || user_agent), ?) > 0
         ORDER BY user, device_id LIMIT ?`,
      ...cursorKey(query.after ?? ""),
      search,
      limit + 1,
    )
    .toArray();
  const devices = rows.slice(0, limit).map(summaryOf);
  const last = devices.at(-1);
  return { devices, ...(rows.length > limit && last && { next: cursorOf(last) }) };
}

/**
 * A cursor is the last line's key as base64 of JSON; one we did not make starts from the beginning.
 */
const cursorOf = ({ user, deviceId }: DeviceSummary) =>
  btoa(encodeURIComponent(JSON.stringify([user, deviceId])));

function cursorKey(cursor: string): [user: string, deviceId: string] {
  try {
    const [user, deviceId] = JSON.parse(decodeURIComponent(atob(cursor)));
    return [String(user), String(deviceId)];
  } catch {
    return ["", ""];
  }
}

function saysSomethingNew(known: DeviceRow, line: DeviceSummary): boolean {
  return (
    known.device_type !== line.deviceType ||
    known.user_agent !== line.userAgent ||
    known.protocol_version !== line.protocolVersion ||
    known.proof !== line.proof ||
    known.policy_version !== policyOf(line, known) ||
    line.lastSeenAt - known.last_seen_at >= LAST_SEEN_STEP
  );
}

/** Without proof there is no profile; a note that does not name the policy leaves what is known. */
function policyOf(line: DeviceSummary, known: DeviceRow | undefined): string | null {
  return line.proof === "none" ? null : (line.policyVersion ?? known?.policy_version ?? null);
}

function writeLine(sql: SqlStorage, line: DeviceSummary, known: DeviceRow | undefined): void {
  sql.exec(
    "INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    line.user,
    line.deviceId,
    line.deviceType,
    line.userAgent,
    line.protocolVersion,
    line.state,
    line.proof,
    policyOf(line, known),
    line.firstSeenAt,
    line.lastSeenAt,
  );
}

function deviceRow(sql: SqlStorage, user: string, deviceId: string): DeviceRow | undefined {
  return sql
    .exec<DeviceRow>("SELECT * FROM devices WHERE user = ? AND device_id = ?", user, deviceId)
    .toArray()[0];
}

function summaryOf(row: DeviceRow): DeviceSummary {
  return {
    user: row.user,
    deviceId: row.device_id,
    deviceType: row.device_type,
    userAgent: row.user_agent,
    protocolVersion: row.protocol_version,
    state: row.state,
    proof: row.proof,
    ...(row.policy_version !== null && { policyVersion: row.policy_version }),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  };
}
