// Mail inside the simulated company: delivery to mailboxes, a copy in Sent Items, a report for
// addresses nobody has. The rule it keeps: mail never leaves the simulation, and no mail is lost in
// silence.
import { addressOf, mailboxOf, userByAddress } from "./accounts.ts";
import { parseAddresses } from "./address.ts";
import { addItem, defaultFolder, folderTypes } from "./mailbox.ts";
import type { SubmittedMessage } from "./mime-parse.ts";
import { mailboxOfUser, type Server } from "./server.ts";
import type { Message, User } from "./state.ts";

/** Puts a mail into one of a user's default folders. */
export function store(
  server: Server,
  user: User,
  message: Message,
  place: { readonly folderType: number; readonly read: boolean },
): void {
  const mailbox = mailboxOfUser(server, user);
  addItem(mailbox, {
    kind: "Email",
    folderId: defaultFolder(mailbox, place.folderType).id,
    message,
    received: server.options.clock.now(),
    read: place.read,
    flag: null,
  });
  server.bell.ring();
}

/** Delivers a mail into a user's Inbox. */
export function deliverTo(server: Server, user: User, message: Message): void {
  store(server, user, message, { folderType: folderTypes.inbox, read: false });
}

/** What became of a submitted mail. */
export type Submission = "sent" | "no-recipient";

/**
 * Sends a user's mail. From becomes the user's own address, Bcc stays with the sender's copy, each
 * recipient gets it once, and addresses without a mailbox come back as one report.
 */
export function submit(
  server: Server,
  sender: User,
  submitted: SubmittedMessage,
  saveInSentItems: boolean,
): Submission {
  const { bcc, ...content } = submitted;
  const message: Message = { ...content, from: mailboxOf(sender, server.options) };
  const recipients = parseAddresses([message.to, message.cc, bcc].join(", "));
  if (recipients.length === 0) return "no-recipient";
  const users = new Set<User>();
  const unknown: string[] = [];
  for (const { address } of recipients) {
    const user = userByAddress(server.state, server.options, address);
    if (user) users.add(user);
    else unknown.push(address);
  }
  for (const user of users) deliverTo(server, user, message);
  if (saveInSentItems) {
    store(server, sender, message, { folderType: folderTypes.sentItems, read: true });
  }
  if (unknown.length > 0)
    deliverTo(server, sender, undeliverable(server, sender, message, unknown));
  return "sent";
}

function undeliverable(
  { options }: Server,
  sender: User,
  message: Message,
  addresses: readonly string[],
): Message {
  return {
    from: `"System Administrator" <postmaster@${options.mailDomain}>`,
    to: addressOf(sender, options),
    cc: "",
    subject: `Undeliverable: ${message.subject}`,
    body: `Your message did not reach:\r\n\r\n${addresses.join("\r\n")}\r\n`,
    attachments: [],
  };
}
