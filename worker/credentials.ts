// Judges a user's password, wherever it was typed: at /iphone or in a phone's mail account.
// Guessing is slowed per tenant, user and client (the guard object), so that a stranger cannot lock
// a user out elsewhere; then the tenant's Exchange or its local directory decides. The password is
// used and forgotten.
import type { Clock } from "./clock.ts";
import { clientNetwork } from "./core/client-network.ts";
import { upstreamLogin } from "./core/login.ts";
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
}

/** What a password is given for; wrong ones are counted apart. */
export type GuardedDeed = "sign-in" | "confirm";

/**
 * Judges `credentials`: the guard first, so that a slowed-down client costs Exchange nothing, then
 * Exchange or the local directory. Only a wrong password counts as a guess; an unreachable Exchange
 * does not.
 */
export async function judgeCredentials(
  on: CredentialsContext,
  credentials: Credentials,
  deed: GuardedDeed = "sign-in",
): Promise<CredentialsJudgement> {
  const guard = on.handles.guard(
    `${deed}|${on.tenant.name}|${credentials.user}|${clientNetwork(on.client)}`,
  );
  const retryAfterSeconds = await guard.wait();
  if (retryAfterSeconds > 0) return { ok: false, reason: "slowed-down", retryAfterSeconds };
  const verdict = await askJudge(on, credentials);
  if (verdict === "good") {
    await guard.succeeded();
    return { ok: true };
  }
  if (verdict === "wrong-password") await guard.failed("sign-in");
  else await guard.released();
  return refuse(verdict);
}

async function askJudge(
  on: CredentialsContext,
  { user, password, charset }: Credentials,
): Promise<CredentialsVerdict> {
  const { adapter, name } = on.tenant;
  if (adapter.credentialCheck === "local-directory") {
    const good = await on.handles.tenant(name).checkLocalPassword(user, password);
    return good ? "good" : "wrong-password";
  }
  const login = upstreamLogin(adapter, user);
  return checkCredentials(adapter, { login, password, charset }, on.clock);
}
