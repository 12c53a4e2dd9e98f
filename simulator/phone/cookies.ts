// Safari's cookies, as far as a sign-in road needs them (the era's Netscape-style rules; RFC 6265,
// section 5).
import type { Cookie } from "./state.ts";

const ATTRIBUTE = (line: string, name: string) =>
  new RegExp(`;\\s*${name}\\s*=\\s*([^;]*)`, "i").exec(line)?.[1]?.trim();

function expiry(line: string, now: number): number | null {
  const seconds = ATTRIBUTE(line, "max-age");
  if (seconds !== undefined && /^-?\d{1,10}$/.test(seconds)) return now + Number(seconds) * 1000;
  const date = Date.parse(ATTRIBUTE(line, "expires") ?? "");
  return Number.isNaN(date) ? null : date;
}

/**
 * Keeps the cookies of Set-Cookie lines for `url`; a Domain attribute is ignored (host-only
 * cookies).
 */
export function keepCookies(
  jar: readonly Cookie[],
  lines: readonly string[],
  on: { readonly url: string; readonly now: number },
): Cookie[] {
  const url = new URL(on.url);
  let kept = [...jar];
  for (const line of lines) {
    const pair = /^\s*([^=;]+?)\s*=\s*([^;]*)/.exec(line);
    if (!pair) continue;
    const [, name = "", value = ""] = pair;
    const folder = url.pathname.slice(0, Math.max(1, url.pathname.lastIndexOf("/")));
    const path = ATTRIBUTE(line, "path") || folder;
    const secure = /;\s*secure\b/i.test(line);
    const cookie = { host: url.hostname, path, name, value: value.trim(), secure };
    kept = kept.filter(
      (old) => !(old.host === cookie.host && old.path === path && old.name === name),
    );
    kept.push({ ...cookie, expiresAt: expiry(line, on.now) });
  }
  return kept.filter((cookie) => cookie.expiresAt === null || cookie.expiresAt > on.now);
}

function pathMatches(path: string, of: string): boolean {
  return path === of || (path.startsWith(of) && (of.endsWith("/") || path[of.length] === "/"));
}

/** The Cookie header for `url`, or null when no cookie belongs to it. */
export function cookieHeader(
  jar: readonly Cookie[],
  on: { url: string; now: number },
): string | null {
  const url = new URL(on.url);
  const sent = jar.filter(
    (cookie) =>
      cookie.host === url.hostname &&
      pathMatches(url.pathname, cookie.path) &&
      (!cookie.secure || url.protocol === "https:") &&
      (cookie.expiresAt === null || cookie.expiresAt > on.now),
  );
  if (sent.length === 0) return null;
  return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
}
