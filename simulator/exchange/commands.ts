// The commands this server performs: handler, root element, since when, what body, and how a
// command says that its body is malformed. One row each; whoever is not in the table is 501
// (MS-ASHTTP 2.2.2.1.1).
import type { Tag } from "../../worker/wire/codepages.ts";
import type { EasCommand } from "../../worker/wire/eas-query.ts";
import type { Command } from "./command.ts";
import { folderCreate, folderDelete, folderUpdate } from "./folder-changes.ts";
import { folderSync } from "./folder-sync.ts";
import { getItemEstimate } from "./item-estimate.ts";
import { getAttachment, itemOperations } from "./item-operations.ts";
import { moveItems } from "./move-items.ts";
import { ping } from "./ping.ts";
import { provision } from "./provision.ts";
import { meetingResponse, resolveRecipients, validateCert } from "./recipients.ts";
import { search } from "./search.ts";
import { sendMail, smartForward, smartReply } from "./send-mail.ts";
import { settings } from "./settings.ts";
import { sync } from "./sync.ts";

/**
 * One command. `malformed` is its own status for a body that breaks the schema; without it HTTP 400
 * says so.
 */
export interface CommandRow {
  readonly run: Command;
  /** Root of the request and the answer; null for a command without WBXML. */
  readonly root: Tag | null;
  /** First version times ten. */
  readonly since: number;
  readonly body: "required" | "optional" | "none" | "mail-before-14";
  readonly statusTag: Tag | null;
  readonly malformed?: number;
}

const row = (
  run: Command,
  root: Tag | null,
  statusTag: Tag | null,
  more: Partial<CommandRow> = {},
): CommandRow => ({ run, root, statusTag, since: 0, body: "required", ...more });

const mail = { body: "mail-before-14" } as const;
const folderMalformed = { malformed: 10 };

export const commands: Readonly<Partial<Record<EasCommand, CommandRow>>> = {
  Sync: row(sync, "AirSync:Sync", "AirSync:Status", { malformed: 4, body: "optional" }),
  SendMail: row(sendMail, "ComposeMail:SendMail", "ComposeMail:Status", mail),
  SmartForward: row(smartForward, "ComposeMail:SmartForward", "ComposeMail:Status", mail),
  SmartReply: row(smartReply, "ComposeMail:SmartReply", "ComposeMail:Status", mail),
  GetAttachment: row(getAttachment, null, null, { body: "none" }),
  FolderSync: row(
    folderSync,
    "FolderHierarchy:FolderSync",
    "FolderHierarchy:Status",
    folderMalformed,
  ),
  FolderCreate: row(
    folderCreate,
    "FolderHierarchy:FolderCreate",
    "FolderHierarchy:Status",
    folderMalformed,
  ),
  FolderDelete: row(
    folderDelete,
    "FolderHierarchy:FolderDelete",
    "FolderHierarchy:Status",
    folderMalformed,
  ),
  FolderUpdate: row(
    folderUpdate,
    "FolderHierarchy:FolderUpdate",
    "FolderHierarchy:Status",
    folderMalformed,
  ),
  MoveItems: row(moveItems, "Move:MoveItems", "Move:Status"),
  GetItemEstimate: row(
    getItemEstimate,
    "GetItemEstimate:GetItemEstimate",
    "GetItemEstimate:Status",
  ),
  MeetingResponse: row(
    meetingResponse,
    "MeetingResponse:MeetingResponse",
    "MeetingResponse:Status",
  ),
  Search: row(search, "Search:Search", "Search:Status"),
  Settings: row(settings, "Settings:Settings", "Settings:Status", { since: 120, malformed: 2 }),
  Ping: row(ping, "Ping:Ping", "Ping:Status", { malformed: 4, body: "optional" }),
  ItemOperations: row(itemOperations, "ItemOperations:ItemOperations", "ItemOperations:Status", {
    since: 120,
    malformed: 2,
  }),
  Provision: row(provision, "Provision:Provision", "Provision:Status", { malformed: 2 }),
  ResolveRecipients: row(
    resolveRecipients,
    "ResolveRecipients:ResolveRecipients",
    "ResolveRecipients:Status",
  ),
  ValidateCert: row(validateCert, "ValidateCert:ValidateCert", "ValidateCert:Status"),
};
