// One interleaving: a phone, an administrator, restarts and time in a seeded order, and what must hold
// after every step, whatever the order. The phone is written here anew: it knows of Provision what
// MS-ASPROV says, and nothing of the Worker's code.
import { expect } from "vitest";
import { hashToken, newToken } from "../../../worker/core/token.ts";
import type { WipeLife } from "../../../worker/core/wipe.ts";
import {
  allowDevice,
  blockDevice,
  cancelWipe,
  wipeDevice,
} from "../../../worker/routes/device-acts.ts";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import type { Random } from "../../support/random.ts";
import { handles } from "../world.ts";
import type { PhoneRequest, Site } from "./site.ts";

const USER = "alice";
const MINUTE = 60_000;
/** Longer than anything an isolate remembers. */
const LATER = 6_000;

/** What the phone holds, and what was seen of it from outside. */
interface Play {
  readonly site: Site;
  readonly random: Random;
  readonly deviceId: string;
  readonly token: string;
  /** The key the phone shows. */
  key: string;
  /** The temporary key it was offered last. */
  offered: string;
  /** Every final key it was granted, oldest first. */
  readonly granted: string[];
  /** Orders to erase that reached the phone since a wipe was requested last. */
  ordersSeen: number;
  /** The administrator's orders in force. */
  isBlocked: boolean;
  isWiping: boolean;
  isPolicyInForce: boolean;
  isDisabled: boolean;
  /** Requests sent before, to be sent again as they were. */
  readonly sent: PhoneRequest[];
  readonly steps: string[];
}

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

const folderSync = () =>
  encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")));
const provision = (...content: readonly Node[]) => encode(el("Provision:Provision", ...content));
const policy = (...content: readonly Node[]) =>
  provision(
    el(
      "Provision:Policies",
      el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"), ...content),
    ),
  );

/** Sends one request of the phone and judges what became of it. */
async function send(play: Play, request: PhoneRequest): Promise<void> {
  const { site } = play;
  const before = site.reached.length;
  const answer = await site.send(request);
  const body = new Uint8Array(await answer.arrayBuffer());
  expect(answer.status, "an answer of ours").not.toBe(500);
  const data = site.reached
    .slice(before)
    .filter(({ command, deviceId }) => command !== "Provision" && deviceId === play.deviceId);
  if (data.length > 0) judgeData(play, request);
  if (request.command !== "Provision" || !request.body) return;
  const read = answer.status === 200 && body.length > 0 ? decode(body) : answer.status;
  await learn(play, request.body, read);
}

/** No data before proof, and none against an order or a policy. */
function judgeData(play: Play, { token, key }: PhoneRequest): void {
  expect(token, "data without a token").toBe(play.token);
  expect(play.isBlocked, "data of a blocked device").toBe(false);
  expect(play.isWiping, "data while a wipe waits").toBe(false);
  expect(play.isDisabled, "data of a disabled account").toBe(false);
  if (play.isPolicyInForce) expect(key, "data by another key").toBe(play.granted.at(-1));
}

const request = (play: Play, more: Partial<PhoneRequest>): PhoneRequest => {
  const { deviceId, token, key } = play;
  const made = { command: "FolderSync" as const, deviceId, token, key, body: folderSync() };
  const sent: PhoneRequest = { ...made, ...more };
  play.sent.push(sent);
  return sent;
};

type Act = (play: Play) => Promise<void>;

const synchronize: Act = (play) => send(play, request(play, {}));

const askPolicy: Act = (play) =>
  send(play, request(play, { command: "Provision", body: policy() }));

const acknowledgeWith =
  (keyOf: (play: Play) => string, status = "1"): Act =>
  async (play) => {
    const key = keyOf(play);
    const body = policy(el("Provision:PolicyKey", key), el("Provision:Status", status));
    await send(play, request(play, { command: "Provision", key, body }));
  };

/** Both phases at once, as a phone left in peace does. */
const provisions: Act = async (play) => {
  await askPolicy(play);
  if (play.offered !== "") await acknowledgeWith(({ offered }) => offered)(play);
};

const sayWiped =
  (status: "1" | "2"): Act =>
  async (play) => {
    const body = provision(el("Provision:RemoteWipe", el("Provision:Status", status)));
    await send(play, request(play, { command: "Provision", body }));
  };

/** A request sent before, to the letter. */
const replay: Act = async (play) => {
  if (play.sent.length > 0) await send(play, play.random.pick(play.sent));
};

/** What the phone learns from the answer to a Provision request of its own. */
async function learn(play: Play, asked: Uint8Array, answer: Node | number): Promise<void> {
  const said = decode(asked);
  if (child(said, "Provision:RemoteWipe")) return wipeAnswered(play);
  if (typeof answer === "number") return;
  if (child(answer, "Provision:RemoteWipe")) {
    expect(play.isWiping || (await wipeOf(play))?.state === "ordered", "an order nobody gave").toBe(
      true,
    );
    play.isWiping = true;
    play.ordersSeen++;
    return;
  }
  const ours = path(said, "Provision:Policies", "Provision:Policy") as Node;
  const theirs = path(answer, "Provision:Policies", "Provision:Policy");
  const key = theirs && text(theirs, "Provision:PolicyKey");
  if (key === undefined) return;
  expect(key).not.toBe("0");
  const acknowledged = text(ours, "Provision:PolicyKey");
  if (acknowledged === undefined) {
    expect(play.granted, "a final key as the temporary one").not.toContain(key);
    play.offered = key;
    return;
  }
  expect(text(ours, "Provision:Status"), "a key for a policy that was refused").toBe("1");
  expect(key, "the temporary key as the final one").not.toBe(acknowledged);
  if (key !== play.granted.at(-1)) play.granted.push(key);
  play.key = key;
}

/** The phone said what became of its erasure, maybe not for the first time. */
async function wipeAnswered(play: Play): Promise<void> {
  const wipe = await wipeOf(play);
  if (wipe?.state === "acknowledged" || wipe?.state === "refused") {
    expect(play.ordersSeen, "the end of a wipe that was never ordered").toBeGreaterThan(0);
    play.isWiping = false;
  }
  if (wipe?.state === "acknowledged") play.isBlocked = true;
}

/** The same request twice at the same moment, as a phone whose connection broke sends it. */
const twice: Act = async (play) => {
  if (play.sent.length === 0) return;
  const again = play.random.pick(play.sent);
  await Promise.all([send(play, again), send(play, again)]);
};

/** A request whose objects restart while it is under way. */
const duringRestart: Act = async (play) => {
  if (play.sent.length === 0) return;
  const again = play.random.pick(play.sent);
  const what = play.random.pick(["tenant", "device"] as const);
  await Promise.all([send(play, again), play.site.restart(what, play.deviceId)]);
};

const order = ({ site, deviceId }: Play) => ({
  ...{ tenant: site.tenant, user: USER, deviceId, actor: "bob" },
});
const wipeOf = async ({ site, deviceId }: Play): Promise<WipeLife | undefined> =>
  (await handles.device(site.tenant, USER, deviceId).facts()).wipe;

const lock: Act = async (play) => {
  const tenant = handles.tenant(play.site.tenant);
  const length = 4 + play.random.below(3);
  await tenant.editPolicy(
    "everyone",
    { easPasswordEnabled: true, easMinPasswordLength: length },
    "bob",
  );
  await tenant.lockPolicy("everyone", ["eas-security"], "bob");
  play.isPolicyInForce = true;
};

const unlock: Act = async (play) => {
  await handles.tenant(play.site.tenant).unlockPolicy("everyone", ["eas-security"], "bob");
  play.isPolicyInForce = false;
};

const block: Act = async (play) => {
  if ((await blockDevice(handles, order(play))).ok) play.isBlocked = true;
};
const allow: Act = async (play) => {
  if ((await allowDevice(handles, order(play))).ok) play.isBlocked = false;
};

const wipe: Act = async (play) => {
  const before = await wipeOf(play);
  if (!(await wipeDevice(handles, order(play))).ok) return;
  play.isWiping = true;
  // An order that is out already can still be obeyed.
  if (before?.state !== "cancelled") play.ordersSeen = 0;
};
const cancel: Act = async (play) => {
  if (!(await cancelWipe(handles, order(play))).ok) return;
  play.isWiping = false;
};
const disable =
  (isDisabled: boolean): Act =>
  async (play) => {
    play.isDisabled = isDisabled;
    play.site.disable(isDisabled);
  };

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
