// The SyncKey of a folder command (MS-ASCMD 2.2.3.181.2 to 2.2.3.181.4), in a request or in the first bytes of an answer that
// may be as long as a folder list: a look at the bytes, because a document that is still arriving cannot be decoded. In both
// the key stands before everything that may be long, behind a Status at most.

/** SyncKey with content on the FolderHierarchy page, and STR_I (MS-ASWBXML 2.1.2.1.8; WBXML 5.8.4.1). */
const SYNC_KEY = 0x52;
const STR_I = 0x03;
/** MS-ASCMD 2.2.3.181: 64 characters at most. Servers may not know. */
const MAX_KEY_BYTES = 300;

/** Header, root, Status and the longest key take no more. */
export const FOLDER_KEY_WITHIN = 400;

/** The key, or undefined if there is none, or none that is written as text. */
export function folderKeyIn(start: Uint8Array): string | undefined {
  const begin = beginOf(start);
  const end = begin === undefined ? -1 : start.indexOf(0, begin);
  if (begin === undefined || end <= begin || end - begin > MAX_KEY_BYTES) return undefined;
  return new TextDecoder().decode(start.subarray(begin, end));
}

/** Does a key begin in these first bytes and not end? One that does not begin in them comes no more. */
export function isKeyCutOff(start: Uint8Array): boolean {
  const begin = beginOf(start);
  return begin !== undefined && start.indexOf(0, begin) < 0;
}

function beginOf(start: Uint8Array): number | undefined {
  for (let at = start.indexOf(SYNC_KEY); at >= 0; at = start.indexOf(SYNC_KEY, at + 1))
    if (start[at + 1] === STR_I) return at + 2;
  return undefined;
}
