// A tenant's devices, as rows. A wipe erases a phone: whoever orders it says the device's id twice.
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, TENANT, tenantOf, word } from "./command.ts";
import { type Device, deviceText, type ShownDevice, stateOf } from "./device-text.ts";
import { instant, short, table } from "./output.ts";
import { PAGING, paged, withNext } from "./paging.ts";

const FILTER = {
  flags: "--filter <which>",
  text: "only these devices",
  choices: ["all", "active", "blocked", "quarantined", "outdated", "unproven", "wiping"],
};
const ORDER = [
  {
    flags: "--sort <by>",
    text: "order (default: user)",
    choices: ["user", "deviceType", "lastSeen", "firstSeen"],
  },
  { flags: "--descending", text: "the other way round" },
];
const LIST = ["search", "filter", "sort", "descending"];

const devicesPath = (call: Call) => path`/tenants/${tenantOf(call)}/devices`;
const devicePath = (call: Call) =>
  path`/tenants/${tenantOf(call)}/devices/${word(call, 0)}/${word(call, 1)}`;

const readingCommands: readonly CommandRow[] = [
  {
    usage: "device list",
    summary: "devices, by user and DeviceId",
    options: [TENANT, ...PAGING, FILTER, ...ORDER],
    run: async (call) => {
      const json = await call.api.json("GET", paged(call, devicesPath(call), LIST));
      const { devices, next } = json as { devices: Device[]; next?: string };
      const rows = table(
        devices,
        [
          ["USER", (d) => d.user],
          ["DEVICE ID", (d) => d.deviceId],
          ["TYPE", (d) => d.deviceType],
          ["STATE", stateOf],
          ["PROOF", (d) => d.proof],
          ["POLICY", (d) => `${short(d.policyVersion)}${d.isOutdated ? " (old)" : ""}`],
          ["EAS", (d) => d.protocolVersion],
          ["LAST SEEN", (d) => instant(d.lastSeenAt)],
          ["USER AGENT", (d) => d.userAgent],
        ],
        "No devices.",
      );
      return { json, text: withNext(rows, next) };
    },
  },
  {
    usage: "device show <user> <device-id>",
    summary: "one device: what it runs, why it was last refused, and its life",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json("GET", devicePath(call))) as ShownDevice;
      return { json, text: deviceText(json) };
    },
  },
  {
    usage: "device export",
    summary: "all devices as CSV, as the list would show them",
    options: [TENANT, ...PAGING.slice(0, 1), FILTER, ...ORDER],
    run: async (call) => {
      const where = paged(call, `${devicesPath(call)}.csv`, LIST);
      const csv = await call.api.text("GET", where);
      return { json: { csv }, text: csv.trimEnd() };
    },
  },
];

/** Acts that need nothing but the device, and what is said when they are done. */
const ACTS = [
  ["block", "refuse a device from now on", "POST", "/block", "The device is blocked."],
  ["allow", "let a blocked device in again", "POST", "/allow", "The device is let in again."],
  [
    "exempt",
    "let a device in whatever the access rules say of it",
    "POST",
    "/exempt",
    "The device is exempt.",
  ],
  [
    "withdraw",
    "take a device's exemption back",
    "DELETE",
    "/exempt",
    "The device is no longer exempt.",
  ],
  [
    "forget",
    "forget a device: it needs a new profile to come back",
    "DELETE",
    "",
    "It is forgotten.",
  ],
  [
    "lift",
    "let a device in again that was kept out for a while, and ask Exchange for its password",
    "POST",
    "/shield/lift",
    "Nothing keeps the device out any more.",
  ],
  [
    "cancel-wipe",
    "take back a wipe that no phone has acknowledged",
    "DELETE",
    "/wipe",
    "The wipe is cancelled. A phone that has it already cannot be called back.",
  ],
] as const;

const wipeText = (json: object, scope: "account" | "device") =>
  "revoked" in json
    ? "This phone knows only the wipe of everything, so it is blocked and its profile is void. The account stays on it " +
      "and gets nothing more: no server can remove a profile from afar."
    : scope === "account"
      ? "The wipe of the account is requested. The phone gets the order at its next request, and stays whole."
      : "The wipe is requested. The phone gets the order at its next request.";

const actingCommands: readonly CommandRow[] = [
  ...ACTS.map(
    ([deed, summary, method, end, text]): CommandRow => ({
      usage: `device ${deed} <user> <device-id>`,
      summary,
      options: [TENANT],
      run: async (call) => {
        const json = await call.api.json(method, `${devicePath(call)}${end}`);
        return { json, text };
      },
    }),
  ),
  {
    usage: "device wipe <user> <device-id>",
    summary: "erase a phone at its next request: mail, photos, everything",
    options: [
      TENANT,
      { flags: "--confirm <device-id>", text: "the device's id once more", required: true },
      {
        flags: "--account-only",
        text: "take only the company's account; an older phone is blocked and its profile void",
      },
    ],
    run: async (call) => {
      const scope = call.options.accountOnly === true ? "account" : "device";
      const body = { confirm: optional(call, "confirm"), ...(scope === "account" && { scope }) };
      const json = await call.api.json("POST", `${devicePath(call)}/wipe`, body);
      return { json, text: wipeText(json as object, scope) };
    },
  },
];

export const DEVICE_COMMANDS = [...readingCommands, ...actingCommands];
