// The client of /api/v1: one request, one JSON answer. Names under .localhost are dialled at
// 127.0.0.1 with their name in the Host header, because not every resolver knows them (RFC 6761,
// 6.3, only asks for it).
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { type Connection, isLoopback } from "./connection.ts";
import { type ApiError, Refused, Unreachable } from "./failure.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Calls the API. Paths are written without `/api/v1`; their variable parts go through `path`. */
export interface Api {
  /** The answer's JSON, `{}` when the answer is empty. */
  json(method: Method, path: string, body?: object): Promise<unknown>;
  /** The answer's text, for what is not JSON. */
  text(method: Method, path: string): Promise<string>;
}

const ANSWER_WITHIN_MS = 60_000;
const ACCEPTED = "application/json, application/x-pem-file;q=0.9";

/**
 * `path` with each part escaped, so that a user's or an alias's own characters cannot change its
 * shape.
 */
export function path(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: strings }, ...parts.map(encodeURIComponent));
}

/** An API client for one address and token. */
export function makeApi(connection: Connection): Api {
  return {
    json: async (method, apiPath, body) => {
      const answer = await send(connection, method, apiPath, body);
      return answer.text === "" ? {} : parsed(connection, answer);
    },
    text: async (method, apiPath) => (await send(connection, method, apiPath)).text,
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function send(
  { url, token }: Connection,
  method: Method,
  apiPath: string,
  body?: object,
): Promise<Answer> {
  const target = new URL(`/api/v1${apiPath}`, url);
  const headers: Record<string, string> = { accept: ACCEPTED, host: target.host };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body) headers["content-type"] = "application/json";
  if (target.hostname.endsWith("localhost") && isLoopback(target.hostname))
    target.hostname = "127.0.0.1";
  let answer: Answer;
  try {
    answer = await exchange(target, method, headers, body ? JSON.stringify(body) : undefined);
  } catch (error) {
    throw new Unreachable(whyUnreachable(url, error));
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Refused(errorOf(url, answer));
}

/** One HTTP exchange. node:http sends the Host header it is given, wherever it dials. */
function exchange(
  target: URL,
  method: Method,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<Answer> {
  const request = target.protocol === "https:" ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return new Promise((resolve, reject) => {
    const outgoing = request(target.href, { method, headers, signal }, (incoming) => {
      const status = incoming.statusCode ?? 0;
      text(incoming).then((whole) => resolve({ status, text: whole }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function parsed({ url }: Connection, { status, text }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notProvost(url, status);
  }
}

function errorOf(url: URL, { status, text }: Answer): ApiError {
  try {
    const { error } = JSON.parse(text) as { error?: ApiError };
    if (typeof error?.reason === "string" && typeof error.message === "string") return error;
  } catch {
    // Not our error body: said below.
  }
  throw notProvost(url, status);
}

function notProvost(url: URL, status: number): Unreachable {
  return new Unreachable(
    `What answers at ${url.origin} (HTTP ${status}) is not Provost's API. ` +
      `Is ${url.hostname} one of its API_HOSTS?`,
  );
}

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection broke",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host's name could not be looked up",
  ETIMEDOUT: "no connection in time",
  ABORT_ERR: `no answer within ${ANSWER_WITHIN_MS / 1000} s`,
};

function whyUnreachable(url: URL, error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  const problem = CONNECTION_PROBLEMS[code ?? ""] ?? message;
  const advice = isLoopback(url.hostname)
    ? "Start Provost with: npm start"
    : "Check the address (--url or PROVOST_URL).";
  return `Cannot reach Provost at ${url.origin}: ${problem}. ${advice}`;
}
