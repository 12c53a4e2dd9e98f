// One look of `provost top` as text: a line that counts, who is connected, who was refused.
import { type Column, instant, safe, table } from "./output.ts";

interface Connection {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
  readonly command: string;
  readonly client: string;
  readonly since: number;
  readonly endsAt?: number;
  readonly endedAt?: number;
  readonly status?: number;
}
interface Refusal {
  readonly at: number;
  readonly reason: string;
  readonly user: string;
  readonly deviceId: string;
  readonly command: string;
  readonly client: string;
}
/** GET /tenants/NAME/live; times are milliseconds since 1970. */
export interface Live {
  readonly at: number;
  readonly watchedSince: number;
  readonly connections: readonly Connection[];
  readonly refusals: readonly Refusal[];
  readonly counts: {
    readonly underWay: number;
    readonly held: number;
    readonly devices: number;
    readonly users: number;
  };
  readonly isCut: boolean;
}

/** Lines and columns there is room for. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

const HEAD_LINES = 5;
const SHOWN_REFUSALS = 8;
/** Dark on every terminal that knows it (ECMA-48, SGR 2), and back. */
const DIM = "\u001b[2m";
const PLAIN = "\u001b[0m";

/** Milliseconds as 12s, 4m05s or 1h02m. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** The look as text; with `size` (a terminal's), cut to it and with what ended greyed out. */
export function liveText(live: Live, tenant: string, size?: Size): string {
  const { at, counts, connections, refusals, isCut } = live;
  const head =
    `${safe(tenant)}  ${instant(at)}  ${counts.underWay} under way, ${counts.held} held, ` +
    `${counts.devices} devices, ${counts.users} users${isCut ? "  (not all are shown)" : ""}`;
  const last = refusals.slice(0, SHOWN_REFUSALS);
  const below = table(last, refusalColumns, "Nobody was refused in the last ten minutes.");
  const room = size ? Math.max(1, size.rows - HEAD_LINES - below.split("\n").length) : undefined;
  const shown = connections.slice(0, room);
  const lines = table(shown, connectionColumns(at), "No request is under way.").split("\n");
  if (!size) return [head, lines.join("\n"), below].join("\n\n");
  const cut = (line: string) => [...line].slice(0, size.columns).join("");
  const grey = (line: string, index: number) =>
    shown[index - 1]?.endedAt === undefined ? cut(line) : `${DIM}${cut(line)}${PLAIN}`;
  return [cut(head), "", ...lines.map(grey), "", ...below.split("\n").map(cut)].join("\n");
}

const connectionColumns = (at: number): readonly Column<Connection>[] => [
  ["USER", (c) => c.user],
  ["TYPE", (c) => c.deviceType],
  ["DEVICE ID", (c) => c.deviceId],
  ["COMMAND", (c) => c.command],
  ["STATE", stateOf],
  ["FOR", (c) => duration((c.endedAt ?? at) - c.since)],
  ["ENDS IN", (c) => (isHeld(c) ? duration((c.endsAt ?? at) - at) : "")],
  ["ADDRESS", (c) => c.client],
  ["EAS", (c) => c.protocolVersion],
  ["USER AGENT", (c) => c.userAgent],
];

const isHeld = ({ endsAt, endedAt }: Connection) => endsAt !== undefined && endedAt === undefined;

function stateOf(connection: Connection): string {
  const { endedAt, status } = connection;
  if (endedAt !== undefined) return status ? `ended ${status}` : "ended, no answer";
  return isHeld(connection) ? "held" : "under way";
}

const refusalColumns: readonly Column<Refusal>[] = [
  ["REFUSED AT", (r) => instant(r.at)],
  ["REASON", (r) => r.reason],
  ["USER", (r) => r.user],
  ["DEVICE ID", (r) => r.deviceId],
  ["COMMAND", (r) => r.command],
  ["ADDRESS", (r) => r.client],
];
