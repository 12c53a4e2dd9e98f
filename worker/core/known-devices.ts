// Lists of the devices that another server knew before Provost came. Rules: a line that cannot be
// read is named and left out, never guessed at; a user is a login name, and where a list holds only
// what people are called, only a display name that exactly one user of the tenant has counts.
// Sources: Get-MobileDevice and Get-ActiveSyncDevice (Exchange 2010 on) through Export-Csv, whose
// columns vary by version and by what was selected; `z-push-admin -a list` and `-a lastsync`
// (Z-Push 2.3); `sogo-tool manage-eas listdevices USER`, which prints DeviceIds alone, so that its
// lines carry the user in front here: `USER,DEVICEID`.
import type { KnownDevice } from "./device.ts";
import { canonicalUser, isUserName } from "./login.ts";
import { showable } from "./settings-text.ts";
import type { AdapterSettings } from "./tenant.ts";

export const KNOWN_FORMATS = ["exchange", "z-push", "sogo"] as const;
export type KnownFormat = (typeof KNOWN_FORMATS)[number];

/** What can be wrong with a line, as the end of the sentence "line N ...". */
export const KNOWN_PROBLEMS = {
  "no-lines": "is missing: the list is empty",
  "no-device-column": "has no column DeviceId",
  "no-user-column": "has no column that names the user",
  "bad-line": "is no line of such a list",
  "too-many": "is one too many: a list has 100,000 devices at most",
  "bad-user": "names no user of this tenant",
  "bad-device-id": "has a DeviceId that is not letters and digits",
  "not-eas": "is about a client that does not use Exchange ActiveSync",
} as const;
export type KnownProblemCode = keyof typeof KNOWN_PROBLEMS;

export interface KnownProblem {
  readonly line: number;
  readonly code: KnownProblemCode;
  /** What stands there, cut. */
  readonly shown: string;
}

export interface KnownList {
  readonly devices: readonly KnownDevice[];
  readonly problems: readonly KnownProblem[];
}

export interface KnownRules {
  readonly adapter: Pick<AdapterSettings, "loginForm" | "mailDomain">;
  /** User by display name in lower case, for names that only one user has. */
  readonly byDisplayName: ReadonlyMap<string, string>;
  /** The one form of a DeviceId (worker/wire/eas-query). */
  readonly canonicalDeviceId: (deviceId: string) => string;
}

/** The text in a file as Windows and others write it: UTF-8 or UTF-16, else Windows-1252. */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Which server a list comes from, by how it begins. */
export function formatOfList(text: string): KnownFormat {
  if (/^\s*(?:All (?:synchronized|known) devices|Device id\s)/.test(text)) return "z-push";
  const heading = withoutTypeLine(text).split("\n", 1)[0] ?? "";
  return /\bDeviceId\b/i.test(heading) && /[,;]/.test(heading) ? "exchange" : "sogo";
}

/**
 * A list without what Export-Csv puts before the heading (`#TYPE ...`, Windows PowerShell's default)
 * and without a byte order mark.
 */
export function withoutTypeLine(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/^#TYPE [^\n]*\n/, "");
}

/** Columns that may hold a login name, the surest first. */
const LOGIN_COLUMNS = [
  "user",
  "username",
  "samaccountname",
  "userprincipalname",
  "upn",
  "alias",
  "windowsemailaddress",
  "primarysmtpaddress",
  "emailaddress",
  "mailbox",
  "mailboxowner",
];
/** Columns that hold what the user is called, or a path that ends in it. */
const NAME_COLUMNS = ["userdisplayname", "displayname", "identity"];
const OWNER_IN_IDENTITY = /(?:^|[\\/])([^\\/]+)[\\/]ExchangeActiveSyncDevices[\\/]/i;

/** The devices of an Exchange list; `records` are its lines as cells, the heading first. */
export function devicesOfTable(
  records: readonly { readonly line: number; readonly cells: readonly string[] }[],
  rules: KnownRules,
): KnownList {
  const [heading, ...lines] = records;
  if (!heading) return { devices: [], problems: [{ line: 1, code: "no-lines", shown: "" }] };
  const columns = heading.cells.map((cell) => cell.trim().toLowerCase());
  const cellOf = (cells: readonly string[], column: string) =>
    (cells[columns.indexOf(column)] ?? "").trim();
  const users = [...LOGIN_COLUMNS, ...NAME_COLUMNS].filter((column) => columns.includes(column));
  const missing: KnownProblem[] = [
    ...(columns.includes("deviceid") ? [] : [at(heading.line, "no-device-column", heading.cells)]),
    ...(users.length > 0 ? [] : [at(heading.line, "no-user-column", heading.cells)]),
  ];
  if (missing.length > 0) return { devices: [], problems: missing };
  return gathered(
    lines.map(({ line, cells }) => {
      const client = cellOf(cells, "clienttype");
      if (client !== "" && client.toUpperCase() !== "EAS") return at(line, "not-eas", [client]);
      const names = users.map((column) => [column, cellOf(cells, column)] as const);
      const deviceType = cellOf(cells, "devicetype");
      return deviceOf(
        line,
        userOfCells(names, rules),
        cellOf(cells, "deviceid"),
        deviceType,
        rules,
      );
    }),
  );
}

type Named = { readonly user: string | undefined; readonly shown: string };

/** The first cell that names a user: a login as it stands, a display name if it is somebody's. */
function userOfCells(cells: readonly (readonly [string, string])[], rules: KnownRules): Named {
  for (const [column, cell] of cells) {
    if (cell === "") continue;
    const user = NAME_COLUMNS.includes(column)
      ? rules.byDisplayName.get(displayNameIn(cell).toLowerCase())
      : loginOf(cell, rules);
    if (user !== undefined) return { user, shown: cell };
  }
  return { user: undefined, shown: cells.find(([, cell]) => cell !== "")?.[1] ?? "" };
}

/** `contoso.com/Users/Alice Example/ExchangeActiveSyncDevices/iPhone§Appl1` is Alice Example's. */
const displayNameIn = (cell: string) =>
  OWNER_IN_IDENTITY.exec(cell)?.[1] ?? cell.split("/").at(-1) ?? cell;

function loginOf(cell: string, { adapter }: KnownRules): string | undefined {
  const user = canonicalUser(cell, adapter);
  return user !== "" && isUserName(user) ? user : undefined;
}

/** Devices of one list at most: what a Worker can hold beside all it has to do (128 MB). */
const LIST_MAX = 100_000;

/** The devices of a list in lines; none if it is too long. */
export function devicesOfLines(
  text: string,
  format: Exclude<KnownFormat, "exchange">,
  rules: KnownRules,
): KnownList {
  const read = format === "z-push" ? zPushLine : sogoLine;
  const found: Read[] = [];
  let line = 0;
  for (const content of linesOf(text.replace(/^\ufeff/, ""))) {
    line++;
    if (content !== "") for (const entry of read(content, line, rules)) found.push(entry);
    if (found.length > LIST_MAX) return { devices: [], problems: [at(line, "too-many", [])] };
  }
  if (found.length === 0) return { devices: [], problems: [at(1, "no-lines", [])] };
  return gathered(found);
}

/**
 * Lines one by one, because a hostile list has millions of empty ones; runs of blanks become one, so
 * that no pattern below tries them in every way.
 */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop).trim().replace(/\s+/g, " ");
    start = stop + 1;
  }
}

/** Headings and rules of z-push-admin. */
const Z_PUSH_FRAME = /^(?:All (?:synchronized|known) devices|Device id\s|-{5,}|no devices found)/;
/** Behind the users of a line of `lastsync`: when, and whether folder ids are short. */
const Z_PUSH_LAST_SYNC = / (?:\d{4}-\d\d-\d\d \d\d:\d\d|never)(?: (?:Yes|No))?$/;

/** `DEVICEID   user[,user...]`, of `list`; of `lastsync` with one user and a time behind. */
function zPushLine(content: string, line: number, rules: KnownRules): Read[] {
  if (Z_PUSH_FRAME.test(content)) return [];
  const match = /^(\S+) (\S.*)$/.exec(content.replace(Z_PUSH_LAST_SYNC, ""));
  const [, deviceId = "", users = ""] = match ?? [];
  if (!match) return [at(line, "bad-line", [content])];
  return users
    .split(",", LIST_MAX + 1)
    .map((user) => deviceOf(line, named(user, rules), deviceId, "", rules));
}

/** `USER,DEVICEID`, separated by a comma, a semicolon, a tab or blanks. */
function sogoLine(content: string, line: number, rules: KnownRules): Read[] {
  const match = /^([^,;\s]+)(?: ?[,;] ?| )([^,;\s]+)$/.exec(content);
  const [, user = "", deviceId = ""] = match ?? [];
  if (!match) return [at(line, "bad-line", [content])];
  return [deviceOf(line, named(user, rules), deviceId, "", rules)];
}

const named = (cell: string, rules: KnownRules): Named => ({
  user: loginOf(cell, rules),
  shown: cell,
});

type Read = KnownDevice | KnownProblem;

/** DeviceIds are 1 to 32 letters and digits (MS-ASHTTP 2.2.1.1.1.3); in hex twice as many. */
const DEVICE_ID = /^[0-9a-z]{1,32}$/i;
const TYPE_MAX_LENGTH = 32;

function deviceOf(
  line: number,
  { user, shown }: Named,
  id: string,
  deviceType: string,
  rules: KnownRules,
): Read {
  const deviceId = rules.canonicalDeviceId(id);
  if (!DEVICE_ID.test(deviceId)) return at(line, "bad-device-id", [id]);
  if (user === undefined) return at(line, "bad-user", [shown]);
  return { user, deviceId, deviceType: showable(deviceType, TYPE_MAX_LENGTH) };
}

/** Devices (each once) and problems, in the order they came. */
function gathered(found: readonly Read[]): KnownList {
  const devices = new Map<string, KnownDevice>();
  const problems: KnownProblem[] = [];
  for (const entry of found) {
    if ("code" in entry) problems.push(entry);
    else devices.set(JSON.stringify([entry.user, entry.deviceId]), entry);
  }
  return { devices: [...devices.values()], problems };
}

const SHOWN_MAX_LENGTH = 80;
const at = (line: number, code: KnownProblemCode, cells: readonly string[]): KnownProblem => ({
  line,
  code,
  shown: showable(cells.join(","), SHOWN_MAX_LENGTH),
});
