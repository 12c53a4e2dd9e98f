// GetItemEstimate, MoveItems and attachments (MS-ASCMD 2.2.1.7, 2.2.1.9, 2.2.1.10, 2.2.1.12).
import { describe, expect, it } from "vitest";
import { child, el, type Node, path, text } from "../../../worker/wire/wbxml-tree.ts";
import { oneMail } from "./one-mail.ts";

describe("GetItemEstimate", () => {
  const estimate = (id: string, key: string) =>
    el(
      "GetItemEstimate:GetItemEstimate",
      el(
        "GetItemEstimate:Collections",
        el(
          "GetItemEstimate:Collection",
          el("GetItemEstimate:CollectionId", id),
          el("AirSync:SyncKey", key),
        ),
      ),
    );
  it("counts what the next Sync brings, and knows unprimed, wrong and missing", async () => {
    const { exchange, inbox, phone } = await oneMail();
    exchange.deliver("alice", { from: "x@y.test", subject: "2", body: "" });
    exchange.deliver("alice", { from: "x@y.test", subject: "3", body: "" });
    const ask = async (id: string, key: string) => {
      const { document } = await phone.send("GetItemEstimate", { body: estimate(id, key) });
      return document && child(document, "GetItemEstimate:Response");
    };
    const response = await ask(inbox, phone.keys.get(inbox) ?? "");
    const collection = response && child(response, "GetItemEstimate:Collection");
    expect(collection && text(collection, "GetItemEstimate:Estimate")).toBe("2");
    const statusOf = async (id: string, key: string) => {
      const answer = await ask(id, key);
      return answer && text(answer, "GetItemEstimate:Status");
    };
    expect(await statusOf(inbox, "0")).toBe("3");
    expect(await statusOf(inbox, "4711")).toBe("4");
    expect(await statusOf("99", "1")).toBe("2");
  });
});

describe("MoveItems", () => {
  const move = (id: string, from: string, to: string) =>
    el(
      "Move:MoveItems",
      el("Move:Move", el("Move:SrcMsgId", id), el("Move:SrcFldId", from), el("Move:DstFldId", to)),
    );
  it("gives the mail a new id, and does not tell the mover of its own move", async () => {
    const { exchange, id, inbox, phone } = await oneMail();
    const drafts = String(
      exchange.state.mailboxes.alice?.folders.find(({ name }) => name === "Drafts")?.id,
    );
    const { document } = await phone.send("MoveItems", { body: move(id, inbox, drafts) });
    const response = document && child(document, "Move:Response");
    expect(response && text(response, "Move:Status")).toBe("3");
    expect(response && text(response, "Move:DstMsgId")).not.toBe(id);
    expect((await phone.sync(inbox)).bytes).toHaveLength(0);
    expect(exchange.messages("alice", "Drafts")).toHaveLength(1);
  });

  it.each([
    ["1", "5:99", "Inbox", "Drafts"],
    ["2", undefined, "Inbox", "Contacts"],
    ["4", undefined, "Inbox", "Inbox"],
  ])("answers Status %s for %s from %s to %s", async (status, wrongId, from, to) => {
    const { exchange, id, phone } = await oneMail();
    const folders = exchange.state.mailboxes.alice?.folders ?? [];
    const idOf = (name: string) => folders.find((folder) => folder.name === name)?.id ?? "";
    const body = move(wrongId ?? id, idOf(from), idOf(to));
    const { document } = await phone.send("MoveItems", { body });
    const response = document && child(document, "Move:Response");
    expect(response && text(response, "Move:Status")).toBe(status);
  });
});

describe("attachments", () => {
  const attachment = { name: "plan.pdf", base64: Buffer.from("%PDF-1.4 plan").toString("base64") };
  const fetchBody = (reference: string) =>
    el(
      "ItemOperations:ItemOperations",
      el(
        "ItemOperations:Fetch",
        el("ItemOperations:Store", "Mailbox"),
        el("AirSyncBase:FileReference", reference),
      ),
    );
  const referenceOf = (item: Node) => {
    const found = path(item, "AirSyncBase:Attachments", "AirSyncBase:Attachment");
    return (found && text(found, "AirSyncBase:FileReference")) ?? "";
  };

  it("come inline in base64", async () => {
    const { item, phone } = await oneMail(attachment);
    const { document } = await phone.send("ItemOperations", { body: fetchBody(referenceOf(item)) });
    const fetched =
      document &&
      path(
        document,
        "ItemOperations:Response",
        "ItemOperations:Fetch",
        "ItemOperations:Properties",
      );
    expect(fetched && text(fetched, "AirSyncBase:ContentType")).toBe("application/pdf");
    expect(fetched && text(fetched, "ItemOperations:Data")).toBe(attachment.base64);
  });

  it("come as a part behind the WBXML when the client accepts that", async () => {
    const { item, phone } = await oneMail(attachment);
    const headers = { "ms-asacceptmultipart": "T" };
    const body = fetchBody(referenceOf(item));
    const answer = await phone.send("ItemOperations", { body, headers });
    expect(answer.headers.get("content-type")).toBe("application/vnd.ms-sync.multipart");
    const view = new DataView(answer.bytes.buffer);
    expect(view.getUint32(0, true)).toBe(2);
    const [offset, length] = [view.getUint32(12, true), view.getUint32(16, true)];
    const part = answer.bytes.subarray(offset, offset + length);
    expect(new TextDecoder().decode(part)).toBe("%PDF-1.4 plan");
    expect(offset + length).toBe(answer.bytes.length);
  });

  it("come as themselves by GetAttachment, 500 if there is none", async () => {
    const { item, phone } = await oneMail(attachment);
    const more = `&AttachmentName=${encodeURIComponent(referenceOf(item))}`;
    const answer = await phone.send("GetAttachment", { more });
    expect(new TextDecoder().decode(answer.bytes)).toBe("%PDF-1.4 plan");
    for (const wrong of ["5:1:7", "x", "__proto__"]) {
      const more = `&AttachmentName=${encodeURIComponent(wrong)}`;
      expect((await phone.send("GetAttachment", { more })).status).toBe(500);
    }
  });
});
