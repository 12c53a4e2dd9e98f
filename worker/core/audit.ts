// The audit log's entries and their hash chain: each entry's hash covers the one before it, so a
// line that is changed, removed or put in between shows.
import { createHash } from "node:crypto";

/** One administrative act or change of state. `at` is milliseconds since 1970. */
export interface AuditEntry {
  readonly sequence: number;
  readonly at: number;
  /**
   * Who did it: an operator, `token:` and a token's name, a user (`user:` and the name for what was
   * ordered at /my), "owner" for the bearer of the owner's token, "provost" for the service itself.
   */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first entry's `previousHash` is. */
export const GENESIS_HASH = "0".repeat(64);

/** The hash of an entry: SHA-256 over its fields in this order, as JSON. */
export function auditHash(entry: Omit<AuditEntry, "hash">): string {
  const fields = [
    entry.sequence,
    entry.at,
    entry.actor,
    entry.action,
    entry.subject,
    entry.detail,
    entry.previousHash,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/**
 * The sequence number of the first entry that breaks the chain after `previousHash`, or undefined
 * if it is whole.
 */
export function brokenLink(
  entries: readonly AuditEntry[],
  previousHash: string = GENESIS_HASH,
): number | undefined {
  let expected = previousHash;
  for (const entry of entries) {
    if (entry.previousHash !== expected || auditHash(entry) !== entry.hash) return entry.sequence;
    expected = entry.hash;
  }
  return undefined;
}
