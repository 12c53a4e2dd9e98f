// A crowd of devices for a tenant's tables: what the benchmark and the tests of 100,000 devices
// measure with. The same number gives the same device everywhere.
import type { DeviceSummary } from "../worker/core/device.ts";
import { searchable } from "../worker/core/device-list.ts";
import { looksLikeIos } from "../worker/core/ios-client.ts";

/** 2011-03-03T00:00:00Z. */
const CROWD_AT = 1_299_110_400_000;
const MINUTE = 60_000;
const TYPES = ["iPhone", "iPod", "iPad", "Android"];
const AGENTS = ["Apple-iPhone/701.341", "Apple-iPod/705.18", "Apple-iPad/702.367", "Android/4.0"];

/** An odd number, so that 32 bits of a multiple are another serial number for every device. */
const SCATTER = 2_654_435_761;

/**
 * The device number `index` of a crowd: half of the users begin with "an"; every fourth device is
 * no iOS device, every tenth has no proof, every eighth of the rest runs an older version, every
 * fiftieth is blocked, and as many are in quarantine.
 */
export function crowdDevice(index: number): DeviceSummary {
  const kind = index % TYPES.length;
  const name = Math.floor(index / TYPES.length) % 2 === 0 ? "an" : "bo";
  const proof = index % 10 === 3 ? "none" : "token";
  return {
    user: `${name}${String((index * 7919) % 1_000_003).padStart(7, "0")}`,
    deviceId: `appl${((index * SCATTER) >>> 0).toString(36).padStart(7, "0")}`,
    deviceType: TYPES[kind] ?? "",
    userAgent: AGENTS[kind] ?? "",
    protocolVersion: "12.1",
    state: index % 50 === 7 ? "blocked" : "active",
    proof,
    ...(proof === "token" && { policyVersion: index % 8 === 0 ? "older" : "current" }),
    ...(index % 50 === 13 && { quarantinedAt: CROWD_AT }),
    firstSeenAt: CROWD_AT - ((index * 31) % 100_003) * MINUTE,
    lastSeenAt: CROWD_AT + ((index * 17) % 100_003) * MINUTE,
  };
}

const LINE = `INSERT INTO devices (user, device_id, device_type, user_agent, protocol_version, state, proof, policy_version,
  first_seen_at, last_seen_at, ios, search, cohort, wiping, quarantined_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Fills a founded tenant's index as noteDevice would, without the log of each: `count` devices,
 * "current" in force, every hundredth to be wiped.
 */
export function fillCrowd(sql: SqlStorage, count: number): void {
  sql.exec("UPDATE groups SET locked = 'current'");
  sql.exec("INSERT INTO cohorts VALUES (1, '', 'current', 0), (2, '', 'older', 0)");
  for (let index = 0; index < count; index += 1) {
    const device = crowdDevice(index);
    const { policyVersion = null } = device;
    const cohort = policyVersion && (policyVersion === "current" ? 1 : 2);
    sql.exec(
      LINE,
      device.user,
      device.deviceId,
      device.deviceType,
      device.userAgent,
      device.protocolVersion,
      device.state,
      device.proof,
      policyVersion,
      device.firstSeenAt,
      device.lastSeenAt,
      looksLikeIos(device) ? 1 : 0,
      searchable(device),
      cohort,
      index % 100 === 11 ? 1 : 0,
      device.quarantinedAt ?? null,
    );
  }
}
