// The switching center: alias in, the user's own server out. A GET
// form, because old Safari may send no Origin with a POST, and a looked-up alias changes nothing
// here. The rule it keeps: the address that the visitor is sent to comes from the directory's
// record of the tenant, never from the request.
import { type Context, Hono } from "hono";
import type { AppEnv } from "../context.ts";
import { normaliseAlias } from "../core/alias-name.ts";
import { readAliasQuery } from "../core/alias-query.ts";
import { readBrowser } from "../core/browser.ts";
import { clientNetwork } from "../core/client-network.ts";
import { pageHeaders } from "../core/page-policy.ts";
import { siblingOrigin } from "../core/sibling-origin.ts";
import { log } from "../log.ts";
import { AliasPage, QR_CODE_PATH } from "../views/alias-page.tsx";
import { STYLE } from "../views/style.ts";
import type { AliasNotice } from "../views/switching-center-messages.ts";
import { languageOf, pageAnswer } from "./user-page.ts";

const STATUS = {
  "alias-missing": 400,
  "alias-malformed": 400,
  "query-malformed": 400,
  "alias-leads-nowhere": 404,
  "slowed-down": 429,
  "method-not-allowed": 405,
  "page-not-found": 404,
} as const satisfies Record<AliasNotice, number>;

/** The sub-app of the switching center's host, to be mounted at "/". */
export const switchingCenter = new Hono<AppEnv>()
  .get("/", answerAlias)
  .get(QR_CODE_PATH, picture)
  .all("/", (c) => {
    c.header("Allow", "GET, HEAD");
    return page(c, "method-not-allowed");
  })
  .all("*", (c) => page(c, "page-not-found"));

async function answerAlias(c: Context<AppEnv>): Promise<Response> {
  const query = readAliasQuery(new URL(c.req.url).search);
  if (!query.ok) return page(c, query.reason);
  if (query.input === undefined) return page(c);
  if (query.input.trim() === "") return page(c, "alias-missing");
  const normalised = normaliseAlias(query.input);
  if (!normalised.ok) return page(c, normalised.reason);
  return lookUp(c, normalised.alias);
}

/**
 * This limit is the only thing that keeps the list of customers private: whoever may try aliases
 * without end has the list. So a right guess does not reset the count (knowing one alias would
 * otherwise buy as many guesses as one likes), and while a client must wait, right aliases are not
 * answered either.
 */
async function lookUp(c: Context<AppEnv>, alias: string): Promise<Response> {
  const guard = c.get("handles").guard(`alias|${clientNetwork(c.get("client"))}`);
  const waitSeconds = await guard.wait();
  if (waitSeconds > 0) {
    log("alias-slowed-down", { client: c.get("client"), waitSeconds });
    c.header("Retry-After", String(waitSeconds));
    return page(c, "slowed-down", waitSeconds);
  }
  const found = await findOrigin(c, alias);
  if ("origin" in found) {
    log("alias-resolved", { alias, tenant: found.tenant });
    await guard.released();
    return c.redirect(new URL("/iphone", found.origin).href, 302);
  }
  log("alias-refused", { alias, reason: found.reason, client: c.get("client") });
  await guard.failed("alias");
  return page(c, "alias-leads-nowhere");
}

/** The tenant's first public origin, or why the log says there is none. */
async function findOrigin(
  c: Context<AppEnv>,
  alias: string,
): Promise<{ tenant: string; origin: string } | { reason: string }> {
  const handles = c.get("handles");
  const answer = await handles.alias(alias).resolve();
  if (!answer.ok) return { reason: answer.reason };
  const entry = await handles.directory.tenantByName(answer.tenant);
  return entry
    ? { tenant: entry.name, origin: entry.origins[0] }
    : { reason: "tenant-not-in-directory" };
}

/**
 * The host was matched exactly against SWITCHING_CENTER_HOST before this app was chosen; its scheme
 * is not the request's, because a proxy in front of us may have taken https off.
 */
function ownOrigin(c: Context<AppEnv>): string {
  return siblingOrigin(c.req.url, new URL(c.req.url).hostname);
}

const PAGE_HEADERS = pageHeaders(STYLE, "own-images");
const PICTURE_HEADERS = {
  "Content-Type": "image/svg+xml",
  "Content-Security-Policy": "default-src 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "public, max-age=3600",
};

/** The address of the switching center as a QR code; phones never ask for it. */
async function picture(c: Context<AppEnv>): Promise<Response> {
  const { QrDrawing } = await import("../views/qr-code.tsx");
  const drawing = <QrDrawing url={`${ownOrigin(c)}/`} />;
  return c.body(String(await drawing), 200, PICTURE_HEADERS);
}

function page(c: Context<AppEnv>, notice?: AliasNotice, waitSeconds?: number) {
  const { kind } = readBrowser(c.req.header("User-Agent") ?? "");
  const atAPhone = kind === "ios" || kind === "other-phone";
  const qrUrl = atAPhone ? undefined : `${ownOrigin(c)}/`;
  const said = { language: languageOf(c), notice, waitSeconds, qrUrl };
  return pageAnswer(c, <AliasPage {...said} />, notice ? STATUS[notice] : 200, PAGE_HEADERS);
}
