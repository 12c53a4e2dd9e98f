// The SyncKey of folder commands, found in their first bytes (worker/wire/folder-key).
import { describe, expect, test } from "vitest";
import { FOLDER_KEY_WITHIN, folderKeyIn } from "../../worker/wire/folder-key.ts";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";

const key = (text: string | Uint8Array) => el("FolderHierarchy:SyncKey", text);
const status = (text: string) => el("FolderHierarchy:Status", text);
const folderSync = (...content: Parameters<typeof el>[1][]) =>
  encode(el("FolderHierarchy:FolderSync", ...content));

describe("the key of a folder command", () => {
  test.each(["0", "1", "{F00D}R\u00e4", "k".repeat(300)])("%j is found", (text) => {
    expect(folderKeyIn(folderSync(key(text)))).toBe(text);
    expect(folderKeyIn(folderSync(status("1"), key(text)))).toBe(text);
    const created = el("FolderHierarchy:FolderCreate", status("1"), key(text));
    expect(folderKeyIn(encode(created))).toBe(text);
  });

  test("is found in the first bytes of a list of any length", () => {
    const name = el("FolderHierarchy:DisplayName", "R".repeat(5000));
    const list = folderSync(
      ...[status("1"), key("k".repeat(300))],
      el("FolderHierarchy:Changes", el("FolderHierarchy:Add", name)),
    );
    expect(folderKeyIn(list.subarray(0, FOLDER_KEY_WITHIN))).toBe("k".repeat(300));
  });

  test.each([
    ["nothing", new Uint8Array(0)],
    ["a failure", folderSync(status("9"))],
    ["an empty one", folderSync(el("FolderHierarchy:SyncKey"))],
    ["bytes instead of text", folderSync(key(Uint8Array.of(1, 2)))],
    ["one of 301 characters", folderSync(key("k".repeat(301)))],
    ["one that is cut off", folderSync(key("abcdef")).subarray(0, 12)],
  ])("is none in %s", (_name, bytes) => {
    expect(folderKeyIn(bytes)).toBeUndefined();
  });
});
