// Expected failures are values: an answer is `{ ok: true, ... }` or `{ ok: false, reason }`, never
// an exception.

/** A reason code from a closed list, and for whom it happened to be refused. */
export interface Refused<Reason extends string> {
  readonly ok: false;
  readonly reason: Reason;
}

/** Either `{ ok: true }` with the fields of `Success`, or a refusal with its reason. */
export type Result<Success extends object, Reason extends string> =
  | ({ readonly ok: true } & Success)
  | Refused<Reason>;

/** A refusal. */
export function refuse<Reason extends string>(reason: Reason): Refused<Reason> {
  return { ok: false, reason };
}
