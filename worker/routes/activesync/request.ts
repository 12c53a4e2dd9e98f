// An EAS request as values: who asks, from which device, for what. Parsed strictly at the edge (MS-ASHTTP 2.2.1);
// what cannot be read is refused with a reason, and nothing of it travels on.
import type { Context } from "hono";
import type { AppEnv } from "../../context.ts";
import type { DeviceTraits } from "../../core/device.ts";
import { canonicalUser, isUserName, splitLogin } from "../../core/login.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { RequestReason } from "../../failures.ts";
import { type BasicCredentials, parseBasic } from "../../wire/basic-auth.ts";
import {
  canonicalDeviceId,
  type EasCommand,
  type EasQuery,
  parseEasQuery,
} from "../../wire/eas-query.ts";
import { WireError } from "../../wire/wire-error.ts";

/** Headers that end up in the device's record are cut to this length. */
const MAX_TRAIT_LENGTH = 200;
/** Methods that servers know and this one does not take; unknown ones are 501 (MS-ASHTTP 2.2.2.1.1). */
const KNOWN_METHODS = ["GET", "HEAD"];

/** Who asks. `login` and `authorization` are as the phone sent them. */
export interface Asker {
  readonly authorization: string;
  readonly credentials: BasicCredentials;
  /** Provisioning token, upper case. */
  readonly token?: string;
  /** Canonical user name. */
  readonly user: string;
}

/** A request as far as the gateway reads it before it knows whether to believe it. */
export type EasRequest = Asker &
  (
    | { readonly command: "OPTIONS" }
    | { readonly command: EasCommand; readonly query: EasQuery; readonly traits: DeviceTraits }
  );

export type ParsedRequest =
  | { readonly ok: true; readonly request: EasRequest }
  | { readonly ok: false; readonly reason: RequestReason; readonly detail: string };

const refused = (reason: RequestReason, detail = ""): ParsedRequest => ({
  ok: false,
  reason,
  detail,
});

/**
 * Reads credentials, method and query, in this order: whoever shows no credentials is asked for them, whatever
 * else is wrong. OPTIONS comes with or without a query; nothing in it is needed, so it is neither read nor passed on.
 */
export function parseRequest(c: Context<AppEnv>, adapter: AdapterSettings): ParsedRequest {
  try {
    const asker = parseAsker(c.req.header("authorization"), adapter);
    if (typeof asker === "string") return refused(asker);
    if (c.req.method === "OPTIONS") return { ok: true, request: { ...asker, command: "OPTIONS" } };
    if (c.req.method !== "POST")
      return refused(
        KNOWN_METHODS.includes(c.req.method) ? "method-not-allowed" : "method-unknown",
      );
    return parseCommand(c, asker, adapter);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const reason = error.format === "Basic credentials" ? "credentials-broken" : "query-broken";
    return refused(reason, error.message);
  }
}

function parseAsker(
  header: string | undefined,
  adapter: AdapterSettings,
): Asker | "credentials-missing" | "user-name-malformed" {
  const credentials = parseBasic(header);
  if (!header || !credentials) return "credentials-missing";
  const { token, user: login } = splitLogin(credentials.user);
  const user = canonicalUser(login, adapter);
  if (!isUserName(user)) return "user-name-malformed";
  return { authorization: header, credentials, user, ...(token && { token }) };
}

function parseCommand(c: Context<AppEnv>, asker: Asker, adapter: AdapterSettings): ParsedRequest {
  const url = c.req.url;
  const start = url.indexOf("?");
  const query = parseEasQuery(start < 0 ? "" : url.slice(start));
  if (query.user !== undefined && !isSameUser(query.user, asker, adapter))
    return refused("user-mismatch");
  const traits: DeviceTraits = {
    deviceId: canonicalDeviceId(query.deviceId),
    deviceType: query.deviceType.slice(0, MAX_TRAIT_LENGTH),
    userAgent: (c.req.header("user-agent") ?? "").slice(0, MAX_TRAIT_LENGTH),
    protocolVersion: (query.protocolVersion ?? c.req.header("ms-asprotocolversion") ?? "").slice(
      0,
      MAX_TRAIT_LENGTH,
    ),
  };
  return { ok: true, request: { ...asker, command: query.command, query, traits } };
}

/**
 * `User=` must name the person who signs in (SOGo ignores it, Z-Push believes it). Phones may leave the domain part,
 * and so the token, out of it; a token that is there must be the same.
 */
function isSameUser(named: string, asker: Asker, adapter: AdapterSettings): boolean {
  if (named === asker.credentials.user) return true;
  const { token, user } = splitLogin(named);
  if (token !== undefined && token !== asker.token) return false;
  return canonicalUser(user, adapter) === asker.user;
}
