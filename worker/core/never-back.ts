// A clock that may be set while somebody waits. The rule: where it goes back, time goes on from there, so that a wait is
// as long as it was meant to be.

/** `clock`'s time in milliseconds, never less than it said before. */
export function neverBack(clock: () => number): () => number {
  let last = clock();
  let added = 0;
  return () => {
    const now = clock();
    added += Math.max(0, last - now - added);
    last = now + added;
    return last;
  };
}
