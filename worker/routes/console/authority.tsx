// The certificate authority in the console: the CAs with their files, the rules of issuing, and the
// guided way to another CA: prepare or import, have it trusted, roll over. The rule: a private key and
// a password go to the API and nowhere else; no page shows them again.
import { Hono } from "hono";
import { NUMBER_RULES, SWITCH_RULES } from "../../core/issuing-rules.ts";
import { isAble } from "../../core/scope.ts";
import type { AuthorityCa } from "../../objects/handles/authority-certificates.ts";
import { AuthorityChange } from "../../views/console/authority-change.tsx";
import {
  AuthorityCard,
  type AuthorityLinks,
  RulesForm,
  RulesList,
} from "../../views/console/authority-parts.tsx";
import { type AuthorityText, authorityText } from "../../views/console/messages/authority.ts";
import { Facts } from "../../views/console/table.tsx";
import { AUTHORITY_FILES, type AuthorityDocument } from "../api/authority.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, fileOf, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";
import { successionOf, type TypedSuccession } from "./succession.ts";

const PAGE = "/tenants/:tenant/authority";
const succession = successionOf({
  page: (c) => pageOf(c),
  notices: (c) => textOf(c),
  again: (c, typed) => authorityPage(c, typed),
  nothingWaits: "no-next-authority",
});

export const authorityPages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => authorityPage(c))
  .post(`${PAGE}/rules`, saveRules)
  .post(`${PAGE}/prepare`, succession.prepare)
  .post(`${PAGE}/drop-next`, succession.dropNext)
  .post(`${PAGE}/import`, succession.takeIn)
  .post(`${PAGE}/roll-over`, succession.rollOver);
for (const name of AUTHORITY_FILES) {
  // The console's path is the API's.
  authorityPages.get(`${PAGE}/:authority/${name}`, (c) =>
    fileOf(c, `${pageOf(c)}${path`/${c.req.param("authority")}`}/${name}`),
  );
}

const textOf = (c: ConsoleContext): AuthorityText => authorityText[c.get("language")];
const tenantOf = (c: ConsoleContext) => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/authority`;

async function saveRules(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const rules = Object.fromEntries(
    [...NUMBER_RULES, ...SWITCH_RULES].map((rule) => [rule, form.text(rule)]),
  );
  const body = Object.fromEntries([
    // An empty field is no number, and zero is one.
    ...NUMBER_RULES.map((rule) => [rule, rules[rule] === "" ? null : Number(rules[rule])]),
    ...SWITCH_RULES.map((rule) => [rule, rules[rule] === "yes"]),
  ]);
  const saved = await act(c, "PATCH", `${pageOf(c)}/rules`, body);
  if (saved.ok) return done(c, pageOf(c), textOf(c).rulesSaved);
  const { refusal } = saved;
  return authorityPage(c, { refusal, rules, problem: sentenceOf(c, refusal) });
}

/** What was typed, and why it was refused. */
interface Typed extends TypedSuccession {
  readonly rules?: Readonly<Record<string, string>>;
}

async function authorityPage(c: ConsoleContext, typed?: Typed): Promise<Response> {
  const text = textOf(c);
  const document = await ask<AuthorityDocument>(c, pageOf(c));
  const of = (place: AuthorityCa["place"]) =>
    document.authorities.filter((one) => one.place === place);
  const [next, formers] = [of("next"), of("former")];
  return showPage(
    c,
    {
      title: text.title,
      section: "authority",
      tenant: tenantOf(c),
      problem: typed?.problem,
      field: typed?.refusal.field,
      status: typed && statusOf(typed.refusal),
    },
    <>
      <p>{text.lead}</p>
      <Cards c={c} document={document} authorities={of("current")} />
      <Addresses text={text} addresses={document.addresses} />
      <Rules c={c} document={document} typed={typed} />
      <h2>{text.changeTitle}</h2>
      <p>{text.changeLead}</p>
      <AuthorityChange
        c={c}
        page={pageOf(c)}
        tenant={tenantOf(c)}
        mayChange={mayChange(c)}
        waits={next.length > 0}
        typed={typed}
        problemAt={problemOf(typed)}
      >
        <Cards c={c} document={document} authorities={next} />
      </AuthorityChange>
      {formers.length > 0 && (
        <details>
          <summary>{text.formers(formers.length)}</summary>
          <Cards c={c} document={document} authorities={formers} />
        </details>
      )}
    </>,
  );
}

function Cards(props: {
  c: ConsoleContext;
  document: AuthorityDocument;
  authorities: readonly AuthorityCa[];
}) {
  const { c, document, authorities } = props;
  const links: AuthorityLinks = {
    files: pageOf(c),
    origin: new URL(document.addresses.scep).origin,
    book: `${path`/tenants/${tenantOf(c)}/certificates`}?state=valid`,
  };
  const now = c.get("clock").now();
  return (
    <>
      {authorities.map((authority) => (
        <AuthorityCard c={c} authority={authority} now={now} links={links} />
      ))}
    </>
  );
}

function Addresses(props: { text: AuthorityText; addresses: AuthorityDocument["addresses"] }) {
  const { text, addresses } = props;
  return (
    <>
      <h2>{text.addresses}</h2>
      <section class="card">
        <Facts
          facts={[
            [text.scep, <code>{addresses.scep}</code>],
            [text.identityKeys, <code>{addresses.identityKeys}</code>],
          ]}
        />
      </section>
    </>
  );
}

const mayChange = (c: ConsoleContext) => isAble(c.get("operator").scope, "administer");
const problemOf = (typed: Typed | undefined) => (field: string) =>
  typed?.refusal.field === field ? typed.problem : undefined;

function Rules(props: {
  c: ConsoleContext;
  document: AuthorityDocument;
  typed: Typed | undefined;
}) {
  const { c, document, typed } = props;
  const text = textOf(c);
  const { rules } = document;
  return (
    <>
      <h2>{text.rulesTitle}</h2>
      <p>{text.rulesLead}</p>
      {mayChange(c) ? (
        <RulesForm
          c={c}
          action={`${pageOf(c)}/rules`}
          rules={rules}
          typed={typed?.rules}
          problemAt={problemOf(typed)}
        />
      ) : (
        <RulesList c={c} rules={rules} />
      )}
    </>
  );
}
