// One request, held. The rules: the phone's own time decides when it is answered, Exchange's side is asked in segments as
// long as the way there is known to allow, a segment that breaks is begun anew after a pause without waking the phone,
// and news is passed on at once, in Exchange's own bytes. All waiting is one sleep at a time; everything else rings. Thousands
// wait in one isolate: what waits is kept small, and nothing is made anew that is there already.

import {
  firstReach,
  learn,
  nextSegment,
  type Reach,
  type SegmentEnd,
} from "../../core/heartbeat.ts";
import { neverBack } from "../../core/never-back.ts";
import type { Result } from "../../core/result.ts";
import { longestWait } from "../../core/turns.ts";
import { type ForwardReason, forward, type UpstreamRequest } from "../../upstream.ts";
import { type Bell, makeBell } from "./hold-bell.ts";
import { enterBoard, REVIEW_MS, reviewAll, reviewNew, type Waiter } from "./hold-board.ts";
import { firstReview, type Held, type Review, review, type Verdict } from "./hold-review.ts";
import { type Turns, turnsOf } from "./hold-turns.ts";
import { noteHeld } from "./presence.ts";
import { headersNow } from "./who-asks.ts";

/** What the phone wants. */
interface Wish {
  /** Of one device, one of each kind waits. */
  readonly kind: "Ping" | "Sync";
  /** How long the phone wants to wait. */
  readonly seconds: number;
}

/** What is held, in its own letters. */
export interface Waiting extends Wish {
  /** The document that asks Exchange to wait about so long, and how long that really is. */
  readonly ask: (seconds: number) => { seconds: number; body: Uint8Array<ArrayBuffer> | null };
  /** What Exchange answered with status 200. A body that breaks off rejects. */
  readonly read: (response: Response) => Promise<SegmentEnd | { readonly news: Response }>;
}

/** What comes of a held request: Exchange's answer, or why it waits no longer. */
export type Ended = Result<{ readonly response: Response }, ForwardReason> | Verdict;

interface Segment {
  readonly asked: number;
  readonly begunAt: number;
  readonly controller: AbortController;
  came?: SegmentEnd | Ended;
}

/** A segment that is this late, in milliseconds, is lost: SOGo and Z-Push look at their mailboxes every 10 to 30 s. */
const GRACE_MS = 45_000;
/** Less than this is left, in milliseconds: not worth another segment. */
const NOT_WORTH_MS = 2000;

/** How Exchange is asked meanwhile. */
interface Question extends Pick<Waiting, "ask" | "read"> {
  readonly send: UpstreamRequest;
}

/** Holds a request until Exchange has news for it, its time is over, or its device stands differently. */
export const waitOn = (held: Held, waiting: Waiting, send: UpstreamRequest): Promise<Ended> =>
  waitUntilEnded(held, waiting, { ask: waiting.ask, read: waiting.read, send });

/** As waitOn, where Exchange is not asked. */
export const waitInSilence = (held: Held, wish: Wish): Promise<Ended> =>
  waitUntilEnded(held, wish, null);

async function waitUntilEnded(
  held: Held,
  { kind, seconds }: Wish,
  question: Question | null,
): Promise<Ended> {
  const { gate, request, received } = held;
  const gone = received.signal;
  const now = neverBack(() => gate.clock.now());
  const since = now();
  const until = since + seconds * 1000;
  const bell = makeBell(gate.clock, now);
  const waiter: Waiter = {
    ...{ user: request.user, deviceId: request.device?.deviceId ?? "", since, until },
    ring: bell.ring,
    ...{ isSuperseded: false, factsAt: 0 },
  };
  const leave = enterBoard(gate.tenant.name, kind, waiter);
  noteHeld(held.presence, until);
  gone?.addEventListener("abort", waiter.ring, { once: true });
  const on: Wait = {
    ...{ held, waiter, question, bell, now },
    reach: firstReach(longestWait(gate.tenant.adapter)),
    turns: turnsOf(gate, waiter, { kind, now }),
    review: firstReview(held, waiter),
    ...{ segment: undefined, nextAt: since, reviewAt: since + REVIEW_MS },
  };
  void reviewNew(gate, waiter);
  try {
    for (;;) {
      const ended = await turn(on);
      if (ended) return ended;
      if (gone?.aborted || now() >= until) return { says: "over" };
      await bell.rungBy(nextTurnAt(on));
    }
  } finally {
    leave();
    on.turns?.end();
    on.segment?.controller.abort();
  }
}

interface Wait {
  readonly held: Held;
  readonly waiter: Waiter;
  readonly question: Question | null;
  readonly turns: Turns | undefined;
  readonly review: Review;
  reach: Reach;
  segment: Segment | undefined;
  /** When the next segment may begin, and when the tenant is asked again. */
  nextAt: number;
  reviewAt: number;
  readonly bell: Bell;
  readonly now: () => number;
}

/** Looks at everything that may have happened. */
async function turn(on: Wait): Promise<Ended | null> {
  const { gate } = on.held;
  on.bell.silence();
  const verdict = await review(on.review);
  if (verdict) return verdict;
  const now = on.now();
  const ended = settle(on, now);
  if (ended) return ended;
  if (now >= on.reviewAt) {
    on.reviewAt = now + REVIEW_MS;
    void reviewAll(gate, on.waiter);
  }
  const isWorthIt = on.waiter.until - now > NOT_WORTH_MS;
  if (!on.segment && now >= asksAt(on) && isWorthIt && on.question) begin(on, on.question, now);
  return null;
}

/** What became of the segment, if it has ended or is overdue. */
function settle(on: Wait, now: number): Ended | null {
  const { segment } = on;
  if (!segment) return null;
  const isLost = now >= overdueAt(segment);
  const came = segment.came ?? (isLost ? ({ end: "silent" } as const) : undefined);
  if (!came) return null;
  on.segment = undefined;
  if (!("end" in came)) return came;
  if (isLost) segment.controller.abort();
  const lasted = (now - segment.begunAt) / 1000;
  const learned = learn(on.reach, segment.asked, lasted, came);
  on.reach = learned.reach;
  on.nextAt = now + learned.pause * 1000 * spread(on.waiter.since);
  return null;
}

/** Phones that lost Exchange together do not all come back to it in the same moment: 0.75 to 1.25 of the pause. */
const spread = (since: number) => 0.75 + (since % 1000) / 2000;

const overdueAt = ({ begunAt, asked }: Segment) => begunAt + asked * 1000 + GRACE_MS;

function begin(on: Wait, question: Question, now: number): void {
  const asked = question.ask(nextSegment(on.reach, (on.waiter.until - now) / 1000));
  if (on.turns?.begin(asked.seconds) === false) return;
  const controller = new AbortController();
  const segment: Segment = { asked: asked.seconds, begunAt: now, controller };
  on.segment = segment;
  const answered = (came: Segment["came"] & object) => {
    segment.came = came;
    if (isAnswer(came)) on.turns?.answered();
    on.waiter.ring();
  };
  sendSegment(on.held, question, asked.body, controller.signal).then(answered, () =>
    answered({ end: "broken" }),
  );
}

/** It was Exchange that ended it, or what stands before it. */
const isAnswer = (came: SegmentEnd | Ended): boolean =>
  "end" in came ? came.end !== "broken" : "ok" in came && came.ok;

/** Said by servers, and by what stands before them, that will be there again. */
const BUSY = [502, 503, 504];
const LONGEST_RETRY = 3600;

async function sendSegment(
  held: Held,
  { send, read }: Question,
  body: Uint8Array<ArrayBuffer> | null,
  signal: AbortSignal,
): Promise<SegmentEnd | Ended> {
  const { gate } = held;
  const headers = await headersNow(held, send.headers);
  const asked = { ...send, headers, body, signal };
  const answered = await forward(gate.tenant.adapter, asked, gate.clock);
  if (!answered.ok)
    return answered.reason === "upstream-unreachable" ? { end: "broken" } : answered;
  const { response } = answered;
  if (BUSY.includes(response.status)) {
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return { end: "busy", ...(seconds > 0 && { retryAfter: Math.min(seconds, LONGEST_RETRY) }) };
  }
  if (response.status !== 200) return answered;
  const said = await read(response);
  return "news" in said ? { ok: true, response: said.news } : said;
}

function nextTurnAt(on: Wait): number {
  const { waiter, reviewAt, segment } = on;
  const next = on.question ? laterOf(asksAt(on), waiter) : waiter.until;
  return Math.min(waiter.until, reviewAt, segment ? overdueAt(segment) : next);
}

/** When Exchange may be asked again, or is asked for leave to. */
const asksAt = ({ nextAt, turns }: Wait) => Math.max(nextAt, turns?.at() ?? 0);

/** Once the last segment is over nothing is left to begin. */
const laterOf = (nextAt: number, { until }: Waiter) =>
  until - nextAt > NOT_WORTH_MS ? nextAt : until;
