// The connection test of the Exchange Adapter: asks the tenant's Exchange what a phone would ask,
// and names what is in the way. The rules: only an allowed address is asked, no redirect is
// followed, a real user's name is used only with that user's password, and nothing that was typed is
// kept or logged. workerd hides why a fetch failed, so that then the bare connection is looked at
// (dial.ts).
import type { Clock } from "./clock.ts";
import {
  bareHost,
  type ConnectionCheck,
  EDGE_STATUSES,
  explainFailure,
  type FetchFailure,
  type Finding,
  fetchFailure,
  finding,
  isAddress,
  type SecondLook,
} from "./core/connection.ts";
import { isPrivateHost, parseOrigin } from "./core/origin.ts";
import { showable } from "./core/settings-text.ts";
import type { AdapterSettings } from "./core/tenant.ts";
import { EAS_PATH } from "./core/upstream-redirect.ts";
import { dial } from "./dial.ts";
import { credentialRequest, type UpstreamCredentials } from "./upstream.ts";
import { readGreeting, writeClientHello } from "./wire/tls-hello.ts";

type Upstream = Pick<AdapterSettings, "upstream" | "privateUpstream">;

/** A person waits in front of the wizard. */
const ANSWER_WITHIN_MS = 15_000;
const DIAL_WITHIN_MS = 5_000;
const DETAIL_MAX_LENGTH = 200;

/** A login nobody has: the check must not count as a wrong password of a real user. */
const NOBODY: UpstreamCredentials = {
  login: "provost-connection-check",
  password: "no password",
  charset: "utf-8",
};

/**
 * Finds out whether the tenant's Exchange can be reached, what it offers, and, with a wrong
 * password, how it can judge passwords: a server that answers OPTIONS to anybody must be asked by
 * FolderSync, and one that answers that too cannot judge at all, which leaves the local directory.
 * @param testUser a user's own credentials, so that the login form is tried as well.
 */
export async function checkConnection(
  adapter: Upstream,
  clock: Clock,
  testUser?: UpstreamCredentials,
): Promise<ConnectionCheck> {
  const parsed = parseOrigin(adapter.upstream);
  if (!parsed.ok) return failed([finding("address-malformed")]);
  if (isPrivateHost(parsed.hostname) && !adapter.privateUpstream) {
    return failed([finding("address-not-allowed", parsed.hostname)]);
  }
  const url = new URL(parsed.origin + EAS_PATH);
  const answer = await ask(url, "options", NOBODY, clock);
  if (!answer.ok) return failed(await explain(url, answer.failure, clock));
  const plain = url.protocol === "http:" ? [finding("plain-http")] : [];
  const judged = judgeOptions(answer.response);
  if (judged.kind === "other") return failed([...plain, ...judged.findings]);
  const found = { reachable: true, ...announced(answer.response.headers) };
  const more =
    judged.kind === "closed"
      ? await whenClosed(url, testUser, clock)
      : await whenOpen(url, testUser, clock);
  return { ...found, ...more, findings: [...plain, ...judged.findings, ...more.findings] };
}

const failed = (findings: readonly Finding[]): ConnectionCheck => ({
  reachable: false,
  findings,
  openOptions: false,
  advice: "none",
});

type Rest = Omit<ConnectionCheck, "reachable">;

/** OPTIONS asks for a password, as it should; a test user's own is tried if there is one. */
async function whenClosed(
  url: URL,
  testUser: UpstreamCredentials | undefined,
  clock: Clock,
): Promise<Rest> {
  const closed = { openOptions: false, advice: "options" as const };
  const answer = testUser && (await ask(url, "options", testUser, clock));
  if (!answer?.ok) return { ...closed, findings: [] };
  const { status, headers } = answer.response;
  if (status === 200) return { ...closed, ...announced(headers), signedIn: true, findings: [] };
  return { ...closed, signedIn: false, findings: [refusalOf(status)] };
}

/** OPTIONS is open to anybody: FolderSync may know better. */
async function whenOpen(
  url: URL,
  testUser: UpstreamCredentials | undefined,
  clock: Clock,
): Promise<Rest> {
  const nobody = await ask(url, "folder-sync", NOBODY, clock);
  const open = { openOptions: true };
  if (!nobody.ok || nobody.response.status !== 401) {
    const detail = nobody.ok ? `${nobody.response.status}` : undefined;
    const findings = [finding("options-open"), finding("folder-sync-open", detail)];
    return { ...open, advice: "local-directory", findings };
  }
  const known = testUser && (await ask(url, "folder-sync", testUser, clock));
  const findings = [finding("options-open")];
  const advised = { ...open, advice: "folder-sync" as const };
  if (!known?.ok) return { ...advised, findings };
  const { status } = known.response;
  const signedIn = status === 200 || status === 449;
  return {
    ...advised,
    signedIn,
    findings: signedIn ? findings : [...findings, refusalOf(status)],
  };
}

/** Why a test user was not let in. */
function refusalOf(status: number): Finding {
  if (status === 401) return finding("wrong-password");
  if (status === 403) return finding("eas-forbidden", `${status}`);
  return finding(status >= 500 ? "server-error" : "not-eas", `${status}`);
}

interface Judged {
  readonly kind: "open" | "closed" | "other";
  readonly findings: readonly Finding[];
}

/** What an answer to OPTIONS with a name nobody has says of the server (MS-ASHTTP, 2.2.3). */
function judgeOptions({ status, headers }: Response): Judged {
  const other = (...findings: readonly Finding[]): Judged => ({ kind: "other", findings });
  const said = (name: string) => showable(headers.get(name) ?? "", DETAIL_MAX_LENGTH);
  const location = headers.get("x-ms-location") ? "x-ms-location" : "location";
  if (status === 200 && headers.has("ms-asprotocolversions")) return { kind: "open", findings: [] };
  if (status === 403) return { kind: "closed", findings: [finding("eas-forbidden", "403")] };
  if (status === 401) {
    const schemes = said("www-authenticate");
    if (/\bbasic\b/i.test(schemes)) return { kind: "closed", findings: [] };
    return other(finding("basic-not-offered", schemes));
  }
  if (status === 451 || (status >= 300 && status < 400)) {
    return other(finding("leads-elsewhere", `${status} ${said(location)}`.trim()));
  }
  const edge = said("server").toLowerCase() === "cloudflare" ? EDGE_STATUSES[status] : undefined;
  if (edge) return other(finding(edge, `${status}`));
  if (status >= 500) return other(finding("server-error", `${status}`));
  return other(finding("not-eas", `${status} ${said("content-type")}`.trim()));
}

type Asked =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly failure: FetchFailure };

/** One question; the answer's body is not read. */
async function ask(
  url: URL,
  question: "options" | "folder-sync",
  credentials: UpstreamCredentials,
  clock: Clock,
): Promise<Asked> {
  const { method, search, headers, body } = credentialRequest(question, credentials);
  const limit = new AbortController();
  const answered = new AbortController();
  void clock.sleep(ANSWER_WITHIN_MS, answered.signal).then(() => limit.abort());
  try {
    const init = { method, headers, body, redirect: "manual", signal: limit.signal } as const;
    const response = await fetch(`${url.href}${search}`, init);
    await response.body?.cancel();
    return { ok: true, response };
  } catch (error) {
    if (limit.signal.aborted) return { ok: false, failure: "time-out" };
    return { ok: false, failure: fetchFailure(error instanceof Error ? error.message : "") };
  } finally {
    answered.abort();
  }
}

const HELLO_RANDOM_BYTES = 32;
const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** Looks at the bare connection behind a fetch that failed, and explains the failure by it. */
async function explain(url: URL, failure: FetchFailure, clock: Clock): Promise<Finding[]> {
  const look = await secondLook(url, clock);
  return explainFailure({ url, failure, look, now: clock.now() });
}

async function secondLook(url: URL, clock: Clock): Promise<SecondLook> {
  const hostname = bareHost(url.hostname);
  const port = Number(url.port) || (url.protocol === "https:" ? HTTPS_PORT : HTTP_PORT);
  const random = crypto.getRandomValues(new Uint8Array(HELLO_RANDOM_BYTES));
  const hello = writeClientHello(isAddress(url.hostname) ? "" : hostname, random);
  const isEnough = (bytes: Uint8Array) => readGreeting(bytes).kind !== "unfinished";
  const limits = { clock, withinMs: DIAL_WITHIN_MS };
  const dialled = await dial({ hostname, port }, hello, isEnough, limits);
  if (!dialled.opened) return dialled;
  const greeting = readGreeting(dialled.bytes);
  if (greeting.kind !== "hello") return { opened: true, greeting, certificates: [] };
  const { CERTIFICATE_ACTS } = await import("./wire/certificate-acts.ts");
  const certificates = CERTIFICATE_ACTS.readServerCertificates(greeting.certificates);
  return { opened: true, greeting, certificates };
}

function announced(headers: Headers): Pick<ConnectionCheck, "versions" | "commands"> {
  const list = (name: string) =>
    headers
      .get(name)
      ?.split(",")
      .map((entry) => showable(entry, 40))
      .filter(Boolean);
  const versions = list("ms-asprotocolversions");
  const commands = list("ms-asprotocolcommands");
  return { ...(versions && { versions }), ...(commands && { commands }) };
}
