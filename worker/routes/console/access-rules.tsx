// Access rules: which there are, a new one, and what would happen to a client that says this and that
// of itself. What was typed stays in its form when it is refused, or was tried.
import { Hono } from "hono";
import { ACCESS_CHARACTERISTICS, ACCESS_LEVELS, type AccessRule } from "../../core/access-rules.ts";
import { isAble } from "../../core/scope.ts";
import { Check, Choice, Field, PostForm, Submit } from "../../views/console/form.tsx";
import {
  type AccessRulesText,
  accessRulesText,
} from "../../views/console/messages/access-rules.ts";
import { reasonText } from "../../views/console/messages/refusal-reasons.ts";
import { Badge, Table } from "../../views/console/table.tsx";
import type { AccessRulesDocument, TriedDocument } from "../api/access-rules.ts";
import type { Refusal } from "../api/answer.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ask,
  done,
  type Form,
  formOf,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

const PAGE = "/tenants/:tenant/access-rules";

export const accessRulePages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => rulesPage(c))
  .post(PAGE, addRule)
  .post(`${PAGE}/try`, tryClient)
  .post(`${PAGE}/:id/remove`, removeRule);

const textOf = (c: ConsoleContext): AccessRulesText => accessRulesText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/access-rules`;

interface Typed {
  readonly characteristic: string;
  readonly value: string;
  readonly level: string;
}
const SAYS = ["user", "deviceId", "deviceType", "userAgent"] as const;
interface Tried {
  readonly says: Readonly<Record<string, string>>;
  readonly provisioned: boolean;
  readonly found?: TriedDocument;
}
interface Outcome {
  readonly refusal?: Refusal;
  readonly typed?: Typed;
  readonly tried?: Tried;
}

async function addRule(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [characteristic, level] = [form.text("characteristic"), form.text("level")];
  const typed = { characteristic, value: form.text("value").trim(), level };
  const added = await act(c, "POST", pageOf(c), typed);
  if (added.ok) return done(c, pageOf(c), textOf(c).added(typed.value));
  return rulesPage(c, { refusal: added.refusal, typed });
}

async function removeRule(c: ConsoleContext): Promise<Response> {
  const removed = await act(c, "DELETE", `${pageOf(c)}${path`/${c.req.param("id") ?? ""}`}`);
  if (removed.ok) return done(c, pageOf(c), textOf(c).removed);
  return rulesPage(c, { refusal: removed.refusal });
}

async function tryClient(c: ConsoleContext): Promise<Response> {
  const tried = triedIn(await formOf(c));
  const body = { ...tried.says, provisioned: tried.provisioned };
  const answered = await act(c, "POST", `${pageOf(c)}/try`, body);
  if (!answered.ok) return rulesPage(c, { refusal: answered.refusal, tried });
  return rulesPage(c, { tried: { ...tried, found: answered.json as unknown as TriedDocument } });
}

function triedIn(form: Form): Tried {
  const says = Object.fromEntries(SAYS.map((name) => [name, form.text(name)]));
  return { says, provisioned: form.has("provisioned") };
}

async function rulesPage(c: ConsoleContext, outcome: Outcome = {}): Promise<Response> {
  const text = textOf(c);
  const { refusal, typed, tried } = outcome;
  const { rules } = await ask<AccessRulesDocument>(c, pageOf(c));
  const mayChange = isAble(c.get("operator").scope, "administer");
  const problem = refusal && sentenceOf(c, refusal);
  const field = refusal?.field === "value" ? "value" : undefined;
  const status = refusal && statusOf(refusal);
  const frame = { title: text.title, section: "access-rules", tenant: tenantOf(c) } as const;
  return showPage(
    c,
    { ...frame, problem, field, status },
    <>
      <p>{text.intro}</p>
      <p>{text.order}</p>
      <p>{text.allowMeans}</p>
      {tried?.found && <Found c={c} found={tried.found} />}
      <RuleTable c={c} rules={rules} mayChange={mayChange} />
      {mayChange && <AddForm c={c} typed={typed} problem={field && problem} />}
      <TryForm c={c} tried={tried} />
    </>,
  );
}

function RuleTable(props: { c: ConsoleContext; rules: readonly AccessRule[]; mayChange: boolean }) {
  const { c, rules, mayChange } = props;
  const text = textOf(c);
  const { value, characteristic, level, act: actions } = text.head;
  return (
    <Table
      caption={text.caption}
      captionHidden
      head={[value, characteristic, level, ...(mayChange ? [actions] : [])]}
      rows={rules.map((rule) => [
        <code>{rule.value}</code>,
        text.characteristics[rule.characteristic],
        <Badge tone={TONES[rule.level]}>{text.levels[rule.level]}</Badge>,
        ...(mayChange ? [<Remove c={c} rule={rule} />] : []),
      ])}
      empty={text.empty}
    />
  );
}

const TONES = { block: "bad", quarantine: "warn", allow: "good" } as const;

function Remove({ c, rule }: { c: ConsoleContext; rule: AccessRule }) {
  const text = textOf(c);
  return (
    <PostForm c={c} action={`${pageOf(c)}${path`/${rule.id}/remove`}`}>
      <Submit label={text.remove} says={text.removeSays(rule.value)} kind="quiet" />
    </PostForm>
  );
}

function AddForm(props: {
  c: ConsoleContext;
  typed: Typed | undefined;
  problem: string | undefined;
}) {
  const { c, typed, problem } = props;
  const text = textOf(c);
  const options = (names: readonly string[], words: Readonly<Record<string, string>>) =>
    names.map((value) => ({ value, label: words[value] ?? value }));
  return (
    <>
      <h2>{text.addTitle}</h2>
      <PostForm c={c} action={pageOf(c)} class="card">
        <Choice
          label={text.characteristic}
          name="characteristic"
          value={typed?.characteristic ?? "os"}
          options={options(ACCESS_CHARACTERISTICS, text.characteristics)}
        />
        <Field
          label={text.value}
          name="value"
          value={typed?.value}
          help={text.valueHelp}
          problem={problem}
          required
        />
        <Choice
          label={text.level}
          name="level"
          value={typed?.level ?? "block"}
          options={options(ACCESS_LEVELS, text.levels)}
        />
        <Submit label={text.add} />
      </PostForm>
    </>
  );
}

function TryForm({ c, tried }: { c: ConsoleContext; tried: Tried | undefined }) {
  const text = textOf(c);
  return (
    <>
      <h2>{text.tryTitle}</h2>
      <PostForm c={c} action={`${pageOf(c)}/try`} class="card">
        <p class="help">{text.tryHelp}</p>
        {SAYS.map((name) => (
          <Field label={text[name]} name={name} value={tried?.says[name]} autocomplete="off" />
        ))}
        <Check label={text.provisioned} name="provisioned" checked={tried?.provisioned === true} />
        <Submit label={text.try} />
      </PostForm>
    </>
  );
}

/** What was found out about the client that was tried. */
function Found({ c, found }: { c: ConsoleContext; found: TriedDocument }) {
  const text = textOf(c);
  const { verdict, reason, rule, isOnlyReported, model, system, isIos } = found;
  const named = [model, system].filter(Boolean).join(", ");
  return (
    <section class="notice" role="status">
      <p>
        <b>{isOnlyReported ? text.onlyReported : text.verdicts[verdict]}</b>{" "}
        {reason && (
          <>
            {reasonText(c.get("language"), reason).what}. <code>{reason}</code>
          </>
        )}
      </p>
      <p>
        {rule
          ? text.rule(
              text.characteristics[rule.characteristic],
              rule.value,
              text.levels[rule.level],
            )
          : text.noRule}{" "}
        {text.taken(named || "?", isIos)}
      </p>
    </section>
  );
}
