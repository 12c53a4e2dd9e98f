// Just enough of TypeScript's grammar to tell code from comments, strings and regular expressions,
// so that rules about names look at code only. Everything keeps its offset and its line.

/**
 * A source with the insides of comments, strings and regular expressions blanked out, letter by
 * letter.
 */
export function codeOnly(source: string): string {
  const blanked: string[] = [];
  const braces: ("block" | "template")[] = [];
  let at = 0;
  let last = "";
  const copy = (end: number) => {
    blanked.push(source.slice(at, end));
    at = end;
  };
  const blank = (end: number) => {
    blanked.push(source.slice(at, end).replace(/[^\n]/g, " "));
    at = end;
  };
  const template = () => {
    blank(templateEnd(source, at));
    if (source.startsWith("${", at)) {
      braces.push("template");
      copy(at + 2);
    } else copy(at + 1);
    last = "`";
  };
  while (at < source.length) {
    const letter = source[at] as string;
    if (source.startsWith("//", at)) blank(endOr(source, "\n", at));
    else if (source.startsWith("/*", at)) blank(endOr(source, "*/", at + 2) + 2);
    else if (letter === '"' || letter === "'") {
      copy(at + 1);
      blank(quoteEnd(source, letter, at));
      copy(at + 1);
      last = letter;
    } else if (letter === "`") {
      copy(at + 1);
      template();
    } else if (letter === "}" && braces.pop() === "template") {
      copy(at + 1);
      template();
    } else if (letter === "/" && source[at - 1] !== "<" && startsExpression(last, blanked)) {
      copy(at + 1);
      blank(regexEnd(source, at));
      copy(at + 1);
      last = "/";
    } else {
      if (letter === "{") braces.push("block");
      if (!/\s/.test(letter)) last = letter;
      copy(at + 1);
    }
  }
  return blanked.join("");
}

/** One import or re-export of a source. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** What is taken by name, for `import { a, b } from`. */
  readonly names: readonly string[];
}

const STATEMENT = /\b(?:import|export)(\s+type)?\s([^;"'`]*?)from\s*["']|\bimport\s*\(?\s*["']/g;

/** All imports of `source`; `code` is the same source after `codeOnly`. */
export function importsOf(source: string, code: string): Import[] {
  return [...code.matchAll(STATEMENT)].map((match) => {
    const start = match.index + match[0].length;
    const from = source.slice(start, quoteEnd(source, source[start - 1] ?? '"', start));
    const braces = match[2]?.match(/\{([^}]*)\}/)?.[1] ?? "";
    const members = braces
      .split(",")
      .map((member) => member.trim())
      .filter((member) => member !== "");
    const allTypes = members.length > 0 && members.every((member) => member.startsWith("type "));
    const names = members.map((member) => member.replace(/^type /, "").replace(/ as .*/, ""));
    return { from, typeOnly: match[1] !== undefined || allTypes, names };
  });
}

/**
 * After these letters a slash divides; after anything else it starts a regular expression, but for
 * the slash of a closing tag (JSX), which follows its `<` at once.
 */
const ENDS_VALUE = /[\w$)\]}"'`/]/;
const KEYWORD_BEFORE = /\b(?:return|typeof|case|in|of|do|else|void|await|yield)\s*$/;

function startsExpression(last: string, blanked: readonly string[]): boolean {
  return !ENDS_VALUE.test(last) || KEYWORD_BEFORE.test(blanked.slice(-12).join(""));
}

function endOr(source: string, what: string, from: number): number {
  const end = source.indexOf(what, from);
  return end < 0 ? source.length : end;
}

function quoteEnd(source: string, quote: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== quote) at += source[at] === "\\" ? 2 : 1;
  return at;
}

function templateEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== "`" && !source.startsWith("${", at)) {
    at += source[at] === "\\" ? 2 : 1;
  }
  return at;
}

function regexEnd(source: string, from: number): number {
  let at = from;
  for (let inClass = false; at < source.length; at += source[at] === "\\" ? 2 : 1) {
    if (source[at] === "[") inClass = true;
    else if (source[at] === "]") inClass = false;
    else if (source[at] === "/" && !inClass) break;
  }
  return at;
}
