// /iphone on a tenant's host: sign in, be told, take the profile. The order is the rule: nothing
// about users, groups, policies or devices is said before the password was accepted; then the
// account is judged, then the browser. These routes take no body, so none is ever read; but for the
// POSTs of phones that enrol, whose proof is the signature of their body (enrol.ts).
import { type Context, Hono } from "hono";
import type { AppEnv } from "../context.ts";
import { installsInSettings, profileTarget, readBrowser } from "../core/browser.ts";
import { profileSummary } from "../core/profile-summary.ts";
import { type Refused, refuse } from "../core/result.ts";
import { log } from "../log.ts";
import { ConsentPage } from "../views/consent-page.tsx";
import type { IphoneReason } from "../views/iphone-messages.ts";
import { problemAnswer } from "./iphone-problem.tsx";
import { profileAnswer, type Visit } from "./iphone-profile.ts";
import { lastRefused, refusedAnswer } from "./iphone-refused.tsx";
import { languageOf, pageAnswer } from "./user-page.ts";
import { isEmbedded, signIn } from "./user-sign-in.ts";

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
    if (installsInSettings(visit.version)) return consentAnswer(c, visit);
    return (await refusedAnswer(c, visit)) ?? handedOut(c, visit);
  })
  .get("/profile", async (c) => {
    const visit = await visitOf(c);
    return visit.ok ? handedOut(c, visit) : problemAnswer(c, visit);
  })
  .post("/enrol", async (c) => {
    const { ENROLMENT_ACTS } = await import("./enrol-acts.ts");
    return ENROLMENT_ACTS.answerEnrolment(c);
  })
  .get("/*", (c) =>
    c.req.path === "/iphone/"
      ? c.redirect("/iphone", 301)
      : problemAnswer(c, refuse("page-not-found")),
  )
  .all("/*", (c) => problemAnswer(c, refuse("method-not-allowed")));

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

/** The profile, or the page that says why nobody can have one now. */
async function handedOut(c: Context<AppEnv>, visit: Visit): Promise<Response> {
  const answer = await profileAnswer(c, visit);
  if (answer instanceof Response) return answer;
  await noteRefusal(c, visit.user, answer.reason);
  return problemAnswer(c, { ...answer, user: visit.user });
}

/** Tells the tenant's administrator why a user got no profile. No device is known here. */
async function noteRefusal(c: Context<AppEnv>, user: string, reason: string): Promise<void> {
  const tenant = c.get("tenant").name;
  const userAgent = (c.req.header("User-Agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH);
  log("profile-refused", { tenant, user, reason });
  const refusal = { reason, user, deviceId: "", deviceType: "", userAgent };
  await c.get("handles").tenant(tenant).noteRefusal(refusal);
}

async function consentAnswer(c: Context<AppEnv>, visit: Visit) {
  const { user, account, device, version, claim } = visit;
  const refused = await lastRefused(c, visit);
  const certificates = account.clientCertificates;
  const facts = { company: c.get("tenant").displayName, device, version, certificates };
  const language = languageOf(c);
  const summary = profileSummary(account.policy, version, language);
  const said = { language, facts, user, summary, claim, refused };
  return pageAnswer(c, <ConsentPage {...said} />);
}
