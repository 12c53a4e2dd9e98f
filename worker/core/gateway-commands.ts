// What the gateway knows of each EAS command, as a table: which WBXML root its body must have (SOGo
// dispatches on the root, Z-Push on Cmd: a body that says something else than the query would pass
// one door and use another), when a body may be missing, and how long Exchange may take. MS-ASCMD
// 2.2.1; the commands of EAS 1.0 that took no WBXML stay without a root.
import type { Tag } from "../wire/codepages.ts";
import type { EasCommand } from "../wire/eas-query.ts";

export interface CommandRule {
  /** Root element of the body; absent where the command has no WBXML body. */
  readonly root?: Tag;
  /** Where its answer says a status that concerns the whole command (MS-ASCMD 2.2.2). */
  readonly status?: Tag;
  /** The child of the root that holds it, where the schema of the answer has it no higher. */
  readonly statusIn?: Tag;
  /**
   * May the body be missing? Sync and Ping repeat their last request that way (MS-ASCMD 2.2.1.21,
   * 2.2.1.13).
   */
  readonly empty: boolean;
  /** Up to 12.1 the body is the mail itself, `message/rfc822` (MS-ASCMD 2.2.1.17). */
  readonly mime: boolean;
  /** Milliseconds until Exchange must have begun to answer. */
  readonly answerWithinMs: number;
}

const SECOND = 1000;
/** What a busy Exchange needs for a command that asks for something that is there. */
const PROMPT = 120 * SECOND;
/** A mail of 25 MB from a phone on a slow network is uploaded before the answer begins. */
const UPLOAD = 600 * SECOND;
/**
 * The longest heartbeat Exchange accepts is 3,540 s (MS-ASCMD 2.2.3.79.1); a minute more for the
 * answer.
 */
const HELD = 3600 * SECOND;

const wbxml = (root: Tag, answerWithinMs = PROMPT): CommandRule => ({
  root,
  // Every page of a command with a body has its Status (test/core/gateway.test.ts).
  status: `${root.slice(0, root.indexOf(":"))}:Status` as Tag,
  empty: false,
  mime: false,
  answerWithinMs,
});
const held = (root: Tag): CommandRule => ({ ...wbxml(root, HELD), empty: true });
const mail = (root: Tag): CommandRule => ({ ...wbxml(root, UPLOAD), mime: true });
const BODILESS: CommandRule = { empty: true, mime: false, answerWithinMs: PROMPT };

export const COMMAND_RULES: Readonly<Record<EasCommand, CommandRule>> = {
  Sync: held("AirSync:Sync"),
  SendMail: mail("ComposeMail:SendMail"),
  SmartForward: mail("ComposeMail:SmartForward"),
  SmartReply: mail("ComposeMail:SmartReply"),
  GetAttachment: BODILESS,
  GetHierarchy: BODILESS,
  CreateCollection: BODILESS,
  DeleteCollection: BODILESS,
  MoveCollection: BODILESS,
  FolderSync: wbxml("FolderHierarchy:FolderSync"),
  FolderCreate: wbxml("FolderHierarchy:FolderCreate"),
  FolderDelete: wbxml("FolderHierarchy:FolderDelete"),
  FolderUpdate: wbxml("FolderHierarchy:FolderUpdate"),
  MoveItems: wbxml("Move:MoveItems"),
  GetItemEstimate: wbxml("GetItemEstimate:GetItemEstimate"),
  MeetingResponse: {
    ...wbxml("MeetingResponse:MeetingResponse"),
    statusIn: "MeetingResponse:Result",
  },
  Search: wbxml("Search:Search"),
  Settings: wbxml("Settings:Settings"),
  Ping: held("Ping:Ping"),
  ItemOperations: wbxml("ItemOperations:ItemOperations"),
  Provision: wbxml("Provision:Provision"),
  ResolveRecipients: wbxml("ResolveRecipients:ResolveRecipients"),
  ValidateCert: wbxml("ValidateCert:ValidateCert"),
  Find: wbxml("Find:Find"),
};

/** OPTIONS asks for versions only. */
export const OPTIONS_ANSWER_WITHIN_MS = PROMPT;
/**
 * How long the body of an answer may take after its first byte: an attachment of 25 MB at 10 KB/s,
 * and a connection that Exchange forgot about ends all the same.
 */
export const ANSWER_BODY_WITHIN_MS = 2700 * SECOND;

/** Why a body does not belong to its command. */
export type BodyReason =
  | "body-missing"
  | "body-not-wbxml"
  | "body-of-another-command"
  | "body-not-mime";

/** The root that a body must have, by its command, or what stands instead of WBXML. */
export type ExpectedBody = { readonly root: Tag } | "mime" | "none";

/** Mail as the body itself ended with EAS 12.1: from 14.0 on it travels inside WBXML. */
const FIRST_VERSION_WITHOUT_MIME = 14;

/**
 * What kind of body this request must have. `protocolVersion` as the phone says it ("12.1"), or "".
 */
export function expectedBody(
  command: EasCommand,
  contentType: string,
  protocolVersion: string,
): ExpectedBody {
  const rule = COMMAND_RULES[command];
  const old = !(Number.parseFloat(protocolVersion) >= FIRST_VERSION_WITHOUT_MIME);
  if (rule.mime && old && /^message\/rfc822\b/i.test(contentType.trim())) return "mime";
  return rule.root ? { root: rule.root } : "none";
}
