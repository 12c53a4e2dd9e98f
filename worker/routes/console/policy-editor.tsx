// The policy's editor: settings by family and section, a form for each section, saved at once into
// the draft. The rules: only what the person changed is sent, on the ground of the draft they saw;
// what is refused stays in the form with its reason; and where somebody else was faster, the
// conflict page takes over (policy-conflict.tsx).
import { Hono } from "hono";
import type { PolicyProblem } from "../../core/policy.ts";
import {
  changeOf,
  type FormTexts,
  fieldText,
  SECTIONS,
  type SectionRows,
  sectionRows,
} from "../../core/policy-form.ts";
import { settingState } from "../../core/policy-state.ts";
import { isAble } from "../../core/scope.ts";
import { FAMILIES, type Family, type SettingRow } from "../../core/settings-row.ts";
import { familyName, rangeInWords, sectionTitle } from "../../core/settings-words.ts";
import { Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { nameOf, SettingField, State, said } from "../../views/console/policy-parts.tsx";
import { Table } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { PolicyDocument } from "../api/policies.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, done, type Form, formOf } from "./frame.tsx";
import { conflictPage } from "./policy-conflict.tsx";
import {
  groupOf,
  POLICY_PAGE,
  pageOf,
  policyOf,
  policyPage,
  speechOf,
  stateOf,
} from "./policy-frame.tsx";
import { Standing } from "./policy-standing.tsx";

export const policyEditorPages = new Hono<ConsoleEnv>()
  .get(POLICY_PAGE, async (c) => editorPage(c, await stateOf(c)))
  .post(POLICY_PAGE, saveSection);

/** What a section's form carried: what was typed, and what it showed at first. */
interface SentSection {
  readonly section: SectionRows;
  readonly typed: FormTexts;
  readonly shown: FormTexts;
  readonly revision: number;
}

async function saveSection(c: ConsoleContext): Promise<Response> {
  const sent = sentSection(await formOf(c));
  if (!sent) return editorPage(c, await stateOf(c));
  const { text, language } = speechOf(c);
  const { section, typed, shown, revision } = sent;
  const change = changeOf(section.rows, typed, shown);
  const back = `${pageOf(c)}#${section.section}`;
  if (Object.keys(change).length === 0) return done(c, back, text.unchanged);
  const saved = await act(c, "PATCH", `${policyOf(c)}?revision=${revision}`, change);
  if (saved.ok) return done(c, back, text.saved(sectionTitle(section.section, language)));
  const { refusal } = saved;
  if (refusal.reason === "draft-changed" && refusal.state) {
    return conflictPage(c, { ...sent, now: refusal.state as PolicyDocument });
  }
  return editorPage(c, await stateOf(c), { ...sent, refusal });
}

function sentSection(form: Form): SentSection | undefined {
  const section = sectionRows(form.text("section"));
  if (!section) return undefined;
  const texts = (prefix: string) =>
    Object.fromEntries(
      section.rows
        .filter(({ id }) => form.has(`${prefix}${id}`))
        .map(({ id }) => [id, form.text(`${prefix}${id}`)]),
    );
  const typed = chosen(form, section.rows, texts(""), texts("was."));
  return { section, typed, shown: texts("was."), revision: Number(form.text("revision")) };
}

/** On the conflict page somebody may have chosen the other side's value, which is what it showed. */
function chosen(form: Form, rows: readonly SettingRow[], typed: FormTexts, shown: FormTexts) {
  const dropped = rows.filter(({ id }) => form.text(`pick.${id}`) === "theirs");
  return { ...typed, ...Object.fromEntries(dropped.map(({ id }) => [id, shown[id] ?? ""])) };
}

type RefusedSection = SentSection & { readonly refusal: Refusal };

function editorPage(
  c: ConsoleContext,
  policy: PolicyDocument,
  sent?: RefusedSection,
): Promise<Response> {
  const speech = speechOf(c);
  const { text, language } = speech;
  const mayEdit = isAble(c.get("operator").scope, "administer");
  const problem = sent?.refusal.reason === "bad-settings" ? text.badSettings : undefined;
  return policyPage(
    c,
    { title: text.editTitle(groupOf(c)), refusal: sent?.refusal, problem },
    <>
      <p>{text.legend}</p>
      <Standing c={c} policy={policy} />
      <nav class="actions" aria-label={text.sections}>
        {SECTIONS.map(({ section }) => (
          <a href={`#${section}`}>{sectionTitle(section, language)}</a>
        ))}
      </nav>
      {FAMILIES.map((family) => (
        <>
          <h2>{familyName(family, language)}</h2>
          <p>{text.familyHelp[family]}</p>
          {SECTIONS.filter((section) => section.family === family).map((section) =>
            mayEdit ? (
              <SectionForm c={c} policy={policy} section={section} sent={sent} />
            ) : (
              <SectionTable c={c} policy={policy} section={section} />
            ),
          )}
        </>
      ))}
    </>,
  );
}

interface SectionProps {
  readonly c: ConsoleContext;
  readonly policy: PolicyDocument;
  readonly section: SectionRows;
}

function SectionForm({
  c,
  policy,
  section,
  sent,
}: SectionProps & { sent?: RefusedSection | undefined }) {
  const { text, language } = speechOf(c);
  const own = sent?.section.section === section.section ? sent : undefined;
  const title = sectionTitle(section.section, language);
  return (
    <PostForm c={c} action={pageOf(c)} class="card">
      <h3 id={section.section}>{title}</h3>
      <Hidden name="section" value={section.section} />
      <Hidden name="revision" value={own?.revision ?? policy.revision} />
      <div class="pair">
        {section.rows.map((row) => (
          <OneSetting c={c} policy={policy} row={row} sent={own} />
        ))}
      </div>
      <Submit label={text.save(title)} />
    </PostForm>
  );
}

function OneSetting(props: {
  c: ConsoleContext;
  policy: PolicyDocument;
  row: SettingRow;
  sent: RefusedSection | undefined;
}) {
  const { c, policy, row, sent } = props;
  const speech = speechOf(c);
  const shown = sent?.shown[row.id] ?? fieldText(policy.draft[row.id]);
  return (
    <>
      <Hidden name={`was.${row.id}`} value={shown} />
      <SettingField
        speech={speech}
        row={row}
        typed={sent?.typed[row.id] ?? shown}
        state={settingState(row.id, policy)}
        inForce={inForceOf(policy, row)}
        problem={problemOf(c, row, sent?.refusal)}
      />
    </>
  );
}

/** The value in force, where the draft has another one and the family is in force. */
function inForceOf({ draft, locked }: PolicyDocument, row: SettingRow) {
  const family: Family = row.eas ? "eas-security" : "ios-profile";
  const version = locked[family];
  if (!version || version.values[row.id] === draft[row.id]) return undefined;
  return { value: version.values[row.id] };
}

function problemOf(c: ConsoleContext, row: SettingRow, refusal: Refusal | undefined) {
  const problems = (refusal?.problems ?? []) as readonly PolicyProblem[];
  const found = problems.find(({ setting }) => setting === row.id);
  const { text, language } = speechOf(c);
  return found && text.badValue(found.problem, rangeInWords(row, language));
}

/** The section for those who only read. */
function SectionTable({ c, policy, section }: SectionProps) {
  const speech = speechOf(c);
  const { text, language } = speech;
  const title = sectionTitle(section.section, language);
  return (
    <>
      <h3 id={section.section}>{title}</h3>
      <Table
        caption={title}
        captionHidden
        head={[text.setting, text.standing, text.theirs]}
        rows={section.rows.map((row) => [
          nameOf(speech, row.id),
          <State text={text} state={settingState(row.id, policy)} />,
          said(speech, row, policy.draft[row.id]),
        ])}
      />
    </>
  );
}
