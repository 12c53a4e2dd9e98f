// The list of a tenant's devices: search, filter, order, pages, all in the address, so that a list
// can be linked to and works without script.
import { Hono } from "hono";
import {
  DEVICE_FILTERS,
  DEVICE_SORTS,
  type DeviceSort,
  type DeviceSummary,
} from "../../core/device.ts";
import { DevicePolicy, DeviceState, deviceWords } from "../../views/console/device-words.tsx";
import { Choice, Field, Hidden, Submit } from "../../views/console/form.tsx";
import { type DevicesText, devicesText } from "../../views/console/messages/devices.ts";
import { type Heading, Table, Time } from "../../views/console/table.tsx";
import type { DevicesDocument } from "../api/device-list.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  ask,
  ConsoleProblemError,
  fileOf,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

/** Lines a page of the console shows. */
const PAGE = 50;

export const deviceListPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/devices", listPage)
  .get("/tenants/:tenant/devices.csv", (c) =>
    fileOf(c, `${path`/tenants/${c.req.param("tenant")}/devices.csv`}?${queryOf(c)}`),
  );

/** What the address asks for; `after` is the page. */
interface Asked {
  readonly search: string;
  readonly filter: string;
  readonly sort: string;
  readonly descending: string;
  readonly after: string;
}

function askedOf(c: ConsoleContext): Asked {
  const value = (name: string) => c.req.query(name) ?? "";
  return {
    search: value("search"),
    filter: value("filter"),
    sort: value("sort"),
    descending: value("descending"),
    after: value("after"),
  };
}

/** A query without what is empty. */
function queryOf(c: ConsoleContext, change: Partial<Asked> & { limit?: string } = {}): string {
  const all = { ...askedOf(c), ...change };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== "")).toString();
}

async function listPage(c: ConsoleContext): Promise<Response> {
  const text = devicesText[c.get("language")];
  const tenant = c.req.param("tenant") ?? "";
  const listed = await pageOf(c, tenant);
  const frame = { title: text.devices, section: "devices", tenant } as const;
  return showPage(
    c,
    { ...frame, ...listed.problem },
    <>
      <p>{text.intro}</p>
      <FindForm c={c} text={text} tenant={tenant} />
      {listed.page && <DeviceTable c={c} text={text} page={listed.page} tenant={tenant} />}
    </>,
  );
}

/** The page, or what is wrong with what was asked; then the form still stands there to be put right. */
async function pageOf(c: ConsoleContext, tenant: string) {
  const where = `${path`/tenants/${tenant}/devices`}?${queryOf(c, { limit: String(PAGE) })}`;
  try {
    return { page: await ask<DevicesDocument>(c, where) };
  } catch (error) {
    if (!(error instanceof ConsoleProblemError) || error.refusal.reason !== "bad-query")
      throw error;
    const { refusal } = error;
    const field = refusal.field === "filter" ? "filter" : "search";
    return { problem: { problem: sentenceOf(c, refusal), status: statusOf(refusal), field } };
  }
}

function FindForm(props: { c: ConsoleContext; text: DevicesText; tenant: string }) {
  const { c, text, tenant } = props;
  const { search, filter, sort, descending } = askedOf(c);
  const options = DEVICE_FILTERS.map((value) => ({ value, label: text.filters[value] }));
  return (
    <search>
      <form method="get" action={path`/tenants/${tenant}/devices`} class="card">
        <Field
          label={text.search}
          name="search"
          type="search"
          value={search}
          help={text.searchHelp}
        />
        <Choice label={text.filter} name="filter" value={filter || "all"} options={options} />
        {sort && <Hidden name="sort" value={sort} />}
        {descending && <Hidden name="descending" value={descending} />}
        <Submit label={text.find} />
      </form>
    </search>
  );
}

function DeviceTable(props: {
  c: ConsoleContext;
  text: DevicesText;
  page: DevicesDocument;
  tenant: string;
}) {
  const { c, text, page, tenant } = props;
  const { devices, next } = page;
  const { search, filter, after } = askedOf(c);
  const isAll = search === "" && (filter === "" || filter === "all") && after === "";
  const list = path`/tenants/${tenant}/devices`;
  return (
    <>
      <Table
        caption={text.filters[DEVICE_FILTERS.find((name) => name === filter) ?? "all"]}
        head={headings(c, text, list)}
        rows={devices.map((device) => cells(device, text, tenant))}
        empty={isAll ? text.noneYet : text.none}
      />
      {devices.length > 0 && <p>{text.found(devices.length, next !== undefined)}</p>}
      <nav class="actions" aria-label={text.pages}>
        {after && <a href={`${list}?${queryOf(c, { after: "" })}`}>{text.firstPage}</a>}
        {next && <a href={`${list}?${queryOf(c, { after: next })}`}>{text.nextPage}</a>}
        {devices.length > 0 && (
          <a href={`${list}.csv?${queryOf(c, { after: "" })}`}>{text.exportCsv}</a>
        )}
      </nav>
    </>
  );
}

/** Headings that order the list; the one it is ordered by says so and turns it around. */
function headings(c: ConsoleContext, text: DevicesText, list: string): Heading[] {
  const asked = askedOf(c);
  const current = DEVICE_SORTS.find((sort) => sort === asked.sort) ?? "user";
  const heading = (sort: DeviceSort): Heading => {
    const isCurrent = sort === current;
    const isDescending = isCurrent && asked.descending === "true";
    const turned = isCurrent ? !isDescending : sort === "lastSeen" || sort === "firstSeen";
    const href = `${list}?${queryOf(c, { sort, descending: String(turned), after: "" })}`;
    const arrow = isDescending ? " ↓" : " ↑";
    return {
      text: (
        <a href={href} title={text.sortBy(text.sorts[sort])}>
          {text.sorts[sort]}
          {isCurrent && <span aria-hidden="true">{arrow}</span>}
        </a>
      ),
      label: text.sorts[sort],
      ...(isCurrent && { sorted: isDescending ? "descending" : "ascending" }),
    };
  };
  return [
    heading("user"),
    heading("deviceType"),
    text.state,
    text.policy,
    heading("lastSeen"),
    heading("firstSeen"),
  ];
}

function cells(device: DeviceSummary, text: DevicesText, tenant: string) {
  const { user, deviceId } = device;
  return [
    user,
    <>
      <a href={path`/tenants/${tenant}/devices/${user}/${deviceId}`}>{deviceWords(device, text)}</a>
      <br />
      <code>{deviceId}</code>
    </>,
    <DeviceState device={device} text={text} />,
    <DevicePolicy device={device} text={text} />,
    <Time at={device.lastSeenAt} />,
    <Time at={device.firstSeenAt} />,
  ];
}
