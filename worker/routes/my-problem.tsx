// The one place where a reason of My devices becomes an HTTP answer: a status and a page that a
// person can act on.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { basicChallenge } from "../core/sign-in.ts";
import { type MyReason, myProblem } from "../views/my-messages.ts";
import { ProblemPage } from "../views/problem-page.tsx";
import { waitInWords } from "../views/wait-in-words.ts";
import { SIGN_IN_STATUS } from "./sign-in-status.ts";
import { languageOf, pageAnswer } from "./user-page.ts";

const STATUS = {
  ...SIGN_IN_STATUS,
  "opened-inside-a-page": 403,
  "page-not-found": 404,
  "method-not-allowed": 405,
  "form-expired": 403,
  "form-of-another-site": 403,
  "form-unreadable": 400,
  "no-such-device": 404,
  "not-possible-now": 409,
} as const satisfies Record<MyReason, number>;

/** A request that came to nothing. */
export interface MyProblem {
  readonly ok: false;
  readonly reason: MyReason;
  readonly retryAfterSeconds?: number;
}

export function myProblemAnswer(c: Context<AppEnv>, { reason, retryAfterSeconds }: MyProblem) {
  const tenant = c.get("tenant");
  const language = languageOf(c);
  const status = STATUS[reason];
  if (status === 401) c.header("WWW-Authenticate", basicChallenge(tenant));
  if (status === 405) c.header("Allow", "GET, HEAD, POST");
  if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
  const company = tenant.displayName;
  const address = new URL("/my", tenant.origins[0]).href;
  const wait = waitInWords(retryAfterSeconds ?? 0, language);
  const text = myProblem(language, reason, { company, address, wait });
  return pageAnswer(c, <ProblemPage {...{ language, reason, text, company, address }} />, status);
}
