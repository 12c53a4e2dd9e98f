// The console in workerd, visited as a browser would: cookies are kept, forms carry the token of the
// page they stand on, Origin is sent, redirects are followed by hand.
import { createExecutionContext } from "cloudflare:test";
import { makeApp } from "../../worker/app.ts";
import type { Clock } from "../../worker/clock.ts";
import { operatorName } from "../../worker/core/operator.ts";
import type { ApiScope } from "../../worker/core/scope.ts";
import { SET_UP_LIFETIME, secretHash } from "../../worker/core/session.ts";
import type { Env } from "../../worker/env.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

export const CONSOLE = "https://console.example.com";
export const PASSWORD = "four words in a row";

const clock: Clock = { now: () => START, sleep: async () => undefined };
const app = makeApp(clock);

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Path that a redirect leads to. */
  readonly location: string | null;
}

export interface Browser {
  /** Cookies by name; a test may change them. */
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Sends a form with the token of the last page that had one. */
  post(
    path: string,
    fields?: Record<string, string | readonly string[] | File>,
    headers?: Record<string, string>,
  ): Promise<Page>;
  /** The token of the last page that had one. */
  token(): string;
}

/** A browser without a session. `at` is the origin it visits, `bindings` what differs from `env`. */
export function openBrowser({
  at = CONSOLE,
  client = "192.0.2.1",
  bindings = {},
}: {
  at?: string;
  client?: string;
  bindings?: Partial<Env>;
} = {}): Browser {
  const cookies = new Map<string, string>();
  let token = "";
  const visit = async (request: Request): Promise<Page> => {
    const context = createExecutionContext();
    const fetch = app.fetch as NonNullable<typeof app.fetch>;
    const answer = await fetch(request as never, { ...env, ...bindings }, context);
    keep(cookies, answer.headers);
    const text = await answer.text();
    token = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    const location = answer.headers.get("location");
    return { status: answer.status, headers: answer.headers, text, location };
  };
  const shared = () => ({
    "CF-Connecting-IP": client,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
  });
  return {
    cookies,
    token: () => token,
    get: (path, headers = {}) =>
      visit(new Request(`${at}${path}`, { headers: { ...shared(), ...headers } })),
    post: (path, fields = {}, headers = {}) =>
      visit(
        new Request(`${at}${path}`, {
          method: "POST",
          headers: { ...shared(), Origin: at, "Sec-Fetch-Site": "same-origin", ...headers },
          body: bodyOf({ csrf: token, ...fields }),
        }),
      ),
  };
}

/** An operator with PASSWORD; the same name is made once only. */
export async function makeOperator(name: string, scope: ApiScope): Promise<void> {
  await setClock(stubOf(env.DIRECTORY, "directory"), START);
  const known = operatorName(name) ?? name;
  if (await handles.directory.operatorByName(known)) return;
  const operator = { id: `id-${known}`, name: known, scope, madeAt: START, hasPassword: false };
  const setUp = { codeHash: secretHash(`code-${known}`), expiresAt: START + SET_UP_LIFETIME };
  await handles.directory.addOperator(operator, setUp, "owner");
  await handles.directory.completeSetUp(setUp.codeHash, PASSWORD);
}

/** A browser in which an operator of `scope` is signed in and has seen a page. */
export async function consoleAs(scope: ApiScope): Promise<Browser> {
  const name = `${scope.replace(":", ".")}-operator`;
  await makeOperator(name, scope);
  const browser = openBrowser();
  const session = `session-of-${name}-${crypto.randomUUID()}`;
  await handles.directory.openSession(secretHash(session), `id-${name}`, "192.0.2.1");
  browser.cookies.set("__Host-provost", session);
  await browser.get("/account");
  return browser;
}

function bodyOf(fields: Record<string, string | readonly string[] | File>) {
  const all = Object.entries(fields);
  const hasFile = all.some(([, value]) => value instanceof File);
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of all) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  return body;
}

function keep(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (attributes.includes("Max-Age=0")) cookies.delete(name);
    else cookies.set(name, value);
  }
}
