// Devices that wait: what the tenant knows of the standing of many at once, in one call and without waking their
// objects. The rule: the answer is facts and a mark over them; what follows is for the gateway to judge.

import { fingerprintOf } from "../../core/fingerprint.ts";
import type { HeldFacts } from "../../core/heartbeat.ts";
import { keepNewest } from "../../core/newest.ts";
import type { WipeLife } from "../../core/wipe.ts";
import type { HeldDevice } from "../handles/tenant-gate.ts";
import { defaultGroup } from "./groups.ts";
import { policyVersion } from "./policies.ts";

type Row = {
  state: HeldFacts["state"];
  wipe: string | null;
  eas_policy_version: string | null;
  exempt: number;
  quarantined_at: number | null;
  certificates_revoked: number;
};
type Person = { allowed: number; eas_locked: string | null; way: string | null };

/** The newest Ping of each device, as far as it was told here; kept in memory alone. */
export type NewestHolds = Map<string, { readonly since: number; readonly begunAt: number }>;
const MAX_NEWEST = 20_000;

/** What is known of each of `devices`, in their order. */
export function heldFacts(
  sql: SqlStorage,
  now: number,
  devices: readonly HeldDevice[],
  newest: NewestHolds,
): HeldFacts[] {
  const common = {
    ...{ sql, now, byDefault: defaultGroup(sql) ?? "" },
    rules: rulesMark(sql),
    asks: askedIn(sql),
  };
  return devices.map((device) => ({
    ...factsOf(common, device),
    ...(isSuperseded(newest, device, now) && { isSuperseded: true as const }),
  }));
}

interface Common {
  readonly sql: SqlStorage;
  readonly now: number;
  readonly byDefault: string;
  /** Equal as long as the access rules are. */
  readonly rules: string;
  /** Does a Locked version ask anything of a phone? */
  readonly asks: (version: string) => boolean;
}

function factsOf({ sql, now, byDefault, rules, asks }: Common, device: HeldDevice): HeldFacts {
  const { user, deviceId } = device;
  const [row] = sql.exec<Row>(OF_DEVICE, user, deviceId).toArray();
  const [person] = sql.exec<Person>(OF_USER, byDefault, user).toArray();
  const wipe = row?.wipe ? (JSON.parse(row.wipe) as WipeLife) : undefined;
  const locked = person?.eas_locked ?? undefined;
  // As at admission: a version that was Locked empty speaks to those alone that hold one.
  const isAsked = locked !== undefined && (row?.eas_policy_version != null || asks(locked));
  const easAllowed = person?.allowed !== 0;
  const state = row?.state ?? "active";
  const standing = [easAllowed, state, wipe?.state, wipe?.requestedAt, wipe?.scope];
  const rest = [isAsked && locked, row?.exempt, row?.quarantined_at, hasGrace(sql, now, device)];
  const certified = [row?.certificates_revoked, person?.way];
  return {
    easAllowed,
    state,
    ...(wipe && { wipe: wipe.state }),
    ...(isAsked && { policyVersion: locked }),
    mark: JSON.stringify([...standing, ...rest, ...certified, row !== undefined, rules]),
  };
}

const OF_DEVICE = `SELECT state, wipe, eas_policy_version, exempt, quarantined_at,
  certificates_revoked FROM devices
  WHERE user = ? AND device_id = ?`;
/** A user without a record is allowed, and in the default group. */
const OF_USER = `SELECT coalesce(users.eas_allowed, 1) * coalesce(groups.eas_allowed, 1) AS allowed, groups.eas_locked,
    groups.client_certificates AS way
  FROM (SELECT ?2 AS name, ?1 AS by_default) AS asked
  LEFT JOIN users ON users.user = asked.name
  LEFT JOIN groups ON groups.name = coalesce(users.group_name, asked.by_default)`;

/** Grace that ends while a device waits is noticed as well. */
function hasGrace(sql: SqlStorage, now: number, { user, deviceId }: HeldDevice): boolean {
  const known = "SELECT 1 FROM known_devices WHERE user = ? AND device_id = ? AND grace_until > ?";
  return sql.exec(known, user, deviceId, now).toArray().length > 0;
}

const rulesMark = (sql: SqlStorage): string =>
  fingerprintOf(JSON.stringify([...sql.exec("SELECT * FROM access_rules ORDER BY id").raw()]));

/** A version's content is read once for all devices of one call. */
function askedIn(sql: SqlStorage): Common["asks"] {
  const known = new Map<string, boolean>();
  return (version) => {
    const said = known.get(version);
    if (said !== undefined) return said;
    const asks = Object.keys(policyVersion(sql, version)?.values ?? {}).length > 0;
    known.set(version, asks);
    return asks;
  };
}

/** Of two Pings of one device the one that began later counts, by one clock: those of isolates are apart. */
function isSuperseded(
  newest: NewestHolds,
  { user, deviceId, since, waited }: HeldDevice,
  now: number,
): boolean {
  const key = JSON.stringify([user, deviceId]);
  const known = newest.get(key);
  const begunAt = known?.since === since ? known.begunAt : now - waited;
  if (known && Math.min(known.begunAt, now) > begunAt) return true;
  keepNewest(newest, key, { since, begunAt }, MAX_NEWEST);
  return false;
}
