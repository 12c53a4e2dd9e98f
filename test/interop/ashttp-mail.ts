// MS-ASHTTP S01, commands that speak of mails in their query: names, ids and flags must reach Exchange
// as the client meant them, from either form of query.
import { describe, expect, it } from "vitest";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { ATTACHMENT, arrived, inbox, type Suite, theMail, WBXML_TYPE } from "./ashttp-suite.ts";
import { documentOf, mimeTo, post } from "./mailbox.ts";
import { type Ask, base64Query } from "./server.ts";

const MAIL_TYPE = "message/rfc822";
const isSent = ({ server }: Suite, subject: string) =>
  server()
    .world.exchange.messages("alice", "Sent Items")
    .some((mail) => mail.subject === subject);
const sendMime = ({ server }: Suite, subject: string, more: Ask) =>
  server().ask({ contentType: MAIL_TYPE, body: mimeTo(subject), ...more });

/** Declares the tests TC03 to TC10. */
export function testMailCommands(suite: Suite): void {
  describe("MS-ASHTTP S01: commands about mails", () => {
    it.each([
      ["MSASHTTP_S01_TC03_CommandParameter_AttachmentName_Base64", "base64"],
      ["MSASHTTP_S01_TC04_CommandParameter_AttachmentName_PlainText", "plain"],
    ])("%s", async (_name, form) => {
      const { data } = await theMail(suite, { version: "12.1" });
      const attachment = path(data, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
      const AttachmentName = (attachment && text(attachment, "AirSyncBase:FileReference")) ?? "";
      expect(AttachmentName).not.toBe("");
      const answer = await suite
        .server()
        .ask(
          form === "plain"
            ? { command: "GetAttachment", parameters: { AttachmentName } }
            : { query: base64Query("GetAttachment", "INTEROP", { AttachmentName }) },
        );
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.body).toString()).toBe(ATTACHMENT.toString());
      expect(answer.header("content-type")).not.toBe(WBXML_TYPE);
      expect(arrived(suite)?.parameters.attachmentName).toBe(AttachmentName);
      suite.ledger.holds("R115", "R230", "R487", "R490");
    });

    it("MSASHTTP_S01_TC05_CommandParameter_SaveInSent_Base64", async () => {
      const save = { Options: new Uint8Array([1]) };
      const { id } = await theMail(suite);
      for (const command of ["SendMail", "SmartReply", "SmartForward"] as const) {
        const source =
          command === "SendMail" ? {} : { CollectionId: await inbox(suite), ItemId: id };
        const saved = await sendMime(suite, `saved ${command}`, {
          query: base64Query(command, "INTEROP", { ...source, ...save }),
        });
        expect([saved.status, saved.body.length]).toEqual([200, 0]);
        expect(isSent(suite, `saved ${command}`)).toBe(true);
        await sendMime(suite, `not saved ${command}`, {
          query: base64Query(command, "INTEROP", source),
        });
        expect(isSent(suite, `not saved ${command}`)).toBe(false);
      }
      suite.ledger.holds("R88", "R92", "R93", "R486", "R524", "R525", "R532", "R533");
    });

    it("MSASHTTP_S01_TC06_CommandParameter_SaveInSent_PlainText", async () => {
      const { id } = await theMail(suite);
      for (const command of ["SendMail", "SmartReply", "SmartForward"] as const) {
        const source: Record<string, string> =
          command === "SendMail" ? {} : { CollectionId: await inbox(suite), ItemId: id };
        for (const [SaveInSent, isSaved] of [
          ["T", true],
          ["F", false],
          [undefined, false],
        ] as const) {
          const subject = `${command} with SaveInSent ${SaveInSent}`;
          const parameters = { ...source, ...(SaveInSent && { SaveInSent }) };
          const answer = await sendMime(suite, subject, { command, parameters });
          expect([answer.status, answer.body.length]).toEqual([200, 0]);
          expect(isSent(suite, subject), subject).toBe(isSaved);
          const got = suite
            .server()
            .world.exchange.messages("bob")
            .some((mail) => mail.subject === subject);
          expect(got).toBe(true);
        }
      }
      suite.ledger.holds("R120", "R121", "R122", "R437", "R530", "R531", "R484", "R488", "R489");
    });

    it.each([
      ["MSASHTTP_S01_TC07_CommandParameter_LongId_Base64", "base64"],
      ["MSASHTTP_S01_TC08_CommandParameter_LongId_PlainText", "plain"],
    ])("%s", async (_name, form) => {
      const LongId = await longIdOf(suite, "Numbers");
      for (const command of ["SmartForward", "SmartReply"] as const) {
        const subject = `${command} by LongId, ${form}`;
        const answer = await sendMime(
          suite,
          subject,
          form === "plain"
            ? { command, parameters: { LongId } }
            : { query: base64Query(command, "INTEROP", { LongId }) },
        );
        expect(answer.status).toBe(200);
        expect(arrived(suite)?.parameters.longId).toBe(LongId);
        const mail = suite
          .server()
          .world.exchange.messages("bob")
          .find((got) => got.subject === subject);
        expect(mail?.body).toContain("See the file.");
      }
      suite.ledger.holds("R118", "R512", "R528");
    });

    it.each([
      ["MSASHTTP_S01_TC09_CommandParameter_Occurrence_Base64", "base64"],
      ["MSASHTTP_S01_TC10_CommandParameter_Occurrence_PlainText", "plain"],
    ])("%s", async (_name, form) => {
      const { id: ItemId } = await theMail(suite);
      const CollectionId = await inbox(suite);
      const Occurrence = "2031-03-10T09:00:00.000Z";
      for (const command of ["SmartForward", "SmartReply"] as const) {
        const parameters = { CollectionId, ItemId, Occurrence };
        const answer = await sendMime(
          suite,
          `${command} of an occurrence`,
          form === "plain"
            ? { command, parameters }
            : { query: base64Query(command, "INTEROP", parameters) },
        );
        expect(answer.status).toBe(200);
        expect(arrived(suite)?.parameters).toMatchObject({
          ...{ collectionId: CollectionId, itemId: ItemId, occurrence: Occurrence },
        });
      }
      suite.ledger.holds("R116", "R117", "R119", "R435", "R436", "R511", "R513", "R517");
      suite.ledger.holds("R526", "R527", "R529");
    });
  });
}

async function longIdOf(suite: Suite, words: string): Promise<string> {
  const request = el(
    "Search:Search",
    el(
      "Search:Store",
      el("Search:Name", "Mailbox"),
      el("Search:Query", el("Search:And", el("Search:FreeText", words))),
      el("Search:Options", el("Search:Range", "0-9")),
    ),
  );
  const root = documentOf(await post(suite.server(), "Search", request, { version: "12.1" }));
  const store = path(root, "Search:Response", "Search:Store");
  const result = store && child(store, "Search:Result");
  const longId = (result && text(result, "Search:LongId")) ?? "";
  expect(longId, JSON.stringify(root)).not.toBe("");
  return longId;
}
