// Was a phone of this user refused at the gateway? Then /iphone says why: beside the consent, or, where the profile would
// come at once and would change nothing, on a page before it.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { readEasAgent } from "../core/eas-agent.ts";
import { type Refused, RefusedPage } from "../views/refused-notice.tsx";
import type { Visit } from "./iphone-profile.ts";
import { languageOf, pageAnswer } from "./user-page.ts";

/** A refusal is news for so long, in milliseconds. */
const NEWS = 24 * 3_600_000;

/** The last refusal of a phone of the signed-in user, if it is news. */
export async function lastRefused(c: Context<AppEnv>, { user }: Visit): Promise<Refused | null> {
  const tenant = c.get("handles").tenant(c.get("tenant").name);
  const now = c.get("clock").now();
  const last = await tenant.lastRefusalOf(user);
  if (!last || now - last.at >= NEWS) return null;
  const { reason, at, deviceId, deviceType, userAgent } = last;
  const isFull = reason === "too-many-devices";
  const others = isFull ? await tenant.devicesOf(user) : [];
  return { reason, at, now, device: { deviceId, deviceType, userAgent }, others };
}

/** Reasons that a new profile does away with are not among them. */
const NOT_HEALED = [
  "device-blocked",
  "wipe-refused",
  "device-wiped",
  "version-without-policies",
  "access-rule-blocked",
  "access-rule-quarantined",
  "too-many-devices",
];

/** The page before a profile that would change nothing for the phone that asks; null if it would. */
export async function refusedAnswer(c: Context<AppEnv>, visit: Visit): Promise<Response | null> {
  const refused = await lastRefused(c, visit);
  if (!refused || !NOT_HEALED.includes(refused.reason)) return null;
  // Another phone of the user may be kept out: what it says of its system tells them apart.
  const { device, major } = readEasAgent(refused.device.userAgent) ?? {};
  if (major !== visit.version[0] || device !== visit.device) return null;
  const language = languageOf(c);
  const said = { language, company: c.get("tenant").displayName, refused, claim: visit.claim };
  return pageAnswer(c, <RefusedPage {...said} />);
}
