// The operator's own account: sign-out, password, sessions. These are about the person, not about
// what the service administers, so they go to the directory directly: an API token has no session
// and no password.
import { Hono } from "hono";
import { type OperatorSession, passwordProblem } from "../../core/operator.ts";
import { roleOf, tenantOf } from "../../core/scope.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { frameText } from "../../views/console/messages/frame.ts";
import { type SignInText, signInText } from "../../views/console/messages/sign-in.ts";
import { Badge, Facts, Table, Time } from "../../views/console/table.tsx";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { done, formOf, showPage } from "./frame.tsx";
import { endSession, sessionHashOf } from "./session.ts";
import { NewPassword } from "./sign-in.tsx";

export const accountPages = new Hono<ConsoleEnv>()
  .post("/sign-out", async (c) => {
    await endSession(c);
    return c.redirect("/sign-in", 303);
  })
  .get("/account", (c) => accountPage(c))
  .post("/account/password", changePassword)
  .post("/account/sessions/:id/end", async (c) => {
    const { operatorId } = c.get("operator");
    await c.get("handles").directory.revokeSession(operatorId, c.req.param("id"));
    return done(c, "/account", textOf(c).revoked);
  });

const textOf = (c: ConsoleContext): SignInText => signInText[c.get("language")];

/** A stolen session must not be worth more guesses at the password than a stranger has. */
async function changePassword(c: ConsoleContext): Promise<Response> {
  const { name, operatorId } = c.get("operator");
  const text = textOf(c);
  const kept = sessionHashOf(c);
  if (kept === undefined || c.get("operator").session === null) return accountPage(c);
  const form = await formOf(c);
  const password = form.secret("password");
  const problem = passwordProblem(name, password);
  if (problem) return accountPage(c, text.passwordProblems[problem], "password");
  if (password !== form.secret("repeat")) {
    return accountPage(c, text.passwordProblems.differs, "repeat");
  }
  const guard = c.get("handles").guard(`password|console|${operatorId}`);
  if ((await guard.wait()) > 0) return accountPage(c, text.currentWrong, "current");
  const { directory } = c.get("handles");
  const changed = await directory.changePassword(
    operatorId,
    form.secret("current"),
    password,
    kept,
  );
  if (!changed.ok) {
    await guard.failed("sign-in");
    return accountPage(c, text.currentWrong, "current");
  }
  await guard.succeeded();
  return done(c, "/account", text.changed);
}

async function accountPage(c: ConsoleContext, problem?: string, field?: string): Promise<Response> {
  const { name, scope, operatorId, session } = c.get("operator");
  const text = textOf(c);
  const sessions = session ? await c.get("handles").directory.sessions(operatorId) : [];
  return showPage(
    c,
    { title: text.account, section: "account", problem, field },
    <>
      <Facts
        facts={[
          [text.name, name],
          [text.role, frameText[c.get("language")].roles[roleOf(scope)]],
          [text.tenant, tenantOf(scope)],
        ]}
      />
      {session ? (
        <>
          <h2>{text.sessions}</h2>
          <p>{text.sessionsHelp}</p>
          <SessionTable c={c} text={text} sessions={sessions} own={session.id} />
          <PasswordForm c={c} text={text} problem={problem} field={field} />
        </>
      ) : (
        <p>{text.accessAccount}</p>
      )}
    </>,
  );
}

function SessionTable(props: {
  c: ConsoleContext;
  text: SignInText;
  sessions: readonly OperatorSession[];
  own: string;
}) {
  const { c, text, sessions, own } = props;
  const rows = sessions.map(({ id, openedAt, lastSeenAt, endsAt, client }) => [
    <Time at={openedAt} />,
    <Time at={lastSeenAt} />,
    <Time at={endsAt} />,
    client,
    id === own ? (
      <Badge>{text.thisSession}</Badge>
    ) : (
      <PostForm c={c} action={`/account/sessions/${id}/end`}>
        <Submit
          label={text.revoke}
          kind="quiet"
          says={text.revokeSays(new Date(openedAt).toISOString().slice(0, 16))}
        />
      </PostForm>
    ),
  ]);
  const head = [text.openedAt, text.lastSeen, text.ends, text.from, text.action];
  return <Table caption={text.sessions} captionHidden head={head} rows={rows} />;
}

function PasswordForm(props: {
  c: ConsoleContext;
  text: SignInText;
  problem: string | undefined;
  field: string | undefined;
}) {
  const { c, text, problem, field } = props;
  return (
    <>
      <h2>{text.changePassword}</h2>
      <PostForm c={c} action="/account/password" class="card">
        <input
          type="text"
          name="username"
          autocomplete="username"
          value={c.get("operator").name}
          hidden
          readonly
        />
        <Field
          label={text.currentPassword}
          name="current"
          type="password"
          problem={field === "current" ? problem : undefined}
          autocomplete="current-password"
          required
        />
        <NewPassword text={text} problem={problem} field={field} />
        <Submit label={text.change} />
      </PostForm>
    </>
  );
}
