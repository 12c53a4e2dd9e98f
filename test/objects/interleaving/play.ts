// One interleaving: a phone, an administrator, restarts and time in a seeded order, and what must hold
// after every step, whatever the order.
import { expect } from "vitest";
import { hashToken, newToken } from "../../../worker/core/token.ts";
import type { Random } from "../../support/random.ts";
import { handles } from "../world.ts";
import { allow, block, cancel, disable, lock, unlock, wipe } from "./orders.ts";
import {
  acknowledgeWith,
  askPolicy,
  duringRestart,
  provisions,
  replay,
  request,
  sayWiped,
  send,
  synchronize,
  twice,
} from "./phone.ts";
import type { Site } from "./site.ts";
import { type Act, MINUTE, type Play, USER } from "./state.ts";

/** Longer than anything an isolate remembers. */
const LATER = 6_000;

/** Plays one interleaving. @throws if an invariant breaks, with the steps that led there. */
export async function playOne(site: Site, random: Random, deviceId: string): Promise<void> {
  const token = newToken(random.bytes(TOKEN_BYTES));
  await handles.tenant(site.tenant).handOut(USER, hashToken(token), "version");
  const play: Play = {
    ...{ site, random, deviceId, token, key: "0", offered: "", granted: [], ordersSeen: 0 },
    ...{ isBlocked: false, isWiping: false, isPolicyInForce: false },
    ...{ isDisabled: false, sent: [], steps: [] },
  };
  const steps = MIN_STEPS + random.below(MORE_STEPS);
  // Every play begins alike, so that a seed repeats it.
  await random.pick([lock, unlock])(play);
  try {
    for (let step = 0; step < steps; step++) {
      site.pass(LATER + random.below(3) * MINUTE);
      const [name, act] = random.pick(ACTS);
      play.steps.push(name);
      await act(play);
      await expectWhole(play);
    }
    site.disable(false);
    expect(await site.brokenAudit()).toBeUndefined();
  } catch (error) {
    site.disable(false);
    throw new Error(`${play.steps.join(", ")}: ${error instanceof Error ? error.message : error}`);
  }
}

const TOKEN_BYTES = 17;
const MIN_STEPS = 6;
const MORE_STEPS = 10;

/** Everything that can happen, the likely more often. */
const ACTS: readonly (readonly [string, Act])[] = [
  ["synchronizes", synchronize],
  ["synchronizes", synchronize],
  ["asks for its policy", askPolicy],
  ["asks for its policy", askPolicy],
  ["acknowledges", acknowledgeWith((play) => play.offered || "7")],
  ["acknowledges", acknowledgeWith((play) => play.offered || "7")],
  ["acknowledges an old key", acknowledgeWith((play) => play.granted[0] ?? "9")],
  ["provisions", provisions],
  ["provisions", provisions],
  ["shows an old key", (play) => send(play, request(play, { key: play.granted.at(-2) ?? "8" }))],
  ["shows a temporary key", (play) => send(play, request(play, { key: play.offered || "7" }))],
  ["refuses its policy", acknowledgeWith((play) => play.offered || "7", "3")],
  ["says it was erased", sayWiped("1")],
  ["says it cannot be erased", sayWiped("2")],
  ["sends a request again", replay],
  ["sends a request twice at once", twice],
  ["sends a request during a restart", duringRestart],
  ["comes without its token", (play) => send(play, request(play, { token: undefined }))],
  ["asks for versions", (play) => send(play, request(play, { command: "OPTIONS", body: null }))],
  ["a policy is Locked", lock],
  ["the policy is unlocked", unlock],
  ["is blocked", block],
  ["is allowed", allow],
  ["a wipe is requested", wipe],
  ["a wipe is requested", wipe],
  ["the wipe is cancelled", cancel],
  ["the account is disabled", disable(true)],
  ["the account is enabled", disable(false)],
  ["its object restarts", async (play) => play.site.restart("device", play.deviceId)],
  ["the tenant restarts", async (play) => play.site.restart("tenant", play.deviceId)],
  ["a quarter of an hour passes", async (play) => play.site.pass(15 * MINUTE)],
];

/** What must hold between the steps. */
async function expectWhole(play: Play): Promise<void> {
  const { site, deviceId } = play;
  const facts = await handles.device(site.tenant, USER, deviceId).facts();
  const state = facts.wipe?.state;
  const isPending = state === "requested" || state === "armed" || state === "ordered";
  expect(isPending, `a wipe lost or invented (${state})`).toBe(play.isWiping);
  if (state === "acknowledged") expect(play.ordersSeen).toBeGreaterThan(0);
  if (facts.policy) expect(facts.policy.key, "the final key").toBe(play.granted.at(-1));
  const line = await handles.tenant(site.tenant).device(USER, deviceId);
  if (line) expect(line.state === "blocked", "index and orders").toBe(play.isBlocked);
}
