// Devices that Exchange, Z-Push or SOGo knew before Provost came, as rows: imported with a grace
// date, so that switching the gateway's rule on refuses nobody by surprise.
import { text as textOf } from "node:stream/consumers";
import { path } from "./api.ts";
import { type Call, type CommandRow, count, TENANT, tenantOf } from "./command.ts";
import { instant, table } from "./output.ts";
import { PAGING, paged, withNext } from "./paging.ts";

interface Known {
  readonly devices: readonly {
    readonly user: string;
    readonly deviceId: string;
    readonly deviceType: string;
    readonly graceUntil: number;
  }[];
  readonly total: number;
  readonly next?: string;
}
interface Imported {
  readonly format: string;
  readonly added: number;
  readonly changed: number;
  readonly graceUntil: number;
  readonly leftOut: number;
}

const knownPath = (call: Call) => path`/tenants/${tenantOf(call)}/known-devices`;
const GRACE_DAYS = 30;

export const KNOWN_DEVICE_COMMANDS: readonly CommandRow[] = [
  {
    usage: "known-device list",
    summary: "devices that need no proof yet, and until when",
    options: [TENANT, ...PAGING.slice(1)],
    run: async (call) => {
      const json = (await call.api.json("GET", paged(call, knownPath(call)))) as Known;
      const rows = table(
        json.devices,
        [
          ["USER", (d) => d.user],
          ["DEVICE ID", (d) => d.deviceId],
          ["TYPE", (d) => d.deviceType],
          ["GRACE UNTIL", (d) => instant(d.graceUntil)],
        ],
        "None were imported.",
      );
      return { json, text: withNext(rows, json.next) };
    },
  },
  {
    usage: "known-device import",
    summary: "import a list on standard input: CSV of Get-MobileDevice, z-push-admin or SOGo",
    options: [
      TENANT,
      { flags: "--grace-days <count>", text: `days without proof (default: ${GRACE_DAYS})` },
    ],
    run: async (call) => {
      const body = {
        csv: await textOf(process.stdin),
        graceDays: count(call, "graceDays", GRACE_DAYS),
      };
      const json = (await call.api.json("POST", knownPath(call), body)) as Imported;
      const { added, changed, leftOut, format, graceUntil } = json;
      const left = leftOut > 0 ? ` ${leftOut} lines were left out (--json names them).` : "";
      const text = `${added} added, ${changed} changed (${format}), until ${instant(graceUntil)}.${left}`;
      return { json, text };
    },
  },
  {
    usage: "known-device forget",
    summary: "end the grace of all imported devices",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", knownPath(call));
      return { json, text: "No device has grace any more." };
    },
  },
];
