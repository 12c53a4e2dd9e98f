// SCEP over HTTP (RFC 8894, section 4) on a tenant's host, and the lists of what was revoked. The
// rule: what is not HTTP's own fault (a broken query, a body of no likely size) is the authority's to
// answer, signed. Base64 in the query is read in every form that clients write it: standard or
// URL-safe, percent-encoded or not, with lines, and with a space where "+" was.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import type { IssuedCertificate } from "../core/certificates.ts";
import { log } from "../log.ts";
import type { CertificateIssued } from "../objects/handles/tenant-handouts.ts";
import { decodeBase64 } from "../wire/base64.ts";
import { WireError } from "../wire/wire-error.ts";
import { readStart } from "./activesync/body.ts";

const PKI_OPERATION = "PKIOperation";
/** A message with a request of RSA-4096 has about 8 KB. */
const MESSAGE_MAX = 64 * 1024;
const CRL_PATH = /^\/scep\/crl\/([0-9a-f]{64})\.crl$/;
/** Fronts may keep a list for so long; the gateway itself asks the book. */
const CRL_SECONDS = 60;

const NOT_SNIFFED = { "x-content-type-options": "nosniff" } as const;

/** Answers for `/scep` and everything below it. */
export async function answerScep(c: Context<AppEnv>): Promise<Response> {
  const { pathname } = new URL(c.req.url);
  const [, fingerprint] = CRL_PATH.exec(pathname) ?? [];
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  if (fingerprint !== undefined) return isRead ? crl(c, fingerprint) : notAllowed("GET");
  if (pathname !== "/scep") return plain("Not found.", 404);
  const { operation, message } = queryOf(new URL(c.req.url).search);
  if (operation === undefined) return plain("SCEP asks for an operation.", 400);
  if (c.req.method === "POST" && operation !== PKI_OPERATION) return notAllowed("GET");
  if (c.req.method !== "POST" && !isRead) return notAllowed("GET, POST");
  if (operation !== PKI_OPERATION) return ask(c, operation, new Uint8Array());
  const bytes = await (c.req.method === "POST" ? posted(c.req.raw) : fromQuery(message));
  return bytes ? ask(c, operation, bytes) : plain("This is no SCEP message.", 400);
}

async function ask(c: Context<AppEnv>, operation: string, message: Uint8Array): Promise<Response> {
  const { name, displayName, origins } = c.get("tenant");
  const site = { organization: displayName, origin: origins[0] };
  const order = { operation, message, client: c.get("client") };
  const { status, contentType, body, handsOut, issued } = await c
    .get("handles")
    .authority(name)
    .scep(order, site);
  if (handsOut && !(await mayLeave(c, handsOut, issued !== undefined)))
    return plain("This certificate is not given out any more.", 403);
  const headers = {
    ...{ "content-type": contentType, "cache-control": "no-store" },
    ...NOT_SNIFFED,
    ...(status === 429 && { "retry-after": "60" }),
  };
  return new Response(new Uint8Array(body), { status, headers });
}

/**
 * Whether the user may have mail at this moment, whatever the challenge or the certificate that is
 * renewed said: a front that knows the CA alone would let its next certificate in for as long as it
 * lasts. One that is new is an act of the tenant's: its log says for whom, and on whose word.
 */
async function mayLeave(
  c: Context<AppEnv>,
  { user, fingerprint, purpose, renews }: IssuedCertificate,
  isNew: boolean,
): Promise<boolean> {
  const { name } = c.get("tenant");
  const handles = c.get("handles");
  const issued: CertificateIssued = {
    action: renews ? "certificate-renewed" : "certificate-issued",
    detail: `${fingerprint} ${purpose}${renews ? ` renews ${renews}` : ""}`,
  };
  if (isNew) log("certificate-issued", { tenant: name, user, purpose, fingerprint });
  if (await handles.tenant(name).certificateLeaves(user, isNew ? issued : null)) return true;
  const step = renews ? "renewal" : "scep";
  const attempt = { user, step, outcome: "eas-not-allowed", detail: fingerprint } as const;
  await handles.authority(name).noteAttempt({ ...attempt, client: c.get("client") });
  return false;
}

async function crl(c: Context<AppEnv>, fingerprint: string): Promise<Response> {
  const list = await c.get("handles").authority(c.get("tenant").name).crl(fingerprint);
  if (!list) return plain("Not found.", 404);
  const headers = {
    "content-type": "application/pkix-crl",
    "cache-control": `public, max-age=${CRL_SECONDS}`,
    ...NOT_SNIFFED,
  };
  return new Response(new Uint8Array(list), { headers });
}

/** Not by URLSearchParams, which takes "+" for a space; the first of each name counts. */
function queryOf(search: string): { readonly operation?: string; readonly message?: string } {
  const pairs = search
    .slice(1)
    .split("&")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name.toLowerCase(), value.join("=")] as const;
    });
  const first = (wanted: string) => pairs.find(([name]) => name === wanted)?.[1];
  const [operation, message] = [first("operation"), first("message")];
  return {
    ...(operation !== undefined && { operation }),
    ...(message !== undefined && { message }),
  };
}

function fromQuery(message: string | undefined): Uint8Array | undefined {
  if (!message || message.length > 2 * MESSAGE_MAX) return undefined;
  try {
    const text = decodeURIComponent(message).replace(/[\r\n\t]/g, "");
    return notEmpty(decodeBase64(text.replaceAll(" ", "+"), "SCEP"));
  } catch (error) {
    if (!(error instanceof WireError || error instanceof URIError)) throw error;
    return undefined;
  }
}

/** The body, or undefined if it is larger than any message is; no more of it is read then. */
async function posted({ body }: Request): Promise<Uint8Array | undefined> {
  if (!body) return undefined;
  const { start, ended } = await readStart(body, MESSAGE_MAX + 1);
  if (ended) return notEmpty(start);
  await body.cancel();
  return undefined;
}

const notEmpty = (bytes: Uint8Array) => (bytes.length > 0 ? bytes : undefined);

const notAllowed = (allow: string) => plain("This method is not for this address.", 405, { allow });

const plain = (text: string, status: number, headers: Readonly<Record<string, string>> = {}) =>
  new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...NOT_SNIFFED, ...headers },
  });
