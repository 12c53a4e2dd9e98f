// /iphone on a tenant's host: sign in, be told, take the profile. The order is the rule: nothing
// about users, groups, policies or devices is said before the password was accepted; then the
// account is judged, then the browser. The password goes to judgeCredentials and nowhere else.
// These routes take no body, so none is ever read.
import { type Context, Hono } from "hono";
import type { AppEnv } from "../context.ts";
import { installsInSettings, profileTarget, readBrowser } from "../core/browser.ts";
import { canonicalUser, isUserName, splitLogin } from "../core/login.ts";
import { profileSummary } from "../core/profile.ts";
import { type Refused, refuse } from "../core/result.ts";
import { judgeCredentials } from "../credentials.ts";
import { log } from "../log.ts";
import { ConsentPage } from "../views/consent-page.tsx";
import type { IphoneReason } from "../views/iphone-messages.ts";
import { parseBasic } from "../wire/basic-auth.ts";
import { WireError } from "../wire/wire-error.ts";
import { problemAnswer } from "./iphone-problem.tsx";
import { profileAnswer, type Visit } from "./iphone-profile.ts";
import { languageOf, pageAnswer } from "./user-page.ts";

const USER_AGENT_MAX_LENGTH = 1_000;

/** A visit that ends without a profile. */
export interface Problem extends Refused<IphoneReason> {
  readonly user?: string;
  readonly retryAfterSeconds?: number;
}

/** The sub-app of a tenant's host, to be mounted at "/iphone". */
export const iphone = new Hono<AppEnv>()
  .get("/", async (c) => {
    const visit = await visitOf(c);
    if (!visit.ok) return problemAnswer(c, visit);
    return installsInSettings(visit.version) ? consentAnswer(c, visit) : profileAnswer(c, visit);
  })
  .get("/profile", async (c) => {
    const visit = await visitOf(c);
    return visit.ok ? profileAnswer(c, visit) : problemAnswer(c, visit);
  })
  .get("/*", (c) =>
    c.req.path === "/iphone/"
      ? c.redirect("/iphone", 301)
      : problemAnswer(c, refuse("page-not-found")),
  )
  .all("/*", (c) => problemAnswer(c, refuse("method-not-allowed")));

/**
 * Browsers of today say what they will do with an answer (W3C, "Fetch Metadata Request Headers",
 * Sec-Fetch-Dest). A profile is for a person who opens this page: as another site's picture or
 * frame it would only use up the user's handouts. Old Safari says nothing and is let through.
 */
function isEmbedded(c: Context<AppEnv>): boolean {
  return (c.req.header("Sec-Fetch-Dest") ?? "document") !== "document";
}

/** A signed-in user whose account and device can have a profile, or why not. */
async function visitOf(c: Context<AppEnv>): Promise<Visit | Problem> {
  if (isEmbedded(c)) return refuse("opened-inside-a-page");
  const signedIn = await signIn(c);
  if (!signedIn.ok) return signedIn;
  const { user } = signedIn;
  const judged = await c.get("handles").tenant(c.get("tenant").name).account(user);
  if (!judged.ok) {
    await noteRefusal(c, user, judged.reason);
    return { ...judged, user };
  }
  const claim = c.req.query("device") === "ipad" ? "ipad" : undefined;
  const target = profileTarget(readBrowser(c.req.header("User-Agent") ?? "", claim));
  if (!target.ok) return { ...target, user };
  const { device, version } = target;
  return { ok: true, user, account: judged.account, device, version, claim };
}

async function signIn(c: Context<AppEnv>): Promise<{ ok: true; user: string } | Problem> {
  const tenant = c.get("tenant");
  const read = readCredentials(c.req.header("Authorization"));
  if (!read.ok) return read;
  const { password, charset } = read.credentials;
  // A user who copies the name from Settings types the provisioning token along with it.
  const user = canonicalUser(splitLogin(read.credentials.user).user, tenant.adapter);
  if (!isUserName(user)) return refuse("wrong-password");
  const judged = await judgeCredentials(
    { handles: c.get("handles"), clock: c.get("clock"), client: c.get("client"), tenant },
    { user, password, charset },
  );
  if (judged.ok) return { ok: true, user };
  log("sign-in-refused", { tenant: tenant.name, user, reason: judged.reason });
  return judged;
}

function readCredentials(header: string | undefined) {
  try {
    const credentials = parseBasic(header);
    return credentials ? ({ ok: true, credentials } as const) : refuse("sign-in-needed");
  } catch (error) {
    if (error instanceof WireError) return refuse("credentials-malformed");
    throw error;
  }
}

/** Tells the tenant's administrator why a user got no profile. No device is known here. */
async function noteRefusal(c: Context<AppEnv>, user: string, reason: string): Promise<void> {
  const tenant = c.get("tenant").name;
  const userAgent = (c.req.header("User-Agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH);
  log("profile-refused", { tenant, user, reason });
  const refusal = { reason, user, deviceId: "", deviceType: "", userAgent };
  await c.get("handles").tenant(tenant).noteRefusal(refusal);
}

function consentAnswer(c: Context<AppEnv>, { user, account, device, version, claim }: Visit) {
  const facts = { company: c.get("tenant").displayName, device, version };
  const summary = profileSummary(account.policy, version);
  const said = { language: languageOf(c), facts, user, summary, claim };
  return pageAnswer(c, <ConsentPage {...said} />);
}
