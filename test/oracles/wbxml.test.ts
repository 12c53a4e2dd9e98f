// Every token of every code page against libwbxml, which knows nothing of this project: wbxml2xml
// reads our bytes, xml2wbxml writes bytes for us to compare (Debian libwbxml2-utils). One call a
// page and direction.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CODE_PAGES, type CodePage, type Tag } from "../../worker/wire/codepages.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { needs } from "../support/tools.ts";
import { WBXML_CASES } from "../wire/wbxml-cases.ts";
import { LIBWBXML_NAMES, libwbxmlName, libwbxmlNamespace } from "./libwbxml-names.ts";

const DOCTYPE =
  '<!DOCTYPE ActiveSync PUBLIC "-//MICROSOFT//DTD ActiveSync//EN" "http://www.microsoft.com/">';
const PAGES: readonly CodePage[] = CODE_PAGES;

needs("wbxml2xml", "xml2wbxml")("libwbxml", () => {
  const home = mkdtempSync(join(tmpdir(), "provost-wbxml-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test.each([...PAGES.entries()])(
    "reads each token of page %i as the element we mean",
    (number, page) => {
      const rows = rowsOf(number, page);
      const read = elementsOf(toXml(encode(el("AirSync:Sync", ...rows.map(({ tag }) => el(tag))))));
      const namespace = libwbxmlNamespace(page.name);
      expect(read).toEqual(
        rows.map(({ theirs }) =>
          theirs === null ? expect.stringMatching(/:unknown$/) : `${namespace}${theirs}`,
        ),
      );
    },
  );

  const writable = [...PAGES.entries()].filter(
    ([number, page]) => knownRows(number, page).length > 0,
  );
  test.each(writable)("writes each element it knows of page %i as our bytes", (number, page) => {
    const [first, ...others] = knownRows(number, page);
    if (first === undefined) return expect.fail("a page without elements");
    // The page's first element is the root, so that all others inherit its namespace.
    const names = [first, ...others].map(({ theirs }) => `<${theirs}/>`).join("");
    const space = libwbxmlNamespace(page.name);
    const bytes = toWbxml(`<${first.theirs} xmlns="${space}">${names}</${first.theirs}>`);
    const tree = el(first.tag, ...[first, ...others].map(({ tag }) => el(tag)));
    expect(encode(tree)).toEqual(bytes);
    expect(decode(bytes)).toEqual(tree);
  });

  test("differs in no name that the table of differences does not have, and in all that it has", () => {
    const rows = PAGES.flatMap((page, number) => rowsOf(number, page));
    const differing = rows.filter(({ name, theirs }) => name !== theirs);
    expect(differing.length).toBe(Object.keys(LIBWBXML_NAMES).length);
    expect(rows.filter(({ theirs }) => theirs === null).length).toBe(25);
  });

  test.each(WBXML_CASES)("reads our $name and writes it back to the byte", ({ value, bytes }) => {
    expect(toWbxml(toXml(encode(value)).replace(/^[\s\S]*?<!DOCTYPE[^>]*>/, ""))).toEqual(bytes);
  });

  function toXml(bytes: Uint8Array): string {
    const input = join(home, "in.wbxml");
    const output = join(home, "out.xml");
    writeFileSync(input, bytes);
    run("wbxml2xml", ["-l", "ACTIVESYNC", "-m", "0", "-o", output, input]);
    return readFileSync(output, "utf8");
  }

  function toWbxml(body: string): Uint8Array {
    const input = join(home, "in.xml");
    const output = join(home, "out.wbxml");
    writeFileSync(input, `<?xml version="1.0" encoding="UTF-8"?>\n${DOCTYPE}\n${body}\n`);
    run("xml2wbxml", ["-n", "-a", "-v", "1.3", "-o", output, input]);
    return new Uint8Array(readFileSync(output));
  }
});

interface Row {
  readonly tag: Tag;
  readonly name: string;
  /** libwbxml's name of the same token, or null if it has none. */
  readonly theirs: string | null;
}

function rowsOf(number: number, page: CodePage): Row[] {
  const names = Object.entries({ ...page.tokens, ...page.before12 });
  return names.map(([token, name]) => ({
    tag: `${page.name}:${name}` as Tag,
    name,
    theirs: libwbxmlName(number, Number(token), name),
  }));
}

function knownRows(number: number, page: CodePage): Row[] {
  return rowsOf(number, page).filter(({ theirs }) => theirs !== null);
}

/**
 * "Namespace:Name" of the empty elements in libwbxml's compact XML; those of the root's own page
 * carry no xmlns.
 */
function elementsOf(xml: string): string[] {
  return [...xml.matchAll(/<([\w-]+)(?: xmlns="([^"]*)")?\/>/g)].map(
    ([, name, namespace]) => `${namespace ?? "AirSync:"}${name}`,
  );
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stdout}${done.stderr}`);
}
