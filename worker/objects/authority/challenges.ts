// Challenges at rest: made, used, dropped. The rule: a challenge's text is in the answer that makes it
// and nowhere else; here is its SHA-256. What decides over one runs in one transaction without
// waiting for anything.

import type {
  ChallengePurpose,
  ChallengeRecord,
  EnrolledDevice,
  SubjectNames,
} from "../../core/certificates.ts";
import {
  CHALLENGES_KEPT,
  type ChallengeReason,
  judgeProfileChallenge,
  type KeptChallenge,
  MADE_BY_PHONES,
  recordOf,
} from "../../core/challenge.ts";
import type { IssuingRules } from "../../core/issuing-rules.ts";
import { type Result, refuse } from "../../core/result.ts";
import { hashToken, isToken, newToken, TOKEN_RANDOM_BYTES } from "../../core/token.ts";
import type { ChallengeOrder } from "../handles/authority-certificates.ts";
import { storedRules } from "./cas.ts";
import type { Ground } from "./ground-object.ts";

const HOUR = 3_600_000;

/** A challenge with what its certificate will say. */
export interface FullChallenge extends KeptChallenge {
  readonly names?: SubjectNames;
  readonly follows?: string;
}

type ChallengeRow = {
  id: string;
  user: string;
  purpose: ChallengePurpose;
  device: string | null;
  names: string | null;
  made_at: number;
  made_by: string;
  expires_at: number;
  dropped_at: number | null;
  used_at: number | null;
  used_by: string | null;
  follows: string | null;
};

const COLUMNS =
  "id, user, purpose, device, names, made_at, made_by, expires_at, dropped_at, used_at, used_by, follows";

/** Makes one. */
export function makeChallenge(
  ground: Ground,
  order: ChallengeOrder,
): { readonly challenge: string; readonly record: ChallengeRecord } {
  const challenge = newToken(crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES)));
  return { challenge, record: enterChallenge(ground, challenge, order) };
}

/** Enters one that was made for `order`; it is open for the hours of the rules. */
export function enterChallenge(
  { storage, schema, now }: Ground,
  challenge: string,
  order: ChallengeOrder,
): ChallengeRecord {
  const madeAt = now();
  const { user, purpose, device, madeBy, names, follows } = order;
  schema.make();
  return storage.transactionSync(() => {
    const { sql } = storage;
    sql.exec("DELETE FROM challenges WHERE made_at < ?", madeAt - CHALLENGES_KEPT);
    const kept: KeptChallenge = {
      id: crypto.randomUUID(),
      user,
      purpose,
      ...(device && { device }),
      madeAt,
      madeBy,
      expiresAt: madeAt + storedRules(sql).challengeHours * HOUR,
    };
    const what = [user, purpose, json(device), json(names), madeAt, madeBy, kept.expiresAt];
    sql.exec(
      `INSERT INTO challenges (id, hash, user, purpose, device, names, made_at, made_by, expires_at, follows)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[kept.id, hashToken(challenge), ...what, follows ?? null],
    );
    dropCrowd(sql, order);
    return recordOf(kept, madeAt);
  });
}

/** So many challenges of a user for one purpose are open, of those that nobody but a phone asked for. */
const CROWD = 50;

/** Whoever asks again and again, with a password or with a copy of a POST, fills no storage: the newest stay. */
function dropCrowd(sql: SqlStorage, { user, purpose, madeBy }: ChallengeOrder): void {
  if (madeBy !== MADE_BY_PHONES) return;
  const unused = "user = ?1 AND purpose = ?2 AND made_by = ?3 AND used_at IS NULL";
  sql.exec(
    `DELETE FROM challenges WHERE ${unused} AND rowid NOT IN
       (SELECT rowid FROM challenges WHERE ${unused} ORDER BY made_at DESC, rowid DESC LIMIT ${CROWD})`,
    ...[user, purpose, madeBy],
  );
}

/** Uses a challenge of the Profile Service for `device` (AuthorityCertificates). */
export function useProfileChallenge(
  { storage, schema, now }: Ground,
  challenge: string,
  device: EnrolledDevice,
): Result<{ readonly record: ChallengeRecord; readonly rules: IssuingRules }, ChallengeReason> {
  if (!schema.exists()) return refuse("challenge-unknown");
  return storage.transactionSync(() => {
    const { sql } = storage;
    const judged = judgeProfileChallenge(challengeOf(sql, challenge), device, now());
    if (!judged.ok) return judged;
    if (hasBornFruit(sql, judged.kept.id)) return refuse("challenge-used");
    const used = judged.kept.used ?? { at: now(), by: device.udid };
    if (!judged.again) useChallenge(sql, judged.kept.id, used.by, used.at);
    const record = recordOf({ ...judged.kept, used }, now());
    return { ok: true, record, rules: storedRules(sql) };
  });
}

/** The challenge with this text, if there is one. */
export function challengeOf(sql: SqlStorage, challenge: string): FullChallenge | undefined {
  if (!isToken(challenge)) return undefined;
  const [row] = sql
    .exec<ChallengeRow>(`SELECT ${COLUMNS} FROM challenges WHERE hash = ?`, hashToken(challenge))
    .toArray();
  return row && keptOf(row);
}

/** Notes that it was used. */
export function useChallenge(sql: SqlStorage, id: string, by: string, at: number): void {
  sql.exec("UPDATE challenges SET used_at = ?, used_by = ? WHERE id = ?", at, by, id);
}

/** True once a certificate came of a challenge that follows this one. */
export function hasBornFruit(sql: SqlStorage, id: string): boolean {
  const used = "SELECT 1 FROM challenges WHERE follows = ? AND used_at IS NOT NULL LIMIT 1";
  return sql.exec(used, id).toArray().length > 0;
}

/** One of them brought a certificate: the others that follow the same one are open no longer. */
export function dropSiblings(sql: SqlStorage, follows: string, at: number): void {
  const open = "follows = ? AND used_at IS NULL AND dropped_at IS NULL";
  sql.exec(`UPDATE challenges SET dropped_at = ? WHERE ${open}`, at, follows);
}

/**
 * Something of a user's phone was taken away: its open challenges are open no longer, nor are those of
 * an enrolment that no phone or this one began. Else the next certificate would be a message away.
 */
export function dropOpenOf(
  sql: SqlStorage,
  phone: {
    readonly user: string;
    readonly udids: readonly string[];
    /** Lower case. */
    readonly serial?: string | undefined;
  },
  at: number,
): void {
  const udids = "(SELECT value FROM json_each(?3))";
  sql.exec(
    `UPDATE challenges SET dropped_at = ?1, expires_at = ?1 WHERE user = ?2 AND expires_at > ?1
       AND (json_extract(device, '$.udid') IN ${udids} OR lower(json_extract(device, '$.serial')) = ?4
         OR (purpose = 'profile-service' AND (used_by IS NULL OR used_by IN ${udids})))`,
    ...[at, phone.user, JSON.stringify(phone.udids), phone.serial ?? null],
  );
}

/** Newest first. */
export function listChallenges({ storage, schema, now }: Ground): ChallengeRecord[] {
  if (!schema.exists()) return [];
  const rows = storage.sql.exec<ChallengeRow>(
    `SELECT ${COLUMNS} FROM challenges WHERE made_at >= ? ORDER BY made_at DESC, rowid DESC LIMIT ${LISTED_MAX}`,
    now() - CHALLENGES_KEPT,
  );
  return rows.toArray().map((row) => recordOf(keptOf(row), now()));
}

/** So many challenges are shown. */
const LISTED_MAX = 1_000;

/** False unless it was open. */
export function dropChallenge({ storage, schema, now }: Ground, id: string): boolean {
  if (!schema.exists()) return false;
  const open = "id = ? AND used_at IS NULL AND dropped_at IS NULL AND expires_at > ?";
  const dropped = storage.sql.exec(
    `UPDATE challenges SET dropped_at = ? WHERE ${open}`,
    ...[now(), id, now()],
  );
  return dropped.rowsWritten > 0;
}

function keptOf(row: ChallengeRow): FullChallenge {
  const { id, user, purpose, used_at: at, used_by: by } = row;
  return {
    id,
    user,
    purpose,
    ...(row.device && { device: JSON.parse(row.device) as EnrolledDevice }),
    ...(row.names && { names: JSON.parse(row.names) as SubjectNames }),
    madeAt: row.made_at,
    madeBy: row.made_by,
    expiresAt: row.expires_at,
    ...(row.dropped_at !== null && { droppedAt: row.dropped_at }),
    ...(at !== null && by !== null && { used: { at, by } }),
    ...(row.follows !== null && { follows: row.follows }),
  };
}

const json = (value: object | undefined) => (value ? JSON.stringify(value) : null);
