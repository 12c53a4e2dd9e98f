// Sign-in, set-up links and the choice of a language: the only pages before the sign-in. The rules:
// a wrong name and a wrong password read the same, cost the same time and the same wait (OWASP
// Authentication Cheat Sheet); guesses are slowed down per client and per name and client; after
// the sign-in nobody is sent to another host.
import { Hono } from "hono";
import type { Child } from "hono/jsx";
import { clientNetwork } from "../../core/client-network.ts";
import { isLanguage } from "../../core/language.ts";
import { type Operator, operatorName, passwordProblem } from "../../core/operator.ts";
import { ownPath, secretHash } from "../../core/session.ts";
import { log } from "../../log.ts";
import type { GuardHandle } from "../../objects/handles/guard.ts";
import { Field, Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { type SignInText, signInText } from "../../views/console/messages/sign-in.ts";
import { homeOf } from "../../views/console/navigation.ts";
import { lonePage } from "../../views/console/shell.tsx";
import { waitInWords } from "../../views/wait-in-words.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { setCookie } from "./cookies.ts";
import { done, formOf } from "./frame.tsx";
import { LANGUAGE_COOKIE, limitedForStrangers } from "./guard.tsx";
import { accessOf, beginSession, identify } from "./session.ts";

const LANGUAGE_SECONDS = 31_536_000;
const NAME_MAX_LENGTH = 200;

export const signInPages = new Hono<ConsoleEnv>()
  .use("/language", limitedForStrangers)
  .post("/language", chooseLanguage)
  .use("/sign-in", passwordsOnly, limitedForStrangers)
  .get("/sign-in", async (c) =>
    (await identify(c)) === "operator"
      ? c.redirect(target(c.req.query("return"), c.get("operator").scope), 303)
      : signInPage(c, { back: c.req.query("return") }),
  )
  .post("/sign-in", signIn)
  .use("/set-up/*", passwordsOnly, limitedForStrangers)
  .get("/set-up/:code", async (c) => {
    const operator = await linkOwner(c);
    return operator ? setUpPage(c, operator) : voidPage(c);
  })
  .post("/set-up/:code", setUp);

const textOf = (c: ConsoleContext): SignInText => signInText[c.get("language")];

const target = (back: string | undefined, scope: Operator["scope"]) =>
  ownPath(back) ?? homeOf(scope);

async function passwordsOnly(c: ConsoleContext, next: () => Promise<void>) {
  if (!accessOf(c.env)) return next();
  const { viaAccess, viaAccessText } = textOf(c);
  return alone(c, { title: viaAccess, status: 404 }, <p>{viaAccessText}</p>);
}

async function signIn(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [typed, back] = [form.text("name").slice(0, NAME_MAX_LENGTH), form.text("return")];
  const name = operatorName(typed) ?? typed.toLowerCase();
  const guards = guardsOf(c, name);
  const wait = await longestWait(guards);
  if (wait > 0) {
    log("sign-in-slowed-down", { client: c.get("client"), waitSeconds: wait });
    c.header("Retry-After", String(wait));
    const problem = textOf(c).slowedDown(waitInWords(wait, c.get("language")));
    return signInPage(c, { name: typed, back, problem, status: 429 });
  }
  const operator = await c.get("handles").directory.checkOperator(name, form.secret("password"));
  if (!operator || !(await beginSession(c, operator))) {
    log("sign-in-refused", { client: c.get("client") });
    await Promise.all(guards.map((guard) => guard.failed("sign-in")));
    return signInPage(c, { name: typed, back, problem: textOf(c).wrong, status: 400 });
  }
  await Promise.all(guards.map((guard) => guard.succeeded()));
  return c.redirect(target(back, operator.scope), 303);
}

/** One for the client whatever the name, one for the name at this client: known or not. */
function guardsOf(c: ConsoleContext, name: string): GuardHandle[] {
  const network = clientNetwork(c.get("client"));
  const keys = [`sign-in|console|${network}`, `sign-in|console|${network}|${name}`];
  return keys.map((key) => c.get("handles").guard(key));
}

/** Seconds to wait, 0 if all guards let the try in; those that would have are told it is off. */
async function longestWait(guards: readonly GuardHandle[]): Promise<number> {
  const waits = await Promise.all(guards.map((guard) => guard.wait()));
  const longest = Math.max(...waits);
  if (longest === 0) return 0;
  const letIn = guards.filter((_, index) => waits[index] === 0);
  await Promise.all(letIn.map((guard) => guard.released()));
  return longest;
}

interface SignInState {
  readonly name?: string;
  readonly back?: string | undefined;
  readonly problem?: string;
  readonly status?: 400 | 429;
}

function signInPage(c: ConsoleContext, { name, back, problem, status }: SignInState) {
  const text = textOf(c);
  const own = ownPath(back);
  return alone(
    c,
    { title: text.signIn, problem, field: "name", status },
    <PostForm c={c} action="/sign-in" class="card">
      {own && <Hidden name="return" value={own} />}
      <Field
        label={text.name}
        name="name"
        value={name}
        help={text.nameHelp}
        autocomplete="username"
        required
      />
      <Field
        label={text.password}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <Submit label={text.signIn} />
    </PostForm>,
  );
}

function linkOwner(c: ConsoleContext): Promise<Operator | null> {
  const code = c.req.param("code") ?? "";
  return c.get("handles").directory.operatorBySetUp(secretHash(code));
}

async function setUp(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const operator = await linkOwner(c);
  if (!operator) return voidPage(c);
  const password = form.secret("password");
  const problem = passwordProblem(operator.name, password);
  if (problem) return setUpPage(c, operator, textOf(c).passwordProblems[problem], "password");
  if (password !== form.secret("repeat")) {
    return setUpPage(c, operator, textOf(c).passwordProblems.differs, "repeat");
  }
  const codeHash = secretHash(c.req.param("code") ?? "");
  const set = await c.get("handles").directory.completeSetUp(codeHash, password);
  if (!set.ok || !(await beginSession(c, set.operator))) return voidPage(c);
  return done(c, homeOf(set.operator.scope), textOf(c).welcome);
}

function setUpPage(c: ConsoleContext, { name }: Operator, problem?: string, field?: string) {
  const text = textOf(c);
  return alone(
    c,
    { title: text.setUp, problem, field, status: problem ? 400 : 200 },
    <PostForm c={c} action={new URL(c.req.url).pathname} class="card">
      <p>{text.setUpFor(name)}</p>
      <input type="text" name="username" autocomplete="username" value={name} hidden readonly />
      <NewPassword text={text} problem={problem} field={field} />
      <Submit label={text.setPassword} />
    </PostForm>,
  );
}

/** The two fields of a new password; `field` is the one that `problem` is about. */
export function NewPassword(props: {
  text: SignInText;
  problem?: string | undefined;
  field?: string | undefined;
}) {
  const { text, problem, field } = props;
  const fields = [
    ["password", text.newPassword, text.passwordHelp],
    ["repeat", text.repeat, undefined],
  ] as const;
  return (
    <>
      {fields.map(([name, label, help]) => (
        <Field
          label={label}
          name={name}
          type="password"
          help={help}
          problem={field === name ? problem : undefined}
          autocomplete="new-password"
          required
        />
      ))}
    </>
  );
}

function voidPage(c: ConsoleContext) {
  const { setUpVoid, setUpVoidText } = textOf(c);
  return alone(c, { title: setUpVoid, status: 404 }, <p>{setUpVoidText}</p>);
}

async function chooseLanguage(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const language = form.text("language");
  if (isLanguage(language)) setCookie(c, LANGUAGE_COOKIE, language, { maxAge: LANGUAGE_SECONDS });
  return c.redirect(ownPath(form.text("return")) ?? "/", 303);
}

interface Lone {
  readonly title: string;
  readonly problem?: string | undefined;
  readonly field?: string | undefined;
  readonly status?: 200 | 400 | 404 | 429 | undefined;
}

function alone(c: ConsoleContext, { title, problem, field, status = 200 }: Lone, content: Child) {
  const { pathname, search } = new URL(c.req.url);
  const page = { title, problem, field, path: `${pathname}${search}`, notice: undefined };
  return c.html(lonePage(c, page, content), status);
}
