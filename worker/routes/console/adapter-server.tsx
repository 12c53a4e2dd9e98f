// The wizard's first page: the tenant's Exchange, and a live test of the way to it. What is tested is
// what was just saved; a test user's password goes to Exchange and nowhere else.
import { Hono } from "hono";
import type { AdapterSettings } from "../../core/tenant.ts";
import { CheckResult } from "../../views/console/adapter-parts.tsx";
import { Check, Field, Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import type { CheckDocument } from "../api/adapter.ts";
import type { Refusal } from "../api/answer.ts";
import {
  adapterOf,
  Buttons,
  problemsOf,
  saveAndGo,
  savedOf,
  textOf,
  WIZARD,
  wizardPage,
} from "./adapter-wizard.tsx";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, formOf } from "./frame.tsx";

export const adapterServerPages = new Hono<ConsoleEnv>()
  .get(`${WIZARD}/server`, async (c) => serverPage(c, await savedOf(c)))
  .post(`${WIZARD}/server`, serverStep);

const isOwner = (c: ConsoleContext) => c.get("operator").scope === "owner";

interface ServerPage {
  readonly refusal?: Refusal;
  readonly check?: CheckDocument;
  readonly testUser?: string;
}

async function serverStep(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [user, password] = [form.text("user"), form.secret("password")];
  const change = {
    upstream: form.text("upstream"),
    ...(isOwner(c) && { privateUpstream: form.has("privateUpstream") }),
  };
  const go = form.text("go");
  const again = (typed: AdapterSettings, refusal: Refusal) =>
    serverPage(c, typed, { refusal, testUser: user });
  if (go !== "test") return saveAndGo(c, form, change, { after: "login" }, again);
  const saved = await act(c, "PATCH", adapterOf(c), change);
  if (!saved.ok) return again({ ...(await savedOf(c)), ...change }, saved.refusal);
  const testUser = user || password ? { user, password } : {};
  const checked = await act(c, "POST", `${adapterOf(c)}/check`, testUser);
  if (!checked.ok) return again(await savedOf(c), checked.refusal);
  const check = checked.json as unknown as CheckDocument;
  return serverPage(c, await savedOf(c), { check, testUser: user });
}

async function serverPage(
  c: ConsoleContext,
  typed: AdapterSettings,
  page: ServerPage = {},
): Promise<Response> {
  const { refusal, check } = page;
  const text = textOf(c);
  const words = text.server;
  const problemAt = problemsOf(c, refusal);
  return wizardPage(
    c,
    "server",
    { refusal },
    <>
      {check && <CheckResult text={text} language={c.get("language")} check={check} />}
      {check && <Advice c={c} check={check} current={typed.credentialCheck} />}
      <PostForm c={c} action={`${adapterOf(c)}/wizard/server`} class="card">
        <Field
          label={text.settings.upstream}
          name="upstream"
          value={typed.upstream}
          help={isOwner(c) ? words.upstreamHelp : `${words.upstreamHelp} ${words.privateOwner}`}
          problem={problemAt("upstream")}
          required
        />
        {isOwner(c) && (
          <Check
            label={text.settings.privateUpstream}
            name="privateUpstream"
            checked={typed.privateUpstream}
            help={words.privateHelp}
          />
        )}
        <TestUser c={c} page={page} />
        <Submit label={words.test} name="go" value="test" kind="quiet" />
        <Buttons text={text} />
      </PostForm>
    </>,
  );
}

/** A user to try the login with; neither name nor password is kept. */
function TestUser({ c, page }: { c: ConsoleContext; page: ServerPage }) {
  const words = textOf(c).server;
  const problemAt = problemsOf(c, page.refusal);
  return (
    <>
      <h2>{words.testTitle}</h2>
      <p>{words.testHelp}</p>
      <Field
        label={words.testUser}
        name="user"
        value={page.testUser}
        autocomplete="off"
        problem={problemAt("user")}
      />
      <Field
        label={words.testPassword}
        name="password"
        type="password"
        autocomplete="off"
        problem={problemAt("password")}
      />
    </>
  );
}

/** One press to follow the test's advice where the saved setting is another. */
function Advice(props: { c: ConsoleContext; check: CheckDocument; current: string }) {
  const { c, check, current } = props;
  if (check.advice === "none" || check.advice === current) return null;
  const text = textOf(c);
  return (
    <PostForm c={c} action={`${adapterOf(c)}/wizard/login`}>
      <Hidden name="advice" value={check.advice} />
      <Submit label={`${text.server.useAdvice}: ${text.checks[check.advice]}`} kind="quiet" />
    </PostForm>
  );
}
