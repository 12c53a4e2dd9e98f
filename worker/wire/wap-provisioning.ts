// WAP provisioning documents, the policy of EAS 2.5 (policy type MS-WAP-Provisioning-XML), as text
// and back. Letters only: what the parameters mean stands in core/provision-wap. Follows MS-ASPROV
// 2.2.2.24.2: a wap-provisioningdoc of characteristics, each with parameters and, one level down,
// more characteristics.
import { WireError } from "./wire-error.ts";

/** One parameter, `<parm name="4131" value="0"/>`. */
export interface WapParameter {
  readonly name: string;
  readonly value: string;
}

/** One characteristic with its own parameters and those inside it. */
export interface WapCharacteristic {
  readonly type: string;
  readonly parms: readonly WapParameter[];
  readonly inside: readonly WapCharacteristic[];
}

/** A whole document: its top-level characteristics. */
export type WapDocument = readonly WapCharacteristic[];

/** The document as Exchange writes it: no declaration, no white space. */
export function writeWapProvisioning(document: WapDocument): string {
  return `<wap-provisioningdoc>${document.map(written).join("")}</wap-provisioningdoc>`;
}

function written({ type, parms, inside }: WapCharacteristic): string {
  const own = parms.map(
    ({ name, value }) => `<parm name="${escaped(name)}" value="${escaped(value)}"/>`,
  );
  const content = [...own, ...inside.map(written)].join("");
  return `<characteristic type="${escaped(type)}">${content}</characteristic>`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" } as const;

/** Text of an attribute; what XML 1.0 cannot carry is left out. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => ENTITIES[character as keyof typeof ENTITIES])
    .replace(UNWRITABLE, "");
}

const UNWRITABLE_RANGES = "\\u0000-\\u001f\\ufffe\\uffff";
const UNWRITABLE = new RegExp(`[${UNWRITABLE_RANGES}]`, "g");

const FORMAT = "WAP provisioning";
/** Longest document read, in characters; Exchange's own has under 1000. */
const LENGTH_MAX = 16_384;
/** Deepest nesting read: Registry, and its branches. */
const DEPTH_MAX = 4;

/** A tag with its attributes, or the space between two tags. */
const PIECE =
  /\s+|<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z][\w-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const DECLARATION = /^\ufeff?\s*(?:<\?xml[^?<>]*\?>)?\s*/;

interface Open {
  readonly type: string;
  readonly parms: WapParameter[];
  readonly inside: WapCharacteristic[];
}

/**
 * Reads a document. Elements that the schema does not have, document types, comments and text are
 * refused: a policy that is not understood whole must not be half obeyed. Throws WireError.
 */
export function readWapProvisioning(text: string): WapDocument {
  if (text.length > LENGTH_MAX) throw new WireError(FORMAT, "too long", LENGTH_MAX);
  const open: Open[] = [];
  let at = DECLARATION.exec(text)?.[0].length ?? 0;
  let done: WapDocument | undefined;
  while (at < text.length) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text);
    if (!piece) throw new WireError(FORMAT, "neither a tag nor space", at);
    const [whole, closes, name, attributes = "", empty] = piece;
    if (name !== undefined) {
      if (done) throw new WireError(FORMAT, "something behind the document", at);
      const tag = { name, attributes: readAttributes(attributes, at), at };
      if (!closes) openTag(open, tag, empty === "/");
      if (closes || (empty && name !== "parm")) done = closeTag(open, tag);
    }
    at += whole.length;
  }
  if (!done) throw new WireError(FORMAT, "no whole document", at);
  return done;
}

interface TagRead {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly at: number;
}

function openTag(open: Open[], { name, attributes, at }: TagRead, isEmpty: boolean): void {
  const parent = open.at(-1);
  if (name === "parm") {
    if (!parent || open.length === 1 || !isEmpty) throw new WireError(FORMAT, "misplaced parm", at);
    const { name: parm, value } = Object.fromEntries(attributes);
    if (parm === undefined || value === undefined) throw new WireError(FORMAT, "bare parm", at);
    parent.parms.push({ name: parm, value });
    return;
  }
  const isRoot = open.length === 0;
  const expected = isRoot ? "wap-provisioningdoc" : "characteristic";
  if (name !== expected) throw new WireError(FORMAT, `not a ${expected}`, at);
  if (open.length > DEPTH_MAX) throw new WireError(FORMAT, "nested too deep", at);
  const type = isRoot ? name : attributes.get("type");
  if (type === undefined) throw new WireError(FORMAT, "characteristic without type", at);
  open.push({ type, parms: [], inside: [] });
}

/** Closes what is open; gives the document if that was its root. */
function closeTag(open: Open[], { name, at }: TagRead): WapDocument | undefined {
  const closed = open.pop();
  const expected = open.length === 0 ? "wap-provisioningdoc" : "characteristic";
  if (!closed || name !== expected) throw new WireError(FORMAT, "closes what is not open", at);
  const parent = open.at(-1);
  if (!parent) return closed.inside;
  parent.inside.push(closed);
  return undefined;
}

function readAttributes(text: string, at: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single] of text.matchAll(ATTRIBUTE)) {
    if (found.has(name)) throw new WireError(FORMAT, "an attribute twice", at);
    found.set(name, unescaped(double ?? single ?? "", at));
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescaped(text: string, at: number): string {
  return text.replace(/&([^;&]*);?/g, (whole, entity: string) => {
    const named = Object.hasOwn(NAMED, entity) ? NAMED[entity] : undefined;
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
    const isCharacter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const character = named ?? (isCharacter ? String.fromCodePoint(code) : undefined);
    if (character === undefined || !whole.endsWith(";")) {
      throw new WireError(FORMAT, "an unknown entity", at);
    }
    return character;
  });
}
