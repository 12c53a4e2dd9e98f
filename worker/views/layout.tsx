// The frame of every page: one card, one heading, no script, HTML that iPhone OS 3's Safari
// renders. Children are escaped by hono/jsx; only our own style sheet goes in as it is.
import { html, raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Language } from "../core/language.ts";
import { STYLE } from "./style.ts";

/** A whole page. `from` names who speaks: the tenant, or the switching center. */
export function Page(props: { language: Language; title: string; from: string; children: Child }) {
  return (
    <html lang={props.language}>
      <head>
        <meta charset="utf-8" />
        <title>{`${props.title} - ${props.from}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <main>
          <p class="from">{props.from}</p>
          <div class="card">
            <h1>{props.title}</h1>
            {props.children}
          </div>
        </main>
      </body>
    </html>
  );
}

/** A page as the document that is sent. */
export const documentOf = (page: HtmlEscapedString | Promise<HtmlEscapedString>) =>
  html`<!DOCTYPE html>${page}`;
