// The console's sessions, known by the SHA-256 of their secret id. The rules: over after half an
// hour without use and twelve hours after the sign-in (OWASP Session Management Cheat Sheet), use is
// written down at most once a minute, and an operator has a bounded number of them. Wrong sign-ins
// are counted per hour, not listed, so that strangers cannot grow the directory.
import type { Operator, OperatorSession } from "../../core/operator.ts";
import { type Result, refuse } from "../../core/result.ts";
import { SESSION_IDLE, SESSION_LIFETIME, SESSION_TOUCH, sessionLives } from "../../core/session.ts";
import { bounded, note, type Store } from "../tenant/store.ts";

type SessionRow = {
  hash: string;
  id: string;
  operator_id: string;
  client: string;
  opened_at: number;
  last_seen_at: number;
  ends_at: number;
};

const SESSIONS_PER_OPERATOR = 20;
const HOUR = 3_600_000;
/** Counts of wrong sign-ins are kept for thirty days, in hours. */
const FAILURE_HOURS_KEPT = 30 * 24;

/** Opens a session; the operator's oldest ones make room, and those that are over go. */
export function openSession(
  store: Store,
  session: { readonly hash: string; readonly id: string; readonly client: string },
  operator: Operator,
): Result<object, "no-such-operator"> {
  if (!operator.hasPassword) return refuse("no-such-operator");
  const { sql, now } = store;
  const client = bounded(session.client);
  sql.exec("DELETE FROM sessions WHERE ends_at <= ? OR last_seen_at <= ?", now, now - SESSION_IDLE);
  sql.exec(
    `DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE operator_id = ?
       ORDER BY opened_at DESC, hash LIMIT -1 OFFSET ?)`,
    operator.id,
    SESSIONS_PER_OPERATOR - 1,
  );
  sql.exec(
    "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
    session.hash,
    session.id,
    operator.id,
    client,
    now,
    now,
    now + SESSION_LIFETIME,
  );
  note(store, operator.name, "signed-in", operator.name, client);
  return { ok: true };
}

/** A session that lives, after its use was noted; one that is over is gone. */
export function usedSession({ sql, now }: Store, hash: string): OperatorSession | undefined {
  const [row] = sql.exec<SessionRow>("SELECT * FROM sessions WHERE hash = ?", hash).toArray();
  if (!row) return undefined;
  const session = sessionOf(row);
  if (!sessionLives(session, now)) {
    closeSession(sql, hash);
    return undefined;
  }
  if (now - session.lastSeenAt < SESSION_TOUCH) return session;
  sql.exec("UPDATE sessions SET last_seen_at = ? WHERE hash = ?", now, hash);
  return { ...session, lastSeenAt: now };
}

/** The living sessions of an operator, newest first. */
export function sessionsOf({ sql, now }: Store, operatorId: string): OperatorSession[] {
  return sql
    .exec<SessionRow>(
      "SELECT * FROM sessions WHERE operator_id = ? ORDER BY opened_at DESC, hash",
      operatorId,
    )
    .toArray()
    .map(sessionOf)
    .filter((session) => sessionLives(session, now));
}

export function closeSession(sql: SqlStorage, hash: string): void {
  sql.exec("DELETE FROM sessions WHERE hash = ?", hash);
}

/** Closes one session of an operator by its public id. */
export function revokeSession(sql: SqlStorage, operatorId: string, id: string): boolean {
  const closed = "DELETE FROM sessions WHERE operator_id = ? AND id = ? RETURNING id";
  return sql.exec(closed, operatorId, id).toArray().length > 0;
}

/** Closes all sessions of an operator but the one whose hash is `kept`. */
export function closeSessions(sql: SqlStorage, operatorId: string, kept = ""): void {
  sql.exec("DELETE FROM sessions WHERE operator_id = ? AND hash <> ?", operatorId, kept);
}

export function noteSignInFailure({ sql, now }: Store): void {
  const hour = Math.floor(now / HOUR);
  sql.exec(
    `INSERT INTO sign_in_failures VALUES (?, 1)
       ON CONFLICT (hour) DO UPDATE SET count = count + 1`,
    hour,
  );
  sql.exec("DELETE FROM sign_in_failures WHERE hour < ?", hour - FAILURE_HOURS_KEPT);
}

/** Wrong sign-ins per hour (whole hours since 1970), newest first. */
export function signInFailures(sql: SqlStorage): { hour: number; count: number }[] {
  return sql
    .exec<{ hour: number; count: number }>("SELECT * FROM sign_in_failures ORDER BY hour DESC")
    .toArray();
}

function sessionOf(row: SessionRow): OperatorSession {
  return {
    id: row.id,
    operatorId: row.operator_id,
    client: row.client,
    openedAt: row.opened_at,
    lastSeenAt: row.last_seen_at,
    endsAt: row.ends_at,
  };
}
