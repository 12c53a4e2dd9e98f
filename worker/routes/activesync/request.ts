// An EAS request as values: who asks, from which device, for what. Parsed strictly at the edge (MS-ASHTTP 2.2.1);
// what cannot be read is refused with a reason, and nothing of it travels on.
import type { DeviceTraits } from "../../core/device.ts";
import { isVersionKnown } from "../../core/eas-versions.ts";
import { canonicalUser, isUserName, splitLogin, upstreamLogin } from "../../core/login.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { RequestReason } from "../../failures.ts";
import { type BasicCredentials, parseBasic, userBytes } from "../../wire/basic-auth.ts";
import {
  canonicalDeviceId,
  type EasCommand,
  type EasQuery,
  parseEasQuery,
  plainForm,
} from "../../wire/eas-query.ts";
import { WireError } from "../../wire/wire-error.ts";
import { bearerEvidence } from "./bearer.ts";

/** Headers that end up in the device's record are cut to this length. */
const MAX_TRAIT_LENGTH = 200;
/** Methods that servers know and this one does not take; unknown ones are 501 (MS-ASHTTP 2.2.2.1.1). */
const KNOWN_METHODS = ["GET", "HEAD"];

/** A request as the gateway reads it: who asks for what, from which device. There is no secret in it. */
export interface EasRequest {
  readonly command: EasCommand | "OPTIONS";
  /** Canonical user name. */
  readonly user: string;
  /** The user's name as Exchange wants it. */
  readonly login: string;
  /** `login` as bytes for Authorization (withUser); absent if the phone's own header passes as it is. */
  readonly loginBytes?: string;
  /** The query as Exchange gets it, in the plain form and with its "?"; empty for OPTIONS. */
  readonly search: string;
  /** The query as read, under the name Exchange wants; absent for OPTIONS. */
  readonly query?: EasQuery;
  /** Absent for OPTIONS, which comes with or without a device. */
  readonly device?: DeviceTraits;
}

/** What the asker brings to be believed. It is used and forgotten. */
export interface Evidence {
  /** The header as the phone sent it. */
  readonly authorization: string;
  /**
   * Of a bearer token: it stands for the password, and the user's login for the name. Of a request that brings a client
   * certificate and no Authorization: its owner's login, and no password at all.
   */
  readonly credentials: BasicCredentials & {
    readonly isBearer?: true;
    readonly isCertificate?: true;
  };
  /** Provisioning token, upper case. */
  readonly token?: string | undefined;
}

/** What stands in the header of a request that was read before: read again only for who asks for its parts. */
export function evidenceAgain(headers: Headers, { login }: EasRequest): Evidence {
  const authorization = headers.get("authorization") ?? "";
  const again = () => parseEvidence(authorization) ?? certificateEvidence(login);
  return {
    authorization,
    get credentials() {
      return again().credentials;
    },
    get token() {
      return again().token;
    },
  };
}

/** What a client certificate brings by itself. */
const certificateEvidence = (login: string): Evidence => ({
  authorization: "",
  credentials: { user: login, password: "", charset: "utf-8", isCertificate: true },
});

export type ParsedRequest =
  | { readonly ok: true; readonly request: EasRequest; readonly evidence: Evidence }
  | { readonly ok: false; readonly reason: RequestReason; readonly detail: string };

const refused = (reason: RequestReason, detail = ""): ParsedRequest => ({
  ok: false,
  reason,
  detail,
});

/**
 * Reads credentials, method and query, in this order: whoever shows no credentials is asked for them, whatever
 * else is wrong. OPTIONS comes with or without a query; nothing in it is needed, so it is neither read nor passed on.
 * @param owner whose client certificate it shows; it speaks for a request without Authorization.
 */
export async function parseRequest(
  received: Request,
  adapter: AdapterSettings,
  owner?: string,
): Promise<ParsedRequest> {
  const authorization = received.headers.get("authorization") ?? "";
  if (owner !== undefined && authorization === "") {
    const login = upstreamLogin(adapter, owner);
    return parseAs(received, adapter, () => certificateEvidence(login));
  }
  if (adapter.bearerTokens === "deny" || !BEARER.test(authorization))
    return parseAs(received, adapter, parseEvidence);
  return parseAs(received, adapter, (header) => bearerEvidence(header, adapter));
}

const BEARER = /^[ \t]*bearer[ \t]/i;
/** What is wrong, by the format of what cannot be read. */
const BROKEN: Readonly<Record<string, RequestReason>> = {
  "Basic credentials": "credentials-broken",
  "Bearer token": "bearer-unreadable",
};

function parseAs(
  received: Request,
  adapter: AdapterSettings,
  read: (authorization: string | null) => Evidence | null,
): ParsedRequest {
  const { method, headers } = received;
  try {
    const evidence = read(headers.get("authorization"));
    if (!evidence) return refused("credentials-missing");
    const user = canonicalUser(splitLogin(evidence.credentials.user).user, adapter);
    if (!isUserName(user)) return refused("user-name-malformed");
    const login = upstreamLogin(adapter, user);
    const { user: sent, charset } = evidence.credentials;
    const asker = { user, login, ...(login !== sent && { loginBytes: userBytes(login, charset) }) };
    if (method === "OPTIONS")
      return { ok: true, request: { ...asker, command: "OPTIONS", search: "" }, evidence };
    if (method !== "POST")
      return refused(KNOWN_METHODS.includes(method) ? "method-not-allowed" : "method-unknown");
    return parseCommand(received, asker, evidence, adapter);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return refused(BROKEN[error.format] ?? "query-broken", error.message);
  }
}

function parseEvidence(authorization: string | null): Evidence | null {
  const credentials = parseBasic(authorization);
  if (!authorization || !credentials) return null;
  const { token } = splitLogin(credentials.user);
  return { authorization, credentials, ...(token && { token }) };
}

function parseCommand(
  { url, headers }: Request,
  asker: Pick<EasRequest, "user" | "login" | "loginBytes">,
  evidence: Evidence,
  adapter: AdapterSettings,
): ParsedRequest {
  const start = url.indexOf("?");
  const query = parseEasQuery(start < 0 ? "" : url.slice(start));
  if (query.user !== undefined && !isSameUser(query.user, asker.user, evidence, adapter))
    return refused("user-mismatch");
  const versionSaid = headers.get("ms-asprotocolversion") ?? undefined;
  const protocolVersion = versionOf(query, versionSaid);
  if (!protocolVersion) return refused("version-unknown");
  if (versionSaid === undefined && isOfWebPage(headers))
    return refused("version-unknown", "sent by a web page");
  const cut = (text: string | null | undefined) => (text ?? "").slice(0, MAX_TRAIT_LENGTH);
  const device: DeviceTraits = {
    deviceId: canonicalDeviceId(query.deviceId),
    deviceType: cut(query.deviceType),
    userAgent: cut(headers.get("user-agent")),
    protocolVersion,
  };
  const sent = query.user === undefined ? query : { ...query, user: asker.login };
  const search = plainForm(sent, asker.login);
  const { command } = query;
  return { ok: true, request: { ...asker, command, search, query: sent, device }, evidence };
}

/**
 * Did a page in a browser send this? It would bring along the credentials that its user typed at /iphone or /my. No page can
 * say MS-ASProtocolVersion without asking first (Fetch Standard, CORS-preflight), so one that needs it in the query is such.
 */
function isOfWebPage(headers: Headers): boolean {
  return headers.has("origin") || (headers.get("sec-fetch-site") ?? "none") !== "none";
}

/**
 * The version a request speaks: in the base64 query, or in MS-ASProtocolVersion (MS-ASHTTP 2.2.1.1.2.6), once and a known
 * one. Undefined for any other: SOGo serves it all the same, and a header that contradicts the query would be judged by
 * one and served by the other.
 */
function versionOf({ protocolVersion }: EasQuery, header: string | undefined): string | undefined {
  const said = header?.trim();
  if (protocolVersion !== undefined && said !== undefined && said !== protocolVersion)
    return undefined;
  const version = protocolVersion ?? said;
  return version !== undefined && isVersionKnown(version) ? version : undefined;
}

/**
 * The policy key that a request shows: in the base64 query, or in X-MS-PolicyKey (MS-ASHTTP 2.2.1.1.2.8). A base64 query
 * without one is that of a phone that has none.
 */
export function presentedKey({ query }: EasRequest, headers: Headers): string | undefined {
  if (query?.form === "base64") return String(query.policyKey ?? 0);
  return headers.get("x-ms-policykey")?.trim();
}

/**
 * `User=` must name the person who signs in (SOGo ignores it, Z-Push believes it). Phones may leave the domain part,
 * and so the token, out of it; a token that is there must be the same, or stand beside a bearer token or a certificate, where
 * it says nothing.
 */
function isSameUser(
  named: string,
  user: string,
  evidence: Evidence,
  adapter: AdapterSettings,
): boolean {
  const { token, user: login } = splitLogin(named);
  const { credentials } = evidence;
  const saysNothing = credentials.isBearer || credentials.isCertificate;
  if (token !== undefined && token !== evidence.token && !saysNothing) return false;
  return canonicalUser(login, adapter) === user;
}
