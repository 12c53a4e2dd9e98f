// What the files of one suite share: the ledger and the server, which is there once the tests run.
import { path, text } from "../../worker/wire/wbxml-tree.ts";
import type { Ledger } from "./ledger.ts";
import { FOLDER, folderOf, mailsIn } from "./mailbox.ts";
import type { Ask, ServerUnderTest } from "./server.ts";

export interface Suite {
  readonly ledger: Ledger;
  server(): ServerUnderTest;
}

export const WBXML_TYPE = "application/vnd.ms-sync.wbxml";
/** The attachment of the one mail in Alice's Inbox. */
export const ATTACHMENT = Buffer.from("one, two, three");

/** What the last request said to Exchange, after the gateway had read and written it anew. */
export const arrived = ({ server }: Suite) => server().world.exchange.requests.at(-1);
export const inbox = ({ server }: Suite) => folderOf(server(), FOLDER.inbox);
/** The mail that lies in the Inbox from the beginning. */
export async function theMail(suite: Suite, more: Ask = {}) {
  const mails = await mailsIn(suite.server(), await inbox(suite), more);
  return mails.find(({ subject }) => subject === "Numbers") as (typeof mails)[number];
}
/** The reference of its attachment. */
export async function theAttachment(suite: Suite): Promise<string> {
  const { data } = await theMail(suite, { version: "12.1" });
  const attachment = path(data, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
  return (attachment && text(attachment, "AirSyncBase:FileReference")) ?? "";
}
