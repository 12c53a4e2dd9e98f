// The frame of every page: one card, one heading, no script, HTML that iPhone OS 3's Safari
// renders. Children are escaped by hono/jsx; only our own style sheet and our own QR codes go in as
// they are.
import { html, raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { HtmlEscapedString } from "hono/utils/html";
import { encode } from "uqr";
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

const qrCodeOf: Record<Language, (url: string) => string> = {
  en: (url) => `QR code of ${url}`,
  de: (url) => `QR-Code von ${url}`,
};

/** Modules of white around a QR code (ISO/IEC 18004, section 5.3.8). */
const QUIET_ZONE = 4;

/**
 * `url` as a QR code, black on white in dark mode too, because not every camera reads the inverse.
 */
export function QrCode({ url, language }: { url: string; language: Language }) {
  const { data, size } = encode(url, { border: QUIET_ZONE, ecc: "M" });
  const path = data.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")).join(""));
  return (
    <div class="qr">
      <svg
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${size} ${size}`}
        shape-rendering="crispEdges"
        role="img"
        aria-label={qrCodeOf[language](url)}
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path.join("")} fill="#000" />
      </svg>
    </div>
  );
}
