// Public origins and upstream origins, parsed once into one spelling. The rule: https everywhere,
// plain http only for loopback hosts; nothing but scheme, host and port (RFC 6454, section 6).
// WHATWG URL writes host names in lower case and punycode and leaves default ports out, so equal
// origins compare equal.
import { type Result, refuse } from "./result.ts";

/** An origin in its one spelling, and the Host header's value that belongs to it. */
export interface ParsedOrigin {
  readonly origin: string;
  readonly host: string;
  readonly hostname: string;
}

/**
 * Scheme and authority and at most one closing slash: no user info, path, query or fragment, not
 * even an empty one.
 */
const ORIGIN_FORM = /^https?:\/\/[^\s/\\?#@]+\/?$/i;
const ORIGIN_MAX_LENGTH = 300;
const HOST_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const IPV4 = /^(\d+)\.(\d+)\.\d+\.\d+$/;

/**
 * `text` as an origin, or "bad-origin": wrong form, or plain http towards a host that is not
 * loopback.
 */
export function parseOrigin(text: string): Result<ParsedOrigin, "bad-origin"> {
  if (text.length > ORIGIN_MAX_LENGTH || !ORIGIN_FORM.test(text) || !URL.canParse(text)) {
    return refuse("bad-origin");
  }
  const { protocol, host, hostname, origin } = new URL(text);
  if (!isIpv6(hostname) && !HOST_NAME.test(hostname)) return refuse("bad-origin");
  if (protocol === "http:" && !isLoopback(hostname)) return refuse("bad-origin");
  return { ok: true, origin, host, hostname };
}

/** A tenant's Exchange as an origin; private and loopback addresses need the owner's leave. */
export function parseUpstream(
  text: string,
  privateUpstream: boolean,
): Result<ParsedOrigin, "bad-upstream"> {
  const parsed = parseOrigin(text);
  if (!parsed.ok) return refuse("bad-upstream");
  return isPrivateHost(parsed.hostname) && !privateUpstream ? refuse("bad-upstream") : parsed;
}

/**
 * The spelling under which the directory keeps the host of a Host header: lower case, the scheme's
 * default port left out.
 */
export function hostKey(host: string): string {
  const lower = host.toLowerCase();
  const defaultPort = isLoopback(lower.replace(/:\d+$/, "")) ? ":80" : ":443";
  return lower.endsWith(defaultPort) ? lower.slice(0, -defaultPort.length) : lower;
}

/**
 * True for localhost, *.localhost, 127.0.0.0/8 and [::1] (RFC 6761 section 6.3, RFC 1122 section
 * 3.2.1.3).
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    IPV4.exec(hostname)?.[1] === "127"
  );
}

/**
 * True for loopback, private, shared, link-local, protocol and benchmarking addresses (RFC 1918,
 * 6598, 3927, 4193, 6890, 2544) and names that no public server has.
 */
export function isPrivateHost(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  if (isIpv6(hostname)) return isPrivateIpv6(hostname);
  const [, first, second] = (IPV4.exec(hostname) ?? []).map(Number);
  if (first === undefined || second === undefined) return isPrivateName(hostname);
  return (
    first === 0 ||
    first === 10 ||
    first >= 224 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    hostname.startsWith("192.0.0.") ||
    (first === 169 && second === 254) ||
    (first === 198 && (second === 18 || second === 19)) ||
    (first === 100 && second >= 64 && second <= 127)
  );
}

const isIpv6 = (hostname: string) => hostname.startsWith("[") && hostname.endsWith("]");
/** Names that networks keep to themselves (RFC 6762, section 3 and appendix G; RFC 8375). */
const OWN_NAME = /\.(?:local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;
const isPrivateName = (name: string) => !name.includes(".") || OWN_NAME.test(name);

/**
 * Unspecified, IPv4-mapped, NAT64, 6to4, unique local, link-local and multicast addresses: none is
 * a public Exchange.
 */
function isPrivateIpv6(hostname: string): boolean {
  return /^\[(?:::(?:\]|ffff:|[0-9a-f]{1,4}:[0-9a-f]{1,4}\])|64:ff9b:|2002:|f[cdf]|fe[89a-f])/.test(
    hostname,
  );
}
