// How a file looks: it says what it is, stays small, and is named for what it does.
import type { Source, TreeFile } from "./tree.ts";

const FILE_LINES_MAX = 260;
const FUNCTION_LINES_MAX = 50;

/** Files that are mostly a table, and may be as long as what they list. */
const TABLES: readonly string[] = [
  "worker/wire/codepages.ts",
  "worker/core/settings-restrictions.ts",
  "simulator/exchange/grammar.ts",
];

/** The first line of a source, or the line after `#!`, is a comment. */
export function headProblems(files: readonly TreeFile[]): string[] {
  const commented = /^(#![^\n]*\n)?(\/\/|\/\*|#|--|<!--)/;
  return files
    .filter(({ path }) => /\.(ts|tsx|js|mjs|css|toml|sh|py)$|^\.ci\/run$/.test(path))
    .filter(({ text }) => !commented.test(text))
    .map(({ path }) => `${path}: the first line is no comment that says what this is`);
}

/** Files that are too long. */
export function sizeProblems(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !TABLES.includes(path))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > FILE_LINES_MAX)
    .map(
      ({ path, lines }) =>
        `${path}: ${lines} lines; about 200 is meant, ${FILE_LINES_MAX} is the most`,
    );
}

/**
 * Functions that are too long. Files are formatted, so a function ends at the first closing brace
 * of its indentation.
 */
export function functionProblems({ path, code }: Source): string[] {
  if (!/^(worker|simulator|cli)\//.test(path)) return [];
  const lines = code.split("\n");
  return lines.flatMap((line, start) => {
    const [, indent, name] =
      line.match(/^(\s*)(?:export )?(?:default )?(?:async )?function\*? ?(\w*)/) ?? [];
    if (indent === undefined) return [];
    const end = lines.findIndex((later, index) => index > start && later.startsWith(`${indent}}`));
    const length = end - start + 1;
    return length > FUNCTION_LINES_MAX
      ? [
          `${path}:${start + 1}: function ${name} has ${length} lines, more than ${FUNCTION_LINES_MAX}`,
        ]
      : [];
  });
}

const EMPTY_NAMES = /(^|[/-])(utils?|helpers?|manager|misc|common|data|info)([.-][\w.-]*)?$/;

/** Names that say nothing, and names that are not kebab-case. */
export function nameProblems(paths: readonly string[]): string[] {
  return paths
    .filter((path) => /\.(ts|tsx|js)$/.test(path))
    .flatMap((path) => {
      const name = path
        .slice(path.lastIndexOf("/") + 1)
        .replace(/\.(test\.)?\w+$/, "")
        .replace(/\.config$/, "");
      if (EMPTY_NAMES.test(name)) return [`${path}: a name that says nothing`];
      return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? [] : [`${path}: file names are kebab-case`];
    });
}

/** Barrel files: nothing but exports of others' names. */
export function barrelProblems({ path, code }: Source): string[] {
  const rest = code.replace(/\bexport\s[^;]*?from\s*"\s*";?/g, "").trim();
  return rest === "" && !path.startsWith("test/support/") ? [`${path}: a barrel file`] : [];
}

const CLASS = /(?<![.\w])class\s+(\w+)(?:<[^>]*>)?\s*(?:extends\s+(\w+))?[^{;]*\{/g;
const OBJECT_OR_ERROR = /(Error|Object)$/;

/** Classes are for Durable Objects and errors. */
export function classProblems({ path, code }: Source): string[] {
  if (!/^(worker|simulator|cli)\//.test(path)) return [];
  return [...code.matchAll(CLASS)]
    .filter(
      ([, name = "", parent = ""]) => !OBJECT_OR_ERROR.test(parent) && !OBJECT_OR_ERROR.test(name),
    )
    .map(([, name]) => `${path}: class ${name} is neither a Durable Object nor an error`);
}
