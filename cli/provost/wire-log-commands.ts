// A device's wire log, as rows: on for hours, off, and what was written down. It is masked before it is stored.
import { path } from "./api.ts";
import { type Call, type CommandRow, count, optional, TENANT, tenantOf, word } from "./command.ts";
import { instant, safe } from "./output.ts";

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface WireLog {
  readonly on?: { readonly until: number; readonly requestedBy: string; readonly reason: string };
  readonly entries: readonly {
    readonly at: number;
    readonly command: string;
    readonly version: string;
    readonly status: number;
    readonly took: number;
    readonly query: Readonly<Record<string, string>>;
    readonly request: Message;
    readonly answer: Message;
  }[];
}

const HOURS = 24;
const wirePath = (call: Call) =>
  path`/tenants/${tenantOf(call)}/devices/${word(call, 0)}/${word(call, 1)}/wire-log`;

export const WIRE_LOG_COMMANDS: readonly CommandRow[] = [
  {
    usage: "wire-log on <user> <device-id>",
    summary: "write down what a device and Exchange say, masked, for some hours",
    options: [
      TENANT,
      { flags: "--reason <text>", text: "why; it stands in the audit log", required: true },
      { flags: "--hours <count>", text: `how long, 72 at most (default: ${HOURS})` },
    ],
    run: async (call) => {
      const body = { hours: count(call, "hours", HOURS), reason: optional(call, "reason") };
      const json = (await call.api.json("PUT", wirePath(call), body)) as Required<
        Pick<WireLog, "on">
      >;
      return { json, text: `The wire log is on until ${instant(json.on.until)}.` };
    },
  },
  {
    usage: "wire-log off <user> <device-id>",
    summary: "switch a wire log off; its lines stay to be read for a week",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", wirePath(call));
      return { json, text: "The wire log is off." };
    },
  },
  {
    usage: "wire-log show <user> <device-id>",
    summary: "what was written down, oldest first",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json("GET", wirePath(call))) as WireLog;
      return { json, text: wireLogText(json) };
    },
  },
];

function wireLogText({ on, entries }: WireLog): string {
  const head = on
    ? `On until ${instant(on.until)}, by ${safe(on.requestedBy)}: ${safe(on.reason)}`
    : "Off.";
  const told = entries.map(({ at, command, version, status, took, query, request, answer }) => {
    const asked = Object.entries(query).map(([name, value]) => ` ${name}=${safe(value)}`);
    return [
      `${instant(at)} ${command}${asked.join("")} (${safe(version)}): ${status}, ${took} ms`,
      messageText(">", request),
      messageText("<", answer),
    ].join("\n");
  });
  return [head, ...told].join("\n\n");
}

function messageText(mark: string, { headers, body }: Message): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...lines, ...(body === "" ? [] : body.split("\n"))]
    .map((line) => `  ${mark} ${safe(line)}`)
    .join("\n");
}
