// Mail of a real server through the gateway: Sync, SendMail, ItemOperations, GetItemEstimate and
// MoveItems (MS-ASCMD 2.2.1), each seen from a second client that sits at SOGo itself.
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { addressOf, type User } from "./configuration.ts";
import {
  type Changes,
  type Collection,
  FOLDER_TYPE,
  type Item,
  listFolders,
  openCollection,
} from "./folders.ts";
import type { Phone } from "./phone.ts";
import { directClient, readyPhone, type Suite, VERSIONS } from "./suite.ts";

const subjectOf = ({ data }: Item) => text(data, "Email:Subject");
const folderOf = async (phone: Phone, type: keyof typeof FOLDER_TYPE) =>
  (await listFolders(phone)).ofType(FOLDER_TYPE[type]);
const inSubject = (items: readonly Item[], subject: string) => {
  const found = items.find((item) => subjectOf(item) === subject);
  if (!found) throw new Error(`no mail ${subject}: ${items.map(subjectOf)}`);
  return found;
};

/** A phone behind the gateway and a client at SOGo, both in step with the same inbox. */
async function bothInStep(suite: Suite, user: User, version: string) {
  const phone = await readyPhone(suite, user, version);
  const other = directClient(suite, user, version);
  const { ofType } = await listFolders(phone);
  const id = ofType(FOLDER_TYPE.inbox);
  const mine = openCollection(phone, id);
  const theirs = openCollection(other, await folderOf(other, "inbox"));
  await mine.sync();
  await theirs.sync();
  return { phone, id, trash: ofType(FOLDER_TYPE.trash), mine, theirs };
}

const setRead = (id: string, read: "0" | "1"): Node =>
  el(
    "AirSync:Change",
    el("AirSync:ServerId", id),
    el("AirSync:ApplicationData", el("Email:Read", read)),
  );
const erase = (id: string): Node => el("AirSync:Delete", el("AirSync:ServerId", id));

/** The read state that `changes` give the item. */
const readIn = ({ changed }: Changes, id: string) => {
  const item = changed.find((one) => one.id === id);
  return item && text(item.data, "Email:Read");
};

/** Declares the tests of mail. */
export function testMail(suite: Suite): void {
  describe.each(VERSIONS)("mail through the gateway, EAS %s", (version) => {
    it("arrives, is read here and unread there, and is deleted from either side", async () => {
      const { mine, theirs } = await bothInStep(suite, "bob", version);
      const names = [`first of ${version}`, `second of ${version}`] as const;
      for (const name of names) suite.sogo().post.deliver("bob", name);
      const news = await mine.sync();
      expect(news.added.map(subjectOf).sort()).toEqual([...names].sort());
      expect(news.added.map(({ data }) => text(data, "Email:Read"))).toEqual(["0", "0"]);
      await theirs.sync();
      const [first, second] = names.map((name) => inSubject(news.added, name).id) as [
        string,
        string,
      ];
      await mine.sync(setRead(first, "1"));
      expect(readIn(await theirs.sync(), first)).toBe("1");
      await theirs.sync(setRead(first, "0"));
      expect(readIn(await mine.sync(), first)).toBe("0");
      await theirs.sync(erase(first));
      expect((await mine.sync()).deleted).toEqual([first]);
      await mine.sync(erase(second));
      expect((await theirs.sync()).deleted).toEqual([second]);
    });

    it("is sent: it arrives at the other user, and its copy lies in Sent", async () => {
      const phone = await readyPhone(suite, "alice", version);
      const subject = `Grüße by ${version}`;
      const answer = await sendMail(phone, subject);
      expect([answer.status, answer.body.length]).toEqual([200, 0]);
      const reader = await readyPhone(suite, "bob", version);
      const arrived = openCollection(reader, await folderOf(reader, "inbox"));
      const { data } = inSubject((await arrived.sync()).added, subject);
      expect(text(data, "Email:From")).toContain(addressOf("alice"));
      const body = child(data, "AirSyncBase:Body");
      expect(body && text(body, "AirSyncBase:Data")).toContain("Schöne Grüße");
      const sent = openCollection(phone, await folderOf(phone, "sent"));
      expect((await sent.sync()).added.map(subjectOf)).toContain(subject);
    });

    it("is fetched alone by ItemOperations, and its attachment by either command, byte for byte", async () => {
      const { mine, phone, id } = await bothInStep(suite, "bob", version);
      const subject = `figures of ${version}`;
      suite.sogo().post.deliver("bob", subject, mailWithAttachment(subject));
      const { id: item, data } = inSubject((await mine.sync()).added, subject);
      const mail = await fetchOne(phone, [
        el("AirSync:CollectionId", id),
        el("AirSync:ServerId", item),
        el("ItemOperations:Options", el("AirSyncBase:BodyPreference", el("AirSyncBase:Type", "1"))),
      ]);
      expect(text(mail, "Email:Subject")).toBe(subject);
      const body = child(mail, "AirSyncBase:Body");
      expect(body && text(body, "AirSyncBase:Data")).toContain("See the file.");
      const attachment = path(data, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
      const reference = (attachment && text(attachment, "AirSyncBase:FileReference")) ?? "";
      expect(reference).not.toBe("");
      const file = await fetchOne(phone, [el("AirSyncBase:FileReference", reference)]);
      const bytes = Buffer.from(text(file, "ItemOperations:Data") ?? "", "base64");
      expect(bytes.equals(ATTACHMENT)).toBe(true);
      const alone = await phone.send("GetAttachment", null, {
        parameters: { AttachmentName: reference },
      });
      expect([alone.status, ATTACHMENT.equals(alone.body)]).toEqual([200, true]);
    });

    it("is counted by GetItemEstimate before it is fetched", async () => {
      const { mine, phone, id } = await bothInStep(suite, "bob", version);
      // SOGo counts the newest one of those that the phone has, too.
      const before = await estimate(phone, id, mine);
      suite.sogo().post.deliver("bob", `counted at ${version}`);
      expect(await estimate(phone, id, mine)).toBe(before + 1);
    });

    it("is moved by MoveItems: gone here, there in the other folder", async () => {
      const { mine, phone, id, trash } = await bothInStep(suite, "bob", version);
      const subject = `moved at ${version}`;
      suite.sogo().post.deliver("bob", subject);
      const item = inSubject((await mine.sync()).added, subject);
      const move = el(
        "Move:Move",
        el("Move:SrcMsgId", item.id),
        el("Move:SrcFldId", id),
        el("Move:DstFldId", trash),
      );
      const answer = await phone.command("MoveItems", el("Move:MoveItems", move));
      const response = child(answer, "Move:Response");
      // MS-ASCMD 2.2.3.177.10: 3 is success.
      expect(response && text(response, "Move:Status")).toBe("3");
      expect((await mine.sync()).deleted).toEqual([item.id]);
      const there = await openCollection(phone, trash).sync();
      expect(there.added.map(subjectOf)).toContain(subject);
    });
  });
}

/** As the body itself up to 12.1, inside WBXML from 14.0 on (MS-ASCMD 2.2.1.17). */
function sendMail(phone: Phone, subject: string) {
  const mime = Buffer.from(
    [
      `From: ${addressOf("alice")}`,
      `To: ${addressOf("bob")}`,
      `Subject: =?utf-8?B?${Buffer.from(subject).toString("base64")}?=`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 8bit",
      "",
      "Schöne Grüße",
      "",
    ].join("\r\n"),
  );
  if (Number(phone.version) < 14)
    return phone.send("SendMail", mime, {
      parameters: { SaveInSent: "T" },
      headers: { "Content-Type": "message/rfc822" },
    });
  const request = el(
    "ComposeMail:SendMail",
    el("ComposeMail:ClientId", subject),
    el("ComposeMail:SaveInSentItems"),
    el("ComposeMail:Mime", mime),
  );
  return phone.send("SendMail", request);
}

/** One Fetch; the properties of what was fetched. */
async function fetchOne(phone: Phone, what: readonly Node[]): Promise<Node> {
  const fetch = el("ItemOperations:Fetch", el("ItemOperations:Store", "Mailbox"), ...what);
  const answer = await phone.command("ItemOperations", el("ItemOperations:ItemOperations", fetch));
  const found = path(
    answer,
    "ItemOperations:Response",
    "ItemOperations:Fetch",
    "ItemOperations:Properties",
  );
  if (!found) throw new Error(`nothing was fetched: ${JSON.stringify(answer)}`);
  return found;
}

async function estimate(phone: Phone, id: string, { key }: Collection): Promise<number> {
  const collection = el(
    "GetItemEstimate:Collection",
    el("AirSync:SyncKey", key),
    el("GetItemEstimate:CollectionId", id),
    el("AirSync:Options", el("AirSync:FilterType", "0")),
  );
  const answer = await phone.command(
    "GetItemEstimate",
    el("GetItemEstimate:GetItemEstimate", el("GetItemEstimate:Collections", collection)),
  );
  const found = path(answer, "GetItemEstimate:Response", "GetItemEstimate:Collection");
  return Number(found && text(found, "GetItemEstimate:Estimate"));
}

/** Every byte there is, so that a converter on the way shows. */
const ATTACHMENT = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7) % 256));

function mailWithAttachment(subject: string): string {
  const base64 = ATTACHMENT.toString("base64").replace(/.{76}/g, "$&\r\n");
  return [
    `From: ${addressOf("alice")}`,
    `To: ${addressOf("bob")}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="edge"',
    "",
    "--edge",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "See the file.",
    "--edge",
    "Content-Type: application/octet-stream",
    'Content-Disposition: attachment; filename="figures.bin"',
    "Content-Transfer-Encoding: base64",
    "",
    base64,
    "--edge--",
    "",
  ].join("\r\n");
}
