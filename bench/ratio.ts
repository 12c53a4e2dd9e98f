// What a benchmark says: one number that is a ratio, measured against something named in the same
// run.

/** One measured ratio. `bench/results.json` is a list of these. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  /** The value we would like; absent where only `must` is set. */
  readonly aim?: number;
  /** The value the build must reach. */
  readonly must: number;
  /**
   * "max": smaller is better, `must` is an upper bound; "min": larger is better, `must` is a lower
   * bound.
   */
  readonly direction: "max" | "min";
  readonly unit: string;
  /** What it was measured against, with its own figure. */
  readonly against: string;
}

/** True if the ratio is on the right side of `bound`. */
export function reached(ratio: Ratio, bound: number): boolean {
  return ratio.direction === "max" ? ratio.value <= bound : ratio.value >= bound;
}

/**
 * The middle value; of an even count the mean of the middle two. @throws Error on an empty list.
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error("median of nothing");
  return (lower + upper) / 2;
}
