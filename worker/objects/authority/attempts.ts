// Tries to enrol, good and bad, for administrators. The rule: the newest are kept, those
// of strangers apart, so that nobody fills the storage or pushes out what people did; and nothing that is secret is noted (the callers see to that).
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import type { Ground } from "./ground-object.ts";

/** How many are kept: of users, and of whom nobody knew. */
const KEPT = { known: 500, unknown: 100 } as const;
/** The rest goes now and then: finding where it begins takes longer than the note itself. */
const CLEARED_EVERY = 50;
const LAST = "SELECT last_insert_rowid() AS sequence";
/** What a phone says of itself may be long; what is noted is not. */
const TEXT_MAX = 300;

export function noteAttempt(
  { schema, storage, now }: Ground,
  attempt: Omit<EnrolmentAttempt, "at">,
): void {
  schema.make();
  const { user, outcome, client, detail } = attempt;
  const short = (text: string) => text.slice(0, TEXT_MAX);
  const cut = {
    user: short(user),
    outcome: short(outcome),
    client: short(client),
    detail: short(detail),
  };
  const noted: EnrolmentAttempt = { ...attempt, ...cut, at: now() };
  storage.transactionSync(() => {
    const { sql } = storage;
    const isKnown = user === "" ? 0 : 1;
    const line = JSON.stringify(noted);
    sql.exec("INSERT INTO attempts (is_known, attempt) VALUES (?, ?)", isKnown, line);
    const { sequence } = sql.exec<{ sequence: number }>(LAST).one();
    if (sequence % CLEARED_EVERY === 0) clear(sql);
  });
}

function clear(sql: SqlStorage): void {
  const oldest =
    "SELECT sequence FROM attempts WHERE is_known = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2";
  const older = `is_known = ?1 AND sequence <= (${oldest})`;
  sql.exec(`DELETE FROM attempts WHERE ${older}`, 1, KEPT.known);
  sql.exec(`DELETE FROM attempts WHERE ${older}`, 0, KEPT.unknown);
}

/** Newest first. */
export function attempts({ schema, storage }: Ground): readonly EnrolmentAttempt[] {
  if (!schema.exists()) return [];
  const newest = "SELECT * FROM attempts WHERE is_known = ? ORDER BY sequence DESC LIMIT ?";
  const rows = storage.sql.exec<{ attempt: string }>(
    `SELECT attempt FROM (SELECT * FROM (${newest}) UNION ALL SELECT * FROM (${newest})) ORDER BY sequence DESC`,
    ...[1, KEPT.known, 0, KEPT.unknown],
  );
  return rows.toArray().map(({ attempt }) => JSON.parse(attempt) as EnrolmentAttempt);
}
