// Where an Exchange that cannot serve a request itself leads: 451 with X-MS-Location (MS-ASHTTP 2.2.2.1.2.6) after a
// mailbox was moved, or a redirect of HTTP. The rule: credentials go to the origins in the tenant's record alone, which
// are its upstream and its listed redirect origins, and to nothing there but ActiveSync.
import { type Result, refuse } from "./result.ts";
import type { AdapterSettings } from "./tenant.ts";

/** Where Exchange ActiveSync lives on every server. */
export const EAS_PATH = "/Microsoft-Server-ActiveSync";

/** The origins of a tenant's Exchange. */
export type UpstreamOrigins = Pick<AdapterSettings, "upstream"> &
  Partial<Pick<AdapterSettings, "redirectOrigins">>;

/** Redirects that keep method and body; MS-ASHTTP knows 302 and 451, proxies in front of Exchange write the others. */
const FOLLOWED = new Set([301, 302, 307, 308, 451]);
const MAX_LOCATION_CHARACTERS = 2000;

/** True for an answer that leads elsewhere, followed or not: none of them may reach a phone. */
export const leadsElsewhere = (status: number): boolean =>
  (status >= 300 && status < 400) || status === 451;

/** Why a redirect is not followed. */
export type RedirectReason =
  | "no-location"
  | "location-not-activesync"
  | "location-not-listed"
  | "location-is-here";

/** `origin` in its one spelling is one that the tenant named. */
export function isListed({ upstream, redirectOrigins }: UpstreamOrigins, origin: string): boolean {
  return upstream === origin || (redirectOrigins ?? "").split(" ").includes(origin);
}

/**
 * The origin at which an answer's request is to be repeated.
 * @param here the origin that gave the answer.
 */
export function redirectTarget(
  { status, headers }: Pick<Response, "status" | "headers">,
  upstream: UpstreamOrigins,
  here: string,
): Result<{ readonly origin: string }, RedirectReason> {
  const location = headers.get(status === 451 ? "x-ms-location" : "location");
  if (location === null || !FOLLOWED.has(status)) return refuse("no-location");
  const target = location.length <= MAX_LOCATION_CHARACTERS ? URL.parse(location, here) : null;
  if (!target) return refuse("no-location");
  const { origin, pathname, username, password } = target;
  if (username !== "" || password !== "") return refuse("location-not-activesync");
  if (!isListed(upstream, origin)) return refuse("location-not-listed");
  if (pathname.toLowerCase() !== EAS_PATH.toLowerCase()) return refuse("location-not-activesync");
  return origin === here ? refuse("location-is-here") : { ok: true, origin };
}
