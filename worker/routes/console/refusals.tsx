// Who was refused and why: over time, by reason with what to do about it, and the newest ones.
import { Hono } from "hono";
import type { RefusalReport } from "../../objects/handles/tenant-gate.ts";
import { Bars, Columns } from "../../views/console/chart.tsx";
import { type RecordsText, recordsText } from "../../views/console/messages/records.ts";
import { reasonText } from "../../views/console/messages/refusal-reasons.ts";
import { Badge, Table, Time } from "../../views/console/table.tsx";
import type { RefusalsDocument } from "../api/records.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, path, showPage } from "./frame.tsx";

export const refusalPages = new Hono<ConsoleEnv>().get("/tenants/:tenant/refusals", refusalsPage);

const HOUR_MS = 3_600_000;
/** Hours that the chart shows; the counts themselves reach back 30 days. */
const CHART_HOURS = 48;

const textOf = (c: ConsoleContext): RecordsText => recordsText[c.get("language")];

async function refusalsPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const tenant = c.req.param("tenant") ?? "";
  const report = await ask<RefusalsDocument>(c, path`/tenants/${tenant}/refusals`);
  const page = { title: text.refusals, section: "refusals" as const, tenant };
  return showPage(
    c,
    page,
    <>
      <p>{text.refusalsIntro}</p>
      {report.counts.length === 0 ? (
        <p class="empty">{text.noRefusals}</p>
      ) : (
        <>
          <OverTime c={c} counts={report.counts} />
          <ByReason c={c} counts={report.counts} />
        </>
      )}
      {report.newest.length > 0 && <Newest c={c} tenant={tenant} newest={report.newest} />}
    </>,
  );
}

type Counts = RefusalReport["counts"];

function OverTime({ c, counts }: { c: ConsoleContext; counts: Counts }) {
  const text = textOf(c);
  const last = Math.floor(c.get("clock").now() / HOUR_MS);
  const hours = Array.from({ length: CHART_HOURS }, (_, index) => last - CHART_HOURS + 1 + index);
  const perHour = new Map<number, number>();
  for (const { hour, count } of counts) perHour.set(hour, (perHour.get(hour) ?? 0) + count);
  const columns = hours.map((hour) => ({ label: hourText(hour), value: perHour.get(hour) ?? 0 }));
  const values = columns.map(({ value }) => value);
  const total = values.reduce((sum, value) => sum + value, 0);
  const rows = columns
    .filter(({ value }) => value > 0)
    .reverse()
    .map(({ label, value }) => [label, value]);
  return (
    <div class="card">
      <Columns
        title={text.hourly}
        says={text.hourlySays(total, Math.max(...values))}
        columns={columns}
        from={columns[0]?.label ?? ""}
        to={columns.at(-1)?.label ?? ""}
        peak={text.peak}
      />
      <details>
        <summary>{text.hourlyTable}</summary>
        <Table
          caption={text.hourly}
          captionHidden
          head={[text.hour, { text: text.count, kind: "number" }]}
          rows={rows}
          empty={text.hourlySays(0, 0)}
        />
      </details>
    </div>
  );
}

function ByReason({ c, counts }: { c: ConsoleContext; counts: Counts }) {
  const text = textOf(c);
  const language = c.get("language");
  const reasons = [...new Set(counts.map(({ reason }) => reason))]
    .map((reason) => ({ reason, ...totalsOf(counts, reason) }))
    .sort((a, b) => b.refused + b.letThrough - a.refused - a.letThrough);
  return (
    <>
      <div class="card">
        <Bars
          title={text.byReason}
          bars={reasons.map(({ reason, refused, letThrough }) => ({
            label: reasonText(language, reason).what,
            value: refused + letThrough,
          }))}
        />
      </div>
      <Table
        caption={text.todo}
        head={[
          text.reason,
          { text: text.refused, kind: "number" },
          { text: text.letThrough, kind: "number" },
          text.todo,
          text.code,
        ]}
        rows={reasons.map(({ reason, refused, letThrough }) => [
          reasonText(language, reason).what,
          refused,
          letThrough,
          reasonText(language, reason).todo,
          <code>{reason}</code>,
        ])}
      />
    </>
  );
}

function totalsOf(counts: Counts, reason: string): { refused: number; letThrough: number } {
  const totals = { refused: 0, letThrough: 0 };
  for (const row of counts) {
    if (row.reason === reason) totals[row.letThrough ? "letThrough" : "refused"] += row.count;
  }
  return totals;
}

function Newest(props: { c: ConsoleContext; tenant: string; newest: RefusalReport["newest"] }) {
  const { c, tenant, newest } = props;
  const text = textOf(c);
  const rows = newest.map(({ at, user, deviceId, deviceType, userAgent, reason, letThrough }) => [
    <Time at={at} />,
    user && <a href={path`/tenants/${tenant}/users/${user}`}>{user}</a>,
    deviceId && (
      <a href={`${path`/tenants/${tenant}/devices`}?${new URLSearchParams({ search: deviceId })}`}>
        {deviceType} {deviceId}
      </a>
    ),
    userAgent,
    reasonText(c.get("language"), reason).what,
    <Badge tone={letThrough ? "warn" : "bad"}>
      {text.outcomes[letThrough ? "let-through" : "refused"]}
    </Badge>,
  ]);
  const head = [text.when, text.user, text.device, text.userAgent, text.reason, text.outcome];
  return (
    <>
      <h2>{text.newest}</h2>
      <Table caption={text.newest} captionHidden head={head} rows={rows} />
    </>
  );
}

/** An hour since 1970 as "2011-03-03 07:00". */
function hourText(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString().slice(0, 16).replace("T", " ");
}
