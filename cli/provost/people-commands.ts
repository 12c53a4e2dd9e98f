// Users and their devices, as rows.
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  type Option,
  optional,
  said,
  TENANT,
  tenantOf,
  word,
} from "./command.ts";
import { UsageError } from "./failure.ts";
import { instant, short, table } from "./output.ts";
import { askPassword, passwordFromInput } from "./password.ts";

interface User {
  readonly user: string;
  readonly displayName?: string;
  readonly emailAddress?: string;
  readonly group?: string;
  readonly easAllowed: boolean;
  readonly language?: string;
}
interface Device {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
  readonly state: string;
  readonly proof: string;
  readonly policyVersion?: string;
  readonly lastSeenAt: number;
}

/** The options of a list that comes in pages. */
const PAGING: readonly Option[] = [
  { flags: "--search <text>", text: "only lines that contain this" },
  { flags: "--after <cursor>", text: "go on where an earlier list ended" },
  { flags: "--limit <count>", text: "at most this many" },
];

function paged(call: Call, where: string): string {
  const names = ["search", "after", "limit"].filter((name) => optional(call, name) !== undefined);
  const query = new URLSearchParams(names.map((name) => [name, optional(call, name) ?? ""]));
  return query.size > 0 ? `${where}?${query}` : where;
}

const withNext = (rows: string, next: string | undefined) =>
  next === undefined ? rows : `${rows}\n\nMore: --after '${next}'`;

const userPath = (call: Call) => path`/tenants/${tenantOf(call)}/users/${word(call, 0)}`;

async function passwordOf(call: Call): Promise<string | undefined> {
  const { passwordStdin, askPassword: asks } = call.options;
  if (passwordStdin && asks)
    throw new UsageError("Choose one of --ask-password and --password-stdin.");
  if (passwordStdin) return passwordFromInput();
  return asks ? askPassword(word(call, 0)) : undefined;
}

const userCommands: readonly CommandRow[] = [
  {
    usage: "user add <user>",
    summary: "add a user, or replace what is known of one; Exchange goes on deciding who exists",
    options: [
      TENANT,
      { flags: "--display-name <text>", text: "full name" },
      {
        flags: "--mail <address>",
        text: "e-mail address (default: USER@ the tenant's mail domain)",
      },
      { flags: "--group <name>", text: "group (default: the tenant's default group)" },
      { flags: "--language <en|de>", text: "for invitations", choices: ["en", "de"] },
      {
        flags: "--eas <yes|no>",
        text: "may this user use Exchange ActiveSync? (default: yes)",
        choices: ["yes", "no"],
      },
      { flags: "--ask-password", text: "ask for a password for the tenant's local directory" },
      { flags: "--password-stdin", text: "read that password from standard input" },
    ],
    run: async (call) => {
      const user = said({
        displayName: optional(call, "displayName"),
        emailAddress: optional(call, "mail"),
        group: optional(call, "group"),
        easAllowed: optional(call, "eas") !== "no",
        language: optional(call, "language"),
        password: await passwordOf(call),
      });
      return {
        json: await call.api.json("PUT", userPath(call), user),
        text: `User ${word(call, 0)} is kept.`,
      };
    },
  },
  {
    usage: "user list",
    summary: "users with a record of their own, by name",
    options: [TENANT, ...PAGING],
    run: async (call) => {
      const json = await call.api.json("GET", paged(call, path`/tenants/${tenantOf(call)}/users`));
      const { users, next } = json as { users: User[]; next?: string };
      const text = table(
        users,
        [
          ["USER", (u) => u.user],
          ["NAME", (u) => u.displayName],
          ["MAIL", (u) => u.emailAddress],
          ["GROUP", (u) => u.group ?? "(default)"],
          ["EAS", (u) => u.easAllowed],
          ["LANGUAGE", (u) => u.language],
        ],
        "No user has a record of their own; all belong to the default group.",
      );
      return { json, text: withNext(text, next) };
    },
  },
  {
    usage: "user remove <user>",
    summary: "forget a user's record",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", userPath(call));
      return { json, text: `The record of ${word(call, 0)} is gone.` };
    },
  },
];

const devicePath = (call: Call) =>
  path`/tenants/${tenantOf(call)}/devices/${word(call, 0)}/${word(call, 1)}`;

const deviceCommands: readonly CommandRow[] = [
  {
    usage: "device list",
    summary: "devices, by user and DeviceId",
    options: [TENANT, ...PAGING],
    run: async (call) => {
      const where = path`/tenants/${tenantOf(call)}/devices`;
      const json = await call.api.json("GET", paged(call, where));
      const { devices, next } = json as { devices: Device[]; next?: string };
      const rows = table(
        devices,
        [
          ["USER", (d) => d.user],
          ["DEVICE ID", (d) => d.deviceId],
          ["TYPE", (d) => d.deviceType],
          ["STATE", (d) => d.state],
          ["PROOF", (d) => d.proof],
          ["POLICY", (d) => short(d.policyVersion)],
          ["EAS", (d) => d.protocolVersion],
          ["LAST SEEN", (d) => instant(d.lastSeenAt)],
          ["USER AGENT", (d) => d.userAgent],
        ],
        "No devices.",
      );
      return { json, text: withNext(rows, next) };
    },
  },
  ...(["block", "allow"] as const).map(
    (deed): CommandRow => ({
      usage: `device ${deed} <user> <device-id>`,
      summary: deed === "block" ? "refuse a device from now on" : "let a blocked device in again",
      options: [TENANT],
      run: async (call) => {
        const json = await call.api.json("POST", `${devicePath(call)}/${deed}`);
        return {
          json,
          text: deed === "block" ? "The device is blocked." : "The device is let in again.",
        };
      },
    }),
  ),
];

export const PEOPLE_COMMANDS = [...userCommands, ...deviceCommands];
