// User names at the edge. A phone sends `TOKEN\user`, `DOMAIN\user`, `user@domain` or `user`;
// inside Provost a user is one canonical name; Exchange sees the login form its administrator
// configured. Pure.
import type { AdapterSettings } from "./tenant.ts";
import { isToken } from "./token.ts";

/**
 * Characters of a user name, domain included; Exchange's own limit for a UPN is 1,024 and nobody
 * comes near it.
 */
const MAX_USER_LENGTH = 256;
/** The place of the user's name in a login form. */
const PLACEHOLDER = "user";
const LOGIN_FORM =
  /^(?:user|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?\\user|user@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?)$/;
/** No control or format characters, no line separators: a name must look like what it is. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
/** Steps of a path (WHATWG URL, 4.4): no address would lead to such a user. */
const DOTS = /^\.{1,2}$/;
/** What separates a name from a domain, in whichever notation. */
const SEPARATOR = /[\\@]/;

type NamingRules = Pick<AdapterSettings, "loginForm" | "mailDomain">;

/**
 * Splits a login as a phone sends it: `TOKEN\user` gives both, anything else is all user (domain
 * included).
 */
export function splitLogin(login: string): { readonly token?: string; readonly user: string } {
  const separator = login.indexOf("\\");
  const prefix = login.slice(0, Math.max(separator, 0));
  return isToken(prefix)
    ? { token: prefix.toUpperCase(), user: login.slice(separator + 1) }
    : { user: login };
}

/**
 * The one name of a user inside Provost: lower case, Unicode NFC, without the login form's domain
 * or the mail domain, whichever way it was written (`DOMAIN\user` or `user@domain`). Any other
 * domain stays, and isUserName then refuses the name: it may be another person's, or the same
 * person's under a second name, past a block or a guard. A provisioning token is not part of
 * `login` (see splitLogin).
 */
export function canonicalUser(login: string, rules: NamingRules): string {
  const name = login.trim().normalize("NFC").toLowerCase();
  const own = [loginDomain(rules.loginForm), rules.mailDomain.toLowerCase()].filter(Boolean);
  const [domain, user] = splitDomain(name);
  return own.includes(domain) ? user : name;
}

/**
 * True if `user` (canonical) can be a user's name: 1 to 256 printable characters, no blank at
 * either end, not a path's dots, and no domain in any notation.
 */
export function isUserName(user: string): boolean {
  return (
    user.length <= MAX_USER_LENGTH &&
    user === user.trim() &&
    PRINTABLE.test(user) &&
    !SEPARATOR.test(user) &&
    !DOTS.test(user)
  );
}

/** How Exchange wants to read the canonical `user`. */
export function upstreamLogin(rules: Pick<NamingRules, "loginForm">, user: string): string {
  const form = rules.loginForm;
  const at = form.indexOf("\\") + 1;
  return `${form.slice(0, at)}${user}${form.slice(at + PLACEHOLDER.length)}`;
}

/**
 * True if `form` is `user`, `DOMAIN\user` or `user@domain`, with the real domain written in place.
 */
export function checkLoginForm(form: string): boolean {
  return LOGIN_FORM.test(form);
}

/** [domain in lower case or "", user] of a name in either notation. */
function splitDomain(name: string): [domain: string, user: string] {
  const backslash = name.indexOf("\\");
  if (backslash > 0) return [name.slice(0, backslash), name.slice(backslash + 1)];
  const at = name.lastIndexOf("@");
  return at > 0 ? [name.slice(at + 1), name.slice(0, at)] : ["", name];
}

function loginDomain(form: string): string {
  return splitDomain(form.toLowerCase())[0];
}
