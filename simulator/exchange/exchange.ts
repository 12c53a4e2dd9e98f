// A simulated Microsoft Exchange: an honest, strict ActiveSync server as a function from Request to
// Response over one plain state. The rule it keeps: it knows the protocol and nothing of Provost;
// whatever a client does that the protocol does not allow is told through `protocolNote`.
import { accountOf, addressOf, hashPassword, mailboxOf } from "./accounts.ts";
import { answerRequest } from "./front.ts";
import { bareAnswer } from "./http-answer.ts";
import {
  addItem,
  defaultFolder,
  folderByName,
  folderTypes,
  itemsIn,
  newMailbox,
} from "./mailbox.ts";
import { contactProperties, eventProperties } from "./property-items.ts";
import { beginEntry, type RequestEntry } from "./request-log.ts";
import {
  type ExchangeOptions,
  mailboxOfUser,
  makeServer,
  nextSerial,
  type Server,
} from "./server.ts";
import {
  type Attachment,
  type DeviceWipe,
  type ExchangeState,
  emptyState,
  type User,
} from "./state.ts";
import { deliverTo } from "./transport.ts";
import { cancelWipe, orderWipe, wipesOf } from "./wipe.ts";

export type { ExchangeOptions } from "./server.ts";
export type { ExchangeState } from "./state.ts";
export type { RequestEntry };

/** A mail to put into an Inbox. */
export interface Delivery {
  readonly from: string;
  readonly subject: string;
  readonly body: string;
  readonly attachment?: { readonly name: string; readonly base64: string };
}

/** A mail as a check sees it. */
export interface MessageView {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly read: boolean;
}

/**
 * The server, and what its administrator and the outside world may do. Users are named by their
 * login name.
 */
export interface Exchange {
  readonly options: ExchangeOptions;
  /** `site` is the origin of the server that is asked, if the company has several. */
  handle(request: Request, site?: string): Promise<Response>;
  /** Live: JSON.stringify it to save it, give it to `createExchange` to go on. */
  readonly state: ExchangeState;
  /**
   * A mailbox with the default folders and an entry in the address list; a user who exists keeps
   * his mailbox.
   */
  addUser(user: {
    readonly user: string;
    readonly password: string;
    readonly displayName: string;
    readonly easEnabled?: boolean;
  }): void;
  setPassword(user: string, password: string): void;
  setEasEnabled(user: string, enabled: boolean): void;
  /** Whether wrong passwords locked the account; and its administrator's remedy. */
  isLocked(user: string): boolean;
  unlock(user: string): void;
  /** Moves the mailbox to the server at `origin`: every other one answers 451 from now on. */
  moveMailbox(user: string, origin: string): void;
  /** Disables the account: its credentials are refused from now on. */
  disable(user: string): void;
  /** Orders a wipe of all of the user's devices; "account" is the account alone, for 16.1. */
  orderWipe(user: string, scope?: "device" | "account"): void;
  /** Takes the user's wipes back. */
  cancelWipe(user: string): void;
  /** How the wipes of the user's devices stand. */
  wipes(user: string): readonly DeviceWipe[];
  /** Puts a mail into an Inbox and wakes Pings. `to` is a user name or an address. */
  deliver(to: string, mail: Delivery): void;
  addContact(
    user: string,
    contact: { firstName: string; lastName: string; email: string; phone?: string },
  ): void;
  /** Times are in milliseconds since 1970. */
  addEvent(
    user: string,
    event: { subject: string; start: number; end: number; location?: string },
  ): void;
  /**
   * The mails in a folder ("Inbox" if none is named), newest first; none for a user who does not
   * exist.
   */
  messages(user: string, folder?: string): MessageView[];
  readonly requests: readonly RequestEntry[];
}

/** Longest note, in characters: parts of it come from clients. */
const MAX_NOTE_CHARACTERS = 300;

/** A server with no users, or one that goes on from a saved state. */
export function createExchange(options: ExchangeOptions, state?: ExchangeState): Exchange {
  const server = makeServer(options, state ? structuredClone(state) : emptyState());
  const requests: RequestEntry[] = [];
  return {
    options,
    state: server.state,
    requests,
    handle: (request, site = "") => handle(server, requests, request, site),
    ...administration(server),
    ...content(server),
  };
}

async function handle(
  server: Server,
  log: RequestEntry[],
  request: Request,
  site: string,
): Promise<Response> {
  const { clock, protocolNote } = server.options;
  const entry = beginEntry(log, request, { at: clock.now(), site });
  const note = (problem: string) =>
    protocolNote(`${entry.command || entry.method}: ${problem}`.slice(0, MAX_NOTE_CHARACTERS));
  let response: Response;
  try {
    response = await answerRequest({ server, request, url: new URL(request.url), entry, note });
  } catch (error) {
    // A mistake of this server, not of the client: told aloud, and answered as a server answers its
    // own failures.
    note(`the server failed: ${error instanceof Error ? error.stack : String(error)}`);
    response = bareAnswer(server.trait, 500);
  }
  entry.status = request.signal.aborted ? 499 : response.status;
  server.bell.ring();
  return response;
}

function administration(server: Server) {
  const { state } = server;
  return {
    addUser: (given) => {
      const name = given.user.toLowerCase();
      if (!/^[a-z0-9._-]{1,64}$/.test(name)) throw new Error(`${given.user} is no user name`);
      state.users[name] = {
        user: given.user,
        displayName: given.displayName,
        passwordHash: hashPassword(given.user, given.password),
        easEnabled: given.easEnabled ?? true,
        disabled: false,
      };
      state.mailboxes[name] ??= newMailbox();
    },
    setPassword: (name, password) => {
      const user = existing(server, name);
      user.passwordHash = hashPassword(user.user, password);
    },
    setEasEnabled: (name, enabled) => {
      existing(server, name).easEnabled = enabled;
    },
    isLocked: (name) => existing(server, name).locked === true,
    unlock: (name) => {
      const user = existing(server, name);
      user.locked = false;
      delete user.wrongPasswords;
    },
    moveMailbox: (name, origin) => {
      existing(server, name).mailboxAt = origin;
    },
    disable: (name) => {
      existing(server, name).disabled = true;
    },
    orderWipe: (name, scope = "device") => orderWipe(server, existing(server, name).user, scope),
    cancelWipe: (name) => cancelWipe(server, existing(server, name).user),
    wipes: (name) => wipesOf(server, existing(server, name).user),
  } satisfies Partial<Exchange>;
}

function content(server: Server) {
  return {
    deliver: (to, mail) => {
      const user = existing(server, to);
      deliverTo(server, user, {
        from: mail.from,
        to: mailboxOf(user, server.options),
        cc: "",
        subject: mail.subject,
        body: mail.body,
        attachments: mail.attachment ? [attachmentOf(mail.attachment)] : [],
      });
    },
    addContact: (name, contact) => {
      const mailbox = mailboxOfUser(server, existing(server, name));
      const folderId = defaultFolder(mailbox, folderTypes.contacts).id;
      const properties = contactProperties(contact);
      addItem(mailbox, { kind: "Contacts", folderId, properties, body: "" });
      server.bell.ring();
    },
    addEvent: (name, event) => {
      const user = existing(server, name);
      const mailbox = mailboxOfUser(server, user);
      const folderId = defaultFolder(mailbox, folderTypes.calendar).id;
      const organizer = { name: user.displayName, address: addressOf(user, server.options) };
      const uid = `event-${nextSerial(server)}@${server.options.mailDomain}`;
      const properties = eventProperties({
        ...event,
        uid,
        organizer,
        now: server.options.clock.now(),
      });
      addItem(mailbox, { kind: "Calendar", folderId, properties, body: "" });
      server.bell.ring();
    },
    messages: (name, folderName = "Inbox") => {
      const user = accountOf(server.state, server.options, name);
      if (!user) return [];
      const mailbox = mailboxOfUser(server, user);
      const folder = folderByName(mailbox, folderName);
      if (!folder) throw new Error(`${name} has no folder ${folderName}`);
      return itemsIn(mailbox, folder.id).flatMap((item) => {
        if (item.kind !== "Email") return [];
        const { body, from, subject, to } = item.message;
        return [{ subject, from, to, body, read: item.read }];
      });
    },
  } satisfies Partial<Exchange>;
}

function existing(server: Server, name: string): User {
  const user = accountOf(server.state, server.options, name);
  if (!user) throw new Error(`there is no user ${name}`);
  return user;
}

/** What a mail server would guess from a file's name. */
const typesByEnding: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpg: "image/jpeg",
  pdf: "application/pdf",
  png: "image/png",
  txt: "text/plain",
};

function attachmentOf({ name, base64 }: { name: string; base64: string }): Attachment {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const contentType = typesByEnding[ending] ?? "application/octet-stream";
  return { name, contentType, base64 };
}
