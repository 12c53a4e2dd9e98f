// The tenant's access rules in their table, devices that an administrator exempted from them, and
// what both say of one device. The rule: a rule holds from the moment it stands here, without a
// restart of the adapter, because it is asked for at every judgement.
import type { decidingRule } from "../../core/access-matching.ts";
import { ACCESS_RULES_MAX, type AccessRule, isAccessValue } from "../../core/access-rules.ts";
import { refuse } from "../../core/result.ts";
import type { TenantHandle } from "../handles/tenant.ts";
import type { UserAdmission } from "../handles/tenant-gate.ts";
import { noteEvent } from "./device-events.ts";
import { type DeviceRow, deviceRow, informationOf } from "./device-rows.ts";
import { isFull, noteDevice } from "./devices.ts";
import { newestRefusals } from "./refusals.ts";
import { bounded, note, type Store } from "./store.ts";

type Asks = NonNullable<Parameters<TenantHandle["admission"]>[2]>;

/** All rules, by what they look at. Of two that speak of one client, the first of a level is named. */
export function accessRules(sql: SqlStorage): AccessRule[] {
  return sql
    .exec<{ [Column in keyof AccessRule]: AccessRule[Column] }>(
      "SELECT id, characteristic, value, level FROM access_rules ORDER BY characteristic, value, id",
    )
    .toArray();
}

/** Does the tenant have any rule? */
export const hasAccessRules = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM access_rules LIMIT 1").toArray().length > 0;

/** Adds a rule. For one characteristic and value there is one rule, in any letter case. */
export function addAccessRule(store: Store, rule: AccessRule, actor: string) {
  const { id, characteristic, value, level } = rule;
  if (!isAccessValue(value)) return refuse("bad-value");
  const rules = accessRules(store.sql);
  const isSame = (other: AccessRule) =>
    other.characteristic === characteristic && other.value.toLowerCase() === value.toLowerCase();
  if (rules.some(isSame)) return refuse("rule-exists");
  if (rules.length >= ACCESS_RULES_MAX) return refuse("too-many-rules");
  store.sql.exec("INSERT INTO access_rules VALUES (?, ?, ?, ?)", id, characteristic, value, level);
  note(store, actor, "access-rule-added", `${characteristic} ${value}`, level);
  return { ok: true, rule } as const;
}

/** Removes a rule. */
export function removeAccessRule(store: Store, id: string, actor: string) {
  const rule = accessRules(store.sql).find((known) => known.id === id);
  if (!rule) return refuse("no-such-rule");
  store.sql.exec("DELETE FROM access_rules WHERE id = ?", id);
  const { characteristic, value, level } = rule;
  note(store, actor, "access-rule-removed", `${characteristic} ${value}`, level);
  return { ok: true } as const;
}

/** What decides between rules; absent where there are none. */
export type Decide = typeof decidingRule | undefined;

/** What rules, exemption and the number of devices say of one device as it shows itself now. */
export function deviceAdmission(
  sql: SqlStorage,
  user: string,
  { device, maxDevices }: Asks,
  decide: Decide,
): Partial<UserAdmission> {
  const known = deviceRow(sql, user, device.deviceId);
  const information = known && informationOf(known);
  const access = decide?.(accessRules(sql), { device, information });
  return {
    ...(access && { access }),
    ...(known?.exempt === 1 && { isExempt: true }),
    ...(known?.quarantined_at != null && { quarantinedAt: known.quarantined_at }),
    ...(!known && isFull(sql, user, maxDevices) && { isOneTooMany: true }),
    ...(known?.user_agent !== bounded(device.userAgent) && { isNews: true }),
  };
}

/**
 * Exempts a device, or takes that back. One that was refused and never admitted becomes known by it,
 * as far as it is among the newest refusals; one that was in quarantine leaves it.
 */
export function setExempt(
  store: Store,
  user: string,
  deviceId: string,
  exempt: boolean,
  actor: string,
) {
  const known = deviceRow(store.sql, user, deviceId) ?? (exempt && refused(store, user, deviceId));
  if (!known) return refuse("no-such-device");
  if ((known.exempt === 1) === exempt) return { ok: true } as const;
  store.sql.exec("UPDATE devices SET exempt = ? WHERE id = ?", exempt ? 1 : 0, known.id);
  if (exempt) store.sql.exec("UPDATE devices SET quarantined_at = NULL WHERE id = ?", known.id);
  const event = exempt ? "exempted" : "exemption-withdrawn";
  noteEvent(store, known.id, { event, actor, detail: "" });
  note(store, actor, `device-${event}`, deviceId, user);
  return { ok: true } as const;
}

/** The line of a device that so far was only refused, made from what it said then. */
function refused(store: Store, user: string, deviceId: string): DeviceRow | undefined {
  const last = newestRefusals(store.sql).find(
    (refusal) => refusal.user === user && refusal.deviceId === deviceId,
  );
  if (!last) return undefined;
  const { deviceType, userAgent, at } = last;
  noteDevice(store, {
    ...{ user, deviceId, deviceType, userAgent, protocolVersion: "" },
    ...{ state: "active", proof: "none", firstSeenAt: at, lastSeenAt: at },
  });
  return deviceRow(store.sql, user, deviceId);
}
