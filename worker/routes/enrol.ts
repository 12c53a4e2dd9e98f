// POST /iphone/enrol: both steps of the over-the-air enrolment, and the phone's later visits when its
// profile expires. The rule: the signature is verified first, and who signed decides which step it is;
// then the user is judged anew, because a policy, a group or a leave may have changed since; a phone
// learns whether, never why. Repeated POSTs are answered again: answers get lost on the air. Apple,
// "Over-the-Air Profile Delivery and Configuration", phases 2 and 3.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import {
  ENROLMENT_REFUSALS,
  type EnrolmentReason,
  type EnrolmentRefusal,
  type EnrolmentStep,
  judgeEarlier,
  judgePost,
} from "../core/enrolment.ts";
import { type Refused, type Result, refuse } from "../core/result.ts";
import type { AccountFacts } from "../objects/handles/tenant-handouts.ts";
import { MOBILECONFIG_TYPE } from "../wire/mobileconfig.ts";
import { type ProfileDesk, siteOf } from "./account-profile.ts";
import { attemptOf, noteEnrolment } from "./enrol-notes.ts";
import { type EnrolmentPost, readPost } from "./enrol-post.ts";
import { askForCertificate, finalProfile } from "./enrol-profiles.ts";

/** What became of a POST. */
export type EnrolmentAnswer = (
  | { readonly ok: true; readonly profile: Uint8Array }
  | Refused<EnrolmentReason>
) & {
  readonly step: EnrolmentStep["step"];
  /** Empty where nobody was known yet. */
  readonly user: string;
};

/** Answers a phone's POST. */
export async function answerEnrolment(c: Context<AppEnv>): Promise<Response> {
  const tenant = c.get("tenant");
  const desk: ProfileDesk = { tenant, authority: c.get("handles").authority(tenant.name) };
  const post = await readPost(c, desk);
  const answer = post.ok
    ? await answerPost(c, desk, post)
    : ({ ...post, step: "profile-service", user: "" } as const);
  await noteEnrolment(c, desk, answer, post.ok ? post : undefined);
  return answer.ok
    ? profileResponse(answer.profile)
    : refusal(ENROLMENT_REFUSALS[answer.reason], tenant.origins[0]);
}

async function answerPost(
  c: Context<AppEnv>,
  desk: ProfileDesk,
  post: EnrolmentPost,
): Promise<EnrolmentAnswer> {
  const { signer } = post;
  const judged = judgePost(signer, post, c.get("clock").now());
  if (judged.ok && judged.step === "profile-service") return firstAnswer(c, desk, post, judged);
  if (judged.ok) return laterAnswer(c, desk, post, judged);
  return signer.kind === "issued"
    ? { ...judged, step: "second-post", user: signer.certificate.user }
    : { ...judged, step: "profile-service", user: "" };
}

/** The challenge tells the user; the phone that shows it first is the only one that may again. */
async function firstAnswer(
  c: Context<AppEnv>,
  desk: ProfileDesk,
  post: EnrolmentPost,
  { step, challenge, version: ios }: EnrolmentStep & { readonly step: "profile-service" },
): Promise<EnrolmentAnswer> {
  const { device } = post;
  const taken = await desk.authority.takeProfileChallenge(challenge, device);
  if (!taken.ok) return { ...taken, step, user: "" };
  const { user, id: follows } = taken.record;
  const leave = await leaveOf(c, user);
  if (!leave.ok) return { ...leave, step, user };
  const phone = { user, device, ios, follows, rules: taken.rules };
  const attempt = attemptOf(c, { step, user }, "ok", post);
  return { ...(await askForCertificate(desk, phone, attempt)), step, user };
}

/** The certificate tells the user, and which phone it was made for. */
async function laterAnswer(
  c: Context<AppEnv>,
  desk: ProfileDesk,
  post: EnrolmentPost,
  { step, certificate, version: ios }: EnrolmentStep & { readonly step: "second-post" | "renewal" },
): Promise<EnrolmentAnswer> {
  const { user, device = post.device } = certificate;
  const [leave, known] = await Promise.all([
    leaveOf(c, user),
    desk.authority.phoneFacts(user, device.udid, siteOf(desk.tenant)),
  ]);
  if (!leave.ok) return { ...leave, step, user };
  const now = c.get("clock").now();
  const further = judgeEarlier(certificate, known.earlier, now);
  if (!further.ok) return { ...further, step, user };
  const enrolment = { ...certificate, device };
  const phone = { ...known, enrolment, certificate: post.certificate, ios, now };
  const attempt = attemptOf(c, { step, user }, "ok", post);
  return { ...(await finalProfile(desk, leave.account, phone, attempt)), step, user };
}

/** Whether the user may have a profile with a certificate, at this moment. */
async function leaveOf(
  c: Context<AppEnv>,
  user: string,
): Promise<Result<{ readonly account: AccountFacts }, EnrolmentReason>> {
  const judged = await c.get("handles").tenant(c.get("tenant").name).account(user);
  if (!judged.ok) return judged;
  return judged.account.clientCertificates === "off" ? refuse("certificates-off") : judged;
}

function profileResponse(profile: Uint8Array): Response {
  const headers = {
    "Content-Type": MOBILECONFIG_TYPE,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(profile as Uint8Array<ArrayBuffer>, { headers });
}

/** Statuses of refusals. Any but 200 ends the installation; the phone shows none of the words. */
const STATUS: Readonly<Record<EnrolmentRefusal, number>> = {
  unreadable: 400,
  refused: 403,
  "begin-again": 301,
  busy: 429,
  unavailable: 503,
};
const RETRY_AFTER_SECONDS = "3600";

function refusal(refused: EnrolmentRefusal, origin: string): Response {
  const status = STATUS[refused];
  const headers = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Cache-Control": "no-store",
    ...(status === 301 && { Location: `${origin}/iphone` }),
    ...((status === 429 || status === 503) && { "Retry-After": RETRY_AFTER_SECONDS }),
  };
  return new Response("This device cannot be enrolled.\n", { status, headers });
}
