// Tries to enrol, good and bad, for administrators. The rule: the newest are kept, those
// of strangers apart, so that nobody fills the storage or pushes out what people did; and nothing that is secret is noted (the callers see to that).
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import type { Ground } from "./ground-object.ts";

/** How many are kept: of users, and of whom nobody knew. */
const KEPT = { known: 500, unknown: 100 } as const;
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
    const oldest =
      "SELECT sequence FROM attempts WHERE is_known = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2";
    sql.exec(
      `DELETE FROM attempts WHERE is_known = ?1 AND sequence <= (${oldest})`,
      isKnown,
      isKnown ? KEPT.known : KEPT.unknown,
    );
  });
}

/** Newest first. */
export function attempts({ schema, storage }: Ground): readonly EnrolmentAttempt[] {
  if (!schema.exists()) return [];
  const rows = storage.sql.exec<{ attempt: string }>(
    "SELECT attempt FROM attempts ORDER BY sequence DESC",
  );
  return rows.toArray().map(({ attempt }) => JSON.parse(attempt) as EnrolmentAttempt);
}
