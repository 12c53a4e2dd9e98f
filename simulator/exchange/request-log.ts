// What the server remembers of requests, for checks: bounded, newest last, and never a password.

/**
 * One request, as a check wants to see it. `status` is 0 while it is held, 499 if the client went
 * away.
 */
export interface RequestEntry {
  /** Arrival, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** The server of the company that was asked, by its origin; "" if there is but one. */
  readonly site: string;
  /** Cmd, or "" before it is known. */
  command: string;
  /** The account, or "" if nobody was authenticated. */
  user: string;
  /** The user name exactly as in Authorization. */
  login: string;
  /** The User of the query, or "". */
  queryUser: string;
  deviceId: string;
  deviceType: string;
  readonly userAgent: string;
  protocolVersion: string;
  /** What a command says in its query: AttachmentName, ItemId, SaveInSent and so on. */
  parameters: Readonly<Record<string, string | boolean>>;
  status: number;
}

/** Requests kept. */
const MAX_ENTRIES = 1000;
/** Longest text kept of anything a client sends, in characters. */
const MAX_TEXT_CHARACTERS = 1000;

/** A new entry at the end of the log. */
export function beginEntry(
  log: RequestEntry[],
  request: Request,
  { at, site }: Pick<RequestEntry, "at" | "site">,
): RequestEntry {
  const entry: RequestEntry = {
    at,
    site,
    method: request.method.slice(0, MAX_TEXT_CHARACTERS),
    command: "",
    user: "",
    login: "",
    queryUser: "",
    deviceId: "",
    deviceType: "",
    userAgent: (request.headers.get("user-agent") ?? "").slice(0, MAX_TEXT_CHARACTERS),
    protocolVersion: (request.headers.get("ms-asprotocolversion") ?? "").slice(
      0,
      MAX_TEXT_CHARACTERS,
    ),
    parameters: {},
    status: 0,
  };
  log.push(entry);
  log.splice(0, log.length - MAX_ENTRIES);
  return entry;
}
