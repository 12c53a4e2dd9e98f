// Mail, Contacts and Calendar over Exchange ActiveSync, as a person uses them: check, read, send,
// wait for push, look somebody up in the company's address list.
import { encode } from "../../worker/wire/wbxml.ts";
import { child, children, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { broken, negotiate, perform, runCommand } from "./eas-command.ts";
import { CALENDAR, CONTACTS, forgetFolders, INBOX, syncFolders } from "./eas-folders.ts";
import { ping } from "./eas-ping.ts";
import { deviceIdOf, type EasOrder } from "./eas-send.ts";
import { KEPT, syncFolder } from "./eas-sync.ts";
import {
  type CalendarEvent,
  type Contact,
  contactOf,
  eventOf,
  type Mail,
  mailOf,
} from "./mail-items.ts";
import { type Draft, writeMessage } from "./mail-message.ts";
import {
  type Changes,
  type MailFailure,
  type MailOutcome,
  mailFailure,
  noChanges,
} from "./mail-outcome.ts";
import type { Account, Folder, Handset, Item } from "./state.ts";

export interface GalEntry {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}
export type GalOutcome = { readonly ok: true; readonly found: readonly GalEntry[] } | MailFailure;
/** `changed`: did the server report news before the heartbeat ended? */
export type PushOutcome =
  | { readonly ok: true; readonly changed: boolean; readonly changes: Changes }
  | MailFailure;

/** Accounts are named by id; without one it is the phone's first. */
export interface MailClient {
  /** Folder list, then inbox, sent items, contacts and calendar. */
  check(account?: string): Promise<MailOutcome>;
  /** Mails of a folder by its name (the inbox without one), newest first. */
  messages(folder?: string): Mail[];
  contacts(): Contact[];
  events(): CalendarEvent[];
  send(draft: Draft, account?: string): Promise<MailOutcome>;
  /** The user has read a mail: the server is told at once. */
  markRead(serverId: string, account?: string): Promise<MailOutcome>;
  /** The user deletes a mail: the server moves it to Deleted Items. */
  remove(serverId: string, account?: string): Promise<MailOutcome>;
  /** One Ping, held until it is answered; then what changed is fetched. */
  push(account?: string): Promise<PushOutcome>;
  searchGal(words: string, account?: string): Promise<GalOutcome>;
}

/** The mail client of one phone. */
export function mailOn(phone: Handset): MailClient {
  const itemsOf = (matches: (folder: Folder) => boolean): Item[] =>
    phone.state.accounts
      .flatMap(({ folders }) => folders.filter(matches))
      .flatMap(({ items }) => items);
  const withAccount = async <T>(
    id: string | undefined,
    use: (account: Account) => Promise<T | MailFailure>,
  ): Promise<T | MailFailure> => {
    const { accounts } = phone.state;
    const account = id === undefined ? accounts[0] : accounts.find((one) => one.id === id);
    if (!account) return mailFailure("no-account", "there is no Exchange account");
    const outcome = await use(account);
    if (phone.state.accounts.includes(account)) return outcome;
    return wasWiped(outcome)
      ? outcome
      : mailFailure("no-account", "the account was removed meanwhile");
  };
  return {
    check: (id) => withAccount(id, (account) => check(phone, account)),
    messages: (name) =>
      itemsOf((folder) => (name === undefined ? folder.type === INBOX : folder.name === name))
        .map(mailOf)
        .sort((one, other) => other.received.localeCompare(one.received)),
    contacts: () => itemsOf(({ type }) => type === CONTACTS).map(contactOf),
    events: () => itemsOf(({ type }) => type === CALENDAR).map(eventOf),
    markRead: (serverId, id) =>
      withAccount(id, (account) => change(phone, account, "AirSync:Change", serverId)),
    remove: (serverId, id) =>
      withAccount(id, (account) => change(phone, account, "AirSync:Delete", serverId)),
    send: (draft, id) => withAccount(id, (account) => send(phone, account, draft)),
    push: (id) => withAccount(id, (account) => push(phone, account)),
    searchGal: (words, id) => withAccount(id, (account) => searchGal(phone, account, words)),
  };
}

const wasWiped = (outcome: unknown) =>
  typeof outcome === "object" &&
  outcome !== null &&
  "reason" in outcome &&
  outcome.reason === "wiped";

async function check(phone: Handset, account: Account): Promise<MailOutcome> {
  const folders = await syncFolders(phone, account);
  if (!folders.ok) return folders;
  const outcome = await syncKept(phone, account);
  if (outcome.ok !== "folders-changed") return reportChanges(phone, outcome);
  forgetFolders(account);
  const again = await syncFolders(phone, account);
  if (!again.ok) return again;
  const second = await syncKept(phone, account);
  if (second.ok === "folders-changed") return broken(phone, "Sync refuses folders just listed");
  return reportChanges(phone, second);
}

function reportChanges(phone: Handset, outcome: MailOutcome): MailOutcome {
  if (outcome.ok && outcome.changes.added > 0) {
    phone.screen(`Mail: ${outcome.changes.added} new items arrived.`);
  }
  return outcome;
}

/** Syncs the given folders, or all that the phone keeps. */
async function syncKept(
  phone: Handset,
  account: Account,
  only?: readonly Folder[],
): Promise<MailOutcome | { readonly ok: "folders-changed" }> {
  const total = noChanges();
  for (const folder of only ?? account.folders.filter(({ type }) => KEPT.has(type))) {
    const outcome = await syncFolder(phone, account, folder);
    if (outcome.ok !== true) return outcome;
    total.added += outcome.changes.added;
    total.changed += outcome.changes.changed;
    total.deleted += outcome.changes.deleted;
  }
  return { ok: true, changes: total };
}

async function push(phone: Handset, account: Account): Promise<PushOutcome> {
  if (account.folderSyncKey === "0") {
    const first = await check(phone, account);
    if (!first.ok) return first;
  }
  const answer = await ping(phone, account);
  if (!answer.ok) return answer;
  if (answer.changed.length === 0) return { ok: true, changed: false, changes: noChanges() };
  const outcome = await syncKept(phone, account, answer.changed);
  const fetched =
    outcome.ok === "folders-changed" ? await check(phone, account) : reportChanges(phone, outcome);
  return fetched.ok ? { ...fetched, changed: true } : fetched;
}

/** One change of the user's, sent with a Sync of the mail's folder. */
async function change(
  phone: Handset,
  account: Account,
  kind: "AirSync:Change" | "AirSync:Delete",
  serverId: string,
): Promise<MailOutcome> {
  const holds = ({ items }: Folder) => items.some((item) => item.serverId === serverId);
  const folder = account.folders.find(holds);
  if (!folder) return mailFailure("protocol-error", `there is no mail ${serverId} on the phone`);
  const isRead = el("AirSync:ApplicationData", el("Email:Read", "1"));
  const rest = kind === "AirSync:Change" ? [isRead] : [];
  const command = el(kind, el("AirSync:ServerId", serverId), ...rest);
  const outcome = await syncFolder(phone, account, folder, [command]);
  return outcome.ok === "folders-changed" ? check(phone, account) : outcome;
}

async function send(phone: Handset, account: Account, draft: Draft): Promise<MailOutcome> {
  account.sent += 1;
  const now = phone.clock.now();
  const id = `${deviceIdOf(phone)}.${now.toString(36)}.${account.sent}`;
  const message = writeMessage(draft, { from: account.email, id, now, kind: phone.state.kind });
  const unspoken = await negotiate(phone, account);
  if (unspoken) return unspoken;
  const answer = await perform(phone, account, sendOrder(account, id, message));
  if (!answer.ok) {
    phone.screen("Mail: Cannot Send Mail. The message stays in the outbox.");
    return answer;
  }
  if (answer.body.length > 0) {
    const problem = "SendMail was answered with a body, which means it failed";
    return broken(phone, problem);
  }
  phone.screen(`Mail: "${draft.subject}" is sent to ${draft.to}.`);
  return { ok: true, changes: noChanges() };
}

/** Until 12.1 the mail is the body; from 14.0 on it travels inside WBXML (MS-ASCMD 2.2.1.17). */
function sendOrder({ version }: Account, id: string, message: Uint8Array): EasOrder {
  if (Number(version) < 14)
    return {
      command: "SendMail",
      parameters: [["SaveInSent", "T"]],
      contentType: "message/rfc822",
      body: message,
    };
  const request = el(
    "ComposeMail:SendMail",
    el("ComposeMail:ClientId", id.slice(0, CLIENT_ID_LENGTH)),
    el("ComposeMail:SaveInSentItems"),
    el("ComposeMail:Mime", message),
  );
  const contentType = "application/vnd.ms-sync.wbxml";
  return { command: "SendMail", contentType, body: encode(request) };
}

/** MS-ASCMD 2.2.3.28.2. */
const CLIENT_ID_LENGTH = 40;

async function searchGal(phone: Handset, account: Account, words: string): Promise<GalOutcome> {
  const answer = await runCommand(phone, account, {
    command: "Search",
    request: el(
      "Search:Search",
      el(
        "Search:Store",
        el("Search:Name", "GAL"),
        el("Search:Query", words),
        el("Search:Options", el("Search:Range", "0-99")),
      ),
    ),
    root: "Search:Search",
  });
  if (!answer.ok) return answer;
  const store = answer.root && path(answer.root, "Search:Response", "Search:Store");
  const status = store && text(store, "Search:Status");
  if (!store || status !== "1") return broken(phone, `Search was answered with status ${status}`);
  const found = children(store, "Search:Result").flatMap((result) => {
    const entry = child(result, "Search:Properties");
    if (!entry) return []; // "no results" is one Result without properties
    const field = (tag: Parameters<typeof text>[1]) => text(entry, tag) ?? "";
    const name = field("GAL:DisplayName");
    return [{ name, email: field("GAL:EmailAddress"), phone: field("GAL:Phone") }];
  });
  return { ok: true, found };
}
