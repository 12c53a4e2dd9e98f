// What is written down of tries to enrol: each one in the authority, for administrators; the ones that
// ended in a profile in the tenant's audit log, too. The rule: whoever is known to nobody is noted
// once a minute at most, so that strangers cannot push out of the list what people did.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import type { EnrolledDevice } from "../core/certificates.ts";
import { log } from "../log.ts";
import type { Desk } from "./account-profile.ts";
import type { EnrolmentAnswer } from "./enrol.ts";
import type { EnrolmentPost } from "./enrol-post.ts";

/** Milliseconds. */
const STRANGERS_NOTED_EVERY = 60_000;
/** When a stranger was last noted, by tenant. */
const strangersNoted = new Map<string, number>();

/** Notes what became of a POST; `post` is absent where it could not be read. */
export async function noteEnrolment(
  c: Context<AppEnv>,
  { tenant, authority }: Desk,
  answer: EnrolmentAnswer,
  post: EnrolmentPost | undefined,
): Promise<void> {
  const { step, user } = answer;
  const outcome = answer.ok ? "ok" : answer.reason;
  log("enrolment", { tenant: tenant.name, step, user, outcome });
  const isKnown = post !== undefined && post.signer.kind !== "stranger";
  if (!isKnown && !isNews(tenant.name, c.get("clock").now())) return;
  const device = post?.device;
  const detail = post?.signer.kind === "issued" ? post.signer.certificate.fingerprint : "";
  const attempt = {
    ...{ user, step, outcome, client: c.get("client"), detail },
    ...(device && { device }),
  };
  await Promise.all([
    authority.noteAttempt(attempt),
    answer.ok && step !== "profile-service" ? noteProfile(c, user, device) : undefined,
  ]);
}

/** A profile that opens a mailbox is an act of the tenant's, and its log says for which phone. */
function noteProfile(c: Context<AppEnv>, user: string, device?: EnrolledDevice): Promise<void> {
  const tenant = c.get("handles").tenant(c.get("tenant").name);
  return tenant.note(user, "certificate-profile-made", user, device?.serial ?? device?.udid ?? "");
}

function isNews(tenant: string, now: number): boolean {
  const last = strangersNoted.get(tenant);
  // A clock that went back is no reason to be silent for long.
  if (last !== undefined && now >= last && now - last < STRANGERS_NOTED_EVERY) return false;
  strangersNoted.set(tenant, now);
  return true;
}
