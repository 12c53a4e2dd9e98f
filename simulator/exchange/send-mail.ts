// SendMail, SmartReply, SmartForward (MS-ASCMD 2.2.1.17-2.2.1.19). Up to 12.1 the body is the mail
// itself and the query says the rest; from 14.0 both are in WBXML, and a ClientId keeps a repeated
// request from sending twice.
import { child, text } from "../../worker/wire/wbxml-tree.ts";
import {
  type Command,
  type CommandAnswer,
  type CommandContext,
  emptyAnswer,
  httpStatus,
  statusOnly,
} from "./command.ts";
import { itemById } from "./mailbox.ts";
import { parseMessage, type SubmittedMessage } from "./mime-parse.ts";
import type { EmailItem } from "./state.ts";
import { submit } from "./transport.ts";

/** MS-ASCMD 2.2.2, common status codes from 14.0. */
const mailStatus = {
  invalidIds: 106,
  invalidMime: 107,
  previouslySent: 118,
  noRecipient: 119,
  itemNotFound: 150,
} as const;

/** How many ClientIds a device's memory holds: phones repeat a request at once or never. */
const REMEMBERED_CLIENT_IDS = 50;

/** A mail to send, whichever form it came in. */
interface Submitted {
  readonly mime: Uint8Array;
  readonly saveInSentItems: boolean;
  readonly clientId: string | undefined;
  readonly sourceId: string | undefined;
  readonly replaceMime: boolean;
}

/** Sends a mail as it is. */
export const sendMail: Command = (context) => send(context, (message) => message);

/** Sends a mail with the original's text under it. */
export const smartReply: Command = (context) => send(context, quote);

/** Sends a mail with the original's text and attachments. */
export const smartForward: Command = (context) =>
  send(context, (message, original) => ({
    ...quote(message, original),
    attachments: [...message.attachments, ...original.message.attachments],
  }));

function quote(message: SubmittedMessage, { message: original }: EmailItem): SubmittedMessage {
  const head = `From: ${original.from}\r\nTo: ${original.to}\r\nSubject: ${original.subject}`;
  const quoted = `\r\n\r\n-----Original Message-----\r\n${head}\r\n\r\n${original.body}`;
  const { html: _html, ...plain } = message;
  return { ...plain, body: `${message.body}${quoted}` };
}

function send(
  context: CommandContext,
  compose: (message: SubmittedMessage, original: EmailItem) => SubmittedMessage,
): CommandAnswer {
  const submitted = context.version >= 140 ? fromWbxml(context) : fromQuery(context);
  if (!submitted) return refuse(context, mailStatus.invalidMime);
  const { sentClientIds } = context.device;
  if (submitted.clientId !== undefined && sentClientIds.includes(submitted.clientId)) {
    return refuse(context, mailStatus.previouslySent);
  }
  const message = parseMessage(submitted.mime);
  if (!message) {
    context.note(`${context.query.command} carries no mail`);
    return refuse(context, mailStatus.invalidMime);
  }
  const original = itemById(context.mailbox, submitted.sourceId);
  const isSmart = context.query.command !== "SendMail";
  if (isSmart && original?.kind !== "Email") return refuse(context, mailStatus.itemNotFound);
  const composed =
    isSmart && original?.kind === "Email" && !submitted.replaceMime
      ? compose(message, original)
      : message;
  const outcome = submit(context.server, context.user, composed, submitted.saveInSentItems);
  if (outcome === "no-recipient") return refuse(context, mailStatus.noRecipient);
  if (submitted.clientId !== undefined) sentClientIds.push(submitted.clientId);
  sentClientIds.splice(0, sentClientIds.length - REMEMBERED_CLIENT_IDS);
  return emptyAnswer;
}

function fromQuery({ bytes, query }: CommandContext): Submitted {
  return {
    mime: bytes,
    saveInSentItems: query.saveInSent ?? false,
    clientId: undefined,
    sourceId: query.itemId ?? query.longId,
    replaceMime: false,
  };
}

function fromWbxml({ body }: CommandContext): Submitted | undefined {
  const mime = body && child(body, "ComposeMail:Mime")?.content;
  if (!body || !(mime instanceof Uint8Array)) return undefined;
  const source = child(body, "ComposeMail:Source");
  return {
    mime,
    saveInSentItems: child(body, "ComposeMail:SaveInSentItems") !== undefined,
    clientId: text(body, "ComposeMail:ClientId"),
    sourceId: source && (text(source, "ComposeMail:ItemId") ?? text(source, "ComposeMail:LongId")),
    replaceMime: child(body, "ComposeMail:ReplaceMime") !== undefined,
  };
}

/** HTTP 500 up to 12.1 (MS-ASCMD, SendMail: an error has no body), a status from 14.0. */
function refuse(context: CommandContext, code: number): CommandAnswer {
  const root = context.body?.tag;
  if (context.version < 140 || !root) return httpStatus(500);
  return statusOnly(root, "ComposeMail:Status", code);
}
