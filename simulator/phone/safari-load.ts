// One page load of Mobile Safari: request headers of the era, Basic prompt, cookies, redirects by
// hand, and the final answer handed to the page, the installer, or the certificate dialog by its
// MIME type (Apple's Over-the-Air document).
import { headerOf, type NetworkResponse } from "../network.ts";
import { cookieHeader, keepCookies } from "./cookies.ts";
import { emptyPage, type Page, readHtml } from "./html.ts";
import { bodyOf, contentType, decodePage, headersOf } from "./http-answer.ts";
import { receiveCertificate, receiveProfile } from "./installer-arrival.ts";
import {
  authorization,
  basicRealm,
  cached,
  forget,
  preemptive,
  remember,
} from "./safari-sign-in.ts";
import type { CachedCredentials, Handset, Order } from "./state.ts";
import { safariUserAgent } from "./traits.ts";

const ACCEPT =
  "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5";
/**
 * Answers that move the browser on, and whether the method survives (307) or becomes GET (as
 * browsers did).
 */
const REDIRECTS = new Map([
  [301, "becomes GET"],
  [302, "becomes GET"],
  [303, "becomes GET"],
  [307, "stays"],
]);

interface Credentials {
  readonly user: string;
  readonly password: string;
}
type Exchanged =
  | { readonly kind: "answer"; readonly response: NetworkResponse }
  | { readonly kind: "prompt"; readonly response: NetworkResponse; readonly realm: string }
  | { readonly kind: "broken" };

function headersFor(phone: Handset, order: Order, credentials?: Credentials): [string, string][] {
  const { safari, system, kind, pretend } = phone.state;
  const cookie = cookieHeader(safari.cookies, { url: order.url, now: phone.clock.now() });
  const headers: [string, string | null | undefined][] = [
    ["User-Agent", pretend.safariUserAgent ?? safariUserAgent(system, kind)],
    ["Accept", ACCEPT],
    ["Referer", order.referrer],
    ["Content-Type", order.method === "POST" ? "application/x-www-form-urlencoded" : null],
    ["Accept-Language", "en-us"],
    ["Accept-Encoding", "gzip, deflate"],
    ["Cookie", cookie],
    ["Authorization", credentials && authorization(credentials, phone.traits.safariBasicCharset)],
    ["Connection", "keep-alive"],
  ];
  return headers.filter((header): header is [string, string] => Boolean(header[1]));
}

async function transmit(
  phone: Handset,
  order: Order,
  credentials?: Credentials,
): Promise<NetworkResponse | null> {
  const { safari } = phone.state;
  try {
    const response = await phone.network.request({
      method: order.method,
      url: order.url,
      headers: headersFor(phone, order, credentials),
      ...(order.body === undefined ? {} : { body: new TextEncoder().encode(order.body) }),
    });
    const on = { url: order.url, now: phone.clock.now() };
    safari.cookies = keepCookies(safari.cookies, headersOf(response, "set-cookie"), on);
    return response;
  } catch {
    return null;
  }
}

/**
 * Sends one request, answering a challenge from the cache as long as the cache knows something
 * untried.
 */
async function exchange(phone: Handset, order: Order, typed?: Credentials): Promise<Exchanged> {
  const { safari } = phone.state;
  let held: CachedCredentials | undefined = typed
    ? undefined
    : preemptive(safari.credentials, order.url);
  for (;;) {
    const sent: Credentials | undefined = typed ?? held;
    const response = await transmit(phone, order, sent);
    if (!response) return { kind: "broken" };
    const realm = response.status === 401 ? basicRealm(response) : null;
    if (realm === null) {
      if (held)
        safari.credentials = remember(safari.credentials, order.url, pick(held, held.realm));
      return { kind: "answer", response };
    }
    if (held?.realm === realm) safari.credentials = forget(safari.credentials, held);
    const known = typed ? undefined : cached(safari.credentials, order.url, realm);
    if (!known) return { kind: "prompt", response, realm };
    held = known;
  }
}

const pick = ({ user, password }: Credentials, realm: string) => ({ realm, user, password });

/**
 * The request a redirect leads to, or null if the answer is no redirect or leads nowhere a phone
 * can go.
 */
function redirected(order: Order, response: NetworkResponse): Order | null {
  const method = REDIRECTS.get(response.status);
  const location = headerOf(response, "location");
  if (!method || location === undefined) return null;
  const url = URL.parse(location, order.url);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  const onward = { url: url.href, ...(order.referrer ? { referrer: order.referrer } : {}) };
  if (method === "becomes GET") return { ...onward, method: "GET" };
  return { ...order, ...onward };
}

/**
 * Loads a page, following redirects up to the system's limit. With `typed`, the credentials the
 * user just entered for `realm` go along with the first request and are kept if they are accepted.
 */
export async function load(
  phone: Handset,
  first: Order,
  typed?: Credentials & { readonly realm: string },
): Promise<Page> {
  let order = first;
  for (let hop = 0; hop <= phone.traits.redirectLimit; hop++) {
    const exchanged = await exchange(phone, order, hop === 0 ? typed : undefined);
    if (exchanged.kind === "broken") {
      return fail(phone, order.url, "Safari could not open the page: no connection to the server.");
    }
    if (exchanged.kind === "prompt") return prompt(phone, order, exchanged);
    if (hop === 0 && typed) {
      const { safari } = phone.state;
      safari.credentials = remember(safari.credentials, order.url, pick(typed, typed.realm));
    }
    const next = redirected(order, exchanged.response);
    if (!next) return show(phone, order.url, exchanged.response);
    order = next;
  }
  return fail(phone, order.url, "Safari could not open the page: too many redirects.");
}

function settle(phone: Handset, page: Page): Page {
  const { safari } = phone.state;
  safari.page = page;
  safari.waiting = null;
  safari.lastForm = null;
  return page;
}

/** Shows one of Safari's own alerts as the page. */
export function fail(phone: Handset, url: string, sentence: string): Page {
  phone.screen(sentence);
  return settle(phone, emptyPage({ kind: "error", url, text: sentence }));
}

function prompt(
  phone: Handset,
  order: Order,
  { response, realm }: { response: NetworkResponse; realm: string },
): Page {
  const { host } = new URL(order.url);
  const page = emptyPage({ kind: "prompt", url: order.url, status: 401, prompt: { realm, host } });
  const behind = readAnswer(phone, order.url, response);
  settle(phone, page);
  phone.state.safari.waiting = { order, realm, page: behind };
  phone.screen(`Safari asks: user name and password for ${realm || host}.`);
  return page;
}

/** The answer as a page, without showing it. */
function readAnswer(phone: Handset, url: string, response: NetworkResponse): Page {
  const body = bodyOf(response, phone.note);
  const { type, charset } = contentType(response);
  const { status } = response;
  if (body === null) {
    return emptyPage({ kind: "error", url, status, text: "Safari could not decode the page." });
  }
  const text = decodePage(body, charset);
  if (type === "text/html" || type === "application/xhtml+xml") {
    return { ...emptyPage({ kind: "page", url, status }), ...readHtml(text) };
  }
  if (type.startsWith("text/") || body.length === 0) {
    return emptyPage({ kind: "page", url, status, text });
  }
  return emptyPage({ kind: "download", url, status, text: "Safari cannot download this file." });
}

/** Shows the page of a cancelled prompt, or any answer that was already read. */
export function showPage(phone: Handset, page: Page): Page {
  phone.screen(`Safari shows "${page.title || page.url}".`);
  for (const line of page.text.split("\n").slice(0, 30)) if (line) phone.screen(`  | ${line}`);
  return settle(phone, page);
}

function show(phone: Handset, url: string, response: NetworkResponse): Page {
  const { type } = contentType(response);
  const receive = RECEIVERS[type];
  if (!receive) return showPage(phone, readAnswer(phone, url, response));
  const { status } = response;
  const body = bodyOf(response, phone.note);
  if (body === null) return fail(phone, url, "Safari cannot download this file.");
  const kind = receive === receiveProfile ? "profile" : "certificate";
  if (status !== 200) phone.note(`a ${kind} came with HTTP status ${status}`);
  const page = settle(phone, emptyPage({ kind, url, status }));
  receive(phone, body);
  return page;
}

/**
 * MIME types that leave Safari for the installer (A: Apple's Over-the-Air document, listings 2-3
 * and 2-4).
 */
const RECEIVERS: Partial<Record<string, (phone: Handset, body: Uint8Array) => void>> = {
  "application/x-apple-aspen-config": receiveProfile,
  "application/x-x509-ca-cert": receiveCertificate,
};
