// The keys of its folder list that a device was given, as a pure decision over a short list of their hashes. A server must
// start a phone anew that shows a key it never gave (MS-ASCMD 2.2.3.177.3, Status 9); SOGo says "no changes" instead, and the
// phone stays as it is for ever. The rule: where nothing is known, every key is good.
import { createHash } from "node:crypto";

/** Begins a folder list (MS-ASCMD 2.2.3.181.2). */
export const FIRST_KEY = "0";

/** Keys kept of one device: the one it holds, and those whose answers may have been lost since. */
const KEPT = 16;
/** 96 bits of a SHA-256: keys are a server's own words, of any length. */
const HASH_CHARACTERS = 16;

/** What a folder command brought and what it was given, as hashes. */
export interface FolderKeys {
  /** Absent for one that begins anew. */
  readonly presented?: string;
  /** Absent if the answer gave none that can be read. */
  readonly given?: string;
  /** The server is known to look at keys: the one presented is good. */
  readonly isTrusted?: true;
}

/** Of a key as it is kept. */
export const folderKeyHash = (key: string): string =>
  createHash("sha256").update(key).digest("base64url").slice(0, HASH_CHARACTERS);

/** Is the key that was presented one that was given? And the list after it, newest last. */
export function stepFolderKeys(
  kept: readonly string[],
  { presented, given, isTrusted }: FolderKeys,
): { readonly isKnown: boolean; readonly kept: readonly string[] } {
  const isKnown =
    presented === undefined || kept.length === 0 || isTrusted === true || kept.includes(presented);
  if (!isKnown) return { isKnown, kept };
  // A key that nobody could read may be the next one that is shown.
  if (given === undefined) return { isKnown, kept: [] };
  // The one that the phone holds is as young as the newest: however many answers are lost, it stays.
  const newest = presented === undefined ? [given] : [presented, given];
  const before = kept.filter((key) => !newest.includes(key));
  return { isKnown, kept: [...before, ...new Set(newest)].slice(-KEPT) };
}
