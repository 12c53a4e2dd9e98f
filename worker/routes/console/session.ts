// Who asks, by the session's cookie or by Cloudflare Access, and how a session begins and ends. The
// rules: every sign-in makes a new random id (session fixation), the cookie alone holds it, and
// where Access is configured nothing but Access signs anybody in.
import type { AccessTeam } from "../../access.ts";
import type { Operator } from "../../core/operator.ts";
import { formToken, SESSION_RANDOM_BYTES, secretHash } from "../../core/session.ts";
import type { Env } from "../../env.ts";
import { randomText } from "../api/random-text.ts";
import type { ConsoleContext } from "./context.ts";
import { dropCookie, readCookie, setCookie } from "./cookies.ts";

const SESSION_COOKIE = "provost";
const ACCESS_HEADER = "Cf-Access-Jwt-Assertion";

/** `stranger` came through Access, but no operator has that address. */
export type Identified = "operator" | "nobody" | "stranger";

/** The Access team in front of the console, if one is configured. */
export function accessOf(env: Env): AccessTeam | undefined {
  const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUDIENCE: audience } = env;
  return team && audience ? { team, audience } : undefined;
}

/** Finds out who asks; sets the operator and the token of their forms. */
export async function identify(c: ConsoleContext): Promise<Identified> {
  const access = accessOf(c.env);
  if (access) return byAccess(c, access);
  const id = readCookie(c, SESSION_COOKIE);
  if (id === undefined) return "nobody";
  const hash = secretHash(id);
  const known = await c.get("handles").directory.session(hash);
  if (!known) return "nobody";
  const { operator, session } = known;
  c.set("operator", { ...nameAndScope(operator), operatorId: operator.id, session });
  c.set("csrf", formToken(c.env.VERIFIER_SECRET, hash));
  return "operator";
}

async function byAccess(c: ConsoleContext, access: AccessTeam): Promise<Identified> {
  const jwt = c.req.header(ACCESS_HEADER);
  if (jwt === undefined) return "nobody";
  const { accessAddress } = await import("../../access.ts");
  const address = await accessAddress(jwt, access, c.get("clock").now());
  if (address === undefined) return "nobody";
  const operator = await c.get("handles").directory.operatorByName(address);
  if (!operator) return "stranger";
  c.set("operator", { ...nameAndScope(operator), operatorId: operator.id, session: null });
  c.set("csrf", formToken(c.env.VERIFIER_SECRET, `access|${operator.id}`));
  return "operator";
}

const nameAndScope = ({ name, scope }: Operator) => ({ name, scope });

/**
 * Begins a session for an operator who has just proved who they are; the one before it, if there is
 * one, ends. False if the operator was removed or the password replaced meanwhile.
 */
export async function beginSession(
  c: ConsoleContext,
  operator: Operator & { readonly mark?: string },
): Promise<boolean> {
  const { directory } = c.get("handles");
  const before = readCookie(c, SESSION_COOKIE);
  if (before !== undefined) await directory.closeSession(secretHash(before));
  const id = randomText(SESSION_RANDOM_BYTES);
  const hash = secretHash(id);
  const opened = await directory.openSession(hash, operator.id, c.get("client"), operator.mark);
  if (!opened.ok) return false;
  setCookie(c, SESSION_COOKIE, id);
  c.set("csrf", formToken(c.env.VERIFIER_SECRET, hash));
  return true;
}

/** Ends the session of this request. */
export async function endSession(c: ConsoleContext): Promise<void> {
  const hash = sessionHashOf(c);
  if (hash !== undefined) await c.get("handles").directory.closeSession(hash);
  dropCookie(c, SESSION_COOKIE);
}

/** The hash by which the directory knows this request's session. */
export function sessionHashOf(c: ConsoleContext): string | undefined {
  const id = readCookie(c, SESSION_COOKIE);
  return id === undefined ? undefined : secretHash(id);
}
