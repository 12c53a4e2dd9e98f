// A wipe that Exchange orders (Outlook on the web, the management shell), found where it shows: in an answer to
// Provision, or by a demand on any other command, which says the same as a demand for a policy or a refusal (MS-ASCMD
// 2.2.2: status 140; HTTP 449, or 403 for a phone that shows no key). The rule: what may be one is asked for.
import { keepNewest } from "../../core/newest.ts";
import type { WipeScope } from "../../core/wipe.ts";
import type { Gate } from "./admission.ts";
import { forgetStanding } from "./admission.ts";
import { wipeDemand } from "./own-answers.ts";
import { askForWipe, orderOfExchange } from "./provision-wipe.ts";
import { presentedKey } from "./request.ts";
import type { Standing } from "./standing.ts";
import { type Asked, readAnswer } from "./upstream-provision.ts";
import { takeWipeStep } from "./wipe-steps.ts";

/** Who was refused and is not to be erased is not asked about again for this long, in milliseconds. */
const BELIEVED_MS = 60_000;
const MAX_BELIEVED = 1000;
const noWipeUntil = new Map<string, number>();

/**
 * What the phone gets instead of `response`, which Exchange gave to its command, if that is an order to erase it or a
 * demand to fetch one. Null if it is none: `response` is still whole; "broken" if it broke off and is nothing.
 */
export async function wipeOfExchange(
  asked: Asked,
  standing: Standing,
  response: Response,
): Promise<Response | null | "broken"> {
  const { gate, request } = asked;
  const scope =
    request.command === "Provision"
      ? await scopeIn(response)
      : await scopeBehindDemand(asked, standing, response.status);
  if (scope === "broken") return scope;
  if (scope === undefined) return null;
  await response.body?.cancel();
  forgetStanding(standing);
  if (request.command === "Provision") return orderOfExchange(asked, scope);
  await takeWipeStep(gate, request, "demand", { scope });
  await takeWipeStep(gate, request, "arm");
  return wipeDemand(request, presentedKey(request, asked.headers));
}

async function scopeIn(response: Response): Promise<WipeScope | "broken" | undefined> {
  if (response.status !== 200) return undefined;
  const theirs = await readAnswer(response.clone());
  if (theirs.says === "nothing") return "broken";
  return theirs.says === "wipe" ? theirs.scope : undefined;
}

/** A 403 has many reasons, so one that is no wipe is believed for a while. */
async function scopeBehindDemand(
  asked: Asked,
  { verifier }: Standing,
  status: number,
): Promise<WipeScope | undefined> {
  if (status === 403 && isBelieved(asked.gate, verifier)) return undefined;
  const theirs = await askForWipe(asked);
  if (theirs.says === "wipe") return theirs.scope;
  if (status === 403) believe(asked.gate, verifier);
  return undefined;
}

const isBelieved = ({ clock }: Gate, verifier: string): boolean =>
  clock.now() < (noWipeUntil.get(verifier) ?? 0);

const believe = ({ clock }: Gate, verifier: string): void =>
  keepNewest(noWipeUntil, verifier, clock.now() + BELIEVED_MS, MAX_BELIEVED);
