// Sessions of the console, as pure decisions: how long they live, how a form is bound to one, and
// where a sign-in may lead. The rules: the secret id is only in the cookie (the directory knows its
// hash), a form's token proves the session it was made for (OWASP CSRF Prevention Cheat Sheet,
// "HMAC based token"), and no answer leads to another host.
import { createHash, createHmac } from "node:crypto";
import { sameSecret } from "./constant-time.ts";
import type { OperatorSession } from "./operator.ts";

const MINUTE = 60_000;

/** A session nobody used for this long is over, in milliseconds. */
export const SESSION_IDLE = 30 * MINUTE;
/** A session is over this long after its sign-in, in milliseconds. */
export const SESSION_LIFETIME = 12 * 60 * MINUTE;
/** Activity is written down no more often than this, in milliseconds. */
export const SESSION_TOUCH = MINUTE;
/** A set-up link nobody used is void after this time, in milliseconds. */
export const SET_UP_LIFETIME = 24 * 60 * MINUTE;
/** Random bytes behind a session's id and a set-up link's code. */
export const SESSION_RANDOM_BYTES = 32;

/** True while a session was used recently enough and is not too old. */
export function sessionLives(
  { lastSeenAt, endsAt }: Pick<OperatorSession, "lastSeenAt" | "endsAt">,
  now: number,
): boolean {
  return now < endsAt && now - lastSeenAt < SESSION_IDLE;
}

/** The form in which a session's id or a set-up code is stored and looked up: SHA-256, in hex. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/**
 * The token in every form of one session.
 * @param secret the Worker's secret. @param boundTo what only this session has, such as its hash.
 */
export function formToken(secret: string, boundTo: string): string {
  return createHmac("sha256", secret).update(`console form|${boundTo}`).digest("base64url");
}

/** `text` with a seal that only this Worker can make for `boundTo`; it is not hidden. */
export function sealed(secret: string, boundTo: string, text: string): string {
  const body = Buffer.from(text).toString("base64url");
  return `${body}.${sealOf(secret, boundTo, body)}`;
}

/** The text under a seal made for `boundTo`, or undefined if somebody else made it. */
export function unsealed(secret: string, boundTo: string, value: string): string | undefined {
  const [body = "", seal = ""] = value.split(".");
  if (!sameSecret(seal, sealOf(secret, boundTo, body))) return undefined;
  return Buffer.from(body, "base64url").toString();
}

const sealOf = (secret: string, boundTo: string, body: string) =>
  createHmac("sha256", secret).update(`console seal|${boundTo}|${body}`).digest("base64url");

/** A path and query of ours. What browsers read as another host begins with two slashes. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}$/;

/** `text` if it is a path on this very host, else undefined (WHATWG URL, section 4.4). */
export function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || !OWN_PATH.test(text)) return undefined;
  const base = "https://own.invalid";
  const url = URL.parse(text, base);
  if (url?.origin !== base) return undefined;
  const path = `${url.pathname}${url.search}`;
  return OWN_PATH.test(path) ? path : undefined;
}
