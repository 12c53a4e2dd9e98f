// Turns at Exchange as decisions: never more than places, the longest without one next, nobody left out for ever, and
// nothing given away of which an earlier life may have said otherwise.
import { describe, expect, test } from "vitest";
import { longestWait, type TurnTable, turnTable } from "../../worker/core/turns.ts";

const START = Date.UTC(2010, 5, 21);
const SECONDS = 10;
const TURN_MS = SECONDS * 1000;

/** A table with `places`, and what it wrote down. */
function tableOf(places: number, written = new Map<string, number>(), bornAt = START) {
  const book = {
    newId: () => `turn-${++count}`,
    kept: () => [...written].map(([id, due]) => ({ id, due })),
    keep: (id: string, due: number) => void written.set(id, due),
    drop: (id: string) => void written.delete(id),
  };
  const table = turnTable(book, bornAt);
  const ask = (deviceId: string, now: number, over?: string) =>
    table.ask(
      { user: "alice", deviceId, kind: "Ping", seconds: SECONDS, ...(over && { over }) },
      { maxUpstreamWaits: places, upstreamHeartbeat: SECONDS },
      now,
    );
  return { table, ask, written };
}
let count = 0;

const given = (answer: ReturnType<TurnTable["ask"]>) => "id" in answer;
const idOf = (answer: ReturnType<TurnTable["ask"]>) => ("id" in answer ? answer.id : "none");

describe("turns", () => {
  test("are as many at a time as there are places", () => {
    const { ask } = tableOf(3);
    const answers = ["FIRST", "B", "C", "D", "E"].map((id) => given(ask(id, START)));
    expect(answers).toEqual([true, true, true, false, false]);
  });

  test("are known in the next life, until they are over", () => {
    const { ask, written } = tableOf(2);
    const first = idOf(ask("FIRST", START));
    ask("B", START);
    const next = tableOf(2, written, START + 1000);
    expect(given(next.ask("C", START + 1000))).toBe(false);
    expect(given(next.ask("C", START + 1000, first))).toBe(true);
    expect(written.size).toBe(2);
    // Nobody tells of the others.
    const last = tableOf(2, written, START + TURN_MS + 31_000);
    expect(given(last.ask("D", START + TURN_MS + 31_000))).toBe(true);
    expect(written.size).toBe(1);
  });

  test("of a life whose clock was ahead count no longer than a turn may be", () => {
    const { ask, written } = tableOf(1);
    ask("FIRST", START + 3_600_000);
    const next = tableOf(1, written);
    expect(given(next.ask("B", START + 89_999))).toBe(false);
    expect(given(next.ask("B", START + 90_000))).toBe(true);
  });

  test("are free for the next as soon as Exchange has answered", () => {
    const { table, ask } = tableOf(1);
    const first = idOf(ask("FIRST", START));
    expect(given(ask("B", START))).toBe(false);
    table.over(first);
    expect(given(ask("B", START))).toBe(true);
  });

  test("are taken up again at once by who is alone, with the word that the last one is over", () => {
    const { ask } = tableOf(1);
    const first = idOf(ask("FIRST", START));
    expect(given(ask("FIRST", START + TURN_MS))).toBe(false);
    expect(given(ask("FIRST", START + TURN_MS, first))).toBe(true);
  });

  test("of which nobody hears any more count until Exchange can be holding nothing", () => {
    const { ask } = tableOf(1);
    ask("FIRST", START);
    const over = START + TURN_MS + 30_000;
    expect(given(ask("B", over - 1))).toBe(false);
    expect(given(ask("B", over))).toBe(true);
  });

  test("come to who has been without one the longest, also if its phone came anew meanwhile", () => {
    const { table, ask } = tableOf(1);
    const first = idOf(ask("FIRST", START));
    ask("B", START);
    ask("C", START + 1);
    // Its Ping ended meanwhile, and it was away for longer than anybody waits for it.
    const back = START + 30_000;
    ask("C", back);
    ask("B", back);
    table.over(first);
    expect(given(ask("C", back + 1))).toBe(false);
    expect(given(ask("B", back + 2))).toBe(true);
  });

  test("are not kept for a phone that does not come for its own", () => {
    const { table, ask } = tableOf(1);
    const first = idOf(ask("FIRST", START));
    ask("GONE", START);
    ask("B", START);
    table.over(first);
    expect(given(ask("B", START + 1000))).toBe(false);
    expect(given(ask("B", START + 11_000))).toBe(true);
  });

  test("run out as they should where the clock goes back, and who waits is told to come soon", () => {
    const { ask } = tableOf(1);
    ask("FIRST", START);
    const hour = 3_600_000;
    const told = ask("B", START - hour);
    expect("againIn" in told && told.againIn).toBeLessThanOrEqual(TURN_MS);
    ask("B", START - hour + TURN_MS);
    expect(given(ask("B", START - hour + TURN_MS + 30_000))).toBe(true);
  });

  test("are short where there are limits, so that nobody waits long for the others", () => {
    expect(longestWait({ maxUpstreamWaits: 0, upstreamHeartbeat: 1680 })).toBe(1680);
    expect(longestWait({ maxUpstreamWaits: 3, upstreamHeartbeat: 1680 })).toBe(60);
    expect(longestWait({ maxUpstreamWaits: 3, upstreamHeartbeat: 10 })).toBe(10);
  });
});

/** Park and Miller's generator: the same numbers in each run. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe.each([
  { seed: 1, phones: 8, places: 3 },
  { seed: 2, phones: 40, places: 3 },
  { seed: 3, phones: 200, places: 20 },
  { seed: 4, phones: 5, places: 20 },
])("an hour of $phones phones and $places places", ({ seed, phones, places }) => {
  const HOUR = 3_600_000;
  const random = numbers(seed);
  const { ask } = tableOf(places);
  /** What each phone does next, and when it had its turns. */
  const states = Array.from({ length: phones }, (_, id) => ({
    ...{ id: `P${id}`, at: START + random() * 1000, over: undefined as string | undefined },
    turns: [] as number[],
  }));
  let running: number[] = [];
  let most = 0;
  let busy = 0;
  for (;;) {
    const phone = states.reduce((first, other) => (other.at < first.at ? other : first));
    const now = phone.at;
    if (now > START + HOUR) break;
    const answer = ask(phone.id, now, phone.over);
    phone.over = undefined;
    if ("againIn" in answer) {
      phone.at = now + answer.againIn;
      continue;
    }
    // Mail ends one of ten early; the place is free from then on.
    const lasts = random() < 0.1 ? 200 : TURN_MS + random() * 400;
    phone.turns.push(now);
    phone.at = now + lasts;
    phone.over = answer.id;
    running = [...running.filter((end) => end > now), now + lasts];
    most = Math.max(most, running.length);
    busy += lasts;
  }

  test("never has more turns at a time than places", () => {
    expect(most).toBe(Math.min(places, phones));
  });

  test("leaves nobody without a turn for more than twice a round of all", () => {
    const round = Math.max(1, Math.ceil(phones / places)) * TURN_MS;
    for (const { turns } of states) {
      const gaps = turns.map((at, index) => at - (turns[index - 1] ?? START));
      expect(Math.max(...gaps)).toBeLessThan(2 * round + 10_000);
    }
  });

  test("gives each phone about as many as any other", () => {
    const counts = states.map(({ turns }) => turns.length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(0.2 * Math.max(...counts));
  });

  test("leaves no place empty for long while somebody wants it", () => {
    const most = Math.min(places, phones) * HOUR;
    expect(busy / most).toBeGreaterThan(0.8);
  });
});
