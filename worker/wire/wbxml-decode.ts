// WBXML bytes to a tree of elements: MS-ASWBXML's subset of WAP Binary XML, read strictly. One
// pass, no recursion, time linear in the length of the document; anything unexpected is a WireError
// with its offset.
import { type CodepageIndex, TOKENS_PER_PAGE } from "./codepage-index.ts";
import type { Tag } from "./codepages.ts";
import { readHeader, readMultiByte, refuse } from "./wbxml-header.ts";
import type { WbxmlLimits } from "./wbxml-limits.ts";
import { decodeText } from "./wbxml-text.ts";
import {
  END,
  FIRST_TAG,
  HAS_ATTRIBUTES,
  HAS_CONTENT,
  OPAQUE,
  STR_I,
  SWITCH_PAGE,
  TOKEN_BITS,
  UNUSED_TOKENS,
} from "./wbxml-tokens.ts";
import type { Node } from "./wbxml-tree.ts";

/** An element while it is read. */
interface OpenNode {
  readonly tag: Tag;
  content: string | Uint8Array | readonly Node[];
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly index: CodepageIndex;
  readonly limits: WbxmlLimits;
  /** Offset of the next byte. */
  at: number;
  /** Number of the current code page. */
  page: number;
  elements: number;
}

/** The content of every element in which nothing was found yet. Shared, so never changed. */
const NOTHING: readonly Node[] = Object.freeze([]);

/**
 * Reads one whole document. Opaque content is a view of `bytes`, not a copy. Throws a WireError for
 * anything but one element tree that fills `bytes` exactly and keeps `limits`.
 */
export function decodeDocument(bytes: Uint8Array, index: CodepageIndex, limits: WbxmlLimits): Node {
  if (bytes.length > limits.bytes) refuse(`document over ${limits.bytes} bytes`, limits.bytes);
  const at = readHeader(bytes) ?? refuse("document cut short", bytes.length);
  const reader: Reader = { bytes, index, limits, at, page: 0, elements: 0 };
  const root = readTree(reader);
  if (reader.at !== bytes.length) refuse("bytes after the root element", reader.at);
  return root;
}

/**
 * Tag of the first element, from the first bytes of a document: "incomplete" while they do not
 * reach that far. Throws a WireError as soon as the bytes cannot become a document.
 */
export function peekRootTag(prefix: Uint8Array, index: CodepageIndex): Tag | "incomplete" {
  let at = readHeader(prefix);
  if (at === null) return "incomplete";
  let page = 0;
  if (prefix[at] === SWITCH_PAGE) {
    const number = prefix[at + 1];
    if (number === undefined) return "incomplete";
    page = checkPage(number, index, at + 1);
    at += 2;
  }
  const byte = prefix[at];
  if (byte === undefined) return "incomplete";
  if ((byte & TOKEN_BITS) < FIRST_TAG) refuse("no root element", at);
  return tagOf(byte, page, index, at);
}

function readTree(reader: Reader): Node {
  const open: OpenNode[] = [];
  let current: OpenNode | undefined;
  for (;;) {
    const at = reader.at++;
    const byte = reader.bytes[at] ?? refuse("document cut short", at);
    if ((byte & TOKEN_BITS) >= FIRST_TAG) {
      const node = startElement(reader, byte, at);
      if (current !== undefined) addChild(current, node, at);
      if (byte >= HAS_CONTENT) {
        if (open.push(node) > reader.limits.depth) refuse("elements too deep", at);
        current = node;
      } else if (current === undefined) return node;
    } else if (byte === END && current !== undefined) {
      open.pop();
      if (open.length === 0) return current;
      current = open[open.length - 1];
    } else if (byte === SWITCH_PAGE) {
      switchPage(reader);
    } else if (current === undefined) {
      refuse("no root element", at);
    } else if (byte === STR_I) {
      addText(current, readString(reader), reader.limits, at);
    } else if (byte === OPAQUE) {
      addOpaque(current, readOpaque(reader), at);
    } else refuse(`token ${UNUSED_TOKENS[byte]} is not used by ActiveSync`, at);
  }
}

function startElement(reader: Reader, byte: number, at: number): OpenNode {
  if (++reader.elements > reader.limits.elements) refuse("too many elements", at);
  return { tag: tagOf(byte, reader.page, reader.index, at), content: NOTHING };
}

function tagOf(byte: number, page: number, index: CodepageIndex, at: number): Tag {
  if (byte >= HAS_ATTRIBUTES) refuse("element with attributes", at);
  const token = byte & TOKEN_BITS;
  const tag = index.tags[page * TOKENS_PER_PAGE + token];
  return tag ?? refuse(`unknown token 0x${token.toString(16)} on code page ${page}`, at);
}

/**
 * Children are added to the array made with the first of them; text or opaque bytes beside them are
 * refused.
 */
function addChild(parent: OpenNode, node: OpenNode, at: number): void {
  if (parent.content === NOTHING) parent.content = [node];
  else if (Array.isArray(parent.content)) parent.content.push(node);
  else refuse("text and elements mixed", at);
}

/** Several strings in a row are one text: long ones may be written in pieces. */
function addText(element: OpenNode, text: string, limits: WbxmlLimits, at: number): void {
  if (element.content === NOTHING) element.content = text;
  else if (typeof element.content !== "string") refuse("text and elements mixed", at);
  else if (element.content.length + text.length > limits.textBytes) refuse("text too long", at);
  else element.content += text;
}

function addOpaque(element: OpenNode, bytes: Uint8Array, at: number): void {
  if (element.content !== NOTHING) refuse("opaque bytes are not the only content", at);
  element.content = bytes;
}

/**
 * The grammar has a page switch only in front of a tag; there it is also the only place where it
 * means anything.
 */
function switchPage(reader: Reader): void {
  const { bytes, at } = reader;
  const number = bytes[at] ?? refuse("document cut short", at);
  reader.page = checkPage(number, reader.index, at);
  reader.at = at + 1;
  const next = bytes[at + 1] ?? refuse("document cut short", at + 1);
  if ((next & TOKEN_BITS) < FIRST_TAG) refuse("code page switched without an element", at);
}

function checkPage(number: number, index: CodepageIndex, at: number): number {
  return number < index.pageCount ? number : refuse(`unknown code page ${number}`, at);
}

function readString(reader: Reader): string {
  const { bytes, at } = reader;
  const end = bytes.indexOf(0, at);
  if (end < 0) return refuse("string without its end", at);
  if (end - at > reader.limits.textBytes) refuse("text too long", at);
  reader.at = end + 1;
  return decodeText(bytes, at, end);
}

function readOpaque(reader: Reader): Uint8Array {
  const { bytes, at } = reader;
  const length = readMultiByte(bytes, at) ?? refuse("document cut short", bytes.length);
  if (length.value > reader.limits.textBytes) refuse("opaque bytes too long", at);
  const end = length.next + length.value;
  if (end > bytes.length) refuse("opaque bytes longer than the document", at);
  reader.at = end;
  return bytes.subarray(length.next, end);
}
