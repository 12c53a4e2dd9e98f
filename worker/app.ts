// Host and path decide which part of Provost answers: the API on its hosts, the switching center on
// its own, and everything else only on a host that a tenant owns. A Host that nobody owns learns
// nothing. What is not asked all day is loaded when it is first asked (docs/decisions/0017).
import { type Context, Hono, type Next } from "hono";
import type { Clock } from "./clock.ts";
import type { AppEnv } from "./context.ts";
import { type Env, envProblems } from "./env.ts";
import { log } from "./log.ts";
import { handlesOf } from "./objects/handles.ts";
import { activesync } from "./routes/activesync.ts";
import { switchingCenter } from "./routes/switching-center.tsx";
import { tenantFor } from "./tenant-cache.ts";

const API_PATH = "/api/v1";
const ACTIVESYNC_PATH = "/microsoft-server-activesync";
/** What people type on glass and what phones and proxies write in any letter case. */
const CASE_BLIND_PATHS = new Set([ACTIVESYNC_PATH, "/iphone", "/my"]);
const USER_PAGES = /^\/(iphone|my)(\/|$)/i;
const RETRY_LATER = { "Retry-After": "60" };

type Site = Hono<AppEnv>;

/**
 * The Worker's fetch handler around one clock. A Host header that makes no URL ends here: workerd
 * lets any through.
 */
export function makeApp(clock: Clock): ExportedHandler<Env> {
  const sites = makeSites(clock);
  let problems: readonly string[] | undefined;
  return {
    fetch: (request, env, context) => {
      problems ??= envProblems(env);
      if (problems.length > 0) return misconfigured(problems);
      const url = URL.parse(request.url);
      if (!url) return new Response("Bad request.", { status: 400 });
      return siteOf(sites, url, env).fetch(request, env, context);
    },
  };
}

interface Sites {
  readonly api: Pick<Site, "fetch">;
  readonly switchingCenter: Pick<Site, "fetch">;
  readonly console: Pick<Site, "fetch">;
  readonly userPages: Pick<Site, "fetch">;
  readonly gateway: Pick<Site, "fetch">;
}

function makeSites(clock: Clock): Sites {
  const site = () =>
    new Hono<AppEnv>({ getPath: caseBlindPath })
      .use(variables(clock))
      .onError(unexpected)
      .notFound((c) => c.text("Not found.", 404));
  return {
    api: late(async () => {
      const { api } = await import("./routes/api/api.ts");
      return site().onError(unexpectedInApi).route(API_PATH, api);
    }),
    switchingCenter: site().route("/", switchingCenter),
    console: late(async () => {
      const { consoleSite } = await import("./routes/console/console.tsx");
      return site().route("/", consoleSite);
    }),
    userPages: late(async () => {
      const [{ iphone }, { my }] = await Promise.all([
        import("./routes/iphone.tsx"),
        import("./routes/my.tsx"),
      ]);
      return site().use(ownedHost).route("/iphone", iphone).route("/my", my);
    }),
    gateway: site()
      .use(ownedHost)
      .get("/", (c) => c.redirect("/iphone"))
      .route(ACTIVESYNC_PATH, activesync),
  };
}

/** A site whose modules are loaded when it is first asked (docs/decisions/0017). */
function late(load: () => Promise<Pick<Site, "fetch">>): Pick<Site, "fetch"> {
  // The site is kept, not its promise: a request must not wait for another's.
  let loaded: Pick<Site, "fetch"> | undefined;
  return {
    fetch: async (...request) => {
      loaded ??= await load();
      return loaded.fetch(...request);
    },
  };
}

function siteOf(sites: Sites, url: URL, env: Env): Pick<Site, "fetch"> {
  const isApi = url.pathname === API_PATH || url.pathname.startsWith(`${API_PATH}/`);
  if (isApi && env.API_HOSTS.split(" ").includes(url.hostname)) return sites.api;
  if (url.hostname === env.SWITCHING_CENTER_HOST) return sites.switchingCenter;
  if (url.hostname === env.CONSOLE_HOST) return sites.console;
  return USER_PAGES.test(url.pathname) ? sites.userPages : sites.gateway;
}

/** The path to route by; phones and proxies write the ActiveSync path in any letter case. */
function caseBlindPath(request: Request): string {
  const { pathname } = new URL(request.url);
  const lower = pathname.toLowerCase();
  return CASE_BLIND_PATHS.has(lower) ? lower : pathname;
}

const variables = (clock: Clock) => async (c: Context<AppEnv>, next: Next) => {
  c.set("handles", handlesOf(c.env));
  c.set("clock", clock);
  c.set("client", c.req.header(c.env.CLIENT_ADDRESS_HEADER) ?? "local");
  await next();
};

async function ownedHost(c: Context<AppEnv>, next: Next): Promise<Response | undefined> {
  const { host } = new URL(c.req.url);
  const tenant = await tenantFor(c.get("handles"), c.get("clock"), host);
  if (!tenant) {
    log("host-unknown", { host: host.slice(0, 253) });
    return c.text("There is no service at this address.", 404);
  }
  c.set("tenant", tenant);
  await next();
  return undefined;
}

function unexpectedInApi(error: Error, c: Context<AppEnv>): Response {
  logUnexpected(error, c);
  const message = "Something went wrong here. Please try again in a minute.";
  return c.json({ error: { reason: "unexpected", message } }, 503, RETRY_LATER);
}

/**
 * Our own mistake or a platform failure: the client learns nothing, keeps its mail and comes back.
 */
function unexpected(error: Error, c: Context<AppEnv>): Response {
  logUnexpected(error, c);
  return c.text("Something went wrong here. Please try again in a minute.", 503, RETRY_LATER);
}

/** A set-up link is a secret: its path is logged without its code. */
const withoutSecret = (path: string) => path.replace(/^(\/set-up\/).+/, "$1***");

function logUnexpected({ name, message }: Error, c: Context<AppEnv>): void {
  const path = withoutSecret(new URL(c.req.url).pathname);
  log("unexpected", { path, error: name, message });
}

function misconfigured(problems: readonly string[]): Response {
  for (const problem of problems) log("misconfigured", { problem });
  return new Response("This Provost deployment is not configured completely.", { status: 503 });
}
