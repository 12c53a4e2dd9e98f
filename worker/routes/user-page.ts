// How a page for users is sent: in the language their browser asks for, and said so to caches and
// screen readers (RFC 9110, sections 8.5 and 12.5.5), with the security headers of every page.
import type { Context } from "hono";
import type { HtmlEscapedString } from "hono/utils/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AppEnv } from "../context.ts";
import { chooseLanguage, type Language } from "../core/language.ts";
import { pageHeaders } from "../core/page-policy.ts";
import { documentOf } from "../views/layout.tsx";
import { STYLE } from "../views/style.ts";

const PAGE_HEADERS = pageHeaders(STYLE);

/** The language this visitor reads. */
export function languageOf(c: Context<AppEnv>): Language {
  return chooseLanguage(c.req.header("Accept-Language"));
}

/** `page`, written in languageOf(c), as the answer; `headers` replace those of every page. */
export function pageAnswer(
  c: Context<AppEnv>,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode = 200,
  headers: Readonly<Record<string, string>> = {},
) {
  c.header("Content-Language", languageOf(c));
  c.header("Vary", "Accept-Language");
  return c.html(documentOf(page), status, { ...PAGE_HEADERS, ...headers });
}
