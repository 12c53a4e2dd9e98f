// How much of a WBXML document we are willing to read. Each limit is named, has a reason, and is a
// refusal, never a truncation.

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
 * For whole mailboxes' worth of data, as phone and Exchange read it. 16 MiB is more than a phone of
 * these years sends or asks for in one piece, and an eighth of a Worker's 128 MB. The deepest
 * document in use, the type of a recurrence in a meeting request inside a Sync answer, is 10 deep;
 * queries of Search nest a few more. A text may be as long as the document, because EAS 2.5 sends a
 * whole MIME message in one string. A Sync answer of 512 items (the largest WindowSize) with 60
 * elements each has 30,720 elements.
 */
export const DEFAULT_LIMITS: WbxmlLimits = {
  bytes: 16 * 1024 * 1024,
  depth: 32,
  textBytes: 16 * 1024 * 1024,
  elements: 100_000,
};

/**
 * For commands the gateway reads whole: Provision, Ping, Settings, FolderSync. A Ping over 1,000
 * folders is 3,002 elements in under 64 KiB.
 */
export const COMMAND_LIMITS: WbxmlLimits = {
  bytes: 64 * 1024,
  depth: 16,
  textBytes: 16 * 1024,
  elements: 5000,
};
