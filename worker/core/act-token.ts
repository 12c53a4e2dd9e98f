// The token in each form of My devices. Users sign in there with HTTP Basic, which browsers send
// along with other sites' forms as well; so every form proves that our own page made it, for this
// user, this device and this deed (OWASP, "Cross-Site Request Forgery Prevention Cheat Sheet", HMAC
// based token). Nothing is stored: a token is good in the hour it was made in and the next.
import { createHmac } from "node:crypto";
import { sameSecret } from "./constant-time.ts";

const HOUR_MS = 3_600_000;
const VERSION = "my devices v1";

/** What a form may do, for whom and to what. */
export interface ActTokenScope {
  readonly tenant: string;
  readonly user: string;
  readonly deviceId: string;
  readonly act: string;
}

/** The token for a form that is sent at `now` (milliseconds since 1970). */
export function actToken(secret: string, scope: ActTokenScope, now: number): string {
  return tokenOfHour(secret, scope, Math.floor(now / HOUR_MS));
}

/** True if `token` was made for `scope` in this hour or the one before. */
export function isActToken(
  secret: string,
  scope: ActTokenScope,
  now: number,
  token: string,
): boolean {
  const hour = Math.floor(now / HOUR_MS);
  const good = [hour, hour - 1].map((made) => sameSecret(token, tokenOfHour(secret, scope, made)));
  return good.includes(true);
}

/** JSON keeps the parts apart, so that no two scopes give the same text. */
function tokenOfHour(secret: string, scope: ActTokenScope, hour: number): string {
  const { tenant, user, deviceId, act } = scope;
  return createHmac("sha256", secret)
    .update(JSON.stringify([VERSION, tenant, user, deviceId, act, hour]))
    .digest("base64url");
}
