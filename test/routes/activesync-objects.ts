// The far ends of the remote calls that the gateway makes, in plain objects: they keep what they are told and decide by
// the same tables of core/ as the Durable Objects do. Any other call fails the test by its TypeError.
import type { VirtualClock } from "../../simulator/clock.ts";
import type { DeviceEvent, DeviceInformation, DeviceSummary } from "../../worker/core/device.ts";
import { stepFolderKeys } from "../../worker/core/folder-keys.ts";
import type { Handout } from "../../worker/core/handout.ts";
import type { HeldFacts } from "../../worker/core/heartbeat.ts";
import type { LiveReport } from "../../worker/core/live.ts";
import { lock } from "../../worker/core/policy.ts";
import { type HandshakeEvent, stepHandshake } from "../../worker/core/provision.ts";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";
import { hashToken } from "../../worker/core/token.ts";
import type { TurnAnswer, TurnAsk } from "../../worker/core/turns.ts";
import {
  stepWipe,
  type WipeEvent,
  type WipeLife,
  type WipeParticulars,
} from "../../worker/core/wipe.ts";
import type { DeviceHandle } from "../../worker/objects/handles/device.ts";
import type { HeldDevice, Refusal } from "../../worker/objects/handles/tenant-gate.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { type Kept, PASSWORD, type Setting, START, TOKEN } from "./activesync-kept.ts";
import { shieldsIn } from "./activesync-shields.ts";

export { type Kept, nothingKept, PASSWORD, type Setting, START, TOKEN } from "./activesync-kept.ts";

const HANDOUT: Handout = {
  id: "handout-1",
  user: "alice",
  tokenHash: hashToken(TOKEN),
  policyVersion: "policy-1",
  madeAt: START,
  expiresAt: START + 86_400_000,
};

/** Takes a step of the kept wipe; the test's administrator uses it, too. */
export function wipeStep(
  kept: Kept,
  event: WipeEvent,
  now: number,
  on: WipeParticulars = {},
): WipeLife | null {
  const next = stepWipe(kept.wipe, event, now, "bob", on);
  if (next === "refused") return null;
  kept.wipe = next ?? undefined;
  if (event === "acknowledge") Object.assign(kept, { state: "blocked", handshake: {} });
  return next;
}

/** Handles whose objects live in `kept`. */
export function handlesOf(setting: Setting, kept: Kept, clock: VirtualClock): Handles {
  const guard = (key: string) => ({
    wait: async (limit?: string) => (limit === "network" ? 0 : (setting.waitSeconds ?? 0)),
    waiting: async () => setting.waitSeconds ?? 0,
    failures: async () => kept.guesses.length,
    failed: async () => {
      if (key.startsWith("second|")) return kept.secondQuestions++;
      if (!key.startsWith("network|")) kept.guesses.push(key);
      return 0;
    },
    succeeded: async () => undefined,
    released: async () => undefined,
  });
  return {
    tenant: () => tenantIn(setting, kept, clock),
    device: (_tenant: string, user: string, deviceId: string) =>
      counted(kept, "device", deviceIn(setting, kept, clock, `${user} ${deviceId}`)),
    guard: (key: string) => counted(kept, "guard", guard(key)),
    authority: () => setting.authority ?? { revokeDevice: async () => [] },
  } as unknown as Handles;
}

/** Writes down each call. */
const counted = <Handle extends object>(kept: Kept, name: string, handle: Handle): Handle =>
  new Proxy(handle, {
    get: (calls, method, self) => {
      kept.calls.push(`${name}.${String(method)}`);
      return Reflect.get(calls, method, self);
    },
  });

/** As objects/tenant/held.ts says it. */
function heldFactsOf(setting: Setting, kept: Kept): HeldFacts {
  const { easPolicy, easAllowed = true, blocked } = setting;
  const state = blocked ? "blocked" : kept.state;
  const asks = easPolicy && (kept.handshake.held || Object.keys(easPolicy).length > 0);
  const standing = {
    ...{ easAllowed, state },
    ...(kept.wipe && { wipe: kept.wipe.state }),
    ...(asks && { policyVersion: lock(easPolicy, START).version }),
  };
  const isSuperseded = kept.isSuperseded && { isSuperseded: true as const };
  return { ...standing, mark: JSON.stringify([standing, setting.mark]), ...isSuperseded };
}

const tenantIn = (setting: Setting, kept: Kept, clock: VirtualClock) => ({
  heldTurn: async (ask: TurnAsk): Promise<TurnAnswer> => {
    await setting.whileAskingForTurn?.(ask);
    kept.turnAsks.push(ask);
    return kept.turns.ask(ask, { ...ADAPTER_DEFAULTS, ...setting.adapter }, clock.now());
  },
  heldTurnOver: async (id: string) => {
    kept.turnsOver.push(id);
    kept.turns.over(id);
  },
  heldCheck: async (devices: readonly HeldDevice[]) => {
    await setting.whileChecking?.();
    kept.heldChecks.push(devices.length);
    return {
      ...(kept.running && { adapter: kept.running }),
      facts: devices.map(() => heldFactsOf(setting, kept)),
    };
  },
  admission: async () => ({
    easAllowed: setting.easAllowed ?? true,
    ...(setting.easPolicy && { easPolicy: lock(setting.easPolicy, START) }),
    ...(setting.graceUntil && { graceUntil: setting.graceUntil }),
    ...setting.admission,
  }),
  bind: async (tokenHash: string, user: string, deviceId: string) => {
    await setting.whileBinding?.();
    if (setting.tokenReason) return { ok: false, reason: setting.tokenReason };
    if (tokenHash !== HANDOUT.tokenHash) return { ok: false, reason: "token-unknown" };
    const before = kept.bound.at(-1);
    if (before && before !== `${user} ${deviceId}`)
      return { ok: false, reason: "token-on-another-device" };
    if (!before) kept.bound.push(`${user} ${deviceId}`);
    return {
      ok: true,
      handout: { ...HANDOUT, deviceId, boundAt: START },
      bound: before ? "before" : "now",
    };
  },
  user: async () => null,
  noteDevice: async (summary: DeviceSummary) => {
    if (setting.isFull) return { ok: false, reason: "too-many-devices" };
    kept.devices.push(summary);
    return { ok: true };
  },
  noteDeviceEvent: async (_user: string, _id: string, event: Omit<DeviceEvent, "at">) =>
    void kept.events.push(event),
  noteWipe: async (_user: string, _id: string, wipe: WipeLife) => {
    if (setting.tenantFails?.()) throw new Error("the tenant is away");
    kept.wipes.push(wipe.state);
  },
  noteInformation: async (_user: string, _id: string, information: DeviceInformation) => {
    kept.information = information;
  },
  mayReceiveWipe: async (tokenHash: string, user: string) =>
    user === "alice" && tokenHash === setting.unboundToken,
  noteRefusal: async (refusal: Refusal) => void kept.refusals.push(refusal),
  reportLive: async (report: LiveReport) => {
    kept.reports.push(report);
    return {
      wantsWhole: false,
      ...(setting.watchedUntil && { watchedUntil: setting.watchedUntil }),
    };
  },
  checkLocalPassword: async (user: string, password: string) =>
    user === "alice" && password === PASSWORD,
});

function deviceIn(setting: Setting, kept: Kept, clock: VirtualClock, name: string) {
  const device: Partial<DeviceHandle> = {
    verified: async (verifier) => kept.verifiers.get(name) === verifier,
    facts: async () => ({
      known: kept.proof !== undefined,
      state: setting.blocked ? "blocked" : kept.state,
      proof: kept.proof ?? "none",
      ...(kept.tokenHash && { tokenHash: kept.tokenHash, handoutId: HANDOUT.id }),
      ...(kept.wipe && { wipe: kept.wipe }),
      ...(kept.isUnreported && { isWipeUnreported: true as const }),
      ...(kept.handshake.held && { policy: kept.handshake.held }),
      ...(kept.handshake.demands && { isPolicyDemanded: true as const }),
      ...(kept.retyped && { retypedHandout: kept.retyped }),
      ...(kept.shield.block && { behaviourBlock: kept.shield.block }),
      ...(clock.now() < kept.wireLogUntil && { wireLogUntil: kept.wireLogUntil }),
    }),
    admitted: async ({ verifier, handout, proof }) => {
      kept.admitted.push(name);
      kept.verifiers.set(name, verifier);
      kept.lastVerifiers.set(name, verifier);
      kept.tokenHash = handout?.tokenHash;
      kept.proof = proof;
      const { state, clientChanges } = kept;
      return { known: true, state, proof, clientChanges };
    },
    noteRetyped: async (handoutId) => {
      kept.retyped = handoutId;
    },
    forgetVerifier: async () => void kept.verifiers.delete(name),
    ...shieldsIn(kept, clock, name),
    addWireLine: async (line) => void kept.wireLines.push(line),
    stepPolicy: async (event: HandshakeEvent) => {
      const world = { now: clock.now(), newKey: String(++kept.keys) };
      const { next, outcome } = stepHandshake(kept.handshake, event, world);
      kept.handshake = next;
      return outcome;
    },
    stepWipe: async (event, on) => {
      const wipe = wipeStep(kept, event, clock.now(), on);
      return wipe ? { ok: true, wipe } : { ok: false, reason: "no-wipe" };
    },
    noteFolderKeys: async (keys) => {
      const { isKnown, kept: after } = stepFolderKeys(kept.folderKeys, keys);
      kept.folderKeys = after;
      return isKnown;
    },
    watched: async () => kept.watched,
    watch: async (watched) => {
      kept.watched = watched;
      kept.watches++;
    },
    wasVerified: async (verifier) => kept.lastVerifiers.get(name) === verifier,
    wipeReported: async () => {
      kept.isUnreported = false;
    },
  };
  return device;
}
