// The guard object: one per guessed thing and client; a thin shell around worker/core/guess.ts. It
// keeps one row, made by the first wrong guess, and deletes everything an hour after the last one.
// Tries that nobody has judged yet are kept in memory only: they last seconds, and a right password
// shall cost no write.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import {
  afterFailure,
  FORGET_AFTER,
  forgotten,
  type GuessKind,
  type GuessState,
  lapsed,
  secondsToWait,
  secondsUntilLetIn,
} from "../core/guess.ts";
import type { Env } from "../env.ts";
import type { GuardHandle } from "./handles/guard.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";

/**
 * An alarm that came too early comes again no sooner than this, in milliseconds: a clock may stand
 * still.
 */
const ALARM_STEP = 60_000;

/** Slows guessing down (GuardHandle). */
export abstract class GuardObject extends DurableObject<Env> implements GuardHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.guard);
  /** When the tries were let in that nobody has judged yet, oldest first. */
  #openTries: number[] = [];

  async wait(limit?: GuessKind): Promise<number> {
    const now = this.clock.now();
    this.#openTries = this.#openTries.filter((letInAt) => !lapsed(letInAt, now));
    const seconds = secondsUntilLetIn(this.#state(), this.#openTries, now, limit);
    if (seconds === 0) this.#openTries.push(now);
    return seconds;
  }

  async waiting(): Promise<number> {
    return secondsToWait(this.#state(), this.clock.now());
  }

  async failures(): Promise<number> {
    const state = this.#state();
    return state && !forgotten(state, this.clock.now()) ? state.failures : 0;
  }

  async released(): Promise<void> {
    this.#openTries.shift();
  }

  async failed(limit: GuessKind): Promise<number> {
    this.#openTries.shift();
    const now = this.clock.now();
    const state = afterFailure(this.#state(), limit, now);
    this.#schema.make();
    this.ctx.storage.sql.exec(
      "INSERT OR REPLACE INTO guesses VALUES (1, ?, ?, ?, ?)",
      state.failures,
      state.windowStartedAt,
      state.lastFailureAt,
      state.waitUntil,
    );
    await this.#wakeIn(FORGET_AFTER);
    return secondsToWait(state, now);
  }

  async succeeded(): Promise<void> {
    this.#openTries.shift();
    if (this.#schema.exists()) await this.#forget();
  }

  override async alarm(): Promise<void> {
    const state = this.#state();
    const now = this.clock.now();
    if (!state || forgotten(state, now)) return this.#forget();
    await this.#wakeIn(state.lastFailureAt + FORGET_AFTER - now);
  }

  /**
   * Alarms run on the platform's time even where the clock is a simulated one; `alarm` asks the
   * clock again.
   */
  #wakeIn(ms: number): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + Math.max(ms, ALARM_STEP));
  }

  #state(): GuessState | undefined {
    if (!this.#schema.exists()) return undefined;
    const [row] = this.ctx.storage.sql
      .exec<Record<string, number>>("SELECT * FROM guesses")
      .toArray();
    return (
      row && {
        failures: row.failures ?? 0,
        windowStartedAt: row.window_started_at ?? 0,
        lastFailureAt: row.last_failure_at ?? 0,
        waitUntil: row.wait_until ?? 0,
      }
    );
  }

  async #forget(): Promise<void> {
    this.#schema.gone();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }
}
