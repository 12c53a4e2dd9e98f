// ItemOperations (12.0+, MS-ASCMD 2.2.1.10) and GetAttachment (2.2.1.7): whole items and
// attachments on demand, inline or as parts behind the WBXML (MS-ASCMD 2.2.1.10.1.1).

import { encode } from "../../worker/wire/wbxml.ts";
import { child, el, type Node, text } from "../../worker/wire/wbxml-tree.ts";
import { wholeItem } from "./collection.ts";
import { type Command, type CommandContext, httpStatus, statusOnly, wbxml } from "./command.ts";
import { folderById, itemById, itemsIn, removeItem } from "./mailbox.ts";
import type { Attachment, Mailbox } from "./state.ts";
import { readOptions } from "./sync-options.ts";

/** MS-ASCMD, Status (ItemOperations). */
const operationStatus = { success: 1, protocolError: 2, notFound: 6, noAttachment: 15 } as const;

/** Collects what goes behind the WBXML in a multipart answer; undefined inline. */
type Parts = Uint8Array[] | undefined;

export const itemOperations: Command = (context) => {
  const operations = context.body?.content;
  if (!Array.isArray(operations) || operations.length === 0) {
    return statusOnly(
      "ItemOperations:ItemOperations",
      "ItemOperations:Status",
      operationStatus.protocolError,
    );
  }
  const parts: Parts = context.acceptMultiPart ? [] : undefined;
  const responses = operations.map((operation: Node) =>
    operation.tag === "ItemOperations:Fetch"
      ? fetchItem(context, operation, parts)
      : emptyFolder(context, operation),
  );
  const root = el(
    "ItemOperations:ItemOperations",
    el("ItemOperations:Status", String(operationStatus.success)),
    el("ItemOperations:Response", ...responses),
  );
  if (!parts) return wbxml(root);
  const bytes = multipart([encode(root), ...parts]);
  return { kind: "bytes", contentType: "application/vnd.ms-sync.multipart", bytes };
};

function fetchItem(context: CommandContext, operation: Node, parts: Parts): Node {
  const fetched = (code: number, ...rest: Node[]) =>
    el("ItemOperations:Fetch", el("ItemOperations:Status", String(code)), ...rest);
  const reference = text(operation, "AirSyncBase:FileReference");
  if (reference !== undefined) {
    const attachment = attachmentOf(context.mailbox, reference);
    return attachment
      ? fetched(
          operationStatus.success,
          el("AirSyncBase:FileReference", reference),
          attachmentProperties(attachment, parts),
        )
      : fetched(operationStatus.noAttachment);
  }
  const id = text(operation, "Search:LongId") ?? text(operation, "AirSync:ServerId");
  const item = itemById(context.mailbox, id);
  if (!item) return fetched(operationStatus.notFound);
  const options = readOptions(child(operation, "ItemOperations:Options"));
  return fetched(
    operationStatus.success,
    el("AirSync:CollectionId", item.folderId),
    el("AirSync:ServerId", item.id),
    el("AirSync:Class", item.kind),
    el("ItemOperations:Properties", ...wholeItem(item, options, context.version)),
  );
}

function attachmentProperties(attachment: Attachment, parts: Parts): Node {
  const type = el("AirSyncBase:ContentType", attachment.contentType);
  if (!parts) {
    return el("ItemOperations:Properties", type, el("ItemOperations:Data", attachment.base64));
  }
  const part = parts.push(new Uint8Array(Buffer.from(attachment.base64, "base64")));
  return el("ItemOperations:Properties", type, el("ItemOperations:Part", String(part)));
}

function emptyFolder({ mailbox }: CommandContext, operation: Node): Node {
  const folder = folderById(mailbox, text(operation, "AirSync:CollectionId"));
  for (const item of folder ? itemsIn(mailbox, folder.id) : []) removeItem(mailbox, item.id);
  return el(
    "ItemOperations:EmptyFolderContents",
    el(
      "ItemOperations:Status",
      String(folder ? operationStatus.success : operationStatus.notFound),
    ),
    ...(folder ? [el("AirSync:CollectionId", folder.id)] : []),
  );
}

/** PartsCount, then offset and length of each part, all 4 bytes little endian, then the parts. */
function multipart(parts: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(4 + 8 * parts.length);
  head.writeUInt32LE(parts.length, 0);
  let offset = head.length;
  for (const [index, part] of parts.entries()) {
    head.writeUInt32LE(offset, 4 + 8 * index);
    head.writeUInt32LE(part.length, 8 + 8 * index);
    offset += part.length;
  }
  return new Uint8Array(Buffer.concat([head, ...parts]));
}

/** GetAttachment: the bytes themselves, named by the query. */
export const getAttachment: Command = ({ mailbox, query }) => {
  const attachment = attachmentOf(mailbox, query.attachmentName ?? "");
  if (!attachment) return httpStatus(500);
  return {
    kind: "bytes",
    contentType: attachment.contentType,
    bytes: new Uint8Array(Buffer.from(attachment.base64, "base64")),
  };
};

/** The attachment a reference ("5:17:0") names: see `attachmentReference`. */
function attachmentOf(mailbox: Mailbox, reference: string): Attachment | undefined {
  const [, itemId, index] = /^(\d+:\d+):(\d{1,4})$/.exec(reference) ?? [];
  const item = itemById(mailbox, itemId);
  return item?.kind === "Email" ? item.message.attachments[Number(index)] : undefined;
}
