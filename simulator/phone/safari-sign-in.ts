// Safari's Basic credentials: asked once per protection space, kept in memory until power-off, sent
// along unasked below the path that asked (RFC 2617, sections 1.2 and 2; the mSuite guide tells
// users to power the phone off to clear them).
import { formatBasic } from "../../worker/wire/basic-auth.ts";
import type { NetworkResponse } from "../network.ts";
import { headersOf } from "./http-answer.ts";
import type { CachedCredentials } from "./state.ts";
import type { Traits } from "./traits.ts";

/** The realm of a Basic challenge among the WWW-Authenticate headers; null if there is none. */
export function basicRealm(response: NetworkResponse): string | null {
  for (const value of headersOf(response, "www-authenticate")) {
    const challenge = /(?:^|,\s*)basic(?:\s+([\s\S]*))?$/i.exec(value.trim());
    if (!challenge) continue;
    const realm = /realm\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/i.exec(challenge[1] ?? "");
    return (realm?.[1]?.replace(/\\(.)/g, "$1") ?? realm?.[2] ?? "").slice(0, 200);
  }
  return null;
}

/** Up to the last slash of the path: "/iphone/x" asks for all of "/iphone/". */
const folderOf = (url: URL) => url.pathname.slice(0, url.pathname.lastIndexOf("/") + 1);

/** Credentials that Safari sends with `address` before anybody asks. */
export function preemptive(
  cache: readonly CachedCredentials[],
  address: string,
): CachedCredentials | undefined {
  const url = new URL(address);
  return cache.find(
    ({ origin, paths }) =>
      origin === url.origin && paths.some((path) => url.pathname.startsWith(path)),
  );
}

/** Credentials kept for exactly this origin and realm. */
export function cached(
  cache: readonly CachedCredentials[],
  address: string,
  realm: string,
): CachedCredentials | undefined {
  const { origin } = new URL(address);
  return cache.find((entry) => entry.origin === origin && entry.realm === realm);
}

/** The cache with these credentials, which just worked for `address`. */
export function remember(
  cache: readonly CachedCredentials[],
  address: string,
  on: { readonly realm: string; readonly user: string; readonly password: string },
): CachedCredentials[] {
  const url = new URL(address);
  const old = cached(cache, address, on.realm);
  const paths = [...new Set([...(old?.paths ?? []), folderOf(url)])];
  return [...cache.filter((entry) => entry !== old), { origin: url.origin, ...on, paths }];
}

/** The cache without the credentials that were just refused. */
export function forget(
  cache: readonly CachedCredentials[],
  refused: CachedCredentials | undefined,
): CachedCredentials[] {
  return cache.filter((entry) => entry !== refused);
}

/** An Authorization header. Letters that the charset of the era cannot write make it UTF-8. */
export function authorization(
  credentials: { readonly user: string; readonly password: string },
  charset: Traits["safariBasicCharset"],
): string {
  const { user, password } = credentials;
  const fits = [...(user + password)].every((letter) => (letter.codePointAt(0) ?? 0) < 0x100);
  return formatBasic({ user, password, charset: fits ? charset : "utf-8" });
}
