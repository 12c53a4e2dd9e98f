// Reads XML property lists. The grammar of property lists is so small that it is read here without a
// reader of XML (docs/decisions/0033). Rule: everything outside the grammar is refused, hence no
// entities but XML's five, no other root, no element out of place. Follows PropertyList-1.0.dtd.
import type { ParsedPlist } from "./plist.ts";
import { WireError } from "./wire-error.ts";

/**
 * What XML 1.0 (section 2.2) has no place for: control characters, lone surrogates, U+FFFE and
 * U+FFFF.
 */
export const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const CONTAINERS: ReadonlySet<string> = new Set(["plist", "dict", "array"]);

/**
 * Elements that hold text, and what it must be. Those that are listed in EMPTY may also be empty.
 */
const LEAVES: Readonly<Record<string, RegExp>> = {
  key: /^/,
  string: /^/,
  integer: /^\s*[-+]?\d{1,15}\s*$/,
  real: /^\s*[-+]?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,2})?\s*$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  data: /^[A-Za-z0-9+/\s]*(?:=\s*){0,2}$/,
};
const EMPTY: ReadonlySet<string> = new Set([
  "true",
  "false",
  "string",
  "key",
  "data",
  "dict",
  "array",
]);

// One piece of the document at a time, each anchored where the last one ended.
const DECLARATION = /\ufeff?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?\s?\?>)?/y;
const DOCTYPE =
  /(?:<!DOCTYPE plist (?:PUBLIC "[A-Za-z0-9 /.-]*"|SYSTEM) "[A-Za-z0-9:/._-]*"\s*>)?/y;
const SPACE = /(?:\s|<!--(?:(?!--)[\s\S])*-->)*/y;
const TAG = /<(\/?)([a-z]+)(?: version="[0-9.]{1,8}")?\s*(\/?)>/y;
const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)*/y;
const REFERENCE = /&#(x?)([0-9A-Fa-f]+);/g;

/** An open element, and what was read of it so far. */
interface Open {
  readonly name: string;
  children: number;
  /** A dictionary's newest key. */
  key: string;
  readonly value: Dictionary | ParsedPlist[];
}
type Dictionary = { [key: string]: ParsedPlist };

interface Scan {
  readonly text: string;
  offset: number;
  readonly open: Open[];
}

/**
 * The value of one well-formed XML property list with at most `depthLimit` containers open.
 * @throws WireError for any other text
 */
export function readPlistText(text: string, depthLimit: number): ParsedPlist {
  const document = opened("");
  const scan: Scan = { text, offset: 0, open: [document] };
  const bad = NOT_XML.exec(text);
  if (bad) fail(scan, "character that XML cannot carry");
  for (const piece of [DECLARATION, SPACE, DOCTYPE, SPACE]) take(scan, piece);
  while (scan.offset < text.length) {
    element(scan, depthLimit);
    take(scan, SPACE);
  }
  if (scan.open.length > 1) fail(scan, "cut short");
  const [root] = document.value as ParsedPlist[];
  return root ?? fail(scan, "no property list");
}

const opened = (name: string): Open => ({
  name,
  children: 0,
  key: "",
  value: name === "dict" ? {} : [],
});

/** Takes one tag, and with a leaf's its text and end tag. */
function element(scan: Scan, depthLimit: number): void {
  const [, end, name = "", empty] = take(scan, TAG) ?? fail(scan, "no element of a property list");
  if (end) {
    close(scan, name);
    return;
  }
  place(scan, name);
  if (empty) {
    if (!EMPTY.has(name)) fail(scan, "empty element");
    put(scan, name, meantBy(name, ""));
  } else if (CONTAINERS.has(name)) {
    if (scan.open.length > depthLimit) fail(scan, "nested too deep");
    scan.open.push(opened(name));
  } else {
    put(scan, name, meantBy(name, leaf(scan, name)));
  }
}

/**
 * Counts a child of the innermost open element: one list, one root in it, keys and values in turn.
 */
function place(scan: Scan, name: string): void {
  const parent = scan.open.at(-1);
  if (!parent) fail(scan, "element out of place");
  const mayStand =
    parent.name === ""
      ? name === "plist" && parent.children === 0
      : name !== "plist" &&
        (name === "key") === (parent.name === "dict" && parent.children % 2 === 0) &&
        (parent.name !== "plist" || parent.children === 0);
  if (!mayStand) fail(scan, "element out of place");
  parent.children += 1;
}

/** Gives a value to the innermost open element, in which it may stand. */
function put(scan: Scan, name: string, value: ParsedPlist): void {
  const parent = scan.open.at(-1);
  if (!parent) fail(scan, "element out of place");
  if (name === "key") parent.key = value as string;
  else if (Array.isArray(parent.value)) parent.value.push(value);
  else parent.value[parent.key] = value;
  if (name === "key" && value === "__proto__") fail(scan, "key __proto__");
}

function close(scan: Scan, name: string): void {
  const closed = scan.open.pop();
  if (!closed || closed.name !== name) fail(scan, "end tag out of place");
  if (name === "dict" && closed.children % 2) fail(scan, "key without value");
  const [root] = name === "plist" ? (closed.value as ParsedPlist[]) : [closed.value];
  put(scan, name, root ?? fail(scan, "no value"));
}

/** The text of a leaf, as it stands; its end tag is taken, too. */
function leaf(scan: Scan, name: string): string {
  const text = take(scan, TEXT)?.[0] ?? "";
  if (!LEAVES[name]?.test(text) || text.includes("]]>")) fail(scan, `not the text of <${name}>`);
  if (name === "date" && !isDay(text)) fail(scan, "no such day");
  if (name === "data" && !isWholeBytes(text)) fail(scan, "no bytes in base64");
  for (const [, hex, digits = ""] of text.matchAll(REFERENCE)) {
    const code = Number.parseInt(digits, hex ? 16 : 10);
    if (code > 0x10ffff || NOT_XML.test(String.fromCodePoint(code))) fail(scan, "bad reference");
  }
  const [, end, closed] = take(scan, TAG) ?? fail(scan, "no end tag");
  if (!end || closed !== name) fail(scan, "no end tag");
  return text;
}

/** Dates that JavaScript would silently move, such as the 30th of February, are refused. */
function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19);
}

/** Base64 that says whole bytes, with or without its padding, as atob takes it (WHATWG Infra, 7). */
function isWholeBytes(text: string): boolean {
  const dense = text.replace(/\s+/g, "");
  const length = dense.replace(/=+$/, "").length;
  return length % 4 !== 1 && (length === dense.length || dense.length % 4 === 0);
}

/** What an element says: `text` was found good for it. */
function meantBy(name: string, text: string): ParsedPlist {
  switch (name) {
    case "true":
      return true;
    case "false":
      return false;
    case "dict":
      return {};
    case "array":
      return [];
    case "integer":
    case "real":
      return Number(text);
    case "date":
      return new Date(text);
    case "data":
      return Uint8Array.from(Buffer.from(text.replace(/\s+/g, ""), "base64"));
    default:
      return unescaped(text);
  }
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Text without references, its lines ended as XML has them (XML 1.0, section 2.11). */
const unescaped = (text: string) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(
      /&(?:#(x?)([0-9A-Fa-f]+)|([a-z]+));/g,
      (_, hex: string, digits: string, name: string) =>
        name ? (NAMED[name] ?? "") : String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
    );

function take(scan: Scan, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scan.offset;
  const match = pattern.exec(scan.text);
  if (match) scan.offset += match[0].length;
  return match;
}

function fail(scan: Scan, problem: string): never {
  throw new WireError("plist", problem, scan.offset);
}
