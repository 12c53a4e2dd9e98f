// The tenant's devices at a glance. The counts stand in small tables that triggers keep
// (devices-schema.ts), so that nobody counts 100,000 lines for a dashboard.
import type { DeviceCounts, DeviceSummary } from "../../core/device.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { DEVICE_COLUMNS, type DeviceRow, outdatedCohorts, summariesOf } from "./device-rows.ts";

/** How many devices there are, and of which kind. */
export function deviceCounts(sql: SqlStorage): DeviceCounts {
  const counted = sql
    .exec<{ [Count in Exclude<keyof DeviceCounts, "outdated" | "quarantined">]: number }>(
      `SELECT coalesce(sum(devices), 0) AS total,
         coalesce(sum(devices) FILTER (WHERE state = 'active'), 0) AS active,
         coalesce(sum(devices) FILTER (WHERE state = 'blocked'), 0) AS blocked,
         coalesce(sum(devices) FILTER (WHERE proof NOT IN ('token', 'certificate')), 0) AS unproven,
         coalesce(sum(devices) FILTER (WHERE wiping = 1), 0) AS wiping
       FROM device_kinds`,
    )
    .one();
  const outdated = outdatedCohorts(sql).reduce((sum, { devices }) => sum + devices, 0);
  const { quarantined } = sql
    .exec<{ quarantined: number }>("SELECT devices AS quarantined FROM quarantine")
    .one();
  // Nobody in quarantine is blocked (devices-schema.ts).
  return { ...counted, active: counted.active - quarantined, quarantined, outdated };
}

const SHOWN_MAX = 100;
/** It is not refused anyhow, and its grace as an imported device is over or never was. */
const WITHOUT_GRACE = `state = 'active' AND NOT EXISTS (SELECT 1 FROM known_devices AS known
  WHERE known.user = devices.user AND known.device_id = devices.device_id AND known.grace_until > ?)`;

/**
 * The devices that `settings` would refuse at time `now`, counted, and the first of them by user:
 * iOS devices whose last admission was not by a token, and other clients where they are denied or
 * put into quarantine and not exempted; in both cases without those whose grace goes on. Access rules
 * are left out of account: they hold already. Devices that are blocked are refused anyhow and not
 * counted; neither are phones that were never admitted, because the index does not know them. While
 * the adapter only reports, nobody is refused.
 */
export function wouldRefuse(sql: SqlStorage, now: number, settings: AdapterSettings) {
  const { onlyProvisioned, reportOnly, otherClients } = settings;
  if (reportOnly) return { count: 0, devices: [] };
  if (settings.clientCertificates !== "off") return withoutCertificate(sql, now, settings);
  if (!onlyProvisioned) return { count: 0, devices: [] };
  const unproven = select(sql, "unproven_by_user", `ios = 1 AND ${UNPROVEN}`, now);
  if (otherClients === "allow") return unproven;
  const others = select(sql, "others_by_user", "ios = 0 AND exempt = 0", now);
  const devices = [...unproven.devices, ...others.devices].sort(byUser).slice(0, SHOWN_MAX);
  return { count: unproven.count + others.count, devices };
}

const UNPROVEN = "proof <> 'token' AND proof <> 'certificate'";

/**
 * Where certificates are used each device needs one, but other clients that are let in by name: exempted, or by the
 * adapter. A group that says otherwise is left out of account, as access rules are.
 */
function withoutCertificate(sql: SqlStorage, now: number, settings: AdapterSettings) {
  const { onlyProvisioned, otherClients } = settings;
  const others = onlyProvisioned && otherClients === "allow" ? "" : "OR exempt = 0";
  return select(sql, "all_by_user", `proof <> 'certificate' AND (ios = 1 ${others})`, now);
}

function select(sql: SqlStorage, index: string, which: string, now: number) {
  const from = `FROM devices INDEXED BY ${index} WHERE ${which} AND ${WITHOUT_GRACE}`;
  const { count } = sql.exec<{ count: number }>(`SELECT count(*) AS count ${from}`, now).one();
  const rows = sql.exec<DeviceRow>(
    `SELECT ${DEVICE_COLUMNS} ${from} ORDER BY user, device_id LIMIT ?`,
    now,
    SHOWN_MAX,
  );
  return { count, devices: summariesOf(sql, rows.toArray()) };
}

const keyOf = ({ user, deviceId }: DeviceSummary) => `${user}\n${deviceId}`;
const byUser = (one: DeviceSummary, other: DeviceSummary) => (keyOf(one) < keyOf(other) ? -1 : 1);
