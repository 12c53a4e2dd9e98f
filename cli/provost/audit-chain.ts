// The audit log's chain, checked from outside: this is written from the log's description in
// docs/operate.md and shares no code with the Worker, so that a mistake there cannot hide itself
// here.
import { createHash } from "node:crypto";

/** An entry as GET .../audit gives it. */
export interface AuditEntry {
  readonly sequence: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly previousHash: string;
  readonly hash: string;
}

export type ChainVerdict =
  | { readonly whole: true; readonly entries: number; readonly lastHash: string }
  | { readonly whole: false; readonly sequence: number; readonly problem: string };

const FIRST_SEQUENCE = 1;
const FIRST_PREVIOUS = "0".repeat(64);

/**
 * Checks a whole log, oldest entry first. `knownHash` is one that was noted earlier and must still
 * be there.
 */
export function verifyChain(entries: readonly AuditEntry[], knownHash?: string): ChainVerdict {
  let lastHash = FIRST_PREVIOUS;
  let sequence = FIRST_SEQUENCE;
  for (const entry of entries) {
    const problem = problemOf(entry, sequence, lastHash);
    if (problem) return { whole: false, sequence, problem };
    lastHash = entry.hash;
    sequence += 1;
  }
  if (knownHash !== undefined && !entries.some(({ hash }) => hash === knownHash)) {
    return { whole: false, sequence, problem: "the hash noted earlier is not in the log any more" };
  }
  return { whole: true, entries: entries.length, lastHash };
}

function problemOf(entry: AuditEntry, sequence: number, previous: string): string | undefined {
  if (entry.sequence !== sequence) return `entry ${sequence} is missing`;
  if (entry.previousHash !== previous) return `entry ${sequence} does not follow the one before it`;
  return entry.hash === hashOf(entry) ? undefined : `entry ${sequence} was changed`;
}

function hashOf({
  sequence,
  at,
  actor,
  action,
  subject,
  detail,
  previousHash,
}: AuditEntry): string {
  const hashed = JSON.stringify([sequence, at, actor, action, subject, detail, previousHash]);
  return createHash("sha256").update(hashed, "utf8").digest("hex");
}
