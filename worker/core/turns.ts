// Turns at Exchange: which of the waiting devices may ask it to wait, where it can hold only so many such requests at the
// same time (docs/decisions/0030). The rules: never more turns than places; who has been without one the longest is next,
// also if its phone hung up meanwhile and came again; a turn counts until Exchange has answered, or can be holding it no
// longer, because a request that is given up frees no place. Times are milliseconds since 1970 unless a name says seconds.
import { neverBack } from "./never-back.ts";
import type { AdapterSettings } from "./tenant.ts";

/** A waiting device asks for a turn. */
export interface TurnAsk {
  readonly user: string;
  readonly deviceId: string;
  readonly kind: "Ping" | "Sync";
  /** How long Exchange would be asked to wait. */
  readonly seconds: number;
  /** Its turn before this one, which Exchange has answered. */
  readonly over?: string;
}

/** A turn that begins now, or after how many milliseconds to ask again. */
export type TurnAnswer = { readonly id: string } | { readonly againIn: number };

/** What the adapter says of turns. */
export type TurnSettings = Pick<AdapterSettings, "maxUpstreamWaits" | "upstreamHeartbeat">;

export interface TurnTable {
  ask(ask: TurnAsk, running: TurnSettings, now: number): TurnAnswer;
  /** Exchange has answered in this turn, or was not asked in it. */
  over(id: string): void;
}

/** With more phones than places nobody shall wait long for the others' turns, in seconds. */
const LONGEST_TURN = 60;
/** A wait ends so late at most: SOGo and Z-Push look at their mailboxes every 10 to 30 seconds. */
const LATE_MS = 30_000;
/** What was asked for ends a little later than it should. */
const ANSWER_MS = 500;
/** The first HEADS in the line ask this often, the next ones half as often, and so on: a place may come free early. */
const HEAD_MS = 5000;
const HEADS = 10;
const SOONEST_MS = 1000;
const LATEST_MS = 60_000;
/** Who is later than this does not hold up the others. */
const UNPUNCTUAL_MS = 5000;
/** Who comes again within this is where it was in the line. */
const REMEMBERED_MS = 15 * 60_000;

/** The longest request that Exchange is asked to hold, in seconds. */
export const longestWait = ({ maxUpstreamWaits, upstreamHeartbeat }: TurnSettings): number =>
  maxUpstreamWaits > 0 ? Math.min(upstreamHeartbeat, LONGEST_TURN) : upstreamHeartbeat;

interface Table {
  readonly book: TurnBook;
  /** By the turn's id: when it should end. */
  readonly given: Map<string, number>;
  /** Devices without a turn, who has been without one the longest first; when each is to ask again. */
  readonly line: Map<string, number>;
}

/** Where turns are written down, so that they are known after an eviction; the line is not. */
export interface TurnBook {
  /** A name that was never given before. */
  newId(): string;
  /** Those that were written down, and when they should end. */
  kept(): readonly { readonly id: string; readonly due: number }[];
  keep(id: string, due: number): void;
  drop(id: string): void;
}

/** The table of a new life, with the turns of earlier ones. */
export function turnTable(book: TurnBook, bornAt: number): TurnTable {
  const table: Table = { book, given: new Map(), line: new Map() };
  // None is longer, whatever the clock said then.
  const longest = bornAt + LONGEST_TURN * 1000;
  for (const { id, due } of book.kept()) table.given.set(id, Math.min(due, longest));
  let clock = bornAt;
  const time = neverBack(() => clock);
  return {
    ask: (ask, running, askedAt) => {
      clock = askedAt;
      const now = time();
      const places = running.maxUpstreamWaits;
      if (ask.over !== undefined) end(table, ask.over);
      forget(table, now);
      const key = JSON.stringify([ask.user, ask.deviceId, ask.kind]);
      const ahead = aheadOf(table, key, now);
      if (ahead < places - table.given.size) {
        const [id, due] = [book.newId(), now + ask.seconds * 1000];
        table.given.set(id, due);
        book.keep(id, due);
        table.line.delete(key);
        return { id };
      }
      const againIn = laterFor(table, ahead, places, now);
      // Who is in the line already keeps its place: a Map's entries stay where they were first set.
      table.line.set(key, now + againIn);
      return { againIn };
    },
    over: (id) => end(table, id),
  };
}

function end({ book, given }: Table, id: string): void {
  if (given.delete(id)) book.drop(id);
}

function forget(table: Table, now: number): void {
  const { given, line } = table;
  for (const [id, due] of given) if (now >= due + LATE_MS) end(table, id);
  for (const [key, comesAt] of line) if (now >= comesAt + REMEMBERED_MS) line.delete(key);
}

/** How many come before it, of those that are still there. */
function aheadOf({ line }: Table, key: string, now: number): number {
  let ahead = 0;
  for (const [other, comesAt] of line) {
    if (other === key) break;
    if (now <= comesAt + UNPUNCTUAL_MS) ahead++;
  }
  return ahead;
}

/** When the place that is to be its own should be free, but soon enough to notice one that is free early. */
function laterFor({ given }: Table, ahead: number, places: number, now: number): number {
  const ends = [...given.values()].sort((a, b) => a - b);
  const end = ends[ahead - (places - given.size)] ?? now + LATEST_MS;
  const often = HEAD_MS * Math.ceil((ahead + 1) / HEADS);
  return Math.max(SOONEST_MS, Math.min(end + ANSWER_MS - now, often, LATEST_MS));
}
