// The phone's own reader of XML property lists (Apple's PropertyList-1.0 DTD). It keeps what a
// strict installer needs: integers apart from reals, dates and data apart from strings; and it is
// plain JSON, so that a profile can be stored. Rule: no entities, no external DTD, no duplicate
// keys; what is not a property list throws PlistProblem.

export type PlistScalar =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "integer" | "real"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  /** Bytes in base64. */
  | { readonly type: "data"; readonly value: string }
  /** Milliseconds since 1970. */
  | { readonly type: "date"; readonly value: number };
export interface PlistDict {
  readonly type: "dict";
  readonly entries: readonly (readonly [key: string, value: Plist])[];
}
export type Plist =
  | PlistScalar
  | PlistDict
  | { readonly type: "array"; readonly items: readonly Plist[] };

export class PlistProblem extends Error {
  constructor(problem: string, offset: number) {
    super(`${problem} at character ${offset}`);
    this.name = "PlistProblem";
  }
}

const MAX_DEPTH = 32;
const MAX_CHARACTERS = 4 * 1024 * 1024;

interface Cursor {
  readonly xml: string;
  at: number;
}

/** Reads the bytes of one property list. Throws PlistProblem. */
export function readPropertyList(bytes: Uint8Array): Plist {
  let xml: string;
  try {
    xml = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new PlistProblem("not UTF-8", 0);
  }
  if (xml.length > MAX_CHARACTERS) throw new PlistProblem("too long", MAX_CHARACTERS);
  const cursor = { xml, at: 0 };
  skip(cursor);
  take(cursor, /<plist(?:\s+version="[^"<]*")?\s*>/y, "<plist>");
  skip(cursor);
  const value = readValue(cursor, 0);
  skip(cursor);
  take(cursor, /<\/plist\s*>/y, "</plist>");
  skip(cursor);
  if (cursor.at !== xml.length) throw new PlistProblem("text after the end", cursor.at);
  return value;
}

/**
 * Space, comments, and before the root the XML declaration and a DOCTYPE without an internal
 * subset.
 */
const IGNORED = /(?:\s+|<!--[\s\S]*?-->|<\?xml[^>]*\?>|<!DOCTYPE plist[^[>]*>)*/y;

function skip(cursor: Cursor): void {
  IGNORED.lastIndex = cursor.at;
  IGNORED.exec(cursor.xml);
  cursor.at = IGNORED.lastIndex;
}

function take(cursor: Cursor, pattern: RegExp, what: string): RegExpExecArray {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.xml);
  if (!found) throw new PlistProblem(`${what} expected`, cursor.at);
  cursor.at = pattern.lastIndex;
  return found;
}

function readValue(cursor: Cursor, depth: number): Plist {
  if (depth > MAX_DEPTH) throw new PlistProblem("nested too deep", cursor.at);
  const [, name = "", empty] = take(cursor, /<([a-z]+)\s*(\/?)>/y, "an element");
  if (name === "true" || name === "false") {
    if (!empty) take(cursor, name === "true" ? /<\/true>/y : /<\/false>/y, `</${name}>`);
    return { type: "boolean", value: name === "true" };
  }
  if (name === "dict") return { type: "dict", entries: empty ? [] : readEntries(cursor, depth) };
  if (name === "array") return { type: "array", items: empty ? [] : readItems(cursor, depth) };
  const scalar = SCALARS[name];
  if (!scalar) throw new PlistProblem(`<${name}> is no type of a property list`, cursor.at);
  return scalar(empty ? "" : readText(cursor, name), cursor.at);
}

function readEntries(cursor: Cursor, depth: number): PlistDict["entries"] {
  const entries: (readonly [string, Plist])[] = [];
  const seen = new Set<string>();
  for (skip(cursor); !ends(cursor, "dict"); skip(cursor)) {
    take(cursor, /<key>/y, "<key>");
    const key = readText(cursor, "key");
    if (seen.has(key)) throw new PlistProblem(`key ${key} twice`, cursor.at);
    seen.add(key);
    skip(cursor);
    entries.push([key, readValue(cursor, depth + 1)]);
  }
  return entries;
}

function readItems(cursor: Cursor, depth: number): Plist[] {
  const items: Plist[] = [];
  for (skip(cursor); !ends(cursor, "array"); skip(cursor)) items.push(readValue(cursor, depth + 1));
  return items;
}

function ends(cursor: Cursor, name: string): boolean {
  const tag = `</${name}>`;
  if (!cursor.xml.startsWith(tag, cursor.at)) return false;
  cursor.at += tag.length;
  return true;
}

/** Text up to the closing tag, references and CDATA resolved. */
function readText(cursor: Cursor, name: string): string {
  let text = "";
  while (!ends(cursor, name)) {
    const cdata = /<!\[CDATA\[([\s\S]*?)\]\]>/y;
    cdata.lastIndex = cursor.at;
    if (cursor.xml.startsWith("<![CDATA[", cursor.at)) {
      text += take(cursor, cdata, "]]>")[1] ?? "";
      continue;
    }
    const [piece] = take(cursor, /[^<]+/y, `</${name}>`);
    text += piece.replace(/&([^;]*;)?/g, (reference) => resolve(reference, cursor.at));
  }
  return text;
}

const NAMED = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&apos;", "'"],
]);

function resolve(reference: string, offset: number): string {
  const named = NAMED.get(reference);
  if (named !== undefined) return named;
  const [, hex, decimal] = /^&#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/i.exec(reference) ?? [];
  const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
  if (!(code > 0 && code <= 0x10ffff)) throw new PlistProblem(`entity ${reference}`, offset);
  return String.fromCodePoint(code);
}

function checked(text: string, form: RegExp, what: string, offset: number): string {
  const trimmed = text.trim();
  if (!form.test(trimmed))
    throw new PlistProblem(`"${trimmed.slice(0, 40)}" is no ${what}`, offset);
  return trimmed;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SCALARS: Partial<Record<string, (text: string, offset: number) => Plist>> = {
  string: (value) => ({ type: "string", value }),
  integer: (text, offset) => {
    const value = Number(checked(text, /^[+-]?\d{1,15}$/, "integer", offset));
    return { type: "integer", value };
  },
  real: (text, offset) => {
    const form = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
    return { type: "real", value: Number(checked(text, form, "real", offset)) };
  },
  data: (text, offset) => {
    const value = checked(text.replace(/\s+/g, ""), BASE64, "base64", offset);
    return { type: "data", value };
  },
  date: (text, offset) => {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
    return { type: "date", value: Date.parse(checked(text, form, "date", offset)) };
  },
};

/** The value of a key of a dict, or undefined. */
export function entry(dict: PlistDict, key: string): Plist | undefined {
  return dict.entries.find(([name]) => name === key)?.[1];
}
