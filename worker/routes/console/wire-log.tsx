// The wire log of one device: on, off, and what was written down. What it holds is masked where it is written
// (core/wire-log.ts); here it is only shown.
import { Hono } from "hono";
import { showable } from "../../core/settings-text.ts";
import { WIRE_LOG_HOURS_MAX } from "../../core/wire-log.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { type WireLogText, wireLogText } from "../../views/console/messages/wire-log.ts";
import { Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { WireLogDocument } from "../api/wire-log.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

const PAGE = "/tenants/:tenant/devices/:user/:deviceId/wire-log";

export const wireLogPages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => wireLogPage(c))
  .post(PAGE, start)
  .post(`${PAGE}/stop`, stop);

const param = (c: ConsoleContext, name: string): string => c.req.param(name) ?? "";
const textOf = (c: ConsoleContext): WireLogText => wireLogText[c.get("language")];
const deviceOf = (c: ConsoleContext) =>
  path`/tenants/${param(c, "tenant")}/devices/${param(c, "user")}/${param(c, "deviceId")}`;
/** The page's path, which is also the API's. */
const pageOf = (c: ConsoleContext) => `${deviceOf(c)}/wire-log`;

interface Typed {
  readonly hours: string;
  readonly reason: string;
}

async function start(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const typed = { hours: form.text("hours"), reason: form.text("reason") };
  const body = { hours: Number(typed.hours), reason: typed.reason };
  const started = await act(c, "PUT", pageOf(c), body);
  if (!started.ok) return wireLogPage(c, typed, started.refusal);
  return done(c, pageOf(c), textOf(c).started);
}

async function stop(c: ConsoleContext): Promise<Response> {
  const stopped = await act(c, "DELETE", pageOf(c));
  if (!stopped.ok) return wireLogPage(c, undefined, stopped.refusal);
  return done(c, pageOf(c), textOf(c).stopped);
}

const UNTOUCHED: Typed = { hours: "24", reason: "" };

async function wireLogPage(
  c: ConsoleContext,
  typed: Typed = UNTOUCHED,
  refusal?: Refusal,
): Promise<Response> {
  const text = textOf(c);
  const shown = await ask<WireLogDocument>(c, pageOf(c));
  const problem = refusal && sentenceOf(c, refusal);
  const field = refusal?.field;
  return showPage(
    c,
    {
      title: text.title(param(c, "deviceId")),
      section: "devices",
      tenant: param(c, "tenant"),
      ...{ problem, field },
      status: refusal && statusOf(refusal),
    },
    <>
      <p>{text.intro}</p>
      <Order text={text} on={shown.on} />
      <StartForm c={c} typed={typed} isOn={shown.on !== undefined} at={{ problem, field }} />
      {shown.on && (
        <PostForm c={c} action={`${pageOf(c)}/stop`} class="card">
          <p>{text.stopHelp}</p>
          <Submit label={text.stop} />
        </PostForm>
      )}
      <h2>{text.lines(shown.entries.length)}</h2>
      {shown.entries.length === 0 && <p>{text.none}</p>}
      {shown.entries.toReversed().map((entry) => (
        <Entry text={text} entry={entry} />
      ))}
      <p>
        <a href={deviceOf(c)}>{text.back}</a>
      </p>
    </>,
  );
}

function Order({ text, on }: { text: WireLogText; on: WireLogDocument["on"] }) {
  if (!on) return <p>{text.isOff}</p>;
  return (
    <p role="status">
      {text.isOn(showable(on.requestedBy))} <Time at={on.until} />. {text.reasonWas}{" "}
      {showable(on.reason)}
    </p>
  );
}

function StartForm(props: {
  c: ConsoleContext;
  typed: Typed;
  isOn: boolean;
  at: { readonly problem: string | undefined; readonly field: string | undefined };
}) {
  const { c, typed, isOn, at } = props;
  const text = textOf(c);
  const problemAt = (name: string) => (at.field === name ? at.problem : undefined);
  return (
    <PostForm c={c} action={pageOf(c)} class="card">
      <p>{text.startHelp}</p>
      <Field
        label={text.hours}
        name="hours"
        type="number"
        min={1}
        max={WIRE_LOG_HOURS_MAX}
        value={typed.hours}
        help={text.hoursHelp}
        problem={problemAt("hours")}
        required
      />
      <Field
        label={text.reason}
        name="reason"
        value={typed.reason}
        help={text.reasonHelp}
        problem={problemAt("reason")}
        required
      />
      <Submit label={isOn ? text.startAgain : text.start} />
    </PostForm>
  );
}

/** One request, opened by whoever wants to see it. */
function Entry({ text, entry }: { text: WireLogText; entry: WireLogDocument["entries"][number] }) {
  const { at, command, version, status, took } = entry;
  return (
    <details class="card">
      <summary>
        <Time at={at} /> {command} {showable(version)}: {status}, {text.took(took)}
      </summary>
      <h3>{text.asked}</h3>
      <Message text={text} message={entry.request} />
      <h3>{text.answered}</h3>
      <Message text={text} message={entry.answer} />
    </details>
  );
}

function Message(props: {
  text: WireLogText;
  message: WireLogDocument["entries"][number]["answer"];
}) {
  const { headers, body } = props.message;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${showable(value)}`);
  return (
    <pre tabindex={0}>{[...lines, "", body === "" ? props.text.noBody : body].join("\n")}</pre>
  );
}
