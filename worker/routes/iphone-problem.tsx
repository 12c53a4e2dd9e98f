// The one place where a reason of /iphone becomes an HTTP answer: a status, the headers that go
// with it, and a page that a person can act on.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { installsInSettings, profileTarget, readBrowser } from "../core/browser.ts";
import { atLeast } from "../core/ios.ts";
import type { Language } from "../core/language.ts";
import { basicChallenge } from "../core/sign-in.ts";
import {
  earlierProfileNotes,
  type IphoneReason,
  iphoneProblems,
} from "../views/iphone-messages.ts";
import { ProblemPage } from "../views/problem-page.tsx";
import { waitInWords } from "../views/wait-in-words.ts";
import { SIGN_IN_STATUS } from "./sign-in-status.ts";
import { languageOf, pageAnswer } from "./user-page.ts";

const STATUS = {
  ...SIGN_IN_STATUS,
  "user-in-no-group": 403,
  "eas-not-allowed": 403,
  "policy-not-locked": 403,
  "legacy-devices-off": 403,
  "signing-identity-expired": 503,
  "not-an-ios-device": 403,
  "perhaps-an-ipad": 403,
  "wrong-browser": 403,
  "opened-inside-a-page": 403,
  "ios-too-old": 403,
  "page-not-found": 404,
  "method-not-allowed": 405,
} as const satisfies Record<IphoneReason, number>;

/**
 * The answer to a visit that ends with `problem`. With a 401, phones show the page only when the
 * user cancels.
 */
export function problemAnswer(
  c: Context<AppEnv>,
  problem: {
    readonly reason: IphoneReason;
    readonly user?: string;
    readonly retryAfterSeconds?: number;
  },
) {
  const tenant = c.get("tenant");
  const { reason, user, retryAfterSeconds } = problem;
  const language = languageOf(c);
  const status = STATUS[reason];
  if (status === 401) c.header("WWW-Authenticate", basicChallenge(tenant));
  if (status === 405) c.header("Allow", "GET, HEAD");
  if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
  const company = tenant.displayName;
  const address = new URL("/iphone", tenant.origins[0]).href;
  const wait = waitInWords(retryAfterSeconds ?? 0, language);
  const text = iphoneProblems[language][reason]({ company, address, wait });
  const note =
    status === 401 ? earlierProfileNote(language, c.req.header("User-Agent")) : undefined;
  const said = { language, reason, text, company, address, user, note };
  return pageAnswer(c, <ProblemPage {...said} />, status);
}

/**
 * Systems that install at once see no page before the profile; this is where they can be warned.
 */
function earlierProfileNote(language: Language, userAgent = ""): string | undefined {
  const target = profileTarget(readBrowser(userAgent));
  if (!target.ok || installsInSettings(target.version)) return undefined;
  const notes = earlierProfileNotes[language];
  return atLeast(target.version, [4, 0, 0]) ? notes.ios4 : notes.ios3;
}
