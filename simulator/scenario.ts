// A scenario is a story with checks: it acts through phones, the administrator's API and Exchange,
// and it fails on the first claim that does not hold, on a step that checked nothing, on any
// protocol note it did not announce, and on any secret that was logged or stored.
import { inspect } from "node:util";
import { type AcmeOptions, fillBooks, foundAcme, foundAcmeByCertificate } from "./acme.ts";
import { realTime } from "./clock.ts";
import { lineText, makeTranscript, type Transcript, type TranscriptLine } from "./transcript.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

export { ACME } from "./acme.ts";
export {
  askForCertificate,
  companySigner,
  fingerprintOf,
  forged,
  nextAuthorities,
  revokedIn,
  withForeignKey,
  wordsOf,
} from "./certificate-tools.ts";
export { enrolByCertificate, provision, walkHome, walkToProfile } from "./walk.ts";

const UNTIL_PAUSE_MS = 10;
const UNTIL_TRIES = 2000;
/** Where seconds count: also a busy machine does what is due. */
const SLOW_PAUSE_MS = 80;
/**
 * Real time a whole story may take. It needs a second; one that waits for what never comes must
 * still be reported.
 */
const STORY_LIMIT_MS = 45_000;

/** What a story can do besides acting in its world. */
export interface Story extends World {
  /** Says what happens next. */
  step(text: string): void;
  /** Fails the story unless `holds`. */
  check(claim: string, holds: boolean, detail?: string): void;
  /** Fails the story unless both values are equal, member by member. */
  equal(claim: string, actual: unknown, expected: unknown): void;
  /** Announces a protocol note this story provokes. */
  expectNote(pattern: RegExp): void;
  /**
   * Waits (in real time, twenty seconds at most) until `holds`; fails the story if it never does.
   */
  until(claim: string, holds: () => boolean): Promise<void>;
  /** Lets time pass. */
  pass(minutes: number): Promise<void>;
  /** Lets time pass, minute by minute or in steps of `seconds`, until `outcome` is there. */
  passUntil<Outcome>(outcome: Promise<Outcome>, seconds?: number): Promise<Outcome>;
  /** Lets time pass as it does for people: everybody is heard every ten seconds. */
  passSlowly(minutes: number): Promise<void>;
  /** Puts one contact and one event into a user's mailbox. */
  fillBooks(user: string): void;
  /** The tenant most stories play in: see `ACME`. */
  acme(change?: AcmeOptions): Promise<void>;
  /** The same where phones show a certificate besides the password, old phones too. */
  acmeByCertificate(change?: AcmeOptions): Promise<void>;
}

export interface Scenario {
  readonly options: WorldOptions;
  readonly play: (story: Story) => Promise<void>;
}

/** Declares a scenario. The file's name is its claim. */
export function scenario(play: Scenario["play"], options: WorldOptions = {}): Scenario {
  return { options, play };
}

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed, in a sentence. */
  readonly failure?: string;
  readonly lines: readonly TranscriptLine[];
  readonly checks: number;
  readonly logs: readonly string[];
}

class CheckFailed extends Error {}

/** Plays one scenario in a world of its own. `onLine` hears the transcript as it grows. */
export async function playScenario(
  name: string,
  { options, play }: Scenario,
  onLine: (line: TranscriptLine) => void = () => {},
): Promise<ScenarioResult> {
  const transcript = makeTranscript(onLine);
  let world: World | undefined;
  let failure: string | undefined;
  /** A story that was given up may go on while its world ends; it has nothing to say any more. */
  const write = (line: TranscriptLine) => {
    if (failure === undefined) transcript.write(line);
  };
  try {
    world = await openWorld({
      ...options,
      onScreen: (who, text) => write({ kind: "screen", who, text }),
    });
    await inTime(playIn(world, play, { lines: transcript.lines, write }));
  } catch (error) {
    const text = error instanceof CheckFailed ? error.message : inspect(error);
    write({ kind: "note", text });
    failure = text;
  } finally {
    await world?.close();
  }
  return {
    name,
    passed: failure === undefined,
    ...(failure === undefined ? {} : { failure }),
    lines: transcript.lines,
    checks: transcript.lines.filter(({ kind }) => kind === "check").length,
    logs: world?.logs ?? [],
  };
}

/** The story, then what holds for every story. */
async function playIn(world: World, play: Scenario["play"], transcript: Transcript): Promise<void> {
  const expectedNotes: RegExp[] = [];
  const story = makeStory(world, transcript.write, expectedNotes);
  await play(story);
  const idle = stepWithoutCheck(transcript.lines);
  if (idle !== undefined) throw new CheckFailed(`nothing was checked in: ${idle}`);
  checkNotes(story, expectedNotes);
  story.equal("nothing that was logged or stored holds a password or a token", story.leaks(), []);
}

/**
 * Fails a story that does not end: it stays where it is, and closing its world ends what it waits
 * for.
 */
async function inTime(story: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const late = realTime.sleep(STORY_LIMIT_MS, ended.signal).then(() => {
    if (!ended.signal.aborted)
      throw new CheckFailed(`the story did not end within ${STORY_LIMIT_MS / 1000} s`);
  });
  story.catch(() => undefined);
  try {
    await Promise.race([story, late]);
  } finally {
    ended.abort();
  }
}

/** The first step that is followed by no check, or that there is no step at all. */
function stepWithoutCheck(lines: readonly TranscriptLine[]): string | undefined {
  let open: string | undefined = "the whole story";
  for (const line of lines) {
    if (line.kind === "check") open = undefined;
    if (line.kind !== "step") continue;
    if (open !== undefined && open !== "the whole story") return open;
    open = line.text;
  }
  return open;
}

function makeStory(
  world: World,
  write: (line: TranscriptLine) => void,
  expectedNotes: RegExp[],
): Story {
  const check: Story["check"] = (claim, holds, detail) => {
    write({ kind: "check", text: claim, passed: holds, ...(detail && !holds ? { detail } : {}) });
    if (!holds) throw new CheckFailed(`${claim}${detail ? `: ${detail}` : ""}`);
  };
  return {
    ...world,
    step: (text) => write({ kind: "step", text }),
    check,
    equal: (claim, actual, expected) => {
      const [is, should] = [inspect(actual, { depth: 6 }), inspect(expected, { depth: 6 })];
      check(claim, is === should, `is ${is}, should be ${should}`);
    },
    expectNote: (pattern) => expectedNotes.push(pattern),
    until: async (claim, holds) => {
      for (let tries = 0; !holds() && tries < UNTIL_TRIES; tries++)
        await realTime.sleep(UNTIL_PAUSE_MS);
      check(claim, holds());
    },
    pass: (minutes) => world.clock.advance(minutes * MINUTE_MS),
    passUntil: (outcome, seconds = 60) => passUntil(world, outcome, seconds * 1000),
    passSlowly: async (minutes) => {
      for (let steps = 0; steps < minutes * 6; steps++)
        await world.clock.advance(MINUTE_MS / 6).then(() => realTime.sleep(SLOW_PAUSE_MS));
    },
    fillBooks: (user) => fillBooks(world, user),
    acme: (change) => foundAcme(world, change),
    acmeByCertificate: (change) => foundAcmeByCertificate(world, change),
  };
}

const MINUTE_MS = 60_000;

/** Whoever waits for a time may not have begun to when time is moved: so it moves in steps. */
async function passUntil<Outcome>(
  world: World,
  outcome: Promise<Outcome>,
  stepMs: number,
): Promise<Outcome> {
  let isThere = false;
  const watched = outcome.finally(() => {
    isThere = true;
  });
  for (let tries = 0; !isThere && tries < UNTIL_TRIES; tries++) {
    await world.clock.advance(stepMs);
    await realTime.sleep(stepMs < MINUTE_MS ? SLOW_PAUSE_MS : UNTIL_PAUSE_MS);
  }
  return watched;
}

function checkNotes(story: Story, expected: readonly RegExp[]): void {
  const surprising = story.protocolNotes.filter((note) => !expected.some((e) => e.test(note)));
  story.check("every message kept its protocol", surprising.length === 0, surprising.join("; "));
  const missing = expected.filter((e) => !story.protocolNotes.some((note) => e.test(note)));
  if (missing.length > 0) throw new CheckFailed(`announced, but not noted: ${missing.join(", ")}`);
}

/** A failed scenario's transcript with the command that repeats it. */
export function failureReport(result: ScenarioResult): string {
  return [
    ...result.lines.map(lineText),
    "",
    ...result.logs.slice(-20).map((line) => `  log  ${line}`),
    `${result.name}: ${result.failure}`,
    `repeat it with: npm run scenario ${result.name}`,
  ].join("\n");
}
