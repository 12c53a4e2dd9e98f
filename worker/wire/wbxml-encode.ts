// A tree of elements to WBXML bytes, as MS-ASWBXML writes them: header 03 01 6A 00, a page switch
// only where the page changes, text as STR_I, bytes as OPAQUE, elements without content without an
// END. No recursion.
import { type CodepageIndex, TOKENS_PER_PAGE } from "./codepage-index.ts";
import { HEADER } from "./wbxml-header.ts";
import { END, HAS_CONTENT, OPAQUE, STR_I, SWITCH_PAGE } from "./wbxml-tokens.ts";
import type { Node } from "./wbxml-tree.ts";

interface Writer {
  readonly index: CodepageIndex;
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  page: number;
}

const utf8 = new TextEncoder();
const FIRST_SIZE = 1024;
/** One UTF-16 unit becomes at most three bytes of UTF-8. */
const UTF8_PER_UNIT = 3;
/** Token, length of up to five bytes, END. */
const FRAME = 7;

/**
 * Bytes of the document with this root. Throws (our own mistake, not the wire's) for a tag that is
 * in no code page and for text that WBXML cannot hold: a NUL, or half a surrogate pair.
 */
export function encodeDocument(root: Node, index: CodepageIndex): Uint8Array<ArrayBuffer> {
  const writer: Writer = { index, bytes: new Uint8Array(FIRST_SIZE), length: 0, page: 0 };
  for (const byte of HEADER) writer.bytes[writer.length++] = byte;
  // What is left to write, last first: elements, and the ENDs of those whose children are being
  // written.
  const pending: (Node | typeof END)[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === END) {
      reserve(writer, 1);
      writer.bytes[writer.length++] = END;
    } else writeElement(writer, next, pending);
  }
  return writer.bytes.slice(0, writer.length);
}

function writeElement(writer: Writer, node: Node, pending: (Node | typeof END)[]): void {
  const { content, tag } = node;
  if (typeof content === "string") {
    writeTag(writer, tag, HAS_CONTENT);
    if (writer.index.opaque.has(tag)) writeOpaque(writer, utf8.encode(checkText(content, tag)));
    else writeString(writer, checkText(content, tag));
    writer.bytes[writer.length++] = END;
  } else if (content instanceof Uint8Array) {
    writeTag(writer, tag, HAS_CONTENT);
    writeOpaque(writer, content);
    writer.bytes[writer.length++] = END;
  } else if (content.length === 0) {
    writeTag(writer, tag, 0);
  } else {
    writeTag(writer, tag, HAS_CONTENT);
    pending.push(END);
    for (let at = content.length - 1; at >= 0; at--) pending.push(content[at] as Node);
  }
}

function writeTag(writer: Writer, tag: string, flag: number): void {
  const code = writer.index.codes.get(tag);
  if (code === undefined) throw new Error(`${tag} is in no code page`);
  const page = Math.floor(code / TOKENS_PER_PAGE);
  reserve(writer, 3);
  if (page !== writer.page) {
    writer.bytes[writer.length++] = SWITCH_PAGE;
    writer.bytes[writer.length++] = page;
    writer.page = page;
  }
  writer.bytes[writer.length++] = (code % TOKENS_PER_PAGE) | flag;
}

function checkText(text: string, tag: string): string {
  if (text.includes("\0")) throw new Error(`text of ${tag} holds a NUL`);
  if (!text.isWellFormed()) throw new Error(`text of ${tag} is not well-formed Unicode`);
  return text;
}

function writeString(writer: Writer, text: string): void {
  reserve(writer, text.length * UTF8_PER_UNIT + FRAME);
  writer.bytes[writer.length++] = STR_I;
  writer.length += utf8.encodeInto(text, writer.bytes.subarray(writer.length)).written;
  writer.bytes[writer.length++] = 0;
}

function writeOpaque(writer: Writer, content: Uint8Array): void {
  reserve(writer, content.length + FRAME);
  writer.bytes[writer.length++] = OPAQUE;
  for (let shift = 28; shift > 0; shift -= 7) {
    const rest = content.length >>> shift;
    if (rest > 0) writer.bytes[writer.length++] = 0x80 | (rest & 0x7f);
  }
  writer.bytes[writer.length++] = content.length & 0x7f;
  writer.bytes.set(content, writer.length);
  writer.length += content.length;
}

/** Makes room for `size` more bytes, at least doubling, so that the copying stays linear in all. */
function reserve(writer: Writer, size: number): void {
  const needed = writer.length + size;
  if (needed <= writer.bytes.length) return;
  const grown = new Uint8Array(Math.max(needed, writer.bytes.length * 2));
  grown.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = grown;
}
