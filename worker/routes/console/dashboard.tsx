// A tenant at a glance: how the devices stand, who must provision again, what was refused, until
// when profiles can be signed, whether the adapter runs what is saved. Each part is there for whom
// the API answers it: the help desk sees devices only.
import { Hono } from "hono";
import { refusalDays } from "../../core/refusal-days.ts";
import { isAble } from "../../core/scope.ts";
import {
  Adapter,
  DeviceBars,
  Drift,
  Identity,
  Refusals,
} from "../../views/console/dashboard-view.tsx";
import { dashboardText } from "../../views/console/messages/dashboard.ts";
import type { AdapterDocument } from "../api/adapter.ts";
import type { DeviceCountsDocument } from "../api/device-list.ts";
import type { IdentityDocument } from "../api/identity.ts";
import type { RefusalsDocument } from "../api/records.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, ConsoleProblemError, path, showPage } from "./frame.tsx";

const REFUSAL_DAYS = 7;

export const dashboardPages = new Hono<ConsoleEnv>().get("/tenants/:tenant", dashboard);

async function dashboard(c: ConsoleContext): Promise<Response> {
  const name = c.req.param("tenant") ?? "";
  const [tenant, language] = [path`/tenants/${name}`, c.get("language")];
  const { scope } = c.get("operator");
  const counts = await ask<DeviceCountsDocument>(c, `${tenant}/device-counts`);
  const rest = isAble(scope, "read") ? await restOf(c, tenant) : undefined;
  const part = { language, tenant };
  const now = c.get("clock").now();
  return showPage(
    c,
    { title: dashboardText[language].title, section: "overview", tenant: name },
    <div class="cards">
      <DeviceBars {...part} counts={counts} />
      <Drift {...part} counts={counts} mayInvite={isAble(scope, "administer")} />
      {rest && <Adapter {...part} {...rest.adapter} />}
      {rest && <Refusals {...part} week={refusalDays(rest.refusals.counts, now, REFUSAL_DAYS)} />}
      {rest && <Identity {...part} identity={rest.identity?.current} now={now} />}
    </div>,
  );
}

/** What is more than devices. */
async function restOf(c: ConsoleContext, tenant: string) {
  const [adapter, refusals, identity] = await Promise.all([
    ask<AdapterDocument>(c, `${tenant}/adapter`),
    ask<RefusalsDocument>(c, `${tenant}/refusals`),
    ask<IdentityDocument>(c, `${tenant}/identity`).catch(unlessRefused),
  ]);
  return { adapter, refusals, identity };
}

/** The dashboard is not lost with one part that the API refuses. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ConsoleProblemError)) throw error;
  return undefined;
}
