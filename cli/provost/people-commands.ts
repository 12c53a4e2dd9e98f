// Users, as rows.
import { text } from "node:stream/consumers";
import { path } from "./api.ts";
import { type Call, type CommandRow, optional, said, TENANT, tenantOf, word } from "./command.ts";
import { UsageError } from "./failure.ts";
import { table } from "./output.ts";
import { PAGING, paged, withNext } from "./paging.ts";
import { askPassword, passwordFromInput } from "./password.ts";

interface User {
  readonly user: string;
  readonly displayName?: string;
  readonly emailAddress?: string;
  readonly group?: string;
  readonly easAllowed: boolean;
  readonly language?: string;
}
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
      { flags: "--principal-name <upn>", text: "userPrincipalName of Active Directory" },
      { flags: "--security-identifier <sid>", text: "objectSid of Active Directory" },
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
        principalName: optional(call, "principalName"),
        securityIdentifier: optional(call, "securityIdentifier"),
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
      const rows = table(
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
      return { json, text: withNext(rows, next) };
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

interface Effective {
  readonly group?: { readonly name: string; readonly byDefault: boolean };
  readonly settings: readonly {
    readonly setting: string;
    readonly value?: unknown;
    readonly origin: { readonly from: string; readonly group?: string };
  }[];
}

const listCommands: readonly CommandRow[] = [
  {
    usage: "user policy <user>",
    summary: "a user's effective policy, and where each value comes from",
    options: [TENANT, { flags: "--all", text: "also what phones do by themselves" }],
    run: async (call) => {
      const json = (await call.api.json("GET", `${userPath(call)}/policy`)) as Effective;
      const shown = json.settings.filter(
        ({ origin }) => call.options.all === true || origin.from === "group-policy",
      );
      const rows = table(
        shown,
        [
          ["SETTING", (s) => s.setting],
          ["VALUE", (s) => s.value ?? "Not Set"],
          ["FROM", ({ origin }) => (origin.group ? `group ${origin.group}` : origin.from)],
        ],
        "Nothing is Locked for this user.",
      );
      return { json, text: rows };
    },
  },
  {
    usage: "user export",
    summary: "all records as CSV, without passwords",
    options: [TENANT],
    run: async (call) => {
      const csv = await call.api.text("GET", path`/tenants/${tenantOf(call)}/users.csv`);
      return { json: { csv }, text: csv.trimEnd() };
    },
  },
  {
    usage: "user import",
    summary: "add or change the users of a CSV on standard input: all of them or none",
    options: [TENANT, { flags: "--check", text: "only say what would happen" }],
    run: async (call) => {
      const check = call.options.check === true;
      const body = said({ csv: await text(process.stdin), check: check || undefined });
      const where = path`/tenants/${tenantOf(call)}/users/import`;
      const json = (await call.api.json("POST", where, body)) as { added: number; changed: number };
      const counts = `${json.added} added, ${json.changed} changed`;
      return { json, text: check ? `Nothing was written. It would be: ${counts}.` : `${counts}.` };
    },
  },
];

export const PEOPLE_COMMANDS = [...userCommands, ...listCommands];
