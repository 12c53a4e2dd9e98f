// The tenant's audit log: newest first, page by page, searched, exported whole; and how to verify
// its chain from outside.
import { Hono } from "hono";
import type { Language } from "../../core/language.ts";
import { Action } from "../../views/console/action.tsx";
import { Field, Submit } from "../../views/console/form.tsx";
import { type RecordsText, recordsText } from "../../views/console/messages/records.ts";
import { Short, Table, Time } from "../../views/console/table.tsx";
import type { AuditDocument } from "../api/records.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, fileOf, path, showPage } from "./frame.tsx";

export const auditPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/audit", auditPage)
  .get("/tenants/:tenant/audit.jsonl", (c) =>
    fileOf(c, path`/tenants/${c.req.param("tenant")}/audit.jsonl`),
  );

/** Entries a page shows; one more is asked for, to know whether there are older ones. */
const PAGE = 50;

const textOf = (c: ConsoleContext): RecordsText => recordsText[c.get("language")];

async function auditPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const tenant = c.req.param("tenant") ?? "";
  const at = path`/tenants/${tenant}/audit`;
  const [search, before] = [c.req.query("search") ?? "", c.req.query("before") ?? ""];
  const query = new URLSearchParams({ order: "newest", limit: `${PAGE + 1}`, search, before });
  const { entries } = await ask<AuditDocument>(c, `${at}?${query}`);
  const shown = entries.slice(0, PAGE);
  const oldest = entries.length > PAGE ? shown.at(-1)?.sequence : undefined;
  return showPage(
    c,
    { title: text.audit, section: "audit", tenant },
    <>
      <p>{text.auditIntro}</p>
      <p>
        {text.verify} <code>npm run provost -- audit --tenant {tenant} --verify</code>
      </p>
      <Search text={text} at={at} search={search} />
      <Entries text={text} language={c.get("language")} entries={shown} />
      <Pager text={text} at={at} search={search} before={before} oldest={oldest} />
      <p class="actions">
        <a href={`${at}.jsonl`}>{text.export}</a>
      </p>
    </>,
  );
}

function Search({ text, at, search }: { text: RecordsText; at: string; search: string }) {
  return (
    <search>
      <form method="get" action={at} class="row">
        <Field
          label={text.search}
          name="search"
          type="search"
          value={search}
          help={text.searchHelp}
        />
        <div class="field actions">
          <Submit label={text.searchAction} />
          {search !== "" && <a href={at}>{text.clearSearch}</a>}
        </div>
      </form>
    </search>
  );
}

function Entries(props: {
  text: RecordsText;
  language: Language;
  entries: AuditDocument["entries"];
}) {
  const { text, language, entries } = props;
  const rows = entries.map(({ sequence, at, actor, action, subject, detail, hash }) => [
    <>
      {sequence}
      <br />
      <Short hash={hash} />
    </>,
    <Time at={at} />,
    actor,
    <Action language={language} action={action} />,
    subject,
    wrapping(detail),
  ]);
  const head = [
    `${text.number}, ${text.hash}`,
    text.when,
    text.actor,
    text.action,
    text.subject,
    text.detail,
  ];
  return (
    <Table caption={text.audit} captionHidden head={head} rows={rows} empty={text.noEntries} />
  );
}

/** JSON with a blank after each comma, so that a long one wraps; other text as it is. */
function wrapping(detail: string): string {
  return detail.startsWith("{") ? detail.replaceAll(',"', ', "') : detail;
}

function Pager(props: {
  text: RecordsText;
  at: string;
  search: string;
  before: string;
  oldest: number | undefined;
}) {
  const { text, at, search, before, oldest } = props;
  if (before === "" && oldest === undefined) return null;
  const to = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...(search && { search }), ...more });
    return query.size > 0 ? `${at}?${query}` : at;
  };
  return (
    <nav class="actions" aria-label={text.pages}>
      {before !== "" && <a href={to({})}>{text.newestEntries}</a>}
      {oldest !== undefined && (
        <a href={to({ before: `${oldest}` })} rel="next">
          {text.older}
        </a>
      )}
    </nav>
  );
}
