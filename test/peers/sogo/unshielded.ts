// What the gateway cannot take from SOGo, and lets be seen: each sent to SOGo itself and through the
// gateway, so that nobody takes it for solved.
import { describe, expect, it } from "vitest";
import { decode } from "../../../worker/wire/wbxml.ts";
import { path, text } from "../../../worker/wire/wbxml-tree.ts";
import { folderSync, listFolders } from "./folders.ts";
import { directClient, readyPhone, type Suite } from "./suite.ts";

/** Declares the tests of what stays as SOGo does it. */
export function testUnshielded(suite: Suite): void {
  describe("what stays as SOGo does it, through the gateway too", () => {
    const both = async () => [directClient(suite, "carol"), await readyPhone(suite, "carol")];

    it("a FolderSync key that SOGo never gave is answered by Status 1 and no change", async () => {
      for (const client of await both()) {
        // Of a device that it does not know yet it asks for key 0: Status 9.
        await listFolders(client);
        const root = await client.command("FolderSync", folderSync("nonsense-42"));
        expect(text(root, "FolderHierarchy:Status")).toBe("1");
        const changes = path(root, "FolderHierarchy:Changes");
        expect(changes && text(changes, "FolderHierarchy:Count")).toBe("0");
      }
    });

    it("16.1 is served as if SOGo had it, while the tenant names no highest version", async () => {
      for (const client of await both()) {
        const answer = await client.send("FolderSync", folderSync("0"), {
          headers: { "MS-ASProtocolVersion": "16.1" },
        });
        expect(text(decode(answer.body), "FolderHierarchy:Status")).toBe("1");
      }
    });
  });
}
