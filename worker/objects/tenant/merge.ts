// Several sorted readings as one. The rule: a reading is asked for batches behind the last thing it
// gave, so that little more is read than is needed, and no reading stays open.

/** Reads up to `count` things behind `last` (from the beginning if it is absent), in order. */
export type Read<Thing> = (last: Thing | undefined, count: number) => readonly Thing[];

interface Reading<Thing> {
  readonly read: Read<Thing>;
  rows: readonly Thing[];
  at: number;
}

/** Smallest batch: below this, asking costs more than reading. */
const BATCH_MIN = 8;

/** The first `count` things of all readings together, in the order that `before` says. */
export function firstOf<Thing>(
  reads: readonly Read<Thing>[],
  count: number,
  before: (one: Thing, other: Thing) => boolean,
): Thing[] {
  const share = Math.ceil((2 * count) / Math.max(1, reads.length));
  const batch = Math.min(count, Math.max(BATCH_MIN, share));
  const readings = reads.map((read) => ({ read, rows: read(undefined, batch), at: 0 }));
  const first: Thing[] = [];
  while (first.length < count) {
    const next = foremost(readings, before);
    const thing = next?.rows[next.at];
    if (next === undefined || thing === undefined) break;
    first.push(thing);
    advance(next, thing, batch);
  }
  return first;
}

function foremost<Thing>(
  readings: readonly Reading<Thing>[],
  before: (one: Thing, other: Thing) => boolean,
): Reading<Thing> | undefined {
  let next: { reading: Reading<Thing>; thing: Thing } | undefined;
  for (const reading of readings) {
    const thing = reading.rows[reading.at];
    if (thing !== undefined && (!next || before(thing, next.thing))) next = { reading, thing };
  }
  return next?.reading;
}

/** Steps over `thing`; a batch that was full is followed by another. */
function advance<Thing>(reading: Reading<Thing>, thing: Thing, batch: number): void {
  reading.at += 1;
  if (reading.at < reading.rows.length || reading.rows.length < batch) return;
  reading.rows = reading.read(thing, batch);
  reading.at = 0;
}
