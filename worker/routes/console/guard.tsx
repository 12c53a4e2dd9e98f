// What stands before every page of the console: security headers, who asks, in which language, and
// that a form comes from the session it was made for. The rule: whoever is not signed in is sent to
// the sign-in, whatever the path; a form without its session's token, or sent by another site,
// changes nothing.
import type { Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { sameSecret } from "../../core/constant-time.ts";
import { chooseLanguage } from "../../core/language.ts";
import { consoleHeaders } from "../../core/page-policy.ts";
import { ownPath } from "../../core/session.ts";
import { CSRF_FIELD } from "../../views/console/form.tsx";
import { frameText } from "../../views/console/messages/frame.ts";
import { signInText } from "../../views/console/messages/sign-in.ts";
import { lonePage } from "../../views/console/shell.tsx";
import type { ConsoleContext } from "./context.ts";
import { isSecure, readCookie } from "./cookies.ts";
import { accessOf, identify } from "./session.ts";

export const LANGUAGE_COOKIE = "language";
/** Of operators, who import lists. */
const FORM_MAX_BYTES = 8 * 1024 * 1024;
/** Of strangers: a name, a password, a page to return to. */
const STRANGERS_FORM_MAX_BYTES = 32 * 1024;

/** Security headers, and the language. */
export async function prepare(c: ConsoleContext, next: Next): Promise<void> {
  c.set(
    "language",
    chooseLanguage(c.req.header("Accept-Language"), readCookie(c, LANGUAGE_COOKIE)),
  );
  c.set("csrf", "");
  await next();
  const headers = consoleHeaders(isSecure(c));
  for (const [name, value] of Object.entries(headers)) {
    if (name !== "Cache-Control" || !c.res.headers.has(name)) c.res.headers.set(name, value);
  }
}

/** Lets signed-in operators pass; all others are sent to the sign-in and come back afterwards. */
export async function signedIn(c: ConsoleContext, next: Next): Promise<Response | undefined> {
  const who = await identify(c);
  const text = signInText[c.get("language")];
  if (who === "stranger") return lone(c, text.stranger, text.strangerText, 403);
  if (who === "nobody" && accessOf(c.env)) {
    return lone(c, text.viaAccess, text.viaAccessText, 403);
  }
  if (who === "nobody") return toSignIn(c);
  await next();
  return undefined;
}

function toSignIn(c: ConsoleContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const back = c.req.method === "GET" ? ownPath(`${pathname}${search}`) : undefined;
  const query = back && back !== "/" ? `?return=${encodeURIComponent(back)}` : "";
  return c.redirect(`/sign-in${query}`, 303);
}

const limitedTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) => {
      const text = frameText[(c as ConsoleContext).get("language")];
      return lone(c as ConsoleContext, text.tooLargeTitle, text.tooLarge, 413);
    },
  });

/** Bodies of more than 8 MB are not read. */
export const limited = limitedTo(FORM_MAX_BYTES);
/** Before the sign-in, bodies of more than 32 KB are not read. */
export const limitedForStrangers = limitedTo(STRANGERS_FORM_MAX_BYTES);

/** Refuses what another site sent (for every method but GET and HEAD). */
export async function sameSite(c: ConsoleContext, next: Next): Promise<Response | undefined> {
  if (!changesNothing(c) && !isOwnOrigin(c)) return forged(c);
  await next();
  return undefined;
}

/** Refuses forms without the token of the session that sends them. */
export async function tokenChecked(c: ConsoleContext, next: Next): Promise<Response | undefined> {
  if (!changesNothing(c) && !(await hasToken(c))) return forged(c);
  await next();
  return undefined;
}

const changesNothing = (c: ConsoleContext) => c.req.method === "GET" || c.req.method === "HEAD";

/**
 * Browsers say where a form comes from in Origin, newer ones in Sec-Fetch-Site too (Fetch Standard;
 * Fetch Metadata). A request that says neither is no browser's form and is refused. Schemes are not
 * compared: a proxy in front of us may have taken https off.
 */
function isOwnOrigin(c: ConsoleContext): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  const origin = c.req.header("Origin");
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined) return site === "same-origin";
  return URL.parse(origin)?.host === new URL(c.req.url).host;
}

async function hasToken(c: ConsoleContext): Promise<boolean> {
  const expected = c.get("csrf");
  const type = c.req.header("Content-Type") ?? "";
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return false;
  try {
    const sent = (await c.req.formData()).get(CSRF_FIELD);
    return expected !== "" && typeof sent === "string" && sameSecret(sent, expected);
  } catch {
    // A body that is no form, whatever its header says.
    return false;
  }
}

function forged(c: ConsoleContext): Response | Promise<Response> {
  const text = frameText[c.get("language")];
  return lone(c, text.forgedTitle, text.forged, 403);
}

function lone(c: ConsoleContext, title: string, problem: string, status: 403 | 413) {
  const page = { title, problem, field: undefined, path: "/", notice: undefined };
  const back = <a href="/">{frameText[c.get("language")].back}</a>;
  return c.html(lonePage(c, page, <p>{back}</p>), status);
}
