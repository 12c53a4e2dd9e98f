// What every page of the console is made with: show it, ask the API, act through the API, read a
// form. The rule: pages never call objects for what they show or do; everything goes through
// `perform` with the signed-in operator as caller, so that one table says who may.
import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { tenantOf } from "../../core/scope.ts";
import { sealed, unsealed } from "../../core/session.ts";
import { siblingOrigin } from "../../core/sibling-origin.ts";
import type { TenantEntry } from "../../core/tenant.ts";
import { refusalText } from "../../views/console/messages/refusals.ts";
import type { Section } from "../../views/console/navigation.ts";
import { consolePage } from "../../views/console/shell.tsx";
import {
  type Answer,
  type ApiReason,
  type Refusal,
  statusAndSentence,
  toResponse,
} from "../api/answer.ts";
import { perform } from "../api/perform.ts";
import type { Method } from "../api/route.ts";
import type { ConsoleContext } from "./context.ts";
import { dropCookie, readCookie, setCookie } from "./cookies.ts";

export interface PageFrame {
  readonly title: string;
  readonly section: Section;
  /** The tenant the page is about. */
  readonly tenant?: string | undefined;
  readonly status?: 200 | 400 | 403 | 404 | 409 | undefined;
  /** A sentence shown as error summary. */
  readonly problem?: string | undefined;
  /** Id of the input it is about; the summary links to it. */
  readonly field?: string | undefined;
}

/** A refusal of the API where a page only asked: it becomes a page with the API's status. */
export class ConsoleProblemError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

const NOTICE_COOKIE = "notice";
const NOTICE_SECONDS = 60;
const NOTICE_MAX_LENGTH = 1_000;

/** A page in the console's frame. */
export async function showPage(
  c: ConsoleContext,
  page: PageFrame,
  content: Child,
): Promise<Response> {
  const operator = c.get("operator");
  const { status = page.problem ? 400 : 200, title, section, problem, field } = page;
  const url = new URL(c.req.url);
  const tenants = operator.scope === "owner" ? await allTenants(c) : [];
  const named = tenants.find(({ name }) => url.pathname.startsWith(`/tenants/${name}/`));
  const shell = {
    title,
    section,
    tenant: page.tenant ?? tenantOf(operator.scope) ?? named?.name,
    tenants,
    path: c.req.method === "GET" ? `${url.pathname}${url.search}` : url.pathname,
    notice: takeNotice(c),
    problem,
    field,
  };
  const signsOut = operator.session === null ? ("at-access" as const) : ("here" as const);
  const who = { ...operator, signsOut };
  return c.html(html`${consolePage(c, who, shell, content)}`, status);
}

async function allTenants(c: ConsoleContext): Promise<readonly TenantEntry[]> {
  return (await ask<{ tenants: readonly TenantEntry[] }>(c, "/tenants")).tenants;
}

/** A path with its variable parts escaped: path`/tenants/${tenant}/users/${user}`. */
export function path(strings: TemplateStringsArray, ...parts: readonly (string | number)[]) {
  return strings.reduce(
    (all, text, index) => `${all}${encodeURIComponent(parts[index - 1] ?? "")}${text}`,
  );
}

/**
 * What the API answers to GET `path` (after /api/v1, with a query if need be).
 * @throws ConsoleProblemError with the API's refusal; it becomes a page.
 */
export async function ask<Document extends object>(
  c: ConsoleContext,
  path: string,
): Promise<Document> {
  const answer = await call(c, "GET", path);
  if ("refusal" in answer) throw new ConsoleProblemError(answer.refusal);
  if (!("json" in answer)) throw new TypeError(`GET ${path} is no JSON`);
  return answer.json as Document;
}

/** Lets the API do something for the operator; `json` is empty where it has nothing to say. */
export async function act(
  c: ConsoleContext,
  method: Exclude<Method, "GET">,
  path: string,
  body?: object,
): Promise<
  | { readonly ok: true; readonly json: Record<string, unknown> }
  | { readonly ok: false; readonly refusal: Refusal }
> {
  const answer = await call(c, method, path, body);
  if ("refusal" in answer) return { ok: false, refusal: answer.refusal };
  return { ok: true, json: "json" in answer ? { ...answer.json } : {} };
}

/**
 * A file of the API, passed through.
 * @throws ConsoleProblemError with the API's refusal; it becomes a page.
 */
export async function fileOf(c: ConsoleContext, path: string): Promise<Response> {
  const answer = await call(c, "GET", path);
  if ("refusal" in answer) throw new ConsoleProblemError(answer.refusal);
  return toResponse(answer);
}

/** A refusal as a sentence in the operator's language. */
export function sentenceOf(c: ConsoleContext, refusal: Refusal): string {
  const [, english] = statusAndSentence(refusal);
  const language = c.get("language");
  if (language === "en" && refusal.message) return capitalised(english);
  return REFUSALS[language][refusal.reason] ?? english;
}

/** Every reason has a German sentence. */
const REFUSALS: {
  readonly en: Readonly<Partial<Record<ApiReason, string>>>;
  readonly de: Readonly<Record<ApiReason, string>>;
} = refusalText;

/** The API's sentences may begin with a field's name. */
const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** The status a page has that shows `refusal`. */
export function statusOf(refusal: Refusal): 400 | 403 | 404 | 409 {
  const [status] = statusAndSentence(refusal);
  return status === 403 || status === 404 || status === 409 ? status : 400;
}

/** Done: to `path` (of this console), where `notice` is shown once. */
export function done(c: ConsoleContext, path: string, notice: string): Response {
  const text = sealed(c.env.VERIFIER_SECRET, c.get("csrf"), notice.slice(0, NOTICE_MAX_LENGTH));
  setCookie(c, NOTICE_COOKIE, text, { maxAge: NOTICE_SECONDS });
  return c.redirect(path, 303);
}

function takeNotice(c: ConsoleContext): string | undefined {
  const value = readCookie(c, NOTICE_COOKIE);
  if (value === undefined) return undefined;
  dropCookie(c, NOTICE_COOKIE);
  return unsealed(c.env.VERIFIER_SECRET, c.get("csrf"), value);
}

/** A form's fields; the session's token was checked before (guard.ts). */
export interface Form {
  /** The field's text without blanks around it, "" if it is not there. */
  text(name: string): string;
  /** The field's text as it was typed, for passwords. */
  secret(name: string): string;
  /** All values of a field that may come more than once. */
  texts(name: string): string[];
  has(name: string): boolean;
  /** A file's content as text, or undefined if none was chosen. */
  file(name: string): Promise<string | undefined>;
  /** The same, as bytes. */
  bytes(name: string): Promise<Uint8Array | undefined>;
}

/** The form that was sent. */
export async function formOf(c: ConsoleContext): Promise<Form> {
  const fields = await c.req.formData();
  const strings = (name: string) =>
    fields.getAll(name).filter((value): value is string => typeof value === "string");
  const fileAt = (name: string) => {
    const value: unknown = fields.get(name);
    return value instanceof File && value.size > 0 ? value : undefined;
  };
  return {
    text: (name) => strings(name)[0]?.trim() ?? "",
    secret: (name) => strings(name)[0] ?? "",
    texts: strings,
    has: (name) => fields.has(name),
    file: async (name) => fileAt(name)?.text(),
    bytes: async (name) => {
      const content = await fileAt(name)?.arrayBuffer();
      return content && new Uint8Array(content);
    },
  };
}

function call(c: ConsoleContext, method: Method, path: string, body?: object): Promise<Answer> {
  const [where = "", query = ""] = path.split(/\?(.*)/s);
  const request = new Request(`https://console.invalid/?${query}`, {
    method,
    ...(method !== "GET" && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body ?? {}),
    }),
  });
  return perform({
    handles: c.get("handles"),
    clock: c.get("clock"),
    caller: c.get("operator"),
    switchingCenter: siblingOrigin(c.req.url, c.env.SWITCHING_CENTER_HOST),
    consoleOrigin: siblingOrigin(c.req.url, c.env.CONSOLE_HOST),
    request,
    path: where,
  });
}
