// Which Provost the command line talks to, and with which token. What is said wins over what is
// found: option, then environment, then the state file that `npm start` leaves, whose token is sent
// to its own address only.
import { readFileSync } from "node:fs";
import { UsageError } from "./failure.ts";

/** An API's origin and the bearer token for it, if there is one. */
export interface Connection {
  readonly url: URL;
  readonly token?: string;
}

interface Wishes {
  readonly url?: string;
  readonly token?: string;
}

export const DEFAULT_URL = "http://127.0.0.1:8787";
/** Written by `npm start` in the folder it is started from: { url, token }. */
export const STATE_FILE = ".provost/start.json";

/**
 * Chooses address and token.
 * @throws UsageError if the address is no http or https URL, or a token would travel unprotected to
 * another machine.
 */
export function chooseConnection(wishes: Wishes, environment: NodeJS.ProcessEnv): Connection {
  const started = readState();
  const url = parseUrl(wishes.url ?? environment.PROVOST_URL ?? started.url ?? DEFAULT_URL);
  const localToken = isSameServer(url, started.url) ? started.token : undefined;
  const token = wishes.token ?? environment.PROVOST_TOKEN ?? localToken;
  if (token === undefined) return { url };
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UsageError("The token has characters that no token has.");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(`A token is sent over https only, except to this machine: ${url.origin}`);
  }
  return { url, token };
}

/**
 * True for this machine's own names: they are dialled at 127.0.0.1, since not every system resolves
 * *.localhost.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    /^(127\.[\d.]+|\[::1\])$/.test(hostname)
  );
}

/** All names of this machine lead to one server per port. */
function isSameServer(url: URL, started: string | undefined): boolean {
  if (started === undefined) return false;
  const other = new URL(started);
  const isLocal = isLoopback(url.hostname) && isLoopback(other.hostname);
  return url.origin === other.origin || (isLocal && url.port === other.port);
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`Not an http or https address: ${text}`);
  return url;
}

function readState(): Wishes {
  try {
    const { url, token } = JSON.parse(readFileSync(STATE_FILE, "utf8")) as Wishes;
    return typeof url === "string" && typeof token === "string"
      ? { url: new URL(url).origin, token }
      : {};
  } catch {
    // No `npm start` has run here, or it is just writing the file: then there is nothing to find.
    return {};
  }
}
