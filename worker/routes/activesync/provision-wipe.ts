// A wipe in Provision (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2): the order, and what the phone says to it. The rules: only the
// phone's own word ends a wipe; a wipe that Exchange orders is asked for there once more before it goes out, because it
// may have been taken back; Exchange hears the phone's word on every wipe it ordered, also beside ours.
import { ACCOUNT_WIPE_VERSION } from "../../core/device.ts";
import {
  isWipePending,
  owesExchange,
  type WipeLife,
  type WipeScope,
  wipeScope,
} from "../../core/wipe.ts";
import { encode } from "../../wire/wbxml.ts";
import { el } from "../../wire/wbxml-tree.ts";
import { forgetCredentials, forgetStanding } from "./admission.ts";
import { denialAnswer } from "./denials.ts";
import { deviceOf } from "./judgement.ts";
import { PROVISION_STATUS, provisionAnswer, WIPE_TAGS, wipeOrder } from "./own-answers.ts";
import type { ProvisionAnswer } from "./provision.ts";
import { noteEvent } from "./provision-notes.ts";
import type { ProvisionRequest } from "./provision-request.ts";
import { recordRefusal } from "./refusal-notes.ts";
import type { Standing } from "./standing.ts";
import { type Asked, askUpstream, type UpstreamPolicy } from "./upstream-provision.ts";
import { takeWipeStep } from "./wipe-steps.ts";

/** A phone that waits for its order shall not wait for an Exchange that is slow, in milliseconds. */
const ASK_WITHIN_MS = 10_000;

/** Asks Exchange with an empty Provision whether it orders a wipe (MS-ASPROV 3.2.5.1.1). */
export const askForWipe = (asked: Asked): Promise<UpstreamPolicy> =>
  askUpstream(asked, encode(el("Provision:Provision")), "0", ASK_WITHIN_MS);

/** The order to erase, or what comes of the phone's answer to it; null if there is no wipe here. */
export async function answerWipe(
  asked: Asked,
  standing: Standing,
  said: ProvisionRequest,
): Promise<ProvisionAnswer | null> {
  if (said.asks === "wiped" || said.asks === "account-wiped") {
    if (!standing.isWipeDue && standing.wipe === undefined) return null;
    forgetStanding(standing);
    return hear(asked, standing, said);
  }
  if (!standing.isWipeDue) return null;
  if (standing.wipe !== "acknowledged") return order(asked, standing);
  // Erased by its own word, and back with what it had: it stays out.
  const reason = "device-wiped";
  await recordRefusal(asked.gate, asked.request, reason);
  return denialAnswer(reason, asked.request) ?? { reason };
}

/** Takes an order of Exchange over as a life of its own here, and passes it on to the phone. */
export async function orderOfExchange(asked: Asked, scope: WipeScope): Promise<Response> {
  await takeWipeStep(asked.gate, asked.request, "demand", { scope });
  return handOut(asked);
}

async function order(asked: Asked, standing: Standing): Promise<ProvisionAnswer> {
  const { gate, request } = asked;
  const asksExchange = !standing.isUnverified && request.device !== undefined;
  if (!asksExchange) return handOut(asked);
  const { wipe } = await deviceOf(gate, request.user, request.device).facts();
  // Ours is compared with Exchange's once, at its first order; Exchange's own each time.
  if (!wipe || (wipe.origin !== "exchange" && wipe.orders > 0)) return handOut(asked);
  const theirs = await askForWipe(asked);
  switch (theirs.says) {
    case "wipe":
      return orderOfExchange(asked, theirs.scope);
    case "wrong-password":
      // The account was disabled since: what was ordered before stands.
      await forgetCredentials(gate, request, standing);
      return handOut(asked);
    case "nothing":
    case "unreadable":
      return wipe.origin === "exchange" ? { reason: "upstream-unreachable" } : handOut(asked);
    default:
      if (wipe.exchange) await takeWipeStep(gate, request, "withdraw");
      forgetStanding(standing);
      return handOut(asked);
  }
}

/** The order goes out, if the wipe still stands and the phone knows how to obey it. */
async function handOut(asked: Asked): Promise<Response> {
  const { gate, request } = asked;
  const { device, user } = request;
  const { wipe } = device ? await deviceOf(gate, user, device).facts() : {};
  const isForOthers =
    wipe && wipeScope(wipe) === "account" && device?.protocolVersion !== ACCOUNT_WIPE_VERSION;
  // An older version knows only the wipe of everything, which nobody ordered: no data, and no order either.
  if (isForOthers) return provisionAnswer(PROVISION_STATUS.serverError);
  const ordered = await takeWipeStep(gate, request, "order");
  // Taken back a moment ago: the phone asks again, and is judged anew.
  return ordered
    ? wipeOrder(PROVISION_STATUS.success, wipeScope(ordered))
    : provisionAnswer(PROVISION_STATUS.success);
}

type Word = Extract<ProvisionRequest, { asks: "wiped" | "account-wiped" }>;

/** The phone says what became of its wipe. A removed account is no erased phone. */
async function hear(asked: Asked, standing: Standing, said: Word): Promise<Response> {
  const { gate, request } = asked;
  const { device, user } = request;
  if (!device || (said.status !== "1" && said.status !== "2"))
    return provisionAnswer(PROVISION_STATUS.protocolError);
  const before = (await deviceOf(gate, user, device).facts()).wipe;
  const isDone = said.status === "1";
  if (!before) return provisionAnswer(PROVISION_STATUS.protocolError);
  const isTooLittle = said.asks === "account-wiped" && wipeScope(before) === "device";
  if (isDone && isTooLittle && isWipePending(before)) return handOut(asked);
  if (isDone && isTooLittle) return provisionAnswer(PROVISION_STATUS.protocolError);
  const step = await takeWipeStep(gate, request, isDone ? "acknowledge" : "refuse");
  // A word that is repeated changes nothing; Exchange may not have heard it yet.
  const life = step ?? before;
  if (!standing.isUnverified && life.endedAt !== undefined) await tell(asked, life, said);
  if (isDone) return provisionAnswer(PROVISION_STATUS.success);
  if (life.state !== "refused") return provisionAnswer(PROVISION_STATUS.protocolError);
  // MS-ASPROV 3.2.5.1.2.2: a failure is answered by the order once more.
  return wipeOrder(PROVISION_STATUS.protocolError, wipeScope(life));
}

/**
 * The word on Exchange's order goes there, in the form of that order; tried twice, because the phone says it once. A phone
 * that was erased stays so, whatever comes late.
 */
async function tell(asked: Asked, life: WipeLife, { asks, ...said }: Word): Promise<void> {
  const status = life.state === "acknowledged" ? "1" : said.status;
  if (life.exchange?.toldAt !== undefined) return;
  const owes = owesExchange(life);
  const theirs = owes ? life.exchange?.scope : await orderedMeanwhile(asked);
  if (theirs === undefined || (asks === "account-wiped" && theirs === "device")) return;
  const word = encode(
    el("Provision:Provision", el(WIPE_TAGS[theirs], el("Provision:Status", status))),
  );
  const isHeard = (await isTaken(asked, word)) || (await isTaken(asked, word));
  if (!isHeard) return;
  if (owes) await takeWipeStep(asked.gate, asked.request, "tell");
  else await noteEvent(asked, "wipe-told-to-exchange", "");
}

/** What Exchange orders that did so after our own order went out. */
async function orderedMeanwhile(asked: Asked): Promise<WipeScope | undefined> {
  const theirs = await askForWipe(asked);
  return theirs.says === "wipe" ? theirs.scope : undefined;
}

/** Servers answer by a status alone, by their policy, or by the order once more (2007, 2010): all have heard it. */
async function isTaken(asked: Asked, word: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const theirs = await askUpstream(asked, word, "0", ASK_WITHIN_MS);
  if (theirs.says === "refused") return theirs.http === undefined;
  return !["nothing", "unreadable", "wrong-password"].includes(theirs.says);
}
