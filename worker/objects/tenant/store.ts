// What the parts of the tenant object work on: its tables, the time of the call, and the audit log
// that every administrative act and change of state is written to in the same transaction.
import { type AuditEntry, auditHash, GENESIS_HASH } from "../../core/audit.ts";
import { maskTokens } from "../../log.ts";

/** The tenant's tables within one call. `now` is milliseconds since 1970. */
export interface Store {
  readonly sql: SqlStorage;
  readonly now: number;
}

/** Longest text from outside that is kept in a column, in characters. */
const TEXT_MAX_LENGTH = 1_000;
/** Most entries one read of the audit log gives. */
const AUDIT_PAGE_MAX = 1_000;

/**
 * `text` cut to what a column keeps, and well-formed: SQLite would change half a character, and the
 * chain's hash with it.
 */
export const bounded = (text: string) => text.slice(0, TEXT_MAX_LENGTH).toWellFormed();

/**
 * Appends one entry to the hash chain. Tokens are masked; no caller passes a password, a token or a
 * token's hash.
 */
export function note(
  { sql, now }: Store,
  actor: string,
  action: string,
  subject: string,
  detail = "",
): void {
  const [last] = sql
    .exec<{ sequence: number; hash: string }>(
      "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1",
    )
    .toArray();
  const entry = {
    sequence: (last?.sequence ?? 0) + 1,
    at: now,
    actor: bounded(actor),
    action,
    subject: bounded(maskTokens(subject)),
    detail: bounded(maskTokens(detail)),
    previousHash: last?.hash ?? GENESIS_HASH,
  };
  const { sequence, at, previousHash } = entry;
  sql.exec(
    "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    sequence,
    at,
    entry.actor,
    action,
    entry.subject,
    entry.detail,
    previousHash,
    auditHash(entry),
  );
}

/** At most `limit` (1,000) entries after sequence number `after`, oldest first. */
export function auditEntries(sql: SqlStorage, after: number, limit: number): AuditEntry[] {
  return select(sql, "WHERE sequence > ? ORDER BY sequence LIMIT ?", after, pageLength(limit));
}

/**
 * At most `limit` (1,000) entries before sequence number `before`, newest first; with `search` only
 * those that hold it, in any case of the letters A to Z.
 */
export function auditNewest(
  sql: SqlStorage,
  query: { readonly before?: number; readonly limit: number; readonly search?: string },
): AuditEntry[] {
  const { before = Number.MAX_SAFE_INTEGER, limit, search = "" } = query;
  const words = "actor || ' ' || action || ' ' || subject || ' ' || detail";
  return select(
    sql,
    `WHERE sequence < ? AND instr(lower(${words}), lower(?)) > 0 ORDER BY sequence DESC LIMIT ?`,
    before,
    bounded(search),
    pageLength(limit),
  );
}

const pageLength = (limit: number) => Math.max(0, Math.min(limit, AUDIT_PAGE_MAX));

function select(sql: SqlStorage, which: string, ...bindings: (string | number)[]): AuditEntry[] {
  return sql
    .exec<Record<string, string | number> & Omit<AuditEntry, "previousHash">>(
      `SELECT * FROM audit ${which}`,
      ...bindings,
    )
    .toArray()
    .map(({ previous_hash, sequence, at, actor, action, subject, detail, hash }) => ({
      sequence,
      at,
      actor,
      action,
      subject,
      detail,
      previousHash: String(previous_hash),
      hash,
    }));
}

/** A named fact of the tenant, or undefined. */
export function fact<Value>(sql: SqlStorage, name: string): Value | undefined {
  const [row] = sql
    .exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name)
    .toArray();
  return row && JSON.parse(row.value);
}

/** Sets a named fact. */
export function setFact(sql: SqlStorage, name: string, value: unknown): void {
  sql.exec("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, JSON.stringify(value));
}
