// The live view: who is connected, what waits, who was refused. The rules: looking is watching, so the
// page that loads itself stops by itself after a quarter of an hour, and a forgotten window neither
// watches for ever nor keeps a session alive; there is no script; and whoever reads slowly pauses it
// by the first link of the page (WCAG 2.2, 2.2.1 and 2.2.2).
import { Hono } from "hono";
import { Field, Hidden, Submit } from "../../views/console/form.tsx";
import { Connections, Refusals } from "../../views/console/live-parts.tsx";
import { liveText } from "../../views/console/messages/live.ts";
import { Facts } from "../../views/console/table.tsx";
import type { LiveDocument } from "../api/live.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, path, showPage } from "./frame.tsx";

const PAGE = "/tenants/:tenant/live";

export const livePages = new Hono<ConsoleEnv>().get(PAGE, livePage);

/** Seconds from one load to the next that can be chosen. */
const STEPS = [5, 15, 60] as const;
/** Requests that only wait are told when they look at their tenant's facts, about twice a minute. */
const ALL_SEEN_AFTER_MS = 60_000;
const PAUSES_AFTER_SECONDS = 15 * 60;

/** What the address asks for. */
interface Asked {
  readonly filter: string;
  /** Seconds until it loads itself again. */
  readonly every: number;
  /** How often it still will. */
  readonly left: number;
  readonly paused: boolean;
}

const textOf = (c: ConsoleContext) => liveText[c.get("language")];
const pageOf = (c: ConsoleContext) => path`/tenants/${c.req.param("tenant") ?? ""}/live`;

function askedOf(c: ConsoleContext): Asked {
  const wanted = Number(c.req.query("every"));
  const every = STEPS.find((step) => step === wanted) ?? STEPS[0];
  const most = PAUSES_AFTER_SECONDS / every;
  const left = Number(c.req.query("left") ?? most);
  return {
    filter: (c.req.query("filter") ?? "").slice(0, 200),
    every,
    left: Number.isInteger(left) && left >= 0 ? Math.min(left, most) : 0,
    paused: c.req.query("paused") !== undefined,
  };
}

/** The page's address; what is not named is as it is at first. */
function addressOf(
  c: ConsoleContext,
  query: Partial<Record<keyof Asked, string | number>>,
): string {
  const said = Object.entries(query).filter(([, value]) => value !== "");
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  return said.length > 0 ? `${pageOf(c)}?${search}` : pageOf(c);
}

async function livePage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const tenant = c.req.param("tenant") ?? "";
  const asked = askedOf(c);
  const { filter, every, left, paused } = asked;
  const query = filter && `?${new URLSearchParams({ find: filter })}`;
  const view = await ask<LiveDocument>(c, `${pageOf(c)}${query}`);
  const { at, watchedSince, connections, refusals, counts, isCut } = view;
  if (!paused && left > 0)
    c.header("Refresh", `${every}; url=${addressOf(c, { filter, every, left: left - 1 })}`);
  const speech = { text, language: c.get("language"), tenant, now: at };
  return showPage(
    c,
    { title: text.title, section: "live", tenant },
    <>
      <Pace c={c} asked={asked} />
      <p>{text.intro}</p>
      {at - watchedSince < ALL_SEEN_AFTER_MS && <p class="warning">{text.begun}</p>}
      <Filter c={c} asked={asked} />
      <Facts
        facts={[
          [text.counts.underWay, String(counts.underWay)],
          [text.counts.held, String(counts.held)],
          [text.counts.devices, String(counts.devices)],
          [text.counts.users, String(counts.users)],
        ]}
      />
      <h2>{text.connections}</h2>
      {isCut && <p class="warning">{text.cut}</p>}
      <Connections {...speech} connections={connections} />
      <h2>{text.refusals}</h2>
      <Refusals {...speech} refusals={refusals} />
    </>,
  );
}

/** Pause, or how to go on. */
function Pace({ c, asked }: { c: ConsoleContext; asked: Asked }) {
  const text = textOf(c);
  const { filter, every, left, paused } = asked;
  if (!paused && left > 0) {
    return (
      <p class="actions">
        <a class="button quiet" href={addressOf(c, { filter, every, paused: "yes" })}>
          {text.pause}
        </a>{" "}
        {text.refreshes(every)}
      </p>
    );
  }
  return (
    <>
      <p>{paused ? text.paused : text.pausedItself}</p>
      <p class="actions">
        <a class="button" href={addressOf(c, { filter, every, paused: "yes" })}>
          {text.again}
        </a>
        {STEPS.map((step) => (
          <a class="button quiet" href={addressOf(c, { filter, every: step })}>
            {text.every(step)}
          </a>
        ))}
      </p>
    </>
  );
}

function Filter({ c, asked }: { c: ConsoleContext; asked: Asked }) {
  const text = textOf(c);
  const { filter, every, paused } = asked;
  return (
    <form method="get" action={pageOf(c)} class="row">
      <Hidden name="every" value={every} />
      {paused && <Hidden name="paused" value="yes" />}
      <Field
        label={text.filter}
        name="filter"
        type="search"
        value={filter}
        help={text.filterHelp}
      />
      <Submit label={text.show} kind="quiet" />
      {filter && (
        <p>
          <a href={addressOf(c, { every, ...(paused && { paused: "yes" }) })}>{text.all}</a>
        </p>
      )}
    </form>
  );
}
