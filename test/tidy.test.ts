// The house rules that a program can check: who may import what, where time and randomness come
// from, how big things are, what committed text may say. Each message names the file and the rule.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importCycles, importProblems } from "./tidy/import-rules.ts";
import { packageProblems } from "./tidy/package-rules.ts";
import {
  barrelProblems,
  classProblems,
  functionProblems,
  headProblems,
  nameProblems,
  sizeProblems,
} from "./tidy/shape-rules.ts";
import { shellProblems } from "./tidy/shell-rules.ts";
import {
  linkProblems,
  originProblems,
  scenarioProblems,
  textProblems,
  unlistedScenarios,
} from "./tidy/text-rules.ts";
import { pathsBelow, readFiles, readSource, sourcesOf } from "./tidy/tree.ts";

const ROOT = join(import.meta.dirname, "..");
const paths = pathsBelow(ROOT);
const files = readFiles(ROOT, [...paths, "node_modules/itty-durable/package.json"]);
const own = files.filter(({ path }) => !path.startsWith("node_modules/"));
const sources = sourcesOf(own);
/** Tests may take time and look inside; they are read for names and sizes all the same. */
const product = sources.filter(({ path }) => !/^(test|bench)\//.test(path));
/** The rules themselves name what they forbid. */
const RULE_BOOK = ["test/tidy", "package-lock.json"];

describe("the tree keeps the house rules", () => {
  it("finds the tree", () => expect(product.length).toBeGreaterThan(20));
  const none = (problems: readonly string[]) => expect(problems).toEqual([]);

  it("imports follow the table of folders", () => none(product.flatMap(importProblems)));
  it("imports make no circles", () => none(importCycles(product)));
  it("time, randomness and the network come through their shells", () =>
    none(product.flatMap(shellProblems)));
  it("every file begins by saying what it is", () => none(headProblems(own)));
  it("files are short", () => none(sizeProblems(sources)));
  it("functions are short", () => none(product.flatMap(functionProblems)));
  it("files are named for what they hold", () => none(nameProblems(paths)));
  it("there are no barrel files", () => none(sources.flatMap(barrelProblems)));
  it("classes are Durable Objects or errors", () => none(product.flatMap(classProblems)));
  it("text speaks of the project alone, and nothing is left unfinished", () =>
    none(textProblems(own, RULE_BOOK)));
  it("the lock file works with any registry", () => {
    const lock = own.filter(({ path }) => path === "package-lock.json");
    none(textProblems(lock, []));
  });
  it("every foreign vector has its origin noted", () => none(originProblems(paths, own)));
  it("every scenario begins with the rule it proves", () => none(scenarioProblems(own)));
  it("every scenario is listed", () => none(unlistedScenarios(own)));
  it("documents link to what is there", () => none(linkProblems(own, paths)));
  it("every package is used, the named ones where they must be", () =>
    none(packageProblems(sources, files)));
});

describe("the rules see a breach", () => {
  const source = (path: string, text: string) => readSource({ path, text });

  it.each([
    ["worker/wire/a.ts", 'import { Hono } from "hono";'],
    ["worker/wire/a.ts", 'import type { A } from "../core/a.ts";'],
    ["worker/core/a.ts", 'import { decode } from "../wire/wbxml.ts";'],
    ["worker/core/a.ts", 'import { randomBytes } from "node:crypto";'],
    ["worker/objects/a.ts", 'import { TenantObject } from "./tenant.ts";'],
    ["worker/routes/a.ts", 'export { x } from "../objects/device.ts";'],
    ["simulator/phone/a.ts", 'const x = await import("../exchange/exchange.ts");'],
    ["simulator/exchange/a.ts", 'import "../../worker/core/policy.ts";'],
    ["scenarios/a.ts", 'import {\n  readFileSync,\n} from "node:fs";'],
    ["cli/provost/a.ts", 'import { auditHash } from "../../worker/core/audit.ts";'],
  ])("%s: %s", (path, text) => {
    expect(importProblems(source(path, text))).toHaveLength(1);
  });

  it.each([
    ["worker/core/a.ts", 'import type { Tag } from "../wire/codepages.ts";'],
    ["worker/core/a.ts", 'import { type Tag } from "../wire/codepages.ts";'],
    ["worker/core/a.ts", 'import { createHash } from "node:crypto";'],
    ["worker/routes/a.tsx", 'import { html } from "hono/html";'],
    ["worker/core/a.ts", '// import { Hono } from "hono";'],
  ])("but not in %s: %s", (path, text) => {
    expect(importProblems(source(path, text))).toEqual([]);
  });

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: sources to be read, not run.
  it.each([
    "const at = Date.now();",
    "const at = new Date();",
    "const id = `${crypto.randomUUID()}`;",
    "const answer = await fetch(url);",
    "setTimeout(go, 1);",
    "const dice = Math.random() / 2; // no /regex/",
    "const a = b / c, d = Date.now() / 2;",
    "const a = <p><b>x</b>{Date.now()}</p>;",
  ])("a name of time, randomness or network: %s", (text) => {
    expect(shellProblems(source("worker/core/a.ts", text))).toHaveLength(1);
  });

  it.each([
    "// Date.now() is not called here",
    'const text = "fetch(url)";',
    "const text = `setTimeout ${name} Math.random`;",
    "const pattern = /[/'\"]fetch(x)/; /* new Date() */",
    "const at = new Date(now);",
    "const answer = await stub.fetch(request);",
  ])("but not in: %s", (text) => {
    expect(shellProblems(source("worker/core/a.ts", text))).toEqual([]);
  });

  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the end of those sources.

  it("a circle of imports", () => {
    const circle = [
      source("worker/a.ts", 'import { b } from "./b.ts";'),
      source("worker/b.ts", 'import { a } from "./a.ts";'),
      source("worker/c.ts", 'import type { a } from "./a.ts";'),
    ];
    expect(importCycles(circle)).toEqual(["worker/a.ts -> worker/b.ts -> worker/a.ts"]);
  });

  it("a long file, a long function, a class, a barrel, a name that says nothing", () => {
    const body = "  step();\n".repeat(60);
    expect(sizeProblems([source("worker/a.ts", "x;\n".repeat(261))])).toHaveLength(1);
    expect(functionProblems(source("worker/a.ts", `function a() {\n${body}}\n`))).toHaveLength(1);
    expect(classProblems(source("worker/a.ts", "class Person {}"))).toHaveLength(1);
    expect(barrelProblems(source("worker/a.ts", 'export { a } from "./a.ts";\n'))).toHaveLength(1);
    expect(nameProblems(["worker/text-utils.ts", "worker/camelCase.ts"])).toHaveLength(2);
  });

  it("a missing head, origin, rule or file, a scenario not listed, unfinished work", () => {
    const text = "const a = 1;";
    const origin = { path: "test/vectors/eas/ORIGIN.md", text: "a.bin: MS-ASWBXML 4.1" };
    expect(headProblems([{ path: "worker/a.ts", text }])).toHaveLength(1);
    expect(
      originProblems(["test/vectors/eas/a.bin", "test/vectors/eas/b.bin"], [origin]),
    ).toHaveLength(1);
    expect(scenarioProblems([{ path: "scenarios/a.ts", text: "// short" }])).toHaveLength(1);
    expect(unlistedScenarios([{ path: "scenarios/a.ts", text }])).toHaveLength(1);
    expect(linkProblems([{ path: "docs/a.md", text: "[b](b.md)" }], ["b.md"])).toHaveLength(1);
    expect(
      textProblems([{ path: "a.md", text: "TODO later\nTODO see #12\n/home/me/x" }], []),
    ).toHaveLength(2);
  });
});
