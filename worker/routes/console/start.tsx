// The console's first page: the owner sees the tenants; everybody else is sent to the own tenant.
import { Hono } from "hono";
import { serviceText } from "../../views/console/messages/service.ts";
import { homeOf } from "../../views/console/navigation.ts";
import { Table } from "../../views/console/table.tsx";
import type { TenantsDocument } from "../api/tenants.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, path, showPage } from "./frame.tsx";

/** Tenants on this page; each costs a question about its devices. */
const TENANTS_SHOWN = 20;

export const startPages = new Hono<ConsoleEnv>().get("/", async (c) => {
  const home = homeOf(c.get("operator").scope);
  return home === "/" ? startPage(c) : c.redirect(home, 303);
});

async function startPage(c: ConsoleContext): Promise<Response> {
  const text = serviceText[c.get("language")];
  const { tenants } = await ask<TenantsDocument>(c, "/tenants");
  const shown = tenants.slice(0, TENANTS_SHOWN);
  const rows = shown.map(({ name, displayName, origins }) => [
    <a href={path`/tenants/${name}`}>{displayName}</a>,
    origins.map((origin) => new URL(origin).host).join(", "),
  ]);
  const head = [text.tenant, text.hosts];
  const more = tenants.length - shown.length;
  return showPage(
    c,
    { title: text.start, section: "overview" },
    <>
      <Table caption={text.start} captionHidden head={head} rows={rows} empty={text.noTenants} />
      {more > 0 && (
        <p>
          <a href="/tenants">{text.moreTenants(more)}</a>
        </p>
      )}
      <p>
        <a class="button" href="/tenants/new">
          {text.makeTenant}
        </a>
      </p>
    </>,
  );
}
