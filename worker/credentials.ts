// Judges a user's password, wherever it was typed: at /iphone or in a phone's mail account.
// Guessing is slowed per tenant, user and client (the guard object), so that a stranger cannot lock
// a user out elsewhere; then the tenant's Exchange or its local directory decides. The password is
// used and forgotten.
import type { Clock } from "./clock.ts";
import { clientNetwork } from "./core/client-network.ts";
import { upstreamLogin } from "./core/login.ts";
import { keepNewest } from "./core/newest.ts";
import { type Refused, refuse } from "./core/result.ts";
import type { RunningTenant } from "./core/tenant.ts";
import type { Handles } from "./objects/handles.ts";
import { type CredentialsVerdict, checkCredentials, type UpstreamReason } from "./upstream.ts";

/** Why credentials were not accepted. */
export type CredentialsReason =
  | "wrong-password"
  | "slowed-down"
  | "eas-not-enabled-upstream"
  | UpstreamReason;

/**
 * Good, or why not; `retryAfterSeconds` says how long this client must wait before the next try.
 */
export type CredentialsJudgement =
  | { readonly ok: true }
  | Refused<Exclude<CredentialsReason, "slowed-down">>
  | (Refused<"slowed-down"> & { readonly retryAfterSeconds: number });

/** Where and for whom credentials are judged. */
export interface CredentialsContext {
  readonly handles: Pick<Handles, "guard" | "tenant">;
  readonly clock: Clock;
  /** The client's network address. */
  readonly client: string;
  readonly tenant: RunningTenant;
}

export interface Credentials {
  /** Canonical user name (core/login). */
  readonly user: string;
  readonly password: string;
  readonly charset: "utf-8" | "latin1";
  /** The password is a bearer token: nobody guesses one, and it expires every hour. */
  readonly isBearer?: true;
}

/** What a password is given for; wrong ones are counted apart. */
export type GuardedDeed = "sign-in" | "confirm";

/**
 * Judges `credentials`: the guards first, so that a slowed-down client costs Exchange nothing, then
 * Exchange or the local directory. Only a wrong password counts as a guess; an unreachable Exchange
 * does not. A network from which many users' passwords were wrong is slowed down as a whole, but for
 * devices that are known as the user's own.
 */
export async function judgeCredentials(
  on: CredentialsContext,
  credentials: Credentials,
  deed: GuardedDeed = "sign-in",
  isFromKnownDevice = false,
): Promise<CredentialsJudgement> {
  if (credentials.isBearer) {
    const verdict = await askJudge(on, credentials);
    return verdict === "good" ? { ok: true } : refuse(verdict);
  }
  const key = guardKey(on, credentials.user, deed);
  const known = knownWait(on, key);
  if (known > 0) return { ok: false, reason: "slowed-down", retryAfterSeconds: known };
  const guard = on.handles.guard(key);
  // Who comes from a device of this user does not try passwords on many users, whoever shares the network.
  const network = isFromKnownDevice ? null : networkGuard(on);
  const [own, shared] = await Promise.all([guard.wait(), network?.wait("network") ?? 0]);
  const retryAfterSeconds = Math.max(own, shared);
  if (retryAfterSeconds > 0) {
    if (own > 0) keepWait(on, key, own);
    if (own === 0) await guard.released();
    if (shared === 0) await network?.released();
    return { ok: false, reason: "slowed-down", retryAfterSeconds };
  }
  const verdict = await askJudge(on, credentials);
  const isWrong = verdict === "wrong-password";
  if (verdict === "good") await guard.succeeded();
  else if (isWrong) await guard.failed("sign-in");
  else await guard.released();
  const isFirst = isWrong && network !== null && (await guard.failures()) === 1;
  if (isFirst) await network.failed("network");
  else await network?.released();
  return verdict === "good" ? { ok: true } : refuse(verdict);
}

/** Seconds that this client must wait before it may try a password of this user; 0 if it may now. */
export async function slowedFor(on: CredentialsContext, user: string): Promise<number> {
  const key = guardKey(on, user, "sign-in");
  return knownWait(on, key) || on.handles.guard(key).waiting();
}

/** As slowedFor, as far as this isolate knows: nobody is asked. */
export const knownToBeSlowed = (on: CredentialsContext, user: string): number =>
  knownWait(on, guardKey(on, user, "sign-in"));

/**
 * May a password that Exchange refused once be asked a second time, because its answer may have been a stray one? One
 * question of each user within an hour: more would help to lock the account.
 */
export async function maySecondQuestion(on: CredentialsContext, user: string): Promise<boolean> {
  const second = on.handles.guard(`second|${on.tenant.name}|${user}`);
  return (await second.failed("second-question")) === 0;
}

const guardKey = ({ tenant, client }: CredentialsContext, user: string, deed: GuardedDeed) =>
  `${deed}|${tenant.name}|${user}|${clientNetwork(client)}`;

/**
 * Until when guards let nobody in, as they said: they need not be asked before. Kept with the handles to them.
 */
const waits = new WeakMap<object, Map<string, number>>();
/** Entries of about 150 bytes. */
const MAX_WAITS = 5000;

/** Seconds left, 0 if nothing is known. */
function knownWait({ handles, clock }: CredentialsContext, key: string): number {
  const until = waits.get(handles)?.get(key) ?? 0;
  return Math.max(0, Math.ceil((until - clock.now()) / 1000));
}

function keepWait({ handles, clock }: CredentialsContext, key: string, seconds: number): void {
  const known = waits.get(handles) ?? new Map<string, number>();
  waits.set(handles, known);
  keepNewest(known, key, clock.now() + seconds * 1000, MAX_WAITS);
}

/** Counts users, not tries: the first wrong password of each one from one network. */
const networkGuard = ({ handles, tenant, client }: CredentialsContext) =>
  handles.guard(`network|${tenant.name}|${clientNetwork(client)}`);

async function askJudge(
  on: CredentialsContext,
  { user, password, charset, isBearer }: Credentials,
): Promise<CredentialsVerdict> {
  const { adapter, name } = on.tenant;
  if (adapter.credentialCheck === "local-directory") {
    // A local directory knows passwords only.
    if (isBearer) return "wrong-password";
    const good = await on.handles.tenant(name).checkLocalPassword(user, password);
    return good ? "good" : "wrong-password";
  }
  const login = upstreamLogin(adapter, user);
  const asked = { login, password, charset, ...(isBearer && { isBearer }) };
  return checkCredentials(adapter, asked, on.clock);
}
