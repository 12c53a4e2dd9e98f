// Sync relationships: which key a client may use and what it knows by then (MS-ASCMD 3.1.5.3,
// SyncKey). The rule it keeps: a client may repeat the previous key, because the answer to it may
// be lost; any other key is unknown.
import type { Known, Relation } from "./state.ts";

/**
 * What the client knew when it got the key it names; undefined if the key is neither the newest nor
 * the one before.
 */
export function knownAt(relation: Relation | null | undefined, key: string): Known | undefined {
  if (!relation) return undefined;
  if (relation.key === key) return { ...relation.known };
  if (relation.previous?.key === key) return { ...relation.previous.known };
  return undefined;
}

/**
 * Moves a relationship on: `usedKey` is the key of the request, `before` what the client knew,
 * `after` what it will.
 */
export function advance(
  relation: Relation,
  step: { usedKey: string; newKey: string; before: Known; after: Known },
): void {
  relation.previous = { key: step.usedKey, known: step.before };
  relation.key = step.newKey;
  relation.known = step.after;
}
