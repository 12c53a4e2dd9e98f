// The console's first page: the owner sees the tenants; everybody else is sent to the own tenant.
import { Hono } from "hono";
import { type ServiceText, serviceText } from "../../views/console/messages/service.ts";
import { homeOf } from "../../views/console/navigation.ts";
import { type Heading, Table } from "../../views/console/table.tsx";
import type { DeviceCountsDocument } from "../api/device-list.ts";
import type { TenantsDocument } from "../api/tenants.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, ConsoleProblemError, path, showPage } from "./frame.tsx";

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
  const counts = await Promise.all(shown.map(({ name }) => countsOf(c, name)));
  const rows = shown.map(({ name, displayName, origins }, index) => {
    const found = counts[index];
    const numbers = found
      ? [found.total, found.outdated, found.blocked, found.wiping]
      : [text.unfinished, "", "", ""];
    const hosts = origins.map((origin) => new URL(origin).host).join(", ");
    return [<a href={path`/tenants/${name}`}>{displayName}</a>, hosts, ...numbers];
  });
  const more = tenants.length - shown.length;
  return showPage(
    c,
    { title: text.start, section: "overview" },
    <>
      <Table
        caption={text.start}
        captionHidden
        head={headOf(text)}
        rows={rows}
        empty={text.noTenants}
      />
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

function headOf(text: ServiceText): Heading[] {
  const numbers = [text.devices, text.outdated, text.blocked, text.wiping];
  return [
    text.tenant,
    text.hosts,
    ...numbers.map((word) => ({ text: word, kind: "number" as const })),
  ];
}

/** A tenant's devices by state; undefined for one that was not made completely. */
async function countsOf(
  c: ConsoleContext,
  tenant: string,
): Promise<DeviceCountsDocument | undefined> {
  try {
    return await ask<DeviceCountsDocument>(c, path`/tenants/${tenant}/device-counts`);
  } catch (error) {
    const isUnfinished =
      error instanceof ConsoleProblemError && error.refusal.reason === "tenant-unfinished";
    if (isUnfinished) return undefined;
    throw error;
  }
}
