// Which headers cross the gateway. Hop-by-hop headers belong to one connection and stop here in
// both directions (RFC 9110, section 7.6.1); Expect was answered by the edge; what describes the
// edge itself, cookies and other people's X-Forwarded-* stay outside. Everything else passes
// untouched, MS-AS* and X-MS-* headers above all.

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Received from the phone and not passed on. Length and Host are the next connection's own affair.
 */
const NOT_FOR_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  "authorization",
  "cdn-loop",
  // Certificates and identities are told to Exchange by the gateway, never by a client (RFC 9440, section 4).
  "client-cert",
  "client-cert-chain",
  "content-length",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "provost-front-secret",
  "provost-identity",
  "true-client-ip",
  "x-real-ip",
  // Names and certificates as fronts tell them to the server behind them: a client has none to tell.
  "remote-user",
  "x-arr-clientcert",
  "x-client-cert",
  "x-remote-user",
]);
/**
 * What platforms and proxies in front write about the client: only our own X-Forwarded-For may say
 * it.
 */
const NOT_FOR_UPSTREAM_PREFIXES = [
  "cf-",
  "x-forwarded-",
  "proxy-",
  // SOGo's x-webobjects-remote-user among them.
  "x-webobjects-",
  "ssl-client-",
  "x-ssl-",
];

/**
 * Received from Exchange and not passed on. X-MS-Location and Location would lead the phone past
 * the gateway; Alt-Svc offers another protocol of a server the phone does not talk to.
 */
const NOT_FOR_THE_PHONE = new Set([
  ...HOP_BY_HOP,
  "alt-svc",
  "location",
  "set-cookie",
  "www-authenticate",
  "x-ms-location",
]);

/** The header in which an Exchange that trusts this service reads who asks: a signed token, for a few minutes. */
export const IDENTITY_HEADER = "provost-identity";

/** What the app calls a client whose address no platform in front of the Worker told it. */
const NO_PLATFORM = "local";

/**
 * The headers Exchange gets: those of the phone that may pass, our Authorization or our word on
 * who asks, and the client's address.
 */
export function upstreamHeaders(
  received: Headers,
  own: {
    readonly authorization?: string | undefined;
    readonly identity?: string | undefined;
    readonly client: string;
  },
): Headers {
  const named = connectionNames(received);
  // Copied natively, then cleared: to read and write each value here would cost more.
  const sent = new Headers(received);
  for (const name of received.keys()) if (!mayPass(name) || named.includes(name)) sent.delete(name);
  if (own.authorization !== undefined) sent.set("authorization", own.authorization);
  if (own.identity !== undefined) sent.set(IDENTITY_HEADER, own.identity);
  if (own.client !== NO_PLATFORM) sent.set("x-forwarded-for", own.client);
  return sent;
}

/** What was said of a name before: phones send the same dozen all day. Entries of about 50 bytes. */
const passes = new Map<string, boolean>();
const MAX_NAMES = 200;

function mayPass(name: string): boolean {
  const known = passes.get(name);
  if (known !== undefined) return known;
  // Behind CGI and its kin "_" and "-" in a name are one (RFC 3875, 4.1.18).
  const read = name.includes("_") ? name.replaceAll("_", "-") : name;
  const may =
    !NOT_FOR_UPSTREAM.has(read) &&
    !NOT_FOR_UPSTREAM_PREFIXES.some((prefix) => read.startsWith(prefix));
  if (passes.size < MAX_NAMES) passes.set(name, may);
  return may;
}

/** The names of those of Exchange's headers that must not reach the phone; mostly none. */
export function answerHeadersToDrop(headers: Headers): string[] {
  const named = connectionNames(headers);
  const dropped: string[] = [];
  for (const name of headers.keys())
    if (NOT_FOR_THE_PHONE.has(name) || named.includes(name)) dropped.push(name);
  return dropped;
}

/**
 * The headers that `Connection` declares hop-by-hop, in lower case. What a message needs to be read
 * is not among them.
 */
function connectionNames(headers: Headers): string[] {
  const connection = headers.get("connection");
  if (connection === null || NAMES_NOTHING.test(connection)) return [];
  return connection
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && !ESSENTIAL.has(name));
}

/** What nearly every Connection header says, which names no header that would pass. */
const NAMES_NOTHING = /^(?:keep-alive|close)$/i;

/**
 * A Connection header that names these is an attack on the message, not a hop's affair; they pass.
 */
const ESSENTIAL = new Set(["content-type", "content-encoding", "content-length"]);
