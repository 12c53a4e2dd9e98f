// HTML cut into tags and text, the tolerant way of browsers: broken markup becomes text, never an
// error.

export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "open"; readonly name: string; readonly attributes: Map<string, string> }
  | { readonly kind: "close"; readonly name: string };

const NAMED: Partial<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", copy: "©", reg: "®" },
  ...{ ndash: "–", mdash: "—", hellip: "…", rsquo: "’", lsquo: "‘", rdquo: "”", ldquo: "“" },
  ...{ auml: "ä", ouml: "ö", uuml: "ü", szlig: "ß", eacute: "é", rarr: "→", middot: "·" },
};

/** Character references resolved; unknown ones stay as written. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, body: string) => {
    if (!body.startsWith("#")) return NAMED[body] ?? whole;
    const hex = body[1] === "x" || body[1] === "X";
    const code = Number.parseInt(body.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code <= 0x10ffff && code > 0 ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** Elements whose content is not markup; scripts and styles are not shown at all. */
const RAW = new Map([
  ["script", false],
  ["style", false],
  ["title", true],
  ["textarea", true],
]);

const TAG =
  /<(?:!--([\s\S]*?)(?:-->|$)|(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[!?][^>]*>)/gi;
const ATTRIBUTE = /([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

function attributesOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single, bare] of source.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, decodeEntities(double ?? single ?? bare ?? ""));
  }
  return found;
}

/** Tags and text in order; comments and declarations are dropped, entities resolved. */
export function* tokens(html: string): Generator<Token> {
  let from = 0;
  const scanner = new RegExp(TAG.source, TAG.flags);
  for (let tag = scanner.exec(html); tag; tag = scanner.exec(html)) {
    if (tag.index > from) yield { kind: "text", text: decodeEntities(html.slice(from, tag.index)) };
    from = scanner.lastIndex;
    const name = tag[3]?.toLowerCase();
    if (name === undefined) continue;
    if (tag[2] === "/") {
      yield { kind: "close", name };
      continue;
    }
    yield { kind: "open", name, attributes: attributesOf(tag[4] ?? "") };
    const shown = RAW.get(name);
    if (shown === undefined) continue;
    const end = html.toLowerCase().indexOf(`</${name}`, from);
    const until = end < 0 ? html.length : end;
    if (shown) yield { kind: "text", text: decodeEntities(html.slice(from, until)) };
    from = until;
    scanner.lastIndex = until;
  }
  if (from < html.length) yield { kind: "text", text: decodeEntities(html.slice(from)) };
}
