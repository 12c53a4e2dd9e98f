// Known devices: who has grace, a list to import, and how other servers make such a list. A list
// that is refused stays on the page; lines that are left out are named.
import { Hono } from "hono";
import { textOfFile } from "../../core/known-devices.ts";
import { isAble } from "../../core/scope.ts";
import { Choice, Field, PostForm, Submit } from "../../views/console/form.tsx";
import {
  type KnownDevicesText,
  knownDevicesText,
} from "../../views/console/messages/known-devices.ts";
import { Table, Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { ImportedDocument, KnownDevicesDocument } from "../api/known-devices.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, type Form, formOf, path, sentenceOf, showPage } from "./frame.tsx";

const KNOWN = "/tenants/:tenant/adapter/known-devices";

export const knownDevicePages = new Hono<ConsoleEnv>()
  .get(KNOWN, (c) => knownPage(c))
  .post(KNOWN, importList)
  .post(`${KNOWN}/forget`, forget);

const textOf = (c: ConsoleContext): KnownDevicesText => knownDevicesText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/adapter/known-devices`;
const apiOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/known-devices`;

/** Longest list that is shown again in the form, in characters. */
const SHOWN_AGAIN_MAX = 100_000;

interface Typed {
  readonly csv: string;
  readonly format: string;
  readonly graceDays: string;
}
const UNTOUCHED: Typed = { csv: "", format: "auto", graceDays: "30" };

interface Outcome {
  readonly typed?: Typed;
  readonly problem?: string;
  readonly field?: string;
  readonly problems?: ImportedDocument["problems"];
  readonly leftOut?: number;
  readonly imported?: string;
}

async function importList(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const typed = await typedIn(await formOf(c));
  if (typed.csv.trim() === "") return knownPage(c, { typed, problem: text.neither, field: "list" });
  const body = { csv: typed.csv, format: typed.format, graceDays: Number(typed.graceDays) };
  const imported = await act(c, "POST", apiOf(c), body);
  if (!imported.ok) return knownPage(c, refusedOutcome(c, typed, imported.refusal));
  const { added, changed, leftOut, problems } = imported.json as unknown as ImportedDocument;
  const said = text.done(added, changed);
  if (leftOut === 0) return done(c, pageOf(c), said);
  return knownPage(c, { problems, leftOut, imported: said });
}

async function typedIn(form: Form): Promise<Typed> {
  const bytes = await form.bytes("file");
  const csv = bytes ? textOfFile(bytes) : form.secret("list");
  return { csv, format: form.text("format"), graceDays: form.text("graceDays") };
}

function refusedOutcome(c: ConsoleContext, typed: Typed, refusal: Refusal): Outcome {
  const problems = (refusal.problems ?? []) as ImportedDocument["problems"];
  const [first] = problems;
  const text = textOf(c);
  const problem = first
    ? `${text.problemsHead.line} ${first.line} ${text.problems[first.code]}.`
    : sentenceOf(c, refusal);
  const field = refusal.field === "csv" ? "list" : refusal.field;
  return { typed, problem, problems, ...(field && { field }) };
}

async function forget(c: ConsoleContext): Promise<Response> {
  const forgotten = await act(c, "DELETE", apiOf(c));
  if (!forgotten.ok) return knownPage(c, { problem: sentenceOf(c, forgotten.refusal) });
  return done(c, pageOf(c), textOf(c).forgotten(Number(forgotten.json.forgotten)));
}

async function knownPage(c: ConsoleContext, outcome: Outcome = {}): Promise<Response> {
  const [text, after] = [textOf(c), c.req.query("after")];
  const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
  const { devices, total, next } = await ask<KnownDevicesDocument>(c, `${apiOf(c)}${query}`);
  const { problem, field, problems = [], leftOut = problems.length, imported } = outcome;
  const mayChange = isAble(c.get("operator").scope, "administer");
  return showPage(
    c,
    { title: text.title, section: "adapter", tenant: tenantOf(c), problem, field },
    <>
      <p>{text.intro}</p>
      {imported && (
        <p class="notice" role="status">
          {imported}
        </p>
      )}
      {leftOut > 0 && <LeftOut text={text} count={leftOut} problems={problems} />}
      <p>{text.total(total)}</p>
      <Known text={text} devices={devices} />
      <p class="actions">
        {after !== undefined && <a href={pageOf(c)}>{text.first}</a>}
        {next && <a href={`${pageOf(c)}?after=${encodeURIComponent(next)}`}>{text.next}</a>}
        <a href={path`/tenants/${tenantOf(c)}/adapter`}>{text.backToAdapter}</a>
      </p>
      {mayChange && <ImportForm c={c} outcome={outcome} />}
      {mayChange && total > 0 && (
        <>
          <h2>{text.forgetTitle}</h2>
          <PostForm c={c} action={`${pageOf(c)}/forget`} class="card">
            <p>{text.forgetHelp}</p>
            <Submit label={text.forget} kind="danger" />
          </PostForm>
        </>
      )}
    </>,
  );
}

function Known(props: { text: KnownDevicesText; devices: KnownDevicesDocument["devices"] }) {
  const { text, devices } = props;
  return (
    <Table
      caption={text.caption}
      captionHidden
      head={Object.values(text.head)}
      rows={devices.map(({ user, deviceId, deviceType, graceUntil }) => [
        user,
        <code>{deviceId}</code>,
        deviceType,
        <Time at={graceUntil} />,
      ])}
      empty={text.empty}
    />
  );
}

function LeftOut(props: {
  text: KnownDevicesText;
  count: number;
  problems: ImportedDocument["problems"];
}) {
  const { text, count, problems } = props;
  return (
    <div class="warning">
      <p>{text.leftOut(count)}</p>
      <Table
        caption={text.problemsCaption}
        captionHidden
        head={Object.values(text.problemsHead)}
        rows={problems.map(({ line, code, shown }) => [line, text.problems[code], shown])}
      />
    </div>
  );
}

function ImportForm({ c, outcome }: { c: ConsoleContext; outcome: Outcome }) {
  const text = textOf(c);
  const { typed = UNTOUCHED, problem, field } = outcome;
  const problemAt = (name: string) => (field === name ? problem : undefined);
  const isShort = typed.csv.length <= SHOWN_AGAIN_MAX;
  const formats = Object.entries(text.formats).map(([value, label]) => ({ value, label }));
  return (
    <>
      <h2>{text.importTitle}</h2>
      <PostForm c={c} action={pageOf(c)} files class="card">
        <Field
          label={text.file}
          name="file"
          type="file"
          help={text.fileHelp}
          problem={isShort ? undefined : text.tooLong}
        />
        <Field
          label={text.list}
          name="list"
          type="textarea"
          value={isShort ? typed.csv : ""}
          problem={problemAt("list")}
        />
        <Choice label={text.format} name="format" value={typed.format} options={formats} />
        <Field
          label={text.graceDays}
          name="graceDays"
          type="number"
          min={1}
          max={366}
          value={typed.graceDays}
          help={text.graceHelp}
          problem={problemAt("graceDays")}
          required
        />
        <Submit label={text.import} />
      </PostForm>
      <HowTo text={text} />
    </>
  );
}

/** What makes a list on each server. */
const COMMANDS = {
  exchange:
    "Get-CASMailbox -Filter 'HasActiveSyncDevicePartnership -eq $true' -ResultSize Unlimited | Get-Mailbox | ForEach-Object { $m = $_; Get-MobileDeviceStatistics -Mailbox $m.Identity | Select-Object @{n='User';e={$m.SamAccountName}}, ClientType, DeviceId, DeviceType } | Export-Csv devices.csv -NoTypeInformation -Encoding UTF8",
  exchange2010:
    "Get-CASMailbox -Filter {HasActiveSyncDevicePartnership -eq $true} -ResultSize Unlimited | Get-Mailbox | ForEach-Object { $m = $_; Get-ActiveSyncDeviceStatistics -Mailbox $m.Identity | Select-Object @{n='User';e={$m.SamAccountName}}, DeviceId, DeviceType } | Export-Csv devices.csv -NoTypeInformation -Encoding UTF8",
  "z-push": "z-push-admin -a list > devices.txt",
  sogo: 'for u in USER1 USER2; do sogo-tool manage-eas listdevices "$u" | sed "s/^/$u,/"; done > devices.txt',
} as const;

function HowTo({ text }: { text: KnownDevicesText }) {
  return (
    <>
      <h2>{text.howTitle}</h2>
      {Object.entries(COMMANDS).map(([server, command]) => (
        <>
          <p>{text.how[server as keyof typeof COMMANDS]}</p>
          <pre tabindex={0}>{command}</pre>
        </>
      ))}
      <p>{text.howNote}</p>
    </>
  );
}
