// The door to a guard, which slows guessing down.
import type { GuessKind } from "../../core/guess.ts";
import type { Remote } from "./remote.ts";

/** `guard`: one per guessed thing and client. Slows guessing down; forgets by itself. */
export interface GuardHandle {
  /**
   * Seconds this client must still wait before another try, 0 if it may try now. A try that is let
   * in holds a place until `failed`, `succeeded` or `released` says what became of it (or for ten
   * seconds): only a few are judged at the same time, so that guesses sent at once are slowed down
   * as well.
   */
  wait(limit?: GuessKind): Remote<number>;
  /** As `wait`, for who makes no try: nothing is held, and others' tries that wait do not count. */
  waiting(): Remote<number>;
  /** The try was neither right nor wrong, or is not to be counted: only its place is free again. */
  released(): Remote<void>;
  /** Notes a wrong guess; the answer is the wait that follows from it, in seconds. */
  failed(limit: GuessKind): Remote<number>;
  /** Wrong guesses that are not forgotten yet. */
  failures(): Remote<number>;
  /** A right answer: everything is forgotten. */
  succeeded(): Remote<void>;
}
