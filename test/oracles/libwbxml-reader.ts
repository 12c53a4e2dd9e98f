// libwbxml as a reader of our WBXML (wbxml2xml of Debian's libwbxml2-utils), which knows nothing of this project, and what
// it is held against: the same elements in the same order.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CODE_PAGES, type CodePage } from "../../worker/wire/codepages.ts";
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import { libwbxmlName } from "./libwbxml-names.ts";

export const READER = "wbxml2xml";
const PAGES: readonly CodePage[] = CODE_PAGES;

/** The document as XML, in libwbxml's names. Throws what libwbxml says if it cannot read it. */
export function toXml(bytes: Uint8Array): string {
  const home = mkdtempSync(join(tmpdir(), "provost-wbxml-"));
  try {
    const input = join(home, "in.wbxml");
    const output = join(home, "out.xml");
    writeFileSync(input, bytes);
    const args = ["-l", "ACTIVESYNC", "-m", "0", "-o", output, input];
    const done = spawnSync(READER, args, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${READER} failed: ${done.stdout}${done.stderr}`);
    return readFileSync(output, "utf8");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Names of the elements in document order. */
export function elementsIn(xml: string): string[] {
  return [...xml.matchAll(/<([A-Za-z][\w-]*)[ />]/g)].map(([, name]) => name ?? "");
}

/** The same, as libwbxml names them. */
export function namesIn(node: Node): string[] {
  const inner = Array.isArray(node.content) ? (node.content as Node[]).flatMap(namesIn) : [];
  const [pageName, name = ""] = node.tag.split(":");
  const page = PAGES.findIndex((candidate) => candidate.name === pageName);
  const tokens = { ...PAGES[page]?.tokens, ...PAGES[page]?.before12 };
  const token = Object.entries(tokens).find(([, each]) => each === name)?.[0];
  return [libwbxmlName(page, Number(token), name) ?? "unknown", ...inner];
}
