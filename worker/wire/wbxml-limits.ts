// How much of a WBXML document we are willing to read. Each limit is named, has a reason, and is a refusal, never a
// truncation.

/** Bounds of one document. */
export interface WbxmlLimits {
  /** Length of the whole document. */
  readonly bytes: number;
  /** Elements inside elements, the root counting as 1. */
  readonly depth: number;
  /** Bytes of one element's text or opaque content. */
  readonly textBytes: number;
  /** Elements in the whole document. */
  readonly elements: number;
}

/**
 * For whole mailboxes' worth of data, as phone and Exchange read it. 16 MiB is above the 10 MB at which Exchange
 * stops reading a request, and an eighth of a Worker's memory. The deepest document of MS-ASCMD (a recurrence of
 * a meeting request inside a Sync) is 12 deep. A text may be as long as the document, because EAS 2.5 sends a whole
 * MIME message in one string. 512 items of a Sync with 60 elements each make 30,720 elements.
 */
export const DEFAULT_LIMITS: WbxmlLimits = {
  bytes: 16 * 1024 * 1024,
  depth: 32,
  textBytes: 16 * 1024 * 1024,
  elements: 100_000,
};

/**
 * For commands the gateway reads whole: Provision, Ping, Settings, FolderSync. A Ping over 1,000 folders is 3,002
 * elements and under 64 KiB; Exchange itself stops at a few hundred folders.
 */
export const COMMAND_LIMITS: WbxmlLimits = {
  bytes: 64 * 1024,
  depth: 16,
  textBytes: 16 * 1024,
  elements: 5000,
};
