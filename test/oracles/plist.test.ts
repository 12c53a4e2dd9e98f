// Property lists, read and written by libplist (plistutil). Its traps: XML in and XML out copies
// the bytes unread, and a failure is told only by a missing output file; so everything goes through
// the binary form.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildPlist, type PlistValue, parsePlist, real } from "../../worker/wire/plist.ts";
import { testFolder } from "../support/files.ts";
import { needs } from "../support/tools.ts";

needs("plistutil")("libplist", () => {
  const folder = testFolder();
  const file = (name: string) => join(folder.path, name);
  /** What libplist makes of `bytes`, as XML it wrote itself; null if it cannot read them. */
  const rewritten = (bytes: Uint8Array): Uint8Array | null => {
    for (const name of ["binary", "xml"]) rmSync(file(name), { force: true });
    folder.write("plist", bytes);
    folder.run("plistutil", "-i", "plist", "-f", "bin", "-o", "binary");
    if (!existsSync(file("binary"))) return null;
    folder.run("plistutil", "-i", "binary", "-f", "xml", "-o", "xml");
    return new Uint8Array(readFileSync(file("xml")));
  };

  it.each<[string, PlistValue]>([
    ["text with markup", { "k<&>": "a<b>&\"c' ]]>" }],
    ["text beyond ASCII", { ž: "🐎 مرحبا \u00a0" }],
    ["line ends and blanks", { a: "  two\nlines\t", b: "" }],
    ["numbers", { zero: 0, minus: -7, big: 2 ** 40, half: 0.5 }],
    ["dates and data", { at: new Date("2026-11-22T10:20:30Z"), raw: new Uint8Array([0, 255, 7]) }],
    ["containers", { list: [1, [true, false], { deep: [] }], empty: {} }],
  ])("reads %s as we wrote it, and writes it as we read it", (_name, value) => {
    const xml = rewritten(buildPlist(value));
    expect(xml && parsePlist(xml)).toEqual(value);
  });

  it("sees a real where a whole number was marked as one", () => {
    const xml = new TextDecoder().decode(rewritten(buildPlist({ a: real(1), b: 1 })) ?? undefined);
    expect(xml).toMatch(/<real>1(\.0+)?<\/real>/);
    expect(xml).toContain("<integer>1</integer>");
  });

  it("refuses what is no property list, so that this test can fail", () => {
    expect(rewritten(new TextEncoder().encode("<plist><dict><key>a"))).toBeNull();
  });
});
