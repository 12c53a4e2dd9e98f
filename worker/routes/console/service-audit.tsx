// The service's own audit log, newest first, with a search and a download; and how many sign-ins
// were wrong.
import { Hono } from "hono";
import type { AuditEntry } from "../../core/audit.ts";
import type { Language } from "../../core/language.ts";
import { Action } from "../../views/console/action.tsx";
import { Field, Submit } from "../../views/console/form.tsx";
import { type ServiceText, serviceText } from "../../views/console/messages/service.ts";
import { Table, Time } from "../../views/console/table.tsx";
import type { ServiceAuditDocument } from "../api/service.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, fileOf, showPage } from "./frame.tsx";

const PAGE = 50;
const HOUR = 3_600_000;
/** Hours with wrong sign-ins that are listed; the rest is in their sum. */
const HOURS_SHOWN = 24;

export const serviceAuditPages = new Hono<ConsoleEnv>()
  .get("/service-audit", serviceAuditPage)
  .get("/service-audit.jsonl", (c) => fileOf(c, "/service-audit.jsonl"));

async function serviceAuditPage(c: ConsoleContext): Promise<Response> {
  const text = serviceText[c.get("language")];
  const [search, before] = [c.req.query("search") ?? "", c.req.query("before") ?? ""];
  const query = new URLSearchParams({ order: "newest", limit: String(PAGE), search, before });
  const { entries, signInFailures } = await ask<ServiceAuditDocument>(c, `/service-audit?${query}`);
  const last = entries.length === PAGE ? entries.at(-1) : undefined;
  const older = new URLSearchParams({ search, before: String(last?.sequence ?? "") });
  return showPage(
    c,
    { title: text.audit, section: "service-audit" },
    <>
      <p>
        {text.auditLead} <code>npm run provost -- service-audit --verify</code>
      </p>
      <form method="get" action="/service-audit" class="row">
        <Field label={text.search} name="search" type="search" value={search} />
        <div class="field">
          <Submit label={text.find} />
        </div>
      </form>
      <Entries text={text} language={c.get("language")} entries={entries} />
      <div class="actions">
        {last && <a href={`/service-audit?${older}`}>{text.older}</a>}
        <a href="/service-audit.jsonl">{text.exportAll}</a>
      </div>
      <h2>{text.failures}</h2>
      <Failures text={text} failures={signInFailures} />
    </>,
  );
}

function Entries(props: { text: ServiceText; language: Language; entries: readonly AuditEntry[] }) {
  const { text, language, entries } = props;
  const rows = entries.map(({ sequence, at, actor, action, subject, detail }) => [
    sequence,
    <Time at={at} />,
    actor,
    <Action language={language} action={action} />,
    subject,
    detail,
  ]);
  const head = [text.sequence, text.at, text.actor, text.what, text.subject, text.detail];
  return (
    <Table caption={text.audit} captionHidden head={head} rows={rows} empty={text.noEntries} />
  );
}

function Failures(props: {
  text: ServiceText;
  failures: readonly { readonly hour: number; readonly count: number }[];
}) {
  const { text, failures } = props;
  if (failures.length === 0) return <p>{text.failuresNone}</p>;
  const sum = failures.reduce((all, { count }) => all + count, 0);
  const rows = failures
    .slice(0, HOURS_SHOWN)
    .map(({ hour, count }) => [<Time at={hour * HOUR} />, count]);
  const head = [text.hour, { text: text.count, kind: "number" as const }];
  return <Table caption={text.failuresText(sum)} head={head} rows={rows} />;
}
