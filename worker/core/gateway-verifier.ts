// A verifier stands for credentials that Exchange confirmed (docs/decisions: the gateway
// authenticates by itself): HMAC-SHA-256 under a Worker secret. It is not the password and cannot
// be turned into one, or tested against a list of passwords, without that secret; docs/security
// says so.
import { createHmac } from "node:crypto";

/** Changes whenever what goes into a verifier changes, so that old ones stop matching. */
const VERSION = "v1";

/**
 * The verifier of `parts`: tenant, login, password and everything else the judgement depends on.
 * JSON keeps the parts apart, so that no two lists give the same text.
 */
export function verifierOf(secret: string, parts: readonly (string | boolean)[]): string {
  return createHmac("sha256", keyOf(secret))
    .update(JSON.stringify([VERSION, ...parts]))
    .digest("base64");
}

/**
 * The verifier of a password that Exchange refused to one device; OPTIONS names none. It equals no
 * verifier of credentials that were confirmed.
 */
export function refusedVerifier(
  secret: string,
  on: {
    readonly tenant: string;
    readonly user: string;
    readonly password: string;
    readonly charset: string;
    readonly deviceId: string | undefined;
  },
): string {
  const { tenant, user, password, charset, deviceId = "" } = on;
  return verifierOf(secret, ["refused", tenant, user, password, charset, deviceId]);
}

let prepared: { readonly secret: string; readonly key: Uint8Array } | undefined;

/** The secret as bytes, encoded once. */
function keyOf(secret: string): Uint8Array {
  if (prepared?.secret !== secret) prepared = { secret, key: new TextEncoder().encode(secret) };
  return prepared.key;
}
