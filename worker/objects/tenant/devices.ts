// The tenant's device index: one line per device for the administrator's lists. What a device may
// do is decided by its own object; the index follows. Its `state` and `wipe` change by their own
// calls only, because the gateway's notes may be seconds old.
import type { DeviceSummary } from "../../core/device.ts";
import { searchable } from "../../core/device-list.ts";
import { looksLikeIos } from "../../core/ios-client.ts";
import { refuse } from "../../core/result.ts";
import { noteEvent } from "./device-events.ts";
import { type DeviceRow, deviceRow, summaryOf } from "./device-rows.ts";
import { bounded, note, type Store } from "./store.ts";

/** A line that changes in nothing but lastSeenAt is rewritten this often at most, in milliseconds. */
const LAST_SEEN_STEP = 60_000;

/** Adds or updates a line. `firstSeenAt`, `state`, `wipe` and `lastRefusal` of a line stay. */
export function noteDevice(store: Store, summary: DeviceSummary): void {
  const line: DeviceSummary = {
    ...summary,
    deviceType: bounded(summary.deviceType),
    userAgent: bounded(summary.userAgent),
    protocolVersion: bounded(summary.protocolVersion),
  };
  const known = deviceRow(store.sql, line.user, line.deviceId);
  if (!known) addLine(store, line);
  else if (saysSomethingNew(known, line)) changeLine(store, known, line);
  else if (line.lastSeenAt - known.last_seen_at >= LAST_SEEN_STEP)
    // Named alone, so that only the indexes with this column follow.
    store.sql.exec("UPDATE devices SET last_seen_at = ? WHERE id = ?", line.lastSeenAt, known.id);
}

/**
 * As noteDevice, unless it would be a new line and the user has `maxDevices` already: of devices that
 * come at once, exactly as many get in as there is room for.
 */
export function noteDeviceWithin(store: Store, summary: DeviceSummary, maxDevices: number) {
  const isNew = !deviceRow(store.sql, summary.user, summary.deviceId);
  if (isNew && isFull(store.sql, summary.user, maxDevices)) return refuse("too-many-devices");
  noteDevice(store, summary);
  return { ok: true } as const;
}

/** Has the user as many devices, active or in quarantine, as may be? 0 is no limit. */
export function isFull(sql: SqlStorage, user: string, maxDevices: number): boolean {
  if (maxDevices === 0) return false;
  const { count } = sql
    .exec<{ count: number }>(
      "SELECT count(*) AS count FROM devices WHERE user = ? AND state = 'active'",
      user,
    )
    .one();
  return count >= maxDevices;
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
  const before = deviceRow(store.sql, user, deviceId);
  const blank = { deviceType: "", userAgent: "", protocolVersion: "", firstSeenAt: store.now };
  noteDevice(store, {
    ...(before ? summaryOf(before) : { ...blank, user, deviceId, state: "active" }),
    proof: "token",
    policyVersion,
    lastSeenAt: store.now,
  });
  const event = before?.policy_version ? "reprovisioned" : "bound";
  const known = deviceRow(store.sql, user, deviceId);
  if (known) noteEvent(store, known.id, { event, actor: user, detail: policyVersion });
}

/** What the gateway can change in a line. */
const UPDATE = `UPDATE devices SET device_type = ?, user_agent = ?, protocol_version = ?, proof = ?, policy_version = ?,
  eas_policy_version = ?, ios = ?, search = ?, cohort = ?, quarantined_at = ?, last_seen_at = max(last_seen_at, ?) WHERE id = ?`;
const INSERT = `INSERT INTO devices (device_type, user_agent, protocol_version, proof, policy_version, eas_policy_version, ios,
  search, cohort, quarantined_at, last_seen_at, user, device_id, state, first_seen_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`;

/** The values of the columns that INSERT and UPDATE name first. */
function columnsOf(sql: SqlStorage, line: DeviceSummary, known?: DeviceRow) {
  const policyVersion = policyOf(line, known);
  return [
    line.deviceType,
    line.userAgent,
    line.protocolVersion,
    line.proof,
    policyVersion,
    line.easPolicyVersion ?? known?.eas_policy_version ?? null,
    looksLikeIos(line) ? 1 : 0,
    searchable(line),
    policyVersion === null ? null : cohortOf(sql, line.user, policyVersion),
    line.quarantinedAt === undefined ? null : (known?.quarantined_at ?? line.quarantinedAt),
    line.lastSeenAt,
  ];
}

function addLine(store: Store, line: DeviceSummary): void {
  const { user, deviceId, state, firstSeenAt } = line;
  const { id } = store.sql
    .exec<{ id: number }>(INSERT, ...columnsOf(store.sql, line), user, deviceId, state, firstSeenAt)
    .one();
  noteEvent(store, id, { event: "first-seen", actor: user, detail: line.userAgent });
  note(store, user, "device-first-seen", deviceId, line.deviceType);
  if (line.quarantinedAt !== undefined) noteQuarantine(store, id, line);
}

function changeLine(store: Store, known: DeviceRow, line: DeviceSummary): void {
  store.sql.exec(UPDATE, ...columnsOf(store.sql, line, known), known.id);
  for (const [event, before, after] of [
    ["client-changed", known.user_agent, line.userAgent],
    ["proof-changed", known.proof, line.proof],
    ["policy-acknowledged", known.eas_policy_version, line.easPolicyVersion],
  ] as const) {
    // A bound phone says what it is with its next note; that is no change.
    const isNews = after !== undefined && after !== before && before !== "";
    if (isNews) noteEvent(store, known.id, { event, actor: line.user, detail: after });
  }
  if (movesQuarantine(known, line)) noteQuarantine(store, known.id, line);
}

/** Does the device go into quarantine with this note, or leave it? */
const movesQuarantine = (known: DeviceRow, { quarantinedAt }: DeviceSummary) =>
  (known.quarantined_at === null) !== (quarantinedAt === undefined);

function noteQuarantine(store: Store, id: number, line: DeviceSummary): void {
  const event = line.quarantinedAt === undefined ? "quarantine-left" : "quarantined";
  noteEvent(store, id, { event, actor: "provost", detail: line.userAgent });
}

function saysSomethingNew(known: DeviceRow, line: DeviceSummary): boolean {
  return (
    known.device_type !== line.deviceType ||
    known.user_agent !== line.userAgent ||
    known.protocol_version !== line.protocolVersion ||
    known.proof !== line.proof ||
    known.policy_version !== policyOf(line, known) ||
    movesQuarantine(known, line) ||
    (line.easPolicyVersion !== undefined && known.eas_policy_version !== line.easPolicyVersion)
  );
}

/** Only a token proves a profile; a note that does not name the policy leaves what is known. */
function policyOf(line: DeviceSummary, known: DeviceRow | undefined): string | null {
  return line.proof === "token" ? (line.policyVersion ?? known?.policy_version ?? null) : null;
}

/** The cohort of `user`'s devices that run `policyVersion`, made if there is none yet. */
function cohortOf(sql: SqlStorage, user: string, policyVersion: string): number {
  const [row] = sql
    .exec<{ group_name: string | null }>("SELECT group_name FROM users WHERE user = ?", user)
    .toArray();
  const key = [row?.group_name ?? "", policyVersion];
  sql.exec("INSERT INTO cohorts VALUES (NULL, ?, ?, 0) ON CONFLICT DO NOTHING", ...key);
  return sql
    .exec<{ id: number }>(
      "SELECT id FROM cohorts WHERE group_name = ? AND policy_version = ?",
      ...key,
    )
    .one().id;
}
