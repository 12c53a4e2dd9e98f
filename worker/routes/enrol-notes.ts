// What is written down of tries to enrol: each one in the authority, for administrators (with the
// profile's signature, if there is one); the ones that ended in a profile that opens a mailbox in the
// tenant's audit log, too. The rule: whoever is known to nobody is noted
// once a minute at most, and a few times with a phone's built-in certificate, whose POST can be sent
// again for ever: strangers cost no more than that.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import type { EnrolledDevice, EnrolmentAttempt } from "../core/certificates.ts";
import { log } from "../log.ts";
import type { ProfileDesk } from "./account-profile.ts";
import type { EnrolmentAnswer } from "./enrol.ts";
import type { EnrolmentPost } from "./enrol-post.ts";

const MINUTE = 60_000;
/** Tries of nobody known that are noted within a minute, by who signed. */
const NOTED_A_MINUTE = { device: 20, stranger: 1 } as const;
/** When the running minute began (milliseconds since 1970) and what was noted in it, by tenant and signer. */
const noted = new Map<string, { readonly since: number; readonly count: number }>();

/** Whose POST it is, and which step. */
export type Tried = Pick<EnrolmentAttempt, "step" | "user">;

/** What is noted of a POST; `post` is absent where it could not be read. */
export function attemptOf(
  c: Context<AppEnv>,
  { step, user }: Tried,
  outcome: EnrolmentAttempt["outcome"],
  post: EnrolmentPost | undefined,
): Omit<EnrolmentAttempt, "at"> {
  const detail = post?.signer.kind === "issued" ? post.signer.certificate.fingerprint : "";
  const device = post && { device: post.device };
  return { user, step, outcome, client: c.get("client"), detail, ...device };
}

/** Notes what became of a POST. */
export async function noteEnrolment(
  c: Context<AppEnv>,
  { tenant, authority }: ProfileDesk,
  answer: EnrolmentAnswer,
  post: EnrolmentPost | undefined,
): Promise<void> {
  const { step, user } = answer;
  const outcome = answer.ok ? "ok" : answer.reason;
  log("enrolment", { tenant: tenant.name, step, user, outcome });
  if (answer.ok) return step === "profile-service" ? undefined : noteProfile(c, user, post?.device);
  const signer = post?.signer.kind === "device" ? "device" : "stranger";
  if (user === "" && !isNews(tenant.name, signer, c.get("clock").now())) return;
  await authority.noteAttempt(attemptOf(c, answer, outcome, post));
}

/** A profile that opens a mailbox is an act of the tenant's, and its log says for which phone. */
function noteProfile(c: Context<AppEnv>, user: string, device?: EnrolledDevice): Promise<void> {
  const tenant = c.get("handles").tenant(c.get("tenant").name);
  return tenant.note(user, "certificate-profile-made", user, device?.serial ?? device?.udid ?? "");
}

function isNews(tenant: string, signer: keyof typeof NOTED_A_MINUTE, now: number): boolean {
  const name = `${tenant} ${signer}`;
  const before = noted.get(name);
  // A clock that went back is no reason to be silent for long.
  const isOver = !before || now < before.since || now - before.since >= MINUTE;
  const { since, count } = isOver ? { since: now, count: 0 } : before;
  if (count >= NOTED_A_MINUTE[signer]) return false;
  noted.set(name, { since, count: count + 1 });
  return true;
}
