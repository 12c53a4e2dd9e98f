// Operators: who may use the console, their one-time set-up links, and the end of both.
import { Hono } from "hono";
import type { Operator } from "../../core/operator.ts";
import { roleOf, tenantOf } from "../../core/scope.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { frameText } from "../../views/console/messages/frame.ts";
import { type ServiceText, serviceText } from "../../views/console/messages/service.ts";
import { RoleFields, scopeOf } from "../../views/console/role-fields.tsx";
import { Badge, Facts, Table, Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { OperatorsDocument, SetUpDocument } from "../api/operators.ts";
import type { TenantsDocument } from "../api/tenants.ts";
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

export const operatorPages = new Hono<ConsoleEnv>()
  .get("/operators", (c) => operatorsPage(c))
  .post("/operators", addOperator)
  .get("/operators/:id/set-up", (c) => confirmPage(c, "renew"))
  .post("/operators/:id/set-up", renewSetUp)
  .get("/operators/:id/remove", (c) => confirmPage(c, "remove"))
  .post("/operators/:id/remove", removeOperator);

const textOf = (c: ConsoleContext): ServiceText => serviceText[c.get("language")];

/** What was typed into the form that the API refused. */
interface Typed {
  readonly name: string;
  readonly role: string;
  readonly tenant: string;
  readonly refusal: Refusal;
}

async function addOperator(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [name, role, tenant] = [form.text("name"), form.text("role"), form.text("tenant")];
  const added = await act(c, "POST", "/operators", { name, scope: scopeOf(role, tenant) });
  if (!added.ok) return operatorsPage(c, { name, role, tenant, refusal: added.refusal });
  return linkPage(c, added.json as unknown as SetUpDocument);
}

async function renewSetUp(c: ConsoleContext): Promise<Response> {
  const renewed = await act(c, "POST", path`/operators/${c.req.param("id") ?? ""}/set-up`);
  if (!renewed.ok) throw new ConsoleProblemError(renewed.refusal);
  return linkPage(c, renewed.json as unknown as SetUpDocument);
}

async function removeOperator(c: ConsoleContext): Promise<Response> {
  const { id, name } = await operatorOf(c);
  const removed = await act(c, "DELETE", path`/operators/${id}`);
  if (!removed.ok) throw new ConsoleProblemError(removed.refusal);
  return done(c, "/operators", textOf(c).operatorRemoved(name));
}

/** The operator in the path; the API's "no such operator" if there is none. */
async function operatorOf(c: ConsoleContext): Promise<Operator> {
  const { operators } = await ask<OperatorsDocument>(c, "/operators");
  const operator = operators.find(({ id }) => id === c.req.param("id"));
  if (!operator) throw new ConsoleProblemError({ reason: "no-such-operator" });
  return operator;
}

async function operatorsPage(c: ConsoleContext, typed?: Typed): Promise<Response> {
  const text = textOf(c);
  const { operators } = await ask<OperatorsDocument>(c, "/operators");
  const { tenants } = await ask<TenantsDocument>(c, "/tenants");
  const problem = typed && sentenceOf(c, typed.refusal);
  const field = typed && (typed.refusal.field === "scope" ? "tenant" : "name");
  return showPage(
    c,
    {
      title: text.operators,
      section: "operators",
      problem,
      field,
      status: typed && statusOf(typed.refusal),
    },
    <>
      <p>{text.operatorsLead}</p>
      <OperatorTable c={c} operators={operators} />
      <h2>{text.addOperator}</h2>
      <PostForm c={c} action="/operators" class="card">
        <Field
          label={text.operatorName}
          name="name"
          value={typed?.name}
          help={text.operatorNameHelp}
          problem={field === "name" ? problem : undefined}
          autocomplete="off"
          required
        />
        <RoleFields
          language={c.get("language")}
          role={typed?.role ?? "administrator"}
          tenant={typed?.tenant ?? tenants[0]?.name ?? ""}
          tenants={tenants}
          problem={field === "tenant" ? problem : undefined}
        />
        <Submit label={text.add} />
      </PostForm>
    </>,
  );
}

function OperatorTable(props: { c: ConsoleContext; operators: readonly Operator[] }) {
  const { c, operators } = props;
  const text = textOf(c);
  const { roles } = frameText[c.get("language")];
  const rows = operators.map(({ id, name, scope, madeAt, hasPassword }) => [
    name,
    roles[roleOf(scope)],
    tenantOf(scope) ?? text.everyTenant,
    <Badge tone={hasPassword ? "good" : "plain"}>{hasPassword ? text.ready : text.waits}</Badge>,
    <Time at={madeAt} />,
    <div class="actions">
      <a href={path`/operators/${id}/set-up`} aria-label={text.renewSays(name)}>
        {text.renew}
      </a>
      <a href={path`/operators/${id}/remove`} aria-label={text.removeSays(name)}>
        {text.remove}
      </a>
    </div>,
  ]);
  const head = [text.name, text.role, text.tenant, text.state, text.made, text.action];
  return (
    <Table
      caption={text.operators}
      captionHidden
      head={head}
      rows={rows}
      empty={text.noOperators}
    />
  );
}

async function confirmPage(c: ConsoleContext, deed: "renew" | "remove"): Promise<Response> {
  const text = textOf(c);
  const { id, name } = await operatorOf(c);
  const words = {
    renew: [text.renewTitle(name), text.renewText, text.renew, "set-up"],
    remove: [text.removeOperatorTitle(name), text.removeOperatorText, text.remove, "remove"],
  } as const;
  const [title, sentence, label, where] = words[deed];
  return showPage(
    c,
    { title, section: "operators" },
    <>
      <p>{sentence}</p>
      <div class="actions">
        <PostForm c={c} action={path`/operators/${id}/${where}`}>
          <Submit label={label} kind="danger" />
        </PostForm>
        <a href="/operators">{text.cancel}</a>
      </div>
    </>,
  );
}

function linkPage(c: ConsoleContext, { name, link, expiresAt }: SetUpDocument): Promise<Response> {
  const text = textOf(c);
  return showPage(
    c,
    { title: text.link, section: "operators" },
    <>
      <p>{text.linkFor(name)}</p>
      <code class="secret">{link}</code>
      <Facts facts={[[text.linkEnds, <Time at={expiresAt} />]]} />
      <p>
        <a href="/operators">{text.backToOperators}</a>
      </p>
    </>,
  );
}
