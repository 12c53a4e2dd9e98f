// A held request's turns at Exchange, where the adapter says how many may wait there at the same time (core/turns.ts). The
// rules: Exchange is asked in a turn alone, and for no longer than it was given for; a turn that nobody uses is given
// back; a tenant that cannot be asked gives none, and the phone waits at the gateway.
import type { TurnAnswer, TurnAsk } from "../../core/turns.ts";
import { log } from "../../log.ts";
import type { Gate } from "./admission.ts";
import type { Waiter } from "./hold-board.ts";

/** The turns of one held request, one after the other. */
export interface Turns {
  /** When a turn is asked for again, in milliseconds since 1970. */
  at(): number;
  /** Is it its turn now, for so many seconds? If not, the tenant is asked for one, and the request is rung. */
  begin(seconds: number): boolean;
  /** Exchange has answered: what it held is free. */
  answered(): void;
  /** The request waits no longer. */
  end(): void;
}

/** What is held. */
interface Wait extends Pick<TurnAsk, "kind"> {
  /** The time, which never goes back. */
  readonly now: () => number;
}

/** An answer of the tenant's that takes longer, in milliseconds, is no good any more. */
const FRESH_MS = 5000;
/** A tenant that fails, or says nothing, is asked again after this time, in milliseconds. */
const AWAY_MS = 10_000;

/** Of a tenant without a limit undefined: Exchange is asked at any time. */
export const turnsOf = (gate: Gate, waiter: Waiter, wait: Wait): Turns | undefined =>
  gate.tenant.adapter.maxUpstreamWaits > 0 ? makeTurns(gate, waiter, wait) : undefined;

function makeTurns(gate: Gate, { user, deviceId, ring }: Waiter, { kind, now }: Wait): Turns {
  const tenant = () => gate.handles.tenant(gate.tenant.name);
  let [at, asked, hasEnded] = [0, 0, false];
  let given:
    | { readonly id: string; readonly seconds: number; readonly askedAt: number }
    | undefined;
  let running: string | undefined;
  let over: string | undefined;
  // Nobody waits for it: what is lost counts until its time is over.
  const giveBack = (id: string) => gate.waitUntil(tenant().heldTurnOver(id).catch(lost(gate)));
  const ask = async (seconds: number) => {
    const [number, askedAt] = [++asked, now()];
    const before = over;
    over = undefined;
    at = askedAt + AWAY_MS;
    const answer = await askTenant(gate, {
      ...{ user, deviceId, kind, seconds },
      ...(before !== undefined && { over: before }),
    });
    const isLate = hasEnded || number !== asked || now() - askedAt > FRESH_MS;
    if (isLate && "id" in answer) giveBack(answer.id);
    if (number !== asked) return;
    if ("id" in answer && !isLate) given = { id: answer.id, seconds, askedAt };
    at = "id" in answer ? 0 : now() + answer.againIn;
    ring();
  };
  return {
    at: () => at,
    begin: (seconds) => {
      const turn = given;
      given = undefined;
      if (turn && now() - turn.askedAt <= FRESH_MS && seconds <= turn.seconds) {
        running = turn.id;
        return true;
      }
      if (turn) giveBack(turn.id);
      void ask(seconds);
      return false;
    },
    answered: () => {
      over = running;
    },
    end: () => {
      hasEnded = true;
      const unused = given?.id ?? over;
      if (unused !== undefined) giveBack(unused);
    },
  };
}

async function askTenant(gate: Gate, ask: TurnAsk): Promise<TurnAnswer> {
  try {
    return await gate.handles.tenant(gate.tenant.name).heldTurn(ask);
  } catch (error) {
    lost(gate)(error);
    return { againIn: AWAY_MS };
  }
}

const lost = (gate: Gate) => (error: unknown) => {
  const problem = error instanceof Error ? error.message : "";
  log("held-turn-failed", { tenant: gate.tenant.name, problem });
};
