// Reads a request's body and makes a WBXML document of it. The rule it keeps: bounded, and whatever
// is wrong with the body is a named refusal (MS-ASHTTP 2.2.2.1.1: 400 for malformed requests),
// never an exception.
import { decode } from "../../worker/wire/wbxml.ts";
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import type { CommandRow } from "./commands.ts";

/** Exchange 2007's MaxDocumentDataSize, in bytes. */
export const MAX_BODY_BYTES = 10_240_000;

const WBXML_TYPE = "application/vnd.ms-sync.wbxml";
/** MS-ASHTTP 2.2.1.1.2.3: also allowed with a base64 query. */
const SHORT_WBXML_TYPE = "application/vnd.ms-sync";
const MAIL_TYPE = "message/rfc822";

/** A whole body; "too-large" and "cut-short" instead of bytes if it is. */
export async function readBody(request: Request): Promise<Uint8Array | "too-large" | "cut-short"> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > MAX_BODY_BYTES) return "too-large";
      chunks.push(read.value);
    }
  } catch {
    // The client went away in the middle: nobody is left to hear more than that.
    return "cut-short";
  } finally {
    reader.releaseLock();
  }
  return new Uint8Array(Buffer.concat(chunks, length));
}

/** What a body may be for one command and version. */
export interface BodyRules {
  readonly row: CommandRow;
  readonly version: number;
  readonly contentType: string | null;
  readonly isBase64Query: boolean;
}

/** The document in a body (undefined if none is called for), or what is wrong with it. */
export function parseBody(
  bytes: Uint8Array,
  { row, version, contentType, isBase64Query }: BodyRules,
): { readonly document: Node | undefined } | { readonly problem: string } {
  if (row.body === "none") {
    return bytes.length > 0 ? { problem: "has a body but takes none" } : { document: undefined };
  }
  if (bytes.length === 0) {
    return row.body === "optional" ? { document: undefined } : { problem: "has no body" };
  }
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (row.body === "mail-before-14" && version < 140) {
    return type === MAIL_TYPE
      ? { document: undefined }
      : { problem: `is not sent as ${MAIL_TYPE}` };
  }
  const isWbxml = type === WBXML_TYPE || (isBase64Query && type === SHORT_WBXML_TYPE);
  return isWbxml ? parseWbxml(bytes, row) : { problem: `is not sent as ${WBXML_TYPE}` };
}

function parseWbxml(bytes: Uint8Array, row: CommandRow) {
  try {
    const document = decode(bytes);
    return document.tag === row.root
      ? { document }
      : { problem: `has ${document.tag} as its root, not ${row.root}` };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { problem: `has a body that is not WBXML (${error.problem})` };
  }
}
