// A reader of small XML documents that are data and nothing else (XML 1.0, Namespaces in XML 1.0). The rule: no document
// type, so no entity of its own, nothing that leads outside and nothing that grows; no comments, sections or
// instructions either, because no client of ours writes them. What is left is elements, namespaces, text, the five
// predefined entities and numbers of characters. An own reader, because a general one would have to be told all this.
import { WireError } from "./wire-error.ts";

/** An element; `text` is all character data directly in it. Attributes carry nothing here and are not kept. */
export interface XmlElement {
  /** Namespace name, or "" for none. */
  readonly namespace: string;
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Bounds far above what any document of ours has. */
export const XML_LIMITS = { bytes: 16_384, depth: 12, elements: 100, attributes: 16 } as const;

const FORMAT = "XML";
const NAME = /(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)/y;
const ATTRIBUTE = /\s+((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TEXT = /[^<]+/y;
const DECLARATION =
  /^<\?xml\s+version\s*=\s*["']1\.[01]["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>/;
/** Characters that XML 1.0 allows (section 2.2). */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

type Scope = Readonly<Record<string, string>>;
interface Open extends XmlElement {
  readonly qualified: string;
  readonly scope: Scope;
  readonly children: XmlElement[];
  text: string;
}
interface Cursor {
  readonly source: string;
  at: number;
  elements: number;
}

/** The document's root. A WireError for whatever is not as plain as described above. */
export function readXml(bytes: Uint8Array): XmlElement {
  if (bytes.length > XML_LIMITS.bytes) throw xmlError("too large", XML_LIMITS.bytes);
  const cursor: Cursor = { source: textOf(bytes), at: 0, elements: 0 };
  const declaration = DECLARATION.exec(cursor.source);
  if (declaration && !/^utf-?8$/i.test(declaration[1] ?? "utf-8"))
    throw xmlError("an encoding that is not UTF-8");
  cursor.at = declaration?.[0].length ?? 0;
  skipBlanks(cursor);
  const root = readTree(cursor);
  skipBlanks(cursor);
  if (cursor.at < cursor.source.length) throw xmlError("something after the root", cursor.at);
  return root;
}

function textOf(bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw xmlError("not UTF-8");
  }
  if (!ALLOWED.test(text)) throw xmlError("a character that XML does not allow");
  return text;
}

/** One element with all that is in it: a loop with a stack, so that depth costs no recursion. */
function readTree(cursor: Cursor): XmlElement {
  const { source } = cursor;
  const open: Open[] = [];
  for (;;) {
    if (source.startsWith("</", cursor.at)) {
      const closed = readEnd(cursor, open);
      if (open.length === 0) return closed;
    } else if (source[cursor.at] === "<") {
      const { element, isEmpty } = readStart(cursor, open.at(-1)?.scope ?? {});
      open.at(-1)?.children.push(element);
      if (isEmpty && open.length === 0) return element;
      if (!isEmpty) open.push(element);
      if (open.length > XML_LIMITS.depth) throw xmlError("too deep", cursor.at);
    } else {
      const here = open.at(-1);
      const found = here && take(cursor, TEXT);
      if (!found) throw xmlError("no element where one belongs", cursor.at);
      here.text += decoded(found[0], cursor.at);
    }
  }
}

function readStart(cursor: Cursor, outer: Scope): { element: Open; isEmpty: boolean } {
  const start = cursor.at++;
  if (++cursor.elements > XML_LIMITS.elements) throw xmlError("too many elements", start);
  // "<!" and "<?" end here: document types, entities, comments, sections, instructions.
  const found = take(cursor, NAME);
  if (!found) throw xmlError("mark-up that is no element", start);
  const [qualified, prefix = "", name = ""] = found;
  const scope = readScope(cursor, outer);
  skipBlanks(cursor);
  const isEmpty = cursor.source.startsWith("/>", cursor.at);
  if (!isEmpty && cursor.source[cursor.at] !== ">") throw xmlError("a tag without end", cursor.at);
  cursor.at += isEmpty ? 2 : 1;
  const namespace = Object.hasOwn(scope, prefix) ? scope[prefix] : undefined;
  if (namespace === undefined && prefix !== "") throw xmlError("a prefix without meaning", start);
  const element = { namespace: namespace ?? "", name, qualified, scope, children: [], text: "" };
  return { element, isEmpty };
}

/** Reads attributes, of which only namespaces count; each may stand once. */
function readScope(cursor: Cursor, outer: Scope): Scope {
  const seen = new Set<string>();
  let scope = outer;
  for (let found = take(cursor, ATTRIBUTE); found; found = take(cursor, ATTRIBUTE)) {
    const [, key = "", double, single] = found;
    if (seen.has(key)) throw xmlError("an attribute twice", cursor.at);
    seen.add(key);
    if (seen.size > XML_LIMITS.attributes) throw xmlError("too many attributes", cursor.at);
    const value = decoded(double ?? single ?? "", cursor.at);
    if (key === "xmlns") scope = { ...scope, "": value };
    else if (key.startsWith("xmlns:")) scope = { ...scope, [key.slice("xmlns:".length)]: value };
  }
  return scope;
}

function readEnd(cursor: Cursor, open: Open[]): XmlElement {
  const start = cursor.at;
  cursor.at += 2;
  const found = take(cursor, NAME);
  skipBlanks(cursor);
  const closed = open.pop();
  if (!found || !closed || found[0] !== closed.qualified || cursor.source[cursor.at] !== ">")
    throw xmlError("an end that ends something else", start);
  cursor.at++;
  return closed;
}

function decoded(text: string, offset: number): string {
  if (text.includes("]]>")) throw xmlError("the end of a section without one", offset);
  return text.replace(/&(?:#(\d{1,7}|x[\dA-Fa-f]{1,6});|([A-Za-z]+);|)/g, (_all, number, name) => {
    if (typeof number === "string") return character(number, offset);
    const entity = typeof name === "string" && Object.hasOwn(ENTITIES, name) && ENTITIES[name];
    if (!entity) throw xmlError("an entity that XML does not define", offset);
    return entity;
  });
}

function character(number: string, offset: number): string {
  const code = number.startsWith("x") ? Number.parseInt(number.slice(1), 16) : Number(number);
  const text = code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
  if (!ALLOWED.test(text)) throw xmlError("the number of a character that XML lacks", offset);
  return text;
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.source);
  if (found) cursor.at = pattern.lastIndex;
  return found;
}

function skipBlanks(cursor: Cursor): void {
  take(cursor, /\s*/y);
}

const xmlError = (problem: string, offset = 0) => new WireError(FORMAT, problem, offset);

/** `text` as character data. Characters that XML has no way to write are left out. */
export function escapeXml(text: string): string {
  const allowed = Array.from(text).filter((character) => ALLOWED.test(character));
  return allowed.join("").replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
