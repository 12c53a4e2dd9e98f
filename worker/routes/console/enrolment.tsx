// Enrolment in the console: what became of every try, and challenges: which there are, drop one, make
// one. The rule: a challenge is shown on the page that answers its making, and nowhere else.
import { Hono } from "hono";
import {
  CERTIFICATE_PURPOSES,
  type ChallengeRecord,
  type EnrolmentAttempt,
} from "../../core/certificates.ts";
import { isAble } from "../../core/scope.ts";
import { showable } from "../../core/settings-text.ts";
import { phoneOf } from "../../views/console/certificate-parts.tsx";
import { Choice, Field, PostForm, Submit } from "../../views/console/form.tsx";
import { type EnrolmentText, enrolmentText } from "../../views/console/messages/enrolment.ts";
import { outcomeText } from "../../views/console/messages/enrolment-outcomes.ts";
import { Badge, Facts, Table, Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { ChallengesDocument, NewChallengeDocument } from "../api/challenges.ts";
import type { AttemptsDocument } from "../api/enrolment.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ask,
  ConsoleProblemError,
  done,
  formOf,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

const PAGE = "/tenants/:tenant/enrolment";
/** What is said by others is shown up to this length, in characters. */
const TEXT_MAX = 200;
/** Challenges that are used, ended or dropped, shown at most. */
const DONE_SHOWN = 100;

export const enrolmentPages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => enrolmentPage(c))
  .post(`${PAGE}/challenges`, makeChallenge)
  .post(`${PAGE}/challenges/:id/drop`, async (c) => {
    const dropped = await act(c, "DELETE", `${apiOf(c)}${path`/${c.req.param("id")}`}`);
    if (!dropped.ok) throw new ConsoleProblemError(dropped.refusal);
    return done(c, pageOf(c), textOf(c).dropped);
  });

const textOf = (c: ConsoleContext): EnrolmentText => enrolmentText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/enrolment`;
const apiOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/challenges`;

interface Typed {
  readonly user: string;
  readonly purpose: string;
  readonly refusal: Refusal;
}

async function makeChallenge(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [user, purpose] = [form.text("user"), form.text("purpose")];
  const made = await act(c, "POST", apiOf(c), { user, purpose: purpose || "exchange" });
  if (!made.ok) return enrolmentPage(c, { user, purpose, refusal: made.refusal });
  const { challenge, record, scep } = made.json as unknown as NewChallengeDocument;
  const text = textOf(c);
  return showPage(
    c,
    { title: text.newTitle, section: "enrolment", tenant: tenantOf(c) },
    <>
      <p>{text.newText}</p>
      <code class="secret">{challenge}</code>
      <Facts
        facts={[
          [text.user, record.user],
          [text.purpose, text.purposes[record.purpose]],
          [text.expires, <Time at={record.expiresAt} />],
          [text.scep, <code>{scep}</code>],
        ]}
      />
      <p>
        <a href={pageOf(c)}>{text.backToEnrolment}</a>
      </p>
    </>,
  );
}

async function enrolmentPage(c: ConsoleContext, typed?: Typed): Promise<Response> {
  const text = textOf(c);
  const [{ challenges }, { attempts }] = await Promise.all([
    ask<ChallengesDocument>(c, apiOf(c)),
    ask<AttemptsDocument>(c, path`/tenants/${tenantOf(c)}/enrolment-attempts`),
  ]);
  const mayChange = isAble(c.get("operator").scope, "administer");
  const problem = typed && sentenceOf(c, typed.refusal);
  const field = typed?.refusal.field;
  const status = typed && statusOf(typed.refusal);
  return showPage(
    c,
    { title: text.title, section: "enrolment", tenant: tenantOf(c), problem, field, status },
    <>
      <p>{text.lead}</p>
      <h2>{text.attemptsTitle}</h2>
      <p>{text.attemptsLead}</p>
      <Attempts c={c} attempts={attempts} />
      <h2>{text.challengesTitle}</h2>
      <p>{text.challengesLead}</p>
      <Challenges c={c} challenges={shownOf(challenges)} mayChange={mayChange} />
      {mayChange && (
        <MakeForm c={c} typed={typed} problem={field === "user" ? problem : undefined} />
      )}
    </>,
  );
}

/** Open ones first, all of them; of those that are done, the newest. */
function shownOf(challenges: readonly ChallengeRecord[]): ChallengeRecord[] {
  const isOpen = ({ state }: ChallengeRecord) => state === "open";
  const done = challenges.filter((challenge) => !isOpen(challenge));
  return [...challenges.filter(isOpen), ...done.slice(0, DONE_SHOWN)];
}

function Attempts({ c, attempts }: { c: ConsoleContext; attempts: readonly EnrolmentAttempt[] }) {
  const text = textOf(c);
  const rows = attempts.map((attempt) => [
    <Time at={attempt.at} />,
    attempt.user === "" ? (
      <span class="muted">{text.nobody}</span>
    ) : (
      <UserLink c={c} of={attempt} />
    ),
    text.steps[attempt.step],
    <Outcome c={c} outcome={attempt.outcome} />,
    phoneOf(attempt),
    <code>{showable(attempt.client, TEXT_MAX)}</code>,
    showable(attempt.detail, TEXT_MAX),
  ]);
  const head = [text.at, text.user, text.step, text.outcome, text.phone, text.client, text.detail];
  return (
    <Table
      caption={text.attemptsTitle}
      captionHidden
      head={head}
      rows={rows}
      empty={text.noAttempts}
    />
  );
}

function UserLink({ c, of: { user } }: { c: ConsoleContext; of: { readonly user: string } }) {
  return <a href={path`/tenants/${tenantOf(c)}/users/${user}`}>{showable(user, TEXT_MAX)}</a>;
}

function Outcome({ c, outcome }: { c: ConsoleContext; outcome: string }) {
  const words = outcomeText(c.get("language"), outcome);
  if (outcome === "ok") return <Badge tone="good">{words}</Badge>;
  return (
    <>
      <Badge tone="bad">{textOf(c).refused}</Badge> {words}{" "}
      <code>{showable(outcome, TEXT_MAX)}</code>
    </>
  );
}

const TONES = { open: "warn", used: "good", expired: "plain", dropped: "plain" } as const;

function Challenges(props: {
  c: ConsoleContext;
  challenges: readonly ChallengeRecord[];
  mayChange: boolean;
}) {
  const { c, challenges, mayChange } = props;
  const text = textOf(c);
  const rows = challenges.map((challenge) => [
    <UserLink c={c} of={challenge} />,
    text.purposes[challenge.purpose],
    <>
      <Badge tone={TONES[challenge.state]}>{text.states[challenge.state]}</Badge>{" "}
      <Time at={challenge.usedAt} />
    </>,
    phoneOf(challenge),
    challenge.madeBy,
    <Time at={challenge.madeAt} />,
    <Time at={challenge.expiresAt} />,
    ...(mayChange ? [challenge.state === "open" && <DropForm c={c} challenge={challenge} />] : []),
  ]);
  const head = [
    ...[text.user, text.purpose, text.state, text.phone, text.madeBy, text.made, text.expires],
    ...(mayChange ? [text.action] : []),
  ];
  return (
    <Table
      caption={text.challengesTitle}
      captionHidden
      head={head}
      rows={rows}
      empty={text.noChallenges}
    />
  );
}

function DropForm({ c, challenge }: { c: ConsoleContext; challenge: ChallengeRecord }) {
  const text = textOf(c);
  return (
    <PostForm c={c} action={`${pageOf(c)}${path`/challenges/${challenge.id}/drop`}`}>
      <Submit label={text.drop} kind="quiet" says={text.dropSays(challenge.user)} />
    </PostForm>
  );
}

function MakeForm(props: {
  c: ConsoleContext;
  typed: Typed | undefined;
  problem: string | undefined;
}) {
  const { c, typed, problem } = props;
  const text = textOf(c);
  return (
    <>
      <h2>{text.makeTitle}</h2>
      <PostForm c={c} action={`${pageOf(c)}/challenges`} class="card">
        <p>{text.makeHelp}</p>
        <Field
          label={text.user}
          name="user"
          value={typed?.user}
          help={text.userHelp}
          problem={problem}
          autocomplete="off"
          required
        />
        <Choice
          label={text.purpose}
          name="purpose"
          value={typed?.purpose ?? "exchange"}
          options={CERTIFICATE_PURPOSES.map((value) => ({ value, label: text.purposes[value] }))}
        />
        <Submit label={text.make} />
      </PostForm>
    </>
  );
}
