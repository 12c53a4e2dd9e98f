// Lock and unlock of one family. The rule: before a Lock the person sees what the check found and
// what changes, and what is Locked is the draft they saw.
import { Hono } from "hono";
import { FAMILIES, type Family } from "../../core/settings-row.ts";
import { familyName } from "../../core/settings-words.ts";
import { Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { Differences, Findings } from "../../views/console/policy-parts.tsx";
import type { Refusal } from "../api/answer.ts";
import type { DiffDocument, LintDocument } from "../api/policy-views.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf } from "./frame.tsx";
import {
  groupOf,
  POLICY_PAGE,
  pageOf,
  policyOf,
  policyPage,
  speechOf,
  stateOf,
} from "./policy-frame.tsx";

export const policyLockPages = new Hono<ConsoleEnv>()
  .get(`${POLICY_PAGE}/lock`, (c) => lockPage(c, familyIn(c.req.query("family"))))
  .post(`${POLICY_PAGE}/lock`, lock)
  .post(`${POLICY_PAGE}/unlock`, unlock);

/** A family by its name; the first one for a name that is none. */
const familyIn = (name: string | undefined): Family =>
  FAMILIES.find((family) => family === name) ?? FAMILIES[0];

async function lock(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const family = familyIn(form.text("family"));
  const body = { families: [family], revision: Number(form.text("revision")) };
  const locked = await act(c, "POST", `${policyOf(c)}/lock`, body);
  if (!locked.ok) return lockPage(c, family, locked.refusal);
  const { text, language } = speechOf(c);
  return done(c, pageOf(c), text.locked(familyName(family, language)));
}

async function unlock(c: ConsoleContext): Promise<Response> {
  const family = familyIn((await formOf(c)).text("family"));
  const unlocked = await act(c, "POST", `${policyOf(c)}/unlock`, { families: [family] });
  if (!unlocked.ok) return lockPage(c, family, unlocked.refusal);
  const { text, language } = speechOf(c);
  return done(c, pageOf(c), text.unlocked(familyName(family, language)));
}

async function lockPage(c: ConsoleContext, family: Family, refusal?: Refusal): Promise<Response> {
  const speech = speechOf(c);
  const { text, language } = speech;
  const [policy, { findings }, { differences }] = await Promise.all([
    stateOf(c),
    ask<LintDocument>(c, `${policyOf(c)}/lint?families=${family}`),
    ask<DiffDocument>(c, `${policyOf(c)}/diff?family=${family}`),
  ]);
  const name = familyName(family, language);
  const hasErrors = findings.some(({ level }) => level === "error");
  return policyPage(
    c,
    { title: text.lockTitle(name, groupOf(c)), refusal },
    <>
      <h2>{text.changesTitle}</h2>
      <Differences
        speech={speech}
        differences={differences}
        empty={policy.locked[family] ? text.noChanges : text.nothingSet[family]}
      />
      <h2>{text.findingsTitle}</h2>
      <Findings speech={speech} findings={findings} />
      <p>{text.lockHelp[family]}</p>
      {hasErrors ? (
        <p>
          <strong>{text.errorsFirst}</strong>
        </p>
      ) : (
        <PostForm c={c} action={`${pageOf(c)}/lock`}>
          <Hidden name="family" value={family} />
          <Hidden name="revision" value={policy.revision} />
          <Submit label={text.lockOf(name)} />
        </PostForm>
      )}
      <p>
        <a href={pageOf(c)}>{text.backToPolicy}</a>
      </p>
    </>,
  );
}
