// The parts of the page about the certificate authority: one CA as a card with its files, and the form
// of the rules.
import type { Child } from "hono/jsx";
import {
  ISSUING_LIMITS,
  type IssuingRules,
  NUMBER_RULES,
  SWITCH_RULES,
} from "../../core/issuing-rules.ts";
import { expiresAt } from "../../core/signing-identity.ts";
import type { AuthorityCa } from "../../objects/handles/authority-certificates.ts";
import { ChainTable } from "./chain-table.tsx";
import { Choice, Field, type FormContext, PostForm, Submit } from "./form.tsx";
import { Lifetime } from "./lifetime.tsx";
import { type AuthorityText, authorityText } from "./messages/authority.ts";
import { Badge, Facts, Time } from "./table.tsx";

const DAY = 86_400_000;
/** From so many milliseconds before its end on, a CA's expiry is announced: its certificates end with it. */
const ENDS_SOON = 180 * DAY;

const textOf = (c: FormContext): AuthorityText => authorityText[c.var.language];

/** Where a CA's pages and files are. */
export interface AuthorityLinks {
  /** Files follow: /FINGERPRINT/NAME. */
  readonly files: string;
  /** Origin of the tenant, for the CRL's address. */
  readonly origin: string;
  readonly book: string;
}

/** One CA: life, chain, registration authority, what it issued, files. */
export function AuthorityCard(props: {
  c: FormContext;
  authority: AuthorityCa;
  now: number;
  links: AuthorityLinks;
  children?: Child;
}) {
  const { c, authority, now, links } = props;
  const text = textOf(c);
  const { place, chain, registrationAuthority } = authority;
  const end = expiresAt(chain);
  const title = text.places[place];
  return (
    <section class="card">
      <h2>
        {title}{" "}
        <Badge tone={now < end ? "good" : "bad"}>{now < end ? text.good : text.ended}</Badge>
      </h2>
      {place === "former" && <p>{text.formerHelp}</p>}
      <CaFacts text={text} authority={authority} links={links} />
      <Lifetime
        title={text.life}
        from={chain[0]?.notBefore ?? 0}
        to={end}
        now={now}
        soon={ENDS_SOON}
        says={text.lifeSays}
      />
      <ChainTable head={text.chainHead} caption={`${title}: ${text.chain}`} chain={chain} />
      {registrationAuthority && (
        <ChainTable
          head={text.chainHead}
          caption={text.registration}
          chain={[registrationAuthority]}
        />
      )}
      <Files text={text} links={links} fingerprint={chain[0]?.fingerprint ?? ""} />
      {props.children}
    </section>
  );
}

function CaFacts(props: { text: AuthorityText; authority: AuthorityCa; links: AuthorityLinks }) {
  const { text, authority, links } = props;
  const { source, madeAt, chain, crlPath, valid } = authority;
  const crl = `${links.origin}${crlPath}`;
  return (
    <Facts
      facts={[
        [text.subject, chain[0]?.subject],
        [text.source, text.sources[source]],
        [text.since, <Time at={madeAt} />],
        [
          text.valid,
          <>
            {valid} (<a href={links.book}>{text.toBook}</a>)
          </>,
        ],
        [text.crl, <code>{crl}</code>],
      ]}
    />
  );
}

function Files(props: { text: AuthorityText; links: AuthorityLinks; fingerprint: string }) {
  const { text, links, fingerprint } = props;
  return (
    <>
      <h3>{text.download}</h3>
      <ul>
        {Object.entries(text.files).map(([name, label]) => (
          <li>
            <a href={`${links.files}/${fingerprint}/${name}`}>{label}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The rules as facts, for those who may not change them. */
export function RulesList({ c, rules }: { c: FormContext; rules: IssuingRules }) {
  const text = textOf(c);
  const numbers = NUMBER_RULES.map((rule): [string, Child] => [text.rules[rule], rules[rule]]);
  const switches = SWITCH_RULES.map((rule): [string, Child] => [
    text.rules[rule],
    rules[rule] ? text.yes : text.no,
  ]);
  return (
    <section class="card">
      <Facts facts={[...numbers, ...switches]} />
    </section>
  );
}

/** The rules as a form; `typed` is what was typed before. */
export function RulesForm(props: {
  c: FormContext;
  action: string;
  rules: IssuingRules;
  typed?: Readonly<Record<string, string>> | undefined;
  problemAt: (field: string) => string | undefined;
}) {
  const { c, action, rules, typed, problemAt } = props;
  const text = textOf(c);
  return (
    <PostForm c={c} action={action} class="card">
      {NUMBER_RULES.map((rule) => (
        <Field
          label={text.rules[rule]}
          name={rule}
          type="number"
          min={ISSUING_LIMITS[rule][0]}
          max={ISSUING_LIMITS[rule][1]}
          value={typed?.[rule] ?? rules[rule]}
          problem={problemAt(rule)}
          required
        />
      ))}
      {SWITCH_RULES.map((rule) => (
        <Choice
          label={text.rules[rule]}
          name={rule}
          value={typed?.[rule] ?? (rules[rule] ? "yes" : "no")}
          options={(["no", "yes"] as const).map((value) => ({ value, label: text[value] }))}
          help={text.rulesHelp[rule]}
          problem={problemAt(rule)}
        />
      ))}
      <Submit label={text.saveRules} />
    </PostForm>
  );
}
