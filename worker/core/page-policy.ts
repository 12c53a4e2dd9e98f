// The security headers of every page. The rule: a page loads nothing but our own pictures, where it
// has some, runs nothing and sits in nobody's frame; its one inline style sheet is allowed by its
// hash (Content Security Policy Level 3, section 8.1). There is no form-action, because Chromium
// applies it to redirects too, and the alias form's answer leads to another host.
import { createHash } from "node:crypto";

/**
 * Response headers for a page whose only style sheet is `style`, character by character. With
 * `images` it may show those of its own host.
 */
export function pageHeaders(
  style: string,
  images: "no-images" | "own-images" = "no-images",
): Readonly<Record<string, string>> {
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    ...(images === "own-images" ? ["img-src 'self'"] : []),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
  };
}

const HSTS_SECONDS = 31_536_000;

/**
 * Response headers of the console: its style sheet is a file of its own, its forms lead nowhere
 * else. `secure` is true where browsers speak https to us (then they shall do nothing else: RFC
 * 6797).
 */
export function consoleHeaders(secure: boolean): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    ...(secure && { "Strict-Transport-Security": `max-age=${HSTS_SECONDS}` }),
  };
}
