// Sign-in of a tenant's users on its pages, with the credentials of their Exchange mailbox (HTTP
// Basic, which iPhone OS 3's Safari speaks and every phone keeps until it is turned off). The
// password goes to judgeCredentials and nowhere else.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { canonicalUser, isUserName, splitLogin } from "../core/login.ts";
import { type Refused, refuse } from "../core/result.ts";
import {
  type CredentialsContext,
  type CredentialsReason,
  judgeCredentials,
} from "../credentials.ts";
import { log } from "../log.ts";
import { type BasicCredentials, parseBasic } from "../wire/basic-auth.ts";
import { WireError } from "../wire/wire-error.ts";
import { liftAccepted } from "./shield-acts.ts";

export type SignInReason = "sign-in-needed" | "credentials-malformed" | CredentialsReason;

/** A sign-in that was not accepted. */
export interface SignInProblem extends Refused<SignInReason> {
  readonly retryAfterSeconds?: number;
}

/** Who is there, by canonical name, and in which bytes their browser writes a password. */
export interface SignedInUser {
  readonly ok: true;
  readonly user: string;
  readonly charset: BasicCredentials["charset"];
}

/**
 * Browsers of today say what they will do with an answer (W3C, "Fetch Metadata Request Headers",
 * Sec-Fetch-Dest). These pages are for a person who opens them: as another site's picture or frame
 * they would only use something up. Old Safari says nothing and is let through.
 */
export function isEmbedded(c: Context<AppEnv>): boolean {
  return (c.req.header("Sec-Fetch-Dest") ?? "document") !== "document";
}

/** The user behind the request's Authorization header; `judge` says whether it is good. */
export async function signIn(
  c: Context<AppEnv>,
  judge: typeof judgeCredentials = judgeCredentials,
): Promise<SignedInUser | SignInProblem> {
  const tenant = c.get("tenant");
  const read = readCredentials(c.req.header("Authorization"));
  if (!read.ok) return read;
  const { password, charset } = read.credentials;
  // A user who copies the name from Settings types the provisioning token along with it.
  const user = canonicalUser(splitLogin(read.credentials.user).user, tenant.adapter);
  if (!isUserName(user)) return refuse("wrong-password");
  const judged = await judge(contextOf(c), { user, password, charset });
  if (judged.ok) {
    if (tenant.adapter.stalePasswordMinutes > 0) await liftAccepted(c, { user, password });
    return { ok: true, user, charset };
  }
  log("sign-in-refused", { tenant: tenant.name, user, reason: judged.reason });
  return judged;
}

/**
 * Asks a signed-in user's password once more, before something that cannot be undone. Guesses are
 * counted apart from the sign-in's: every request of the page signs in with a right password, which
 * would forget them.
 */
export async function confirmPassword(
  c: Context<AppEnv>,
  { user, charset }: SignedInUser,
  password: string,
): Promise<{ readonly ok: true } | SignInProblem> {
  if (!isPassword(password)) return refuse("wrong-password");
  const sent = fits(password, charset) ? charset : "utf-8";
  const credentials = { user, password, charset: sent };
  const judged = await judgeCredentials(contextOf(c), credentials, "confirm");
  if (!judged.ok)
    log("confirmation-refused", { tenant: c.get("tenant").name, user, reason: judged.reason });
  return judged;
}

const contextOf = (c: Context<AppEnv>): CredentialsContext => ({
  handles: c.get("handles"),
  clock: c.get("clock"),
  client: c.get("client"),
  tenant: c.get("tenant"),
});

const PASSWORD_MAX_LENGTH = 1_000;
/** What Basic credentials cannot carry (RFC 7617, section 2) is nobody's password. */
const isPassword = (text: string) =>
  text !== "" && text.length <= PASSWORD_MAX_LENGTH && !/\p{Cc}/u.test(text) && text.isWellFormed();

const fits = (text: string, charset: BasicCredentials["charset"]) =>
  charset === "utf-8" || /^[\u0020-\u00ff]*$/.test(text);

function readCredentials(header: string | undefined) {
  try {
    const credentials = parseBasic(header);
    return credentials ? ({ ok: true, credentials } as const) : refuse("sign-in-needed");
  } catch (error) {
    if (error instanceof WireError) return refuse("credentials-malformed");
    throw error;
  }
}
