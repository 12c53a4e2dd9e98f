// The post office of the peer server's users: takes what SOGo sends over SMTP (RFC 5321) and puts it
// into the recipients' maildirs, as a mail server beside SOGo would. Tests hand in mail here that
// arrives from elsewhere.
import { chownSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { addressOf, MAIL_DOMAIN, type User } from "./configuration.ts";

export interface PostOffice {
  /** Where SMTP is spoken, on 127.0.0.1. */
  readonly port: number;
  /** Puts a mail into the inbox of `user`: its subject, and what makes it more than a line of text. */
  deliver(user: User, subject: string, mail?: string): void;
  close(): Promise<void>;
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Opens the office for the maildirs below `folder`, whose files belong to `owner`. */
export async function openPostOffice(folder: string, owner: SystemUser): Promise<PostOffice> {
  let count = 0;
  const drop = (address: string, mail: string) => {
    count += 1;
    const inbox = join(folder, "mail", address);
    for (const name of ["", "tmp", "new", "cur"]) {
      mkdirSync(join(inbox, name), { recursive: true });
      chownSync(join(inbox, name), owner.uid, owner.gid);
    }
    const name = `${Math.floor(Date.now() / 1000)}.P${process.pid}Q${count}.${MAIL_DOMAIN}`;
    writeFileSync(join(inbox, "tmp", name), Buffer.from(mail, "latin1"));
    chownSync(join(inbox, "tmp", name), owner.uid, owner.gid);
    renameSync(join(inbox, "tmp", name), join(inbox, "new", name));
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    speak(socket, drop);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    deliver: (user, subject, mail = plainMail(user, subject)) => drop(addressOf(user), mail),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const END_OF_MAIL = "\r\n.\r\n";

/** One conversation. Bytes are kept apart as Latin-1 characters, whatever they mean. */
function speak(socket: Socket, drop: (address: string, mail: string) => void): void {
  let heard = "";
  let isMail = false;
  let recipients: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const answer = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<([^<>]+)>/.exec(line)?.[1];
    if (verb === "RCPT" && address) recipients.push(address);
    isMail = verb === "DATA";
    say(verb === "DATA" ? "354 go ahead" : verb === "QUIT" ? "221 goodbye" : "250 yes");
    if (verb === "QUIT") socket.end();
  };
  const take = (): boolean => {
    const end = heard.indexOf(isMail ? END_OF_MAIL : "\r\n");
    if (end < 0) return false;
    const said = heard.slice(0, end);
    heard = heard.slice(end + (isMail ? END_OF_MAIL.length : 2));
    if (!isMail) {
      answer(said);
      return true;
    }
    isMail = false;
    for (const address of recipients) drop(address, `${said.replace(/^\.\./gm, ".")}\r\n`);
    recipients = [];
    say("250 taken");
    return true;
  };
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    heard += chunk;
    while (take());
  });
  socket.on("error", () => socket.destroy());
  say("220 post office");
}

/** A mail of one line from somebody outside. */
function plainMail(user: User, subject: string): string {
  const lines = [
    "From: Nora North <nora@elsewhere.example.com>",
    `To: ${addressOf(user)}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${encodeURIComponent(subject)}@elsewhere.example.com>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `${subject}: a line of text.`,
    "",
  ];
  return lines.join("\r\n");
}
