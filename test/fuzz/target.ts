// What can be fuzzed. Each file of test/fuzz/targets exports one `target`; adding a file adds it to
// `npm run fuzz`.

/** A reader of hostile bytes. */
export interface FuzzTarget {
  /** As in `--target NAME`. */
  readonly name: string;
  /** Good inputs, which are then damaged. */
  readonly seeds: readonly Uint8Array[];
  /** Byte strings that mean something in this format; damage puts them in. */
  readonly dictionary?: readonly Uint8Array[];
  /**
   * Reads the input. Returning is a value, throwing a WireError is a refusal; any other error is a
   * finding. May also check what must hold for every value, and throw if it does not.
   */
  run(bytes: Uint8Array): void;
}
