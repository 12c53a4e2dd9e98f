// The console's cookies. The rule: `__Host-` (Secure, this host only, path /) and HttpOnly; plain
// names and no Secure only on http towards loopback, where browsers would not send them otherwise
// (RFC 6265bis, section 4.1.3.2).
import { deleteCookie, getCookie, setCookie as setHonoCookie } from "hono/cookie";
import { isLoopback } from "../../core/origin.ts";
import type { ConsoleContext } from "./context.ts";

/** True where the browser speaks https, also if a proxy in front of us took it off. */
export function isSecure(c: ConsoleContext): boolean {
  const { protocol, hostname } = new URL(c.req.url);
  return protocol === "https:" || !isLoopback(hostname);
}

const nameOf = (c: ConsoleContext, name: string) => `${isSecure(c) ? "__Host-" : ""}${name}`;

export function readCookie(c: ConsoleContext, name: string): string | undefined {
  return getCookie(c, nameOf(c, name));
}

/** Sets a cookie; without `maxAge` (seconds) it ends with the browser. */
export function setCookie(
  c: ConsoleContext,
  name: string,
  value: string,
  { maxAge }: { readonly maxAge?: number } = {},
): void {
  setHonoCookie(c, nameOf(c, name), value, {
    path: "/",
    httpOnly: true,
    secure: isSecure(c),
    sameSite: "Lax",
    ...(maxAge !== undefined && { maxAge }),
  });
}

export function dropCookie(c: ConsoleContext, name: string): void {
  deleteCookie(c, nameOf(c, name), { path: "/", secure: isSecure(c) });
}
