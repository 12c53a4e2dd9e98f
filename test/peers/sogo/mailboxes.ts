// What alice finds in her mailbox, calendar and address book on the peer server: written as Maildir
// files, and over CalDAV and CardDAV once SOGo runs.
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressOf, MAIL_DOMAIN, PASSWORD, type Site, USERS } from "./configuration.ts";
import { dial } from "./daemons.ts";

/** Subjects of the messages in alice's inbox, oldest first. */
export const SUBJECTS = ["Plain hello", "Greetings from Bob", "Quarterly figures"] as const;
export const EVENT_SUBJECT = "Review with Bob";
export const CONTACT_NAME = "Zoë Müller";

const FIRST_MESSAGE_AT = Date.UTC(2026, 10, 20, 9);
const HOUR_MS = 3_600_000;

/** Writes alice's messages as new mail. `owner` is the system user that dovecot reads mail as. */
export function writeMail(site: Site, owner: { uid: number; gid: number }): void {
  const inbox = join(site.folder, "mail", addressOf("alice"));
  const folders = ["..", ".", "tmp", "new", "cur"].map((name) => join(inbox, name));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, owner.uid, owner.gid);
  }
  for (const [index, subject] of SUBJECTS.entries()) {
    const at = FIRST_MESSAGE_AT + index * HOUR_MS;
    const file = join(inbox, "new", `${at / 1000}.M${index}.${MAIL_DOMAIN}`);
    writeFileSync(file, message(index, subject, new Date(at)));
    chownSync(file, owner.uid, owner.gid);
  }
}

function message(index: number, subject: string, at: Date): string {
  const lines = [
    `From: Bob Example <${addressOf("bob")}>`,
    `To: Alice Example <${addressOf("alice")}>`,
    `Subject: ${subject}`,
    `Date: ${at.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <peer-${index}@${MAIL_DOMAIN}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    `${subject}: grüße from the peer server.`,
    "",
  ];
  return lines.join("\r\n");
}

/**
 * Lets every mailbox keep modification sequences. Dovecot leaves HIGHESTMODSEQ out of SELECT until
 * some client has once enabled QRESYNC on the mailbox (RFC 7162, 3.1), and SOGo's Sync stays empty
 * for good without it.
 */
export async function enableModificationSequences(site: Site): Promise<void> {
  for (const user of USERS) {
    const commands = [
      `LOGIN ${addressOf(user)} ${PASSWORD}`,
      "ENABLE QRESYNC",
      ...["INBOX", "Drafts", "Sent", "Trash", "Junk"].map((mailbox) => `SELECT ${mailbox}`),
    ];
    await imap(site.imap, commands);
  }
}

/** Sends IMAP commands one after the other; rejects at the first that is not answered OK. */
async function imap(port: number, commands: readonly string[]): Promise<void> {
  const socket = await dial(port);
  socket.setEncoding("utf8");
  const send = (index: number) => socket.write(`a${index} ${commands[index]}\r\n`);
  let answer = "";
  let index = 0;
  send(index);
  for await (const chunk of socket) {
    answer += chunk;
    const tagged = answer.match(new RegExp(`^a${index} (\\w+).*\r\n`, "m"));
    if (!tagged) continue;
    if (tagged[1] !== "OK") throw new Error(`IMAP ${commands[index]}: ${tagged[0].trim()}`);
    answer = "";
    index += 1;
    if (index === commands.length) break;
    send(index);
  }
}

/** Puts one event and one contact into alice's own calendar and address book. */
export async function writeCalendarAndContacts(origin: string): Promise<void> {
  await put(
    `${origin}/SOGo/dav/${addressOf("alice")}/Calendar/personal/peer-event.ics`,
    "text/calendar",
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Provost//peer//EN",
      "BEGIN:VEVENT",
      "UID:peer-event",
      "DTSTAMP:20261120T000000Z",
      "DTSTART:20261124T090000Z",
      "DTEND:20261124T100000Z",
      `SUMMARY:${EVENT_SUBJECT}`,
      "LOCATION:Room 1",
      "END:VEVENT",
      "END:VCALENDAR",
    ],
  );
  await put(
    `${origin}/SOGo/dav/${addressOf("alice")}/Contacts/personal/peer-contact.vcf`,
    "text/vcard",
    [
      "BEGIN:VCARD",
      "VERSION:3.0",
      "UID:peer-contact",
      "N:Müller;Zoë;;;",
      `FN:${CONTACT_NAME}`,
      `EMAIL;TYPE=INTERNET,WORK:zoe@${MAIL_DOMAIN}`,
      "TEL;TYPE=CELL:+44 7700 900123",
      "END:VCARD",
    ],
  );
}

async function put(url: string, type: string, lines: readonly string[]): Promise<void> {
  const answer = await fetch(url, {
    method: "PUT",
    headers: {
      Authorization: `Basic ${btoa(`${addressOf("alice")}:${PASSWORD}`)}`,
      "Content-Type": `${type}; charset=utf-8`,
    },
    body: lines.map((line) => `${line}\r\n`).join(""),
  });
  if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
}
