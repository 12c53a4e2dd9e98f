// My devices, /my on a tenant's host (what OWA's page was): users sign in with their Exchange
// credentials, see their own phones, report one lost, erase it, take that back, forget it. The
// rules: every request signs in; a phone is found among the user's own and nowhere else; what an
// administrator ordered is not the user's to end; erasing asks for the password again.
import { type Context, Hono } from "hono";
import type { AppEnv } from "../context.ts";
import { actToken } from "../core/act-token.ts";
import { mayOrder, type OwnAct, type OwnDevice, ownDevice } from "../core/own-device.ts";
import { type Result, refuse } from "../core/result.ts";
import type { TenantHandle } from "../objects/handles/tenant.ts";
import { ErasePage, type ErasePageProblem, ForgetPage } from "../views/my-deed-page.tsx";
import { myText } from "../views/my-messages.ts";
import { MyPage, type MyView, phoneFacts } from "../views/my-page.tsx";
import { waitInWords } from "../views/wait-in-words.ts";
import { orderOwn } from "./my-acts.ts";
import { isOfAnotherSite, readActForm } from "./my-form.ts";
import { type MyProblem, myProblemAnswer } from "./my-problem.tsx";
import { languageOf, pageAnswer } from "./user-page.ts";
import { confirmPassword, isEmbedded, type SignedInUser, signIn } from "./user-sign-in.ts";

/** A page before a deed; the others are ordered from the list itself. */
const PAGES_BEFORE = ["erase", "forget"] as const satisfies readonly OwnAct[];

type Answer = Response | Promise<Response>;

/** The sub-app of a tenant's host, to be mounted at "/my". */
export const my = new Hono<AppEnv>()
  .get("/", async (c) => {
    const signedIn = await visitor(c);
    return signedIn.ok ? listAnswer(c, signedIn) : myProblemAnswer(c, signedIn);
  })
  .get("/:act", async (c) => {
    const act = PAGES_BEFORE.find((page) => page === c.req.param("act"));
    if (!act) return otherPath(c);
    const signedIn = await visitor(c);
    if (!signedIn.ok) return myProblemAnswer(c, signedIn);
    const on = await orderable(c, signedIn.user, act, c.req.query("device") ?? "");
    if (!on.ok) return myProblemAnswer(c, on);
    const view = viewOf(c, signedIn.user);
    if (act === "forget") return myPage(c, <ForgetPage view={view} on={on} />);
    return myPage(c, <ErasePage view={view} on={on} />);
  })
  .post("/lost", (c) => deed(c, "lost"))
  .post("/found", (c) => deed(c, "found"))
  .post("/erase", (c) => deed(c, "erase"))
  .post("/cancel", (c) => deed(c, "cancel"))
  .post("/forget", (c) => deed(c, "forget"))
  .get("/*", otherPath)
  .all("/*", (c) => myProblemAnswer(c, refuse("method-not-allowed")));

function otherPath(c: Context<AppEnv>): Answer {
  if (c.req.path === "/my/") return c.redirect("/my", 301);
  return myProblemAnswer(c, refuse("page-not-found"));
}

async function visitor(c: Context<AppEnv>): Promise<SignedInUser | MyProblem> {
  return isEmbedded(c) ? refuse("opened-inside-a-page") : signIn(c);
}

/**
 * Forms of this page say where they come from only if the page lets them (Referrer Policy, section
 * 8.3: under no-referrer, Origin is null).
 */
function myPage(c: Context<AppEnv>, page: Parameters<typeof pageAnswer>[1], status?: 403 | 429) {
  return pageAnswer(c, page, status ?? 200, { "Referrer-Policy": "same-origin" });
}

function viewOf(c: Context<AppEnv>, user: string): MyView {
  const tenant = c.get("tenant");
  const now = c.get("clock").now();
  const secret = c.env.VERIFIER_SECRET;
  return {
    language: languageOf(c),
    company: tenant.displayName,
    user,
    setUpAddress: new URL("/iphone", tenant.origins[0]).href,
    now,
    token: (act, deviceId) => actToken(secret, { tenant: tenant.name, user, deviceId, act }, now),
  };
}

const tenantOf = (c: Context<AppEnv>) => c.get("handles").tenant(c.get("tenant").name);

async function listAnswer(c: Context<AppEnv>, { user }: SignedInUser) {
  const tenant = tenantOf(c);
  const [devices, account] = await Promise.all([tenant.devicesOf(user), tenant.account(user)]);
  const current = account.ok ? account.account.policy.version : undefined;
  const own = await Promise.all(devices.map((device) => withLife(tenant, user, device, current)));
  const view = viewOf(c, user);
  return myPage(c, <MyPage view={view} devices={own} notice={noticeOf(c, view, own)} />);
}

async function withLife(
  tenant: TenantHandle,
  user: string,
  device: OwnDevice["device"],
  current?: string,
): Promise<OwnDevice> {
  const blocked = device.state === "blocked";
  const events = blocked ? await tenant.deviceEvents(user, device.deviceId) : [];
  return ownDevice(user, device, events, current);
}

/**
 * What the form before this page did. The address alone is nobody's word: a sentence is shown only
 * if the phone is in the state it speaks of, so that a foreign link says nothing untrue.
 */
function noticeOf(
  c: Context<AppEnv>,
  view: MyView,
  devices: readonly OwnDevice[],
): string | undefined {
  const { acts, unnamed } = myText[view.language];
  const [act, deviceId] = [c.req.query("done"), c.req.query("device")];
  const on = devices.find(({ device }) => device.deviceId === deviceId);
  if (act === "forget" && deviceId && !on)
    return acts.forget.done({ company: view.company, phone: unnamed });
  if (!on) return undefined;
  const shows = DONE_STATES.find(([name, holds]) => name === act && holds(on));
  return shows && acts[shows[0]].done(phoneFacts(view, on));
}

const DONE_STATES: readonly (readonly [OwnAct, (on: OwnDevice) => boolean])[] = [
  ["lost", ({ blockedBy, wipe }) => blockedBy === "user" && wipe === "none"],
  ["found", ({ blockedBy, wipe }) => blockedBy === "nobody" && wipe === "none"],
  ["erase", ({ wipe, wipeIsOwn }) => wipe === "waiting" && wipeIsOwn],
  ["cancel", ({ device }) => device.wipe?.state === "cancelled"],
];

/** The user's own phone, if `act` can be ordered for it now. */
async function orderable(
  c: Context<AppEnv>,
  user: string,
  act: OwnAct,
  deviceId: string,
): Promise<Result<OwnDevice, "no-such-device" | "not-possible-now">> {
  const tenant = tenantOf(c);
  const device = await tenant.device(user, deviceId);
  if (!device) return refuse("no-such-device");
  const on = await withLife(tenant, user, device);
  return mayOrder(act, on) ? { ok: true, ...on } : refuse("not-possible-now");
}

async function deed(c: Context<AppEnv>, act: OwnAct): Promise<Response> {
  if (isOfAnotherSite(c)) return myProblemAnswer(c, refuse("form-of-another-site"));
  const signedIn = await visitor(c);
  if (!signedIn.ok) return myProblemAnswer(c, signedIn);
  const { user } = signedIn;
  const sent = await readActForm(c, user, act);
  if (!sent.ok) return myProblemAnswer(c, sent);
  const { deviceId, password, agreed } = sent.form;
  const on = await orderable(c, user, act, deviceId);
  if (!on.ok) return myProblemAnswer(c, on);
  if (act === "erase") {
    const problem = await eraseProblem(c, signedIn, password, agreed);
    if (problem) return eraseAgain(c, user, on, problem);
  }
  const ordered = await orderOwn(c.get("handles"), c.get("tenant").name, act, on);
  if (!ordered.ok) return myProblemAnswer(c, ordered);
  return c.redirect(`/my?done=${act}&device=${encodeURIComponent(deviceId)}`, 303);
}

interface EraseProblem extends ErasePageProblem {
  readonly retryAfterSeconds?: number;
}

/** Why a phone is not erased yet: no tick, or the password was not accepted. */
async function eraseProblem(
  c: Context<AppEnv>,
  signedIn: SignedInUser,
  password: string,
  agreed: boolean,
): Promise<EraseProblem | undefined> {
  const { erase } = myText[languageOf(c)];
  if (!agreed) return { field: "agreed", sentence: erase.notAgreed, agreed };
  if (password === "") return { field: "password", sentence: erase.passwordMissing, agreed };
  const confirmed = await confirmPassword(c, signedIn, password);
  if (confirmed.ok) return undefined;
  if (confirmed.reason === "wrong-password")
    return { field: "password", sentence: erase.wrongPassword, agreed };
  const { retryAfterSeconds } = confirmed;
  if (retryAfterSeconds === undefined) return { field: "form", sentence: erase.notJudged, agreed };
  const sentence = erase.slowedDown(waitInWords(retryAfterSeconds, languageOf(c)));
  return { field: "form", sentence, agreed, retryAfterSeconds };
}

/** The form again; 403 and not 401, which would make the browser ask for its sign-in. */
function eraseAgain(
  c: Context<AppEnv>,
  user: string,
  on: OwnDevice,
  { retryAfterSeconds, ...problem }: EraseProblem,
) {
  if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
  const page = <ErasePage view={viewOf(c, user)} on={on} problem={problem} />;
  return myPage(c, page, retryAfterSeconds === undefined ? 403 : 429);
}
