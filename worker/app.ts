// Host and path decide which part of Provost answers: the API on its hosts, the switching center on
// its own, and everything else only on a host that a tenant owns. A Host that nobody owns learns
// nothing. What is not asked all day is loaded when it is first asked (docs/decisions/0017).
import { type Context, Hono, type Next } from "hono";
import type { Clock } from "./clock.ts";
import type { AppEnv } from "./context.ts";
import type { RunningTenant } from "./core/tenant.ts";
import { type Env, envProblems } from "./env.ts";
import { log } from "./log.ts";
import { type Handles, handlesOf } from "./objects/handles.ts";
import { type Shown, shownCertificate } from "./routes/activesync/client-certificate.ts";
import { type LookedUp, lookUp } from "./routes/activesync/recall.ts";
import { answerActivesync } from "./routes/activesync.ts";
import { switchingCenter } from "./routes/switching-center.tsx";
import { tenantFor } from "./tenant-cache.ts";

const API_PATH = "/api/v1";
const ACTIVESYNC_PATH = "/microsoft-server-activesync";
const AUTODISCOVER_PATH = "/autodiscover/autodiscover.xml";
/** Keys by which an Exchange, or its front, checks Provost-Identity; new ones are found within minutes. */
const IDENTITY_KEYS_PATH = "/.well-known/provost-identity-keys.json";
const IDENTITY_KEYS = { "Content-Type": "application/json", "Cache-Control": "max-age=300" };
/** What people type on glass and what phones and proxies write in any letter case. */
const CASE_BLIND_PATHS = new Set(["/iphone", "/my", AUTODISCOVER_PATH]);
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
      const shown = env.CLIENT_CERTIFICATES ? shownCertificate(request, env) : undefined;
      const lookedUp = lookUp(request, shown);
      if (lookedUp.reading) {
        const { host } = lookedUp.reading;
        return mail({ request, env, context, clock, host, lookedUp, shown });
      }
      const url = URL.parse(request.url);
      if (!url) return new Response("Bad request.", { status: 400 });
      const site = siteOf(sites, url, env);
      return site === sites.tenant && url.pathname.toLowerCase() === ACTIVESYNC_PATH
        ? mail({ request, env, context, clock, host: url.host, lookedUp, shown })
        : site.fetch(request, env, context);
    },
  };
}

interface Sites {
  readonly api: Pick<Site, "fetch">;
  readonly switchingCenter: Pick<Site, "fetch">;
  readonly console: Pick<Site, "fetch">;
  readonly userPages: Pick<Site, "fetch">;
  /** All else on the hosts of tenants, but the gateway, which needs no routing. */
  readonly tenant: Pick<Site, "fetch">;
}

function makeSites(clock: Clock): Sites {
  const site = () =>
    new Hono<AppEnv>({ getPath: caseBlindPath })
      .use(variables(clock))
      .onError((error, c) => unexpected(error, pathOf(c)))
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
    tenant: site()
      .use(ownedHost)
      .get("/", (c) => c.redirect("/iphone"))
      .all(AUTODISCOVER_PATH, async (c) => {
        const { answerAutodiscover } = await import("./routes/autodiscover.ts");
        return answerAutodiscover(c);
      })
      .get(IDENTITY_KEYS_PATH, async (c) => {
        const keys = await c.get("handles").authority(c.get("tenant").name).identityKeys();
        return c.body(keys, 200, IDENTITY_KEYS);
      })
      .all("/scep/*", async (c) => {
        const { ENROLMENT_ACTS } = await import("./routes/enrol-acts.ts");
        return ENROLMENT_ACTS.answerScep(c);
      }),
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
  return USER_PAGES.test(url.pathname) ? sites.userPages : sites.tenant;
}

/** The path to route by; people write paths in any letter case. */
function caseBlindPath(request: Request): string {
  const { pathname } = new URL(request.url);
  const lower = pathname.toLowerCase();
  return CASE_BLIND_PATHS.has(lower) ? lower : pathname;
}

interface Mail {
  readonly request: Request;
  readonly env: Env;
  readonly context: ExecutionContext;
  readonly clock: Clock;
  readonly host: string;
  readonly lookedUp: LookedUp;
  /** The client certificate that it shows, where they are used. */
  readonly shown: Shown | undefined;
}

/**
 * The gateway, without a router's work: nearly every request of a day is a phone's (docs/decisions/0018). Nothing here waits
 * for the answer with the request in its hands (received.ts).
 */
function mail(on: Mail): Response | Promise<Response> {
  try {
    const tenant = tenantFor(handlesIn(on.env), on.clock, on.host);
    const answering =
      tenant instanceof Promise
        ? tenant.then((found) => answerMail(on, found))
        : answerMail(on, tenant);
    return answering instanceof Response ? answering : answering.catch(unexpectedInMail);
  } catch (error) {
    return unexpectedInMail(error);
  }
}

function answerMail(on: Mail, tenant: RunningTenant | null): Response | Promise<Response> {
  const { request, env, context, clock, host, lookedUp, shown } = on;
  if (!tenant) return unknownHost(host);
  const handles = handlesIn(env);
  const client = clientOf(request, env);
  const secret = env.VERIFIER_SECRET;
  const waitUntil = (work: Promise<unknown>) => context.waitUntil(work);
  const who = { handles, clock, client, tenant, host, secret, waitUntil };
  return answerActivesync(request, shown ? { ...who, shown } : who, lookedUp);
}

function unexpectedInMail(error: unknown): Response {
  if (!(error instanceof Error)) throw error;
  return unexpected(error, ACTIVESYNC_PATH);
}

/** Made once for an isolate's bindings. */
const made = new WeakMap<Env, Handles>();

function handlesIn(env: Env): Handles {
  const known = made.get(env);
  if (known) return known;
  const handles = handlesOf(env);
  made.set(env, handles);
  return handles;
}

const clientOf = ({ headers }: Request, env: Env) =>
  headers.get(env.CLIENT_ADDRESS_HEADER) ?? "local";

const variables = (clock: Clock) => async (c: Context<AppEnv>, next: Next) => {
  c.set("handles", handlesIn(c.env));
  c.set("clock", clock);
  c.set("client", clientOf(c.req.raw, c.env));
  await next();
};

async function ownedHost(c: Context<AppEnv>, next: Next): Promise<Response | undefined> {
  const { host } = new URL(c.req.url);
  const tenant = await tenantFor(c.get("handles"), c.get("clock"), host);
  if (!tenant) return unknownHost(host);
  c.set("tenant", tenant);
  await next();
  return undefined;
}

function unknownHost(host: string): Response {
  log("host-unknown", { host: host.slice(0, 253) });
  return plainText("There is no service at this address.", 404);
}

const plainText = (text: string, status: number, headers: Readonly<Record<string, string>> = {}) =>
  new Response(text, {
    status,
    headers: { "Content-Type": "text/plain; charset=UTF-8", ...headers },
  });

function unexpectedInApi(error: Error, c: Context<AppEnv>): Response {
  logUnexpected(error, pathOf(c));
  const message = "Something went wrong here. Please try again in a minute.";
  return c.json({ error: { reason: "unexpected", message } }, 503, RETRY_LATER);
}

/**
 * Our own mistake or a platform failure: the client learns nothing, keeps its mail and comes back.
 */
function unexpected(error: Error, path: string): Response {
  logUnexpected(error, path);
  const said = "Something went wrong here. Please try again in a minute.";
  return plainText(said, 503, RETRY_LATER);
}

const pathOf = (c: Context<AppEnv>) => new URL(c.req.url).pathname;

/** A set-up link is a secret: its path is logged without its code. */
const withoutSecret = (path: string) => path.replace(/^(\/set-up\/).+/, "$1***");

function logUnexpected({ name, message }: Error, path: string): void {
  log("unexpected", { path: withoutSecret(path), error: name, message });
}

function misconfigured(problems: readonly string[]): Response {
  for (const problem of problems) log("misconfigured", { problem });
  return new Response("This Provost deployment is not configured completely.", { status: 503 });
}
