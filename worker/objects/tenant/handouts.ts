// The tenant's handouts in its tables; every decision about them is worker/core/handout-life.ts.
// The rule: a use and the deaths that follow from it are one transaction, so that of many devices
// with one token exactly one wins.
import type { Handout } from "../../core/handout.ts";
import { isPrunable, judgeBinding, newHandout, UNBOUND_PER_USER } from "../../core/handout-life.ts";
import { refuse } from "../../core/result.ts";
import { deviceRow } from "./device-rows.ts";
import { isFull, noteBoundDevice } from "./devices.ts";
import { note, type Store } from "./store.ts";

type HandoutRow = {
  id: string;
  user: string;
  token_hash: string;
  policy_version: string;
  made_at: number;
  expires_at: number;
  device_id: string | null;
  bound_at: number | null;
  superseded_at: number | null;
};

/** Most handouts one read gives, newest first. */
const LIST_MAX = 1_000;
/** Most users named to whoever asks whose profiles an earlier signer signed. */
const USERS_SHOWN = 200;
/** The oldest handouts looked at with each new one: a bound on the work, and more than are made. */
const LOOKED_AT_ONCE = 100;

/** Notes a profile that is handed out. `id` is new. */
export function handOut(
  store: Store,
  made: Pick<Handout, "id" | "user" | "tokenHash" | "policyVersion">,
): Handout {
  const handout = newHandout(made, Math.max(store.now, lastMadeAt(store.sql, made.user)));
  store.sql.exec(
    "INSERT INTO handouts VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
    handout.id,
    handout.user,
    handout.tokenHash,
    handout.policyVersion,
    handout.madeAt,
    handout.expiresAt,
  );
  prune(store, handout);
  note(store, handout.user, "handout-made", handout.user, `${handout.id} ${handout.policyVersion}`);
  return handout;
}

/** A later one is never the older one of a user's, also where the clock goes back. */
const lastMadeAt = (sql: SqlStorage, user: string): number =>
  sql
    .exec<{ at: number | null }>("SELECT max(made_at) AS at FROM handouts WHERE user = ?", user)
    .one().at ?? 0;

/** The newest handouts first, dead ones included. */
export function handouts(sql: SqlStorage): Handout[] {
  return select(sql, "ORDER BY made_at DESC, id LIMIT ?", LIST_MAX);
}

/** The handouts bound to one device, newest first (the index handouts_of_device has them). */
export function handoutsOf(sql: SqlStorage, user: string, deviceId: string): Handout[] {
  const which = "WHERE user = ? AND device_id = ? ORDER BY made_at DESC, id LIMIT ?";
  return select(sql, which, user, deviceId, LIST_MAX);
}

/** Handouts in use that were made from `from` until before `until`; the users in order of name. */
export function profilesInUse(sql: SqlStorage, from: number, until: number) {
  const which =
    "FROM handouts WHERE device_id IS NOT NULL AND superseded_at IS NULL AND made_at >= ? AND made_at < ?";
  const [counted] = sql.exec<{ n: number }>(`SELECT COUNT(*) AS n ${which}`, from, until).toArray();
  const users = sql
    .exec<{ user: string }>(
      `SELECT DISTINCT user ${which} ORDER BY user LIMIT ?`,
      from,
      until,
      USERS_SHOWN,
    )
    .toArray();
  return { profiles: counted?.n ?? 0, users: users.map(({ user }) => user) };
}

/**
 * Judges a token brought with verified credentials and binds its handout if this is its first use,
 * unless that would be one device too many (0 is no limit): then the token stays as it was.
 */
export function bind(
  store: Store,
  tokenHash: string,
  user: string,
  deviceId: string,
  maxDevices: number,
) {
  const { sql, now } = store;
  const [brought] = select(sql, "WHERE token_hash = ?", tokenHash);
  const ofDevice = select(sql, "WHERE user = ? AND device_id = ?", user, deviceId);
  const judged = judgeBinding(brought, ofDevice, { user, deviceId, now });
  if (!judged.ok || judged.bound === "before") return judged;
  const isNew = !deviceRow(sql, user, deviceId);
  if (isNew && isFull(sql, user, maxDevices)) return refuse("too-many-devices");
  const { handout } = judged;
  sql.exec(
    "UPDATE handouts SET device_id = ?, bound_at = ? WHERE id = ?",
    deviceId,
    now,
    handout.id,
  );
  for (const id of judged.superseded) {
    sql.exec("UPDATE handouts SET superseded_at = ? WHERE id = ?", now, id);
  }
  note(store, user, "handout-bound", deviceId, handout.id);
  noteBoundDevice(store, handout.policyVersion, user, deviceId);
  return judged;
}

/**
 * True if this token's handout is the user's, and bound to this device or to none yet: its holder
 * may be told that the device is to be erased. Also one that is void as a proof.
 */
export function mayReceiveWipe(
  sql: SqlStorage,
  tokenHash: string,
  user: string,
  deviceId: string,
): boolean {
  const [brought] = select(sql, "WHERE token_hash = ?", tokenHash);
  return brought?.user === user && (brought.deviceId ?? deviceId) === deviceId;
}

/**
 * Deletes handouts that are dead for long, and the user's unbound ones beyond the newest few (never
 * `made` itself).
 */
function prune({ sql, now }: Store, made: Handout): void {
  const mortal = "WHERE superseded_at IS NOT NULL OR device_id IS NULL ORDER BY made_at LIMIT ?";
  const dead = select(sql, mortal, LOOKED_AT_ONCE).filter((handout) => isPrunable(handout, now));
  const spare = select(
    sql,
    "WHERE user = ? AND device_id IS NULL AND id <> ? ORDER BY made_at DESC LIMIT ? OFFSET ?",
    made.user,
    made.id,
    LOOKED_AT_ONCE,
    UNBOUND_PER_USER - 1,
  );
  for (const { id } of [...dead, ...spare]) sql.exec("DELETE FROM handouts WHERE id = ?", id);
}

function select(sql: SqlStorage, which: string, ...bindings: (string | number)[]): Handout[] {
  return sql
    .exec<HandoutRow>(`SELECT * FROM handouts ${which}`, ...bindings)
    .toArray()
    .map(handoutOf);
}

function handoutOf(row: HandoutRow): Handout {
  return {
    id: row.id,
    user: row.user,
    tokenHash: row.token_hash,
    policyVersion: row.policy_version,
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    ...(row.device_id !== null && { deviceId: row.device_id }),
    ...(row.bound_at !== null && { boundAt: row.bound_at }),
    ...(row.superseded_at !== null && { supersededAt: row.superseded_at }),
  };
}
