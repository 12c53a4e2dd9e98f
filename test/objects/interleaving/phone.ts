// The phone of an interleaving: what it sends, and what it learns from the answers. It is written here
// anew: it knows of Provision what MS-ASPROV says, and nothing of the Worker's code.
import { expect } from "vitest";
import { decode, encode } from "../../../worker/wire/wbxml.ts";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import type { PhoneRequest } from "./site.ts";
import { type Act, type Play, wipeOf } from "./state.ts";

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
export async function send(play: Play, request: PhoneRequest): Promise<void> {
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

export const request = (play: Play, more: Partial<PhoneRequest>): PhoneRequest => {
  const { deviceId, token, key } = play;
  const made = { command: "FolderSync" as const, deviceId, token, key, body: folderSync() };
  const sent: PhoneRequest = { ...made, ...more };
  play.sent.push(sent);
  return sent;
};

export const synchronize: Act = (play) => send(play, request(play, {}));

export const askPolicy: Act = (play) =>
  send(play, request(play, { command: "Provision", body: policy() }));

export const acknowledgeWith =
  (keyOf: (play: Play) => string, status = "1"): Act =>
  async (play) => {
    const key = keyOf(play);
    const body = policy(el("Provision:PolicyKey", key), el("Provision:Status", status));
    await send(play, request(play, { command: "Provision", key, body }));
  };

/** Both phases at once, as a phone left in peace does. */
export const provisions: Act = async (play) => {
  await askPolicy(play);
  if (play.offered !== "") await acknowledgeWith(({ offered }) => offered)(play);
};

export const sayWiped =
  (status: "1" | "2"): Act =>
  async (play) => {
    const body = provision(el("Provision:RemoteWipe", el("Provision:Status", status)));
    await send(play, request(play, { command: "Provision", body }));
  };

/** A request sent before, to the letter. */
export const replay: Act = async (play) => {
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
export const twice: Act = async (play) => {
  if (play.sent.length === 0) return;
  const again = play.random.pick(play.sent);
  await Promise.all([send(play, again), send(play, again)]);
};

/** A request whose objects restart while it is under way. */
export const duringRestart: Act = async (play) => {
  if (play.sent.length === 0) return;
  const again = play.random.pick(play.sent);
  const what = play.random.pick(["tenant", "device"] as const);
  await Promise.all([send(play, again), play.site.restart(what, play.deviceId)]);
};
