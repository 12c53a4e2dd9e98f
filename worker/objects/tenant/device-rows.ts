// Lines of the device index as they lie in the table, and as everybody else sees them.
import type { DeviceInformation, DeviceSummary } from "../../core/device.ts";
import { defaultGroup } from "./groups.ts";

export type DeviceRow = {
  id: number;
  user: string;
  device_id: string;
  device_type: string;
  user_agent: string;
  protocol_version: string;
  state: DeviceSummary["state"];
  proof: DeviceSummary["proof"];
  policy_version: string | null;
  eas_policy_version: string | null;
  first_seen_at: number;
  last_seen_at: number;
  wipe: string | null;
  last_refusal_reason: string | null;
  last_refusal_at: number | null;
  cohort: number | null;
  information: string | null;
  exempt: number;
  quarantined_at: number | null;
};

/** The columns of a DeviceRow. */
export const DEVICE_COLUMNS = `id, user, device_id, device_type, user_agent, protocol_version, state, proof, policy_version,
  eas_policy_version, first_seen_at, last_seen_at, wipe, last_refusal_reason, last_refusal_at, cohort, information,
  exempt, quarantined_at`;

/** The line of a device, if it is known. */
export function deviceRow(sql: SqlStorage, user: string, deviceId: string): DeviceRow | undefined {
  const found = sql.exec<DeviceRow>(
    `SELECT ${DEVICE_COLUMNS} FROM devices WHERE user = ? AND device_id = ?`,
    user,
    deviceId,
  );
  return found.toArray()[0];
}

/**
 * The cohorts whose version is not the one in force of their group. A group without a version in
 * force has no outdated devices: there is nothing newer to install.
 */
export function outdatedCohorts(
  sql: SqlStorage,
): { readonly id: number; readonly devices: number }[] {
  return sql
    .exec<{ id: number; devices: number }>(
      `SELECT cohorts.id, cohorts.devices FROM cohorts
         JOIN groups ON groups.name = CASE cohorts.group_name WHEN '' THEN ? ELSE cohorts.group_name END
         WHERE groups.locked <> cohorts.policy_version`,
      defaultGroup(sql),
    )
    .toArray();
}

/** Lines as everybody sees them. */
export function summariesOf(sql: SqlStorage, rows: readonly DeviceRow[]): DeviceSummary[] {
  const outdated = new Set(outdatedCohorts(sql).map(({ id }) => id));
  return rows.map((row) => ({
    ...summaryOf(row),
    ...(row.cohort !== null && outdated.has(row.cohort) && { isOutdated: true as const }),
  }));
}

/** One device, or null. */
export function device(sql: SqlStorage, user: string, deviceId: string): DeviceSummary | null {
  const row = deviceRow(sql, user, deviceId);
  return (row && summariesOf(sql, [row])[0]) ?? null;
}

const OF_USER_MAX = 100;

/** All devices of one user, last seen first. (SQLite prepares a statement anew whose LIMIT is bound.) */
export function devicesOf(sql: SqlStorage, user: string): DeviceSummary[] {
  const rows = sql.exec<DeviceRow>(
    `SELECT ${DEVICE_COLUMNS} FROM devices WHERE user = ? ORDER BY last_seen_at DESC, device_id LIMIT ${OF_USER_MAX}`,
    user,
  );
  return summariesOf(sql, rows.toArray());
}

/** What the phone told of itself, as far as it did. */
export const informationOf = ({ information }: DeviceRow): DeviceInformation =>
  information === null ? {} : JSON.parse(information);

/** A line but for whether it is outdated. */
export function summaryOf(row: DeviceRow): DeviceSummary {
  return {
    user: row.user,
    deviceId: row.device_id,
    deviceType: row.device_type,
    userAgent: row.user_agent,
    protocolVersion: row.protocol_version,
    state: row.state,
    proof: row.proof,
    ...(row.policy_version !== null && { policyVersion: row.policy_version }),
    ...(row.eas_policy_version !== null && { easPolicyVersion: row.eas_policy_version }),
    ...(row.information !== null && { information: informationOf(row) }),
    ...(row.exempt === 1 && { isExempt: true as const }),
    ...(row.quarantined_at !== null && { quarantinedAt: row.quarantined_at }),
    ...(row.wipe !== null && { wipe: JSON.parse(row.wipe) }),
    ...(row.last_refusal_reason !== null && {
      lastRefusal: { reason: row.last_refusal_reason, at: row.last_refusal_at ?? 0 },
    }),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  };
}
