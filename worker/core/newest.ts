// Memory that cannot grow without end: a map that keeps the newest entries and lets the oldest go. What is kept so must be
// worth forgetting: it costs a question, never a wrong answer.

/** Keeps `value` under `key` as the newest of `most` entries; a Map remembers the order of insertion. */
export function keepNewest<Key, Value>(
  entries: Map<Key, Value>,
  key: Key,
  value: Value,
  most: number,
): void {
  entries.delete(key);
  for (const oldest of entries.keys()) {
    if (entries.size < most) break;
    entries.delete(oldest);
  }
  entries.set(key, value);
}
