// What committed text may not say, and what every foreign file must say of its origin.
import { posix } from "node:path";
import type { TreeFile } from "./tree.ts";

/** Text that is of one machine or of the workshop, not of the project. */
const FOREIGN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a machine's path", /(?<![\w.])(\/work\/|\/home\/\w|\/root\/|\/Users\/\w|[A-Z]:\\\\?Users)/],
  ["a folder outside the project", /\.\.\/shared\b/],
  [
    "a package registry's host",
    /\bregistry\.[a-z0-9-]+\.[a-z]+|\bnpm\.pkg\.|\bnpmmirror\b|"resolved":/,
  ],
];
const UNFINISHED = /\b(TODO|FIXME|XXX)\b(?!.*#\d)/;

/**
 * Each line of `files` that says what it should not; `exempt` are the files that name these things
 * to forbid them.
 */
export function textProblems(files: readonly TreeFile[], exempt: readonly string[]): string[] {
  return files
    .filter(({ path }) => !exempt.some((prefix) => path.startsWith(prefix)))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          lineProblems(line).map((what) => `${path}:${index + 1}: ${what}`),
        ),
    );
}

function lineProblems(line: string): string[] {
  const foreign = FOREIGN.filter(([, pattern]) => pattern.test(line)).map(([what]) => what);
  return UNFINISHED.test(line)
    ? [...foreign, "unfinished work without an issue's number"]
    : foreign;
}

/**
 * Files below test/vectors that the ORIGIN.md of their folder, or of one above, does not name (an
 * ending may be left out).
 */
export function originProblems(paths: readonly string[], files: readonly TreeFile[]): string[] {
  const origins = files.filter(({ path }) => /^test\/vectors\/.*ORIGIN\.md$/.test(path));
  return paths
    .filter((path) => path.startsWith("test/vectors/") && !path.endsWith("ORIGIN.md"))
    .filter((path) => !origins.some((origin) => names(origin, path)))
    .map((path) => `${path}: no ORIGIN.md names it`);
}

function names(origin: TreeFile, path: string): boolean {
  const folder = `${posix.dirname(origin.path)}/`;
  if (!path.startsWith(folder)) return false;
  const stem = path.slice(folder.length).replace(/\.\w+$/, "");
  return new RegExp(`(?<![\\w-])${escaped(stem)}(?![\\w-])`).test(origin.text);
}

/** `text` as a pattern that matches it and nothing else. */
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Links of documents to files that are not there. */
export function linkProblems(files: readonly TreeFile[], paths: readonly string[]): string[] {
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
        .map(([, link = ""]) => posix.join(posix.dirname(path), link))
        .filter((to) => !paths.some((known) => known === to || known.startsWith(`${to}/`)))
        .map((to) => `${path}: links to ${to}, which is not there`),
    );
}

/** Scenarios that docs/scenarios.md does not list. */
export function unlistedScenarios(files: readonly TreeFile[]): string[] {
  const list = files.find(({ path }) => path === "docs/scenarios.md")?.text ?? "";
  return files
    .map(({ path }) => path.match(/^scenarios\/(.+)\.ts$/)?.[1])
    .filter((name) => name !== undefined && !list.includes(`\`${name}\``))
    .map((name) => `scenarios/${name}.ts: docs/scenarios.md does not list it`);
}

/** Scenarios whose first comment does not say which rule they prove. */
export function scenarioProblems(files: readonly TreeFile[]): string[] {
  const quotes = /^\/\/ .{20,}/;
  return files
    .filter(({ path }) => path.startsWith("scenarios/") && path.endsWith(".ts"))
    .filter(({ text }) => !quotes.test(text))
    .map(({ path }) => `${path}: the first comment does not quote the rule this proves`);
}
