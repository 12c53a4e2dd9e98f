// The project's own files as the rules see them. Folders that hold other people's or generated
// files are left out.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { codeOnly, type Import, importsOf } from "./lexer.ts";

/** One text file; `path` is relative to the project's folder, with forward slashes. */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

/** A TypeScript or JavaScript file, read. */
export interface Source extends TreeFile {
  /** The text without the insides of comments and strings. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const OUTSIDE = new Set(["node_modules", "dist", "coverage", ".git", ".wrangler", ".provost"]);
const SOURCE_FILE = /\.(ts|tsx|js|mjs)$/;
const BYTES_FILE = /\.(bin|wbxml|der|p12|p7m|cer|png|ico)$/;

/** Every path below `root`, without what is not ours. */
export function pathsBelow(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (OUTSIDE.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? pathsBelow(root, path) : [path];
  });
}

/** The text files among `paths`. */
export function readFiles(root: string, paths: readonly string[]): TreeFile[] {
  return paths
    .filter((path) => !BYTES_FILE.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The sources among `files`. */
export function sourcesOf(files: readonly TreeFile[]): Source[] {
  return files.filter(({ path }) => SOURCE_FILE.test(path)).map(readSource);
}

/** One source, read. */
export function readSource({ path, text }: TreeFile): Source {
  const code = codeOnly(text);
  return { path, text, code, imports: importsOf(text, code) };
}

/**
 * Where an import leads: a path of the tree for relative ones, else the package or module named.
 */
export function target(source: TreeFile, { from }: Import): string {
  if (!from.startsWith(".")) return from;
  return posix.normalize(posix.join(posix.dirname(source.path), from));
}

/** The package of a bare import: `hono/jsx` is of hono, `@peculiar/x509` of itself. */
export function packageOf(from: string): string {
  const [first = "", second = ""] = from.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
