// API tokens: the owner's for everything, an administrator's for the own tenant. A token is shown on
// the page that answers its making, and nowhere else.
import { Hono } from "hono";
import { roleOf, tenantOf } from "../../core/scope.ts";
import type { ApiToken } from "../../objects/handles/directory.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { frameText } from "../../views/console/messages/frame.ts";
import { type ServiceText, serviceText } from "../../views/console/messages/service.ts";
import { RoleFields, scopeOf } from "../../views/console/role-fields.tsx";
import { Badge, Facts, Table, Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { TenantsDocument } from "../api/tenants.ts";
import type { NewTokenDocument, TokensDocument } from "../api/tokens.ts";
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

const DEFAULT_DAYS = "90";

export const tokenPages = new Hono<ConsoleEnv>()
  .get("/tokens", (c) => tokensPage(c))
  .post("/tokens", makeToken)
  .post("/tokens/:id/revoke", async (c) => {
    const removed = await act(c, "DELETE", `${apiPath(c)}${path`/${c.req.param("id")}`}`);
    if (!removed.ok) throw new ConsoleProblemError(removed.refusal);
    return done(c, "/tokens", textOf(c).revoked);
  });

const textOf = (c: ConsoleContext): ServiceText => serviceText[c.get("language")];
const ownTenant = (c: ConsoleContext) => tenantOf(c.get("operator").scope);

/** Where the API keeps the tokens that this operator may see. */
function apiPath(c: ConsoleContext): string {
  const tenant = ownTenant(c);
  return tenant === undefined ? "/tokens" : path`/tenants/${tenant}/tokens`;
}

interface Typed {
  readonly name: string;
  readonly role: string;
  readonly tenant: string;
  readonly days: string;
  readonly refusal: Refusal;
}

async function makeToken(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [name, role, days] = [form.text("name"), form.text("role"), form.text("days")];
  const tenant = ownTenant(c) ?? form.text("tenant");
  const body = { name, scope: scopeOf(role, tenant), days: Number(days) };
  const made = await act(c, "POST", apiPath(c), body);
  if (!made.ok) return tokensPage(c, { name, role, tenant, days, refusal: made.refusal });
  const { token, expiresAt } = made.json as unknown as NewTokenDocument;
  const text = textOf(c);
  return showPage(
    c,
    { title: text.newToken, section: "tokens" },
    <>
      <p>{text.newTokenText}</p>
      <code class="secret">{token}</code>
      <Facts
        facts={[
          [text.tokenName, name],
          [text.expires, <Time at={expiresAt} />],
        ]}
      />
      <p>
        <a href="/tokens">{text.backToTokens}</a>
      </p>
    </>,
  );
}

async function tokensPage(c: ConsoleContext, typed?: Typed): Promise<Response> {
  const text = textOf(c);
  const { tokens } = await ask<TokensDocument>(c, apiPath(c));
  const { tenants } = await ask<TenantsDocument>(c, "/tenants");
  const problem = typed && sentenceOf(c, typed.refusal);
  const named = typed?.refusal.field ?? "name";
  const field = typed && (named === "scope" ? "tenant" : named);
  const status = typed && statusOf(typed.refusal);
  return showPage(
    c,
    { title: text.tokens, section: "tokens", problem, field, status },
    <>
      <p>{text.tokensLead}</p>
      <TokenTable c={c} tokens={tokens} />
      <h2>{text.makeToken}</h2>
      <TokenForm
        c={c}
        tenants={tenants}
        typed={typed}
        problemOf={(name) => (field === name ? problem : undefined)}
      />
    </>,
  );
}

function TokenForm(props: {
  c: ConsoleContext;
  tenants: TenantsDocument["tenants"];
  typed: Typed | undefined;
  problemOf: (field: string) => string | undefined;
}) {
  const { c, tenants, typed, problemOf } = props;
  const text = textOf(c);
  return (
    <PostForm c={c} action="/tokens" class="card">
      <Field
        label={text.tokenName}
        name="name"
        value={typed?.name}
        help={text.tokenNameHelp}
        problem={problemOf("name")}
        autocomplete="off"
        required
      />
      <RoleFields
        language={c.get("language")}
        role={typed?.role ?? "auditor"}
        tenant={typed?.tenant ?? tenants[0]?.name ?? ""}
        tenants={tenants}
        only={ownTenant(c) !== undefined}
        problem={problemOf("tenant")}
      />
      <Field
        label={text.days}
        name="days"
        type="number"
        min={1}
        value={typed?.days ?? DEFAULT_DAYS}
        problem={problemOf("days")}
        required
      />
      <Submit label={text.make} />
    </PostForm>
  );
}

function TokenTable({ c, tokens }: { c: ConsoleContext; tokens: readonly ApiToken[] }) {
  const text = textOf(c);
  const now = c.get("clock").now();
  const { roles } = frameText[c.get("language")];
  const rows = tokens.map(({ id, name, scope, madeAt, expiresAt }) => [
    name,
    roles[roleOf(scope)],
    tenantOf(scope) ?? text.everyTenant,
    <Time at={madeAt} />,
    <>
      <Time at={expiresAt} />{" "}
      <Badge tone={now < expiresAt ? "good" : "plain"}>
        {now < expiresAt ? text.valid : text.expired}
      </Badge>
    </>,
    <PostForm c={c} action={path`/tokens/${id}/revoke`}>
      <Submit label={text.revoke} kind="quiet" says={text.revokeSays(name)} />
    </PostForm>,
  ]);
  const head = [text.name, text.role, text.tenant, text.made, text.expires, text.action];
  return (
    <Table caption={text.tokens} captionHidden head={head} rows={rows} empty={text.noTokens} />
  );
}
