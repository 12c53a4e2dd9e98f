// What can go wrong at the command line, and the exit code each thing has: 2 for what the person
// typed, 1 for what the server or the network answered.

/** The command cannot be understood; nothing was sent. */
export class UsageError extends Error {}

/** The server could not be reached, or what answers is no Provost. */
export class Unreachable extends Error {}

/** The answer is there, but it is bad news: a chain that does not hold, a check that failed. */
export class BadNews extends Error {
  readonly answer: unknown;

  constructor(message: string, answer: unknown) {
    super(message);
    this.answer = answer;
  }
}

/** An error body of /api/v1. */
export interface ApiError {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
  readonly problems?: readonly unknown[];
}

/** The server understood and refused. */
export class Refused extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}
