// Tries to enrol, good and bad, for administrators. The rule: the newest are kept, so that strangers
// cannot fill the storage; and nothing that is secret is noted (the callers see to that).
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import type { Ground } from "./ground-object.ts";

const KEPT = 500;
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
    sql.exec("INSERT INTO attempts (attempt) VALUES (?)", JSON.stringify(noted));
    sql.exec(
      "DELETE FROM attempts WHERE sequence <= (SELECT max(sequence) FROM attempts) - ?",
      KEPT,
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
