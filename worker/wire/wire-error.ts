// The one error of the wire folder: hostile or broken bytes. Thrown only by worker/wire, caught
// only in routes.

/**
 * Bytes that are not what `format` says they must be. `offset` counts bytes (or characters of text
 * forms).
 */
export class WireError extends Error {
  readonly format: string;
  readonly problem: string;
  readonly offset: number;

  constructor(format: string, problem: string, offset = 0) {
    super(`${format}: ${problem} at ${offset}`);
    this.name = "WireError";
    this.format = format;
    this.problem = problem;
    this.offset = offset;
  }
}
