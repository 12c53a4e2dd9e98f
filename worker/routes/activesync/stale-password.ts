// The shield of accounts against their own phones: a password that Exchange refused is answered 401 here for a while, and
// Exchange is not asked. A phone keeps an old password for days and sends it every few minutes, until the account is
// locked. The rules: any other password is asked at once; what is kept is a verifier, in the object of a device that is
// known already, and in this isolate's memory for seconds; for an unknown device in memory only. Whoever is slowed down for
// guessing hears that before anything else, so that refused passwords cannot be found out faster than good ones; and an
// answer from here takes as long as Exchange's last refusal took.

import { refusedVerifier } from "../../core/gateway-verifier.ts";
import { keepNewest } from "../../core/newest.ts";
import { type Refused, refuse } from "../../core/result.ts";
import type { PasswordVerdict } from "../../core/shield.ts";
import {
  type CredentialsJudgement,
  judgeCredentials,
  knownToBeSlowed,
  maySecondQuestion,
  slowedFor,
} from "../../credentials.ts";
import type { Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import type { EasRequest, Evidence } from "./request.ts";

const MINUTE = 60_000;
/** What a device's object said is believed for as long as a standing is: then a lifted shield is lifted here, too. */
const BELIEVED_FOR = 5000;
/** For a device that nobody knows there is no object to ask; a password set back there is tried again after this. */
const UNKNOWN_FOR = 5 * MINUTE;
/** Longest time an answer is held back to look like Exchange's, in milliseconds. */
const LONGEST_DELAY = 1000;

interface Remembered {
  readonly until: number;
  /** Answers from memory that the device's object has not counted yet. */
  spared: number;
}

/** Entries of about 150 bytes. */
const MAX_REMEMBERED = 5000;
const remembered = new Map<string, Remembered>();

interface Presented {
  readonly request: Pick<EasRequest, "user" | "device">;
  readonly evidence: Pick<Evidence, "credentials">;
}
type Shielded = CredentialsJudgement | Refused<"stale-password">;

/** Judges credentials as judgeCredentials does, but for a password that was refused not long ago. */
export async function judgeBehindShield(gate: Gate, presented: Presented): Promise<Shielded> {
  const { user, device } = presented.request;
  const { adapter } = gate.tenant;
  const credentials = { ...presented.evidence.credentials, user };
  if (isUnshielded(gate, presented)) return judgeCredentials(gate, credentials);
  // Who is slowed down costs nobody a question.
  const retryAfterSeconds = knownToBeSlowed(gate, user);
  if (retryAfterSeconds > 0) return { ok: false, reason: "slowed-down", retryAfterSeconds };
  const verifier = staleVerifier(gate, presented);
  const known = remembered.get(verifier);
  const isFresh = known !== undefined && gate.clock.now() < known.until;
  const { verdict: said, isKnown } = isFresh
    ? { verdict: "refused" as const, isKnown: false }
    : await askDevice(gate, presented, verifier);
  const verdict = said === "ask-if-allowed" ? await secondVerdict(gate, user) : said;
  if (verdict === "refused") return answerHere(gate, user, { verifier, isFresh, isKnown });
  const begun = gate.clock.now();
  const judged = await judgeCredentials(gate, credentials, "sign-in", isKnown);
  if (
    !judged.ok &&
    judged.reason === "wrong-password" &&
    adapter.credentialCheck !== "local-directory"
  ) {
    tookLast.set(gate.tenant.name, Math.min(gate.clock.now() - begun, LONGEST_DELAY));
    await keepRefused(gate, presented, verifier);
  }
  if (judged.ok) remembered.delete(verifier);
  if (judged.ok && device && verdict === "ask-once-more")
    await deviceOf(gate, user, device).liftPasswords([verifier]);
  return judged;
}

const secondVerdict = async (gate: Gate, user: string) =>
  (await maySecondQuestion(gate, user)) ? "ask-once-more" : "refused";

/** Exchange refused the password of a request that had been admitted: from now on it is not asked for it. */
export async function noteStalePassword(gate: Gate, presented: Presented): Promise<void> {
  if (isUnshielded(gate, presented)) return;
  await keepRefused(gate, presented, staleVerifier(gate, presented));
}

/** A bearer token locks no account; and nobody slows down who sends many, so they would push out what is kept. */
const isUnshielded = ({ tenant }: Gate, { evidence: { credentials } }: Presented): boolean =>
  tenant.adapter.stalePasswordMinutes === 0 || credentials.isBearer === true;

function staleVerifier(
  { tenant, secret }: Gate,
  { request: { user, device }, evidence: { credentials } }: Presented,
): string {
  const { password, charset } = credentials;
  return refusedVerifier(secret, {
    tenant: tenant.name,
    user,
    password,
    charset,
    deviceId: device?.deviceId,
  });
}

async function askDevice(
  gate: Gate,
  { request: { user, device } }: Presented,
  verifier: string,
): Promise<{ readonly verdict: PasswordVerdict; readonly isKnown: boolean }> {
  if (!device) return { verdict: "ask", isKnown: false };
  const spared = remembered.get(verifier)?.spared ?? 0;
  remembered.delete(verifier);
  return deviceOf(gate, user, device).presentPassword(verifier, spared);
}

async function answerHere(
  gate: Gate,
  user: string,
  on: { readonly verifier: string; readonly isFresh: boolean; readonly isKnown: boolean },
): Promise<Shielded> {
  const retryAfterSeconds = await slowedFor(gate, user);
  if (retryAfterSeconds > 0) return { ok: false, reason: "slowed-down", retryAfterSeconds };
  const known = on.isFresh ? remembered.get(on.verifier) : undefined;
  if (known) known.spared++;
  else remember(on.verifier, gate.clock.now() + BELIEVED_FOR);
  const delay = tookLast.get(gate.tenant.name) ?? 0;
  if (delay > 0) await gate.clock.sleep(delay);
  return refuse("stale-password");
}

async function keepRefused(gate: Gate, { request }: Presented, verifier: string): Promise<void> {
  const { user, device } = request;
  const minutes = gate.tenant.adapter.stalePasswordMinutes;
  const isKept = device
    ? await deviceOf(gate, user, device).refusePassword(verifier, minutes)
    : false;
  const lasts = isKept ? BELIEVED_FOR : Math.min(minutes * MINUTE, UNKNOWN_FOR);
  remember(verifier, gate.clock.now() + lasts);
}

function remember(verifier: string, until: number): void {
  keepNewest(remembered, verifier, { until, spared: 0 }, MAX_REMEMBERED);
}

/** Milliseconds that Exchange took to refuse a password, by tenant: as many entries as an isolate serves tenants. */
const tookLast = new Map<string, number>();
