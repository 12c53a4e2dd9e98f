// Autodiscover for mobile clients (MS-ASCMD 2.2.1.1): POST of an address to /autodiscover/autodiscover.xml, on any host of
// the tenant; `autodiscover.` before the mail domain is one more of its origins. Credentials first, judged as everywhere,
// or the client certificate where it alone signs in;
// then the user is told the tenant's own address for Exchange ActiveSync. A phone that is set up this way has no proof
// yet: the gateway lets it in only after it was provisioned.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { type AskingUser, autodiscoverAnswer, requestProblem } from "../core/autodiscover.ts";
import { refuse } from "../core/result.ts";
import type { judgeCredentials } from "../credentials.ts";
import { failureAnswer, type GatewayReason } from "../failures.ts";
import { log } from "../log.ts";
import {
  type AutodiscoverAnswer,
  type AutodiscoverRequest,
  readAutodiscover,
  writeAutodiscover,
} from "../wire/autodiscover.ts";
import { WireError } from "../wire/wire-error.ts";
import { XML_LIMITS } from "../wire/xml-text.ts";
import { readStart } from "./activesync/body.ts";
import { judgeBehindShield } from "./activesync/stale-password.ts";
import { certificateUser } from "./certificate-sign-in.ts";
import { type SignInProblem, signIn } from "./user-sign-in.ts";

/** Answers for Autodiscover's path on a tenant's host; the app routes to it in any letter case. */
export async function answerAutodiscover(c: Context<AppEnv>): Promise<Response> {
  return c.req.method === "POST" ? answer(c) : notPosted(c);
}

/**
 * Clients that found no https server ask `autodiscover.DOMAIN` by GET for the address of one (MS-OXDISCO 3.1.5.4); a GET
 * where POST belongs is refused.
 */
function notPosted(c: Context<AppEnv>): Response {
  const { displayName, origins } = c.get("tenant");
  const { host, pathname } = new URL(c.req.url);
  if (c.req.method === "GET" && host !== new URL(origins[0]).host)
    return c.redirect(origins[0] + pathname.toLowerCase(), 302);
  const refused = failureAnswer("method-not-allowed", displayName);
  refused.headers.set("allow", "POST");
  return refused;
}

async function answer(c: Context<AppEnv>): Promise<Response> {
  const byCertificate = await certificateUser(c);
  if (byCertificate?.refused)
    return failureAnswer(byCertificate.refused, c.get("tenant").displayName);
  const signedIn = byCertificate ?? (await signIn(c, judgeShielded(c)));
  const request = signedIn.ok || isUpstreamTrouble(signedIn) ? await read(c.req.raw) : undefined;
  if (!signedIn.ok) {
    // The directory, which is Exchange's, could not be reached: nothing is told but the address that was asked about.
    if (!request?.emailAddress || requestProblem(request) !== null) return refusal(c, signedIn);
    const user = { emailAddress: request.emailAddress };
    const message = "The directory service could not be reached.";
    return written(c, { says: "error", user, message });
  }
  const { user } = signedIn;
  const problem = request ? requestProblem(request) : 600;
  if (!request || problem !== null)
    return written(c, { says: "no-answer", code: problem ?? 600, now: c.get("clock").now() }, user);
  const { origins } = c.get("tenant");
  return written(c, autodiscoverAnswer(request, await asking(c, user), origins[0]), user);
}

/**
 * Judges a password behind the shield of those that Exchange refused not long ago: phones ask here by themselves, again and
 * again, when theirs is not taken any more. No device is named, so the isolate's memory serves.
 */
const judgeShielded =
  (c: Context<AppEnv>): typeof judgeCredentials =>
  async (on, credentials) => {
    const secret = c.env.VERIFIER_SECRET;
    const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const gate = { ...on, handles: c.get("handles"), host: "", secret, waitUntil };
    const { user } = credentials;
    const presented = { request: { user }, evidence: { credentials } };
    const judged = await judgeBehindShield(gate, presented);
    return judged.ok || judged.reason !== "stale-password" ? judged : refuse("wrong-password");
  };

const UPSTREAM_TROUBLE = new Set<string>([
  "upstream-unreachable",
  "upstream-timeout",
  "upstream-not-eas",
]);
const isUpstreamTrouble = ({ reason }: SignInProblem) => UPSTREAM_TROUBLE.has(reason);

function refusal(c: Context<AppEnv>, { reason, retryAfterSeconds }: SignInProblem): Response {
  const said: GatewayReason =
    reason === "sign-in-needed"
      ? "credentials-missing"
      : reason === "credentials-malformed"
        ? "credentials-broken"
        : reason;
  return failureAnswer(said, c.get("tenant").displayName, retryAfterSeconds);
}

/** The request in the body; undefined for one that cannot be read, which includes every document type and entity. */
async function read(received: Request): Promise<AutodiscoverRequest | undefined> {
  const body = await smallBody(received);
  if (!body) return undefined;
  try {
    return readAutodiscover(body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    log("autodiscover-unreadable", { problem: error.message });
    return undefined;
  }
}

/** The body, or null if it is larger than any request is; no more of it is read then. */
async function smallBody({ body }: Request): Promise<Uint8Array | null> {
  if (!body) return null;
  const { start, ended } = await readStart(body, XML_LIMITS.bytes + 1);
  if (ended) return start;
  await body.cancel();
  return null;
}

async function asking(c: Context<AppEnv>, user: string): Promise<AskingUser> {
  const { name, adapter } = c.get("tenant");
  const tenant = c.get("handles").tenant(name);
  const [record, { easAllowed }] = await Promise.all([
    tenant.user(user),
    tenant.admission(user, ""),
  ]);
  return {
    displayName: record?.displayName ?? user,
    emailAddress: record?.emailAddress ?? `${user}@${adapter.mailDomain}`,
    easAllowed,
  };
}

function written(c: Context<AppEnv>, said: AutodiscoverAnswer, user?: string): Response {
  log("autodiscover", { tenant: c.get("tenant").name, says: said.says, ...(user && { user }) });
  const headers = { "content-type": "text/xml; charset=utf-8", "cache-control": "no-store" };
  return new Response(writeAutodiscover(said), { headers });
}
